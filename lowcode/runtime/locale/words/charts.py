"""What charts say: names of parts, sentences below them, descriptions for those who do not see them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

CHART_WORDS: Final[Mapping[str, tuple[str, str] | tuple[str, str, str]]] = {
    "chart.save_picture": ("保存为图片", "Save as picture"),
    "chart.total": ("合计", "Total"),
    "chart.against": ("较{period}", "on {period}"),
    "chart.share": ("占比", "Share"),
    "chart.target": ("目标", "Target"),
    "chart.reached": ("完成率", "Reached"),
    "chart.target_is": ("目标 {value}", "Target {value}"),
    "chart.target_and_rate": ("目标 {value} · 已完成 {rate}", "Target {value} · {rate} reached"),
    "chart.target_in_table": ("目标见表格。", "The table has the targets."),
    "chart.compared_in_table": ("与以前的对比见表格。", "The table has the comparison with the earlier period."),
    "chart.with_period": ("{label}（{period}）", "{label} ({period})"),
    "chart.no_target": ("还没有设定目标。", "No target has been set yet."),
    "chart.no_target_short": ("无目标", "No target"),
    "chart.no_value": ("无数据", "No data"),
    "chart.nothing_here": ("无数据", "No data"),
    "chart.so_far": ("累计", "So far"),
    "chart.others": ("其他", "Others"),
    "chart.others_count": ("其他 {count} 项", "{count} others", "1 other"),
    "chart.of_last_step": ("上一步转化率", "of the step before"),
    "chart.of_first_step": ("总转化率", "of the first step"),
    "chart.least": ("最小值", "Least"),
    "chart.quarter": ("下四分位数", "First quartile"),
    "chart.median": ("中位数", "Median"),
    "chart.three_quarters": ("上四分位数", "Third quartile"),
    "chart.greatest": ("最大值", "Greatest"),
    "chart.new_rank": ("新上榜", "New"),
    "chart.same_rank": ("名次不变", "Same place"),
    "chart.ranks_up": ("上升 {count} 名", "Up {count} places", "Up 1 place"),
    "chart.ranks_down": ("下降 {count} 名", "Down {count} places", "Down 1 place"),
    "chart.more_groups": ("另有 {count} 组，见表格", "{count} more in the table", "1 more in the table"),
    "chart.cut": (
        "分组较多，图中只画出前 {count} 组，完整数据见表格。",
        "There are many groups: the chart shows the first {count}, the table has all of them.",
    ),
    "chart.cut_series": (
        "分组较多，图中只画出最大的 {count} 组（共 {total} 组），完整数据见表格。",
        "The chart shows the {count} largest of {total} groups; the table has all of them.",
    ),
    "chart.cut_grid": (
        "分组较多，图中最多画出 {across} 列 {down} 行，完整数据见表格。",
        "The chart shows at most {across} columns and {down} rows; the table has all of them.",
    ),
    "chart.cut_years": (
        "图中只画出最近 {count} 年，完整数据见表格。",
        "The chart shows the last {count} years; the table has all of them.",
    ),
    "chart.more_units": (
        "{labels}的单位不同，没有画在图中，请看表格。",
        "{labels}: not in the chart, because the unit is another one; see the table.",
    ),
    "chart.negative_left_out": (
        "{labels}为负数，没有画在图中。",
        "{labels}: below zero, so not part of the chart.",
    ),
    "chart.negative_parts_left_out": (
        "有的数值为负，没有画在图中，请看表格。",
        "Some numbers are below zero and not part of the chart; see the table.",
    ),
    "chart.negative_parts": (
        "有的数值为负，无法按百分比显示，因此显示实际数值。",
        "Some numbers are below zero, so there are no shares: the chart shows the numbers themselves.",
    ),
    "chart.negative_funnel": (
        "有的数值为负，画不成漏斗，因此改用柱形显示。",
        "Some numbers are below zero, which no funnel can show: the chart shows bars instead.",
    ),
    "chart.points_left_out": (
        "{labels}等缺少数值，没有画在图中。",
        "Without numbers and so not in the chart: {labels}.",
    ),
    "chart.timeless": ("不在时间轴上：{groups}。", "Not on the time axis: {groups}."),
    "chart.dropped_out": ("未计入各步：{groups}。", "Not among the steps: {groups}."),
    "chart.unplaced": ("地图上没有位置：{places}。", "Without a place on the map: {places}."),
    "chart.more_places": ("另 {count} 项", "{count} more"),
    "chart.sentence": ("{text}。", "{text}."),
    "chart.summary_title": ("{label}（{kind}）", "{label} ({kind})"),
    "chart.summary_joined": ("，", ", "),
    "chart.summary_groups": ("{label}共 {count} 组", "{label}: {count} groups", "{label}: 1 group"),
    "chart.summary_most": ("最高 {group} {value}", "most: {group} {value}"),
    "chart.summary_least": ("最低 {group} {value}", "least: {group} {value}"),
    "chart.summary_figure": ("{label}合计 {value}", "{label} in all {value}"),
}
