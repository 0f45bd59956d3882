"""Charts that people make of a list."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

EXPLORING_WORDS: Final[Mapping[str, tuple[str, str] | tuple[str, str, str]]] = {
    "explore.title": ("图表分析", "Chart this"),
    "explore.new": ("用当前列表作图", "New chart of this list"),
    "explore.group_by": ("分组", "Group by"),
    "explore.then_by": ("再按……分组", "Then by"),
    "explore.no_group": ("不分组", "Nothing"),
    "explore.unit": ("时间单位", "Unit of time"),
    "explore.unit_day": ("日", "Day"),
    "explore.unit_week": ("周", "Week"),
    "explore.unit_month": ("月", "Month"),
    "explore.unit_quarter": ("季度", "Quarter"),
    "explore.unit_year": ("年", "Year"),
    "explore.by_day": ("{label}（日）", "{label} (day)"),
    "explore.by_week": ("{label}（周）", "{label} (week)"),
    "explore.by_month": ("{label}（月）", "{label} (month)"),
    "explore.by_quarter": ("{label}（季度）", "{label} (quarter)"),
    "explore.by_year": ("{label}（年）", "{label} (year)"),
    "explore.measure": ("指标", "Measure"),
    "explore.count": ("记录数", "Number of records"),
    "explore.sum": ("{label}合计", "Total {label}"),
    "explore.avg": ("{label}平均值", "Average {label}"),
    "explore.median": ("{label}中位数", "Median {label}"),
    "explore.min": ("{label}最小值", "Smallest {label}"),
    "explore.max": ("{label}最大值", "Largest {label}"),
    "explore.kind": ("图表类型", "Kind of chart"),
    "explore.draw": ("作图", "Draw"),
    "explore.named": ("{measure}，按{label}", "{measure} by {label}"),
    "explore.named_two": ("{measure}，按{label}和{second}", "{measure} by {label} and {second}"),
    "explore.name": ("名称", "Name"),
    "explore.private": ("只保存给您自己，在本列表的“图表分析”里打开。", "Kept for you alone; it opens from this list."),
    "explore.saved": ("我保存的图表", "My charts"),
    "explore.as_spec": ("复制为规格文本", "Copy as spec text"),
    "explore.spec_help": (
        "把它粘贴到规格文件里，这张图就成为所有人的报表。",
        "Paste it into the specification to make it a report for everybody.",
    ),
    "explore.copy": ("复制", "Copy"),
    "explore.copied": ("已复制", "Copied"),
    "explore.not_said": (
        "列表里还有规格文本说不出的条件（具体的某条记录、搜索词）",
        "the list has conditions that cannot be written here (single records, searches)",
    ),
    "notice.chart_kept": ("图表已保存", "The chart was saved"),
    "notice.chart_deleted": ("图表已删除", "The chart was deleted"),
    "error.reason.too_many_charts": (
        "一个列表最多保存 50 张图表，请先删除不用的",
        "At most 50 charts can be kept of one list; delete some first",
    ),
}
