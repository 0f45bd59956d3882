"""The periods that the right side of `in` may name: `created_at in this_month`. Weeks start on Monday."""

from __future__ import annotations

from lowcode.catalog.registry import Registry
from lowcode.quick_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Period:
    """A half-open range of days around today."""

    name: str
    zh: str
    en: str


PERIODS: Registry[Period] = Registry(
    (
        Period("yesterday", "昨天", "Yesterday"),
        Period("tomorrow", "明天", "Tomorrow"),
        Period("this_week", "本周", "This week"),
        Period("last_week", "上周", "Last week"),
        Period("next_week", "下周", "Next week"),
        Period("this_month", "本月", "This month"),
        Period("last_month", "上月", "Last month"),
        Period("next_month", "下月", "Next month"),
        Period("this_quarter", "本季度", "This quarter"),
        Period("last_quarter", "上季度", "Last quarter"),
        Period("next_quarter", "下季度", "Next quarter"),
        Period("this_year", "今年", "This year"),
        Period("last_year", "去年", "Last year"),
        Period("next_year", "明年", "Next year"),
        Period("last_7_days", "最近 7 天", "Last 7 days"),
        Period("last_30_days", "最近 30 天", "Last 30 days"),
        Period("last_90_days", "最近 90 天", "Last 90 days"),
    )
)
