"""Words for reports and dashboards. Measures stand as the specification writes them."""

from __future__ import annotations

from collections.abc import Mapping

from lowcode.differences.vocabulary import Kind, Mode, Names, kind, part, plain
from lowcode.ir import reports

_KEY = "a key in addresses, which follows from what is shown"
_FROM_EXPRESSION = "follows from the expression"
_LABELLED = ("{label}", "{label}")

ANALYSIS: Mapping[type, Kind] = {
    reports.Report: kind(
        "报表",
        "report",
        {
            "name": part("规格中的名称", "name in the specification", names=Names.REPORT),
            "identifier": part("地址与接口中的名称", "name in addresses and the API"),
            "label": part("名称", "name"),
            "roles": part("可由谁查看", "for", names=Names.ROLE),
            "sources": part("数据来源", "sources", mode=Mode.THINGS),
            "chart": part("图表", "chart", mode=Mode.INSIDE),
            "refresh": part("更新间隔", "made anew every"),
        },
        called=_LABELLED,
    ),
    reports.Source: kind(
        "数据来源",
        "source",
        {
            "name": part("规格中的名称", "name in the specification"),
            "entity": part("数据", "records", names=Names.ENTITY),
            "where": part("条件", "where"),
            "date": part("时间按", "time by"),
        },
        called=("{entity}", "{entity}"),
        same=(("name",), ("entity",)),
    ),
    reports.Chart: kind(
        "图表",
        "chart",
        {
            "kind": part("图表类型", "kind of chart", names=Names.CHART),
            "dimensions": part("维度", "groups", mode=Mode.THINGS),
            "measures": part("指标", "measures", mode=Mode.THINGS),
            "sort": part("排序", "order"),
            "top": part("只显示前几名", "only the first"),
            "stack": part("堆叠", "stacked"),
            "compare": part("对比", "compared with"),
            "target": part("目标", "target"),
            "drill": part("下钻", "drill", mode=Mode.THINGS),
        },
    ),
    reports.ByMeasure: kind(
        "按指标",
        "by a measure",
        {"measure": part("", "", ("`{it}`", "`{it}`")), "descending": part("", "", ("（降序）", " (descending)"))},
    ),
    reports.ByDimension: kind(
        "按维度",
        "by its groups",
        {"descending": part("", "", ("按维度（降序）", "by its groups (descending)"))},
    ),
    reports.Dimension: kind(
        "维度",
        "group",
        {
            "label": part("名称", "name"),
            "grouping": part("分组方式", "grouped by"),
            "expressions": part("取自", "taken from"),
        },
        {"name": _KEY, "type": _FROM_EXPRESSION},
        _LABELLED,
        (("expressions", "grouping"), ("name",), ("label",)),
    ),
    reports.ByValue: kind("每个值一组", "each value", {}),
    reports.ByPeriod: kind("按时间", "by time", {"unit": plain()}),
    reports.ByPart: kind("按时间周期", "by what comes round", {"part": plain()}),
    reports.ByBand: kind("按区间", "by bands", {"bounds": part("", "", ("区间 {it}", "bands {it}"))}),
    reports.ByLevel: kind(
        "按层级",
        "by level",
        {"level": part("", "", ("第 {it} 级", "level {it}"))},
        {"parent_field": "follows from the entity, which has one parent field"},
    ),
    reports.ByMember: kind("每一项一组", "each item", {}),
    reports.Measure: kind(
        "指标",
        "measure",
        {
            "name": part("规格中的名称", "name in the specification"),
            "label": part("名称", "name"),
            "expression": part("公式", "computed as"),
            "unit": part("单位", "unit"),
        },
        {"type": _FROM_EXPRESSION},
        _LABELLED,
        (("expression", "label"), ("name",), ("expression",), ("label",)),
    ),
    reports.Dashboard: kind(
        "看板",
        "dashboard",
        {
            "name": part("规格中的名称", "name in the specification", names=Names.DASHBOARD),
            "identifier": part("地址与接口中的名称", "name in addresses and the API"),
            "label": part("名称", "name"),
            "roles": part("可由谁查看", "for", names=Names.ROLE),
            "filters": part("筛选", "filters", mode=Mode.THINGS),
            "rows": part("行", "rows", mode=Mode.ITEMS),
            "refresh": part("更新间隔", "asks again every"),
        },
        called=_LABELLED,
    ),
    reports.DashboardFilter: kind(
        "筛选",
        "filter",
        {
            "name": part("规格中的名称", "name in the specification"),
            "label": part("名称", "name"),
            "targets": part("作用于", "holds for"),
            "default": part("默认值", "default"),
        },
        {"type": _FROM_EXPRESSION},
        _LABELLED,
    ),
    reports.FilterTarget: kind(
        "字段",
        "field",
        {"entity": part("", "", ("{it} 的 ", "{it}: "), Names.ENTITY), "expression": plain()},
    ),
    reports.TileRow: kind(
        "行",
        "row",
        {"label": part("", "", ("「{it}」", "“{it}”: ")), "tiles": plain()},
    ),
    reports.Tile: kind(
        "报表",
        "report",
        {"report": plain(Names.REPORT), "width": part("", "", ("（宽 {it}）", " (width {it})"), usual=1)},
    ),
}
