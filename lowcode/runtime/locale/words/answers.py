"""Words of what reports answer: groups, periods, and the sentences below a chart."""

from __future__ import annotations

from collections.abc import Mapping

ANSWER_WORDS: Mapping[str, tuple[str, str] | tuple[str, str, str]] = {
    "answer.empty": ("（空）", "(empty)"),
    "answer.others": ("其他", "Others"),
    "answer.earlier": ("更早", "Earlier"),
    "answer.later": ("更晚", "Later"),
    "answer.not_visible": ("（无权查看）", "(not visible)"),
    "answer.untitled": ("（无标题 {number}）", "(untitled {number})"),
    "answer.months": (
        "1月 2月 3月 4月 5月 6月 7月 8月 9月 10月 11月 12月",
        "January February March April May June July August September October November December",
    ),
    "answer.weekdays": (
        "周一 周二 周三 周四 周五 周六 周日",
        "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
    ),
    "answer.day_of_month": ("{day}日", "{day}"),
    "answer.month": ("{year}年{month}", "{month} {year}"),
    "answer.week": ("{year}年第{week}周", "W{week} {year}"),
    "answer.quarter": ("{year}年第{quarter}季度", "Q{quarter} {year}"),
    "answer.year": ("{year}年", "{year}"),
    "answer.fiscal_quarter": ("{year}财年第{quarter}季度", "FY{year} Q{quarter}"),
    "answer.fiscal_year": ("{year}财年", "FY{year}"),
    "answer.band_below": ("{bound} 以下", "below {bound}"),
    "answer.band_between": ("{first} 至 {end}", "{first} to {end}"),
    "answer.band_above": ("{bound} 及以上", "{bound} and above"),
    "answer.days": ("{first} 至 {last}", "{first} to {last}"),
    "answer.days_from": ("{first} 起", "from {first}"),
    "answer.days_until": ("至 {last}", "until {last}"),
    "answer.today": ("今天", "Today"),
    "answer.last_period": ("上期", "Previous period"),
    "answer.last_week": ("上周", "Last week"),
    "answer.last_month": ("上月", "Last month"),
    "answer.last_quarter": ("上季度", "Last quarter"),
    "answer.last_year": ("去年", "Last year"),
    "answer.to_date": ("{period}同期", "{period}, to date"),
    "answer.list_comma": ("、", ", "),
    "answer.withheld": ("您无权查看：{names}。", "You may not see: {names}."),
    "answer.withheld_all": (
        "这份报表要用到您无权查看的内容：{names}。",
        "This report needs what you may not see: {names}.",
    ),
    "answer.source_records": ("“{entity}”的筛选条件", "which {entity} count"),
    "answer.target": ("目标", "Target"),
    "answer.cut": (
        "组太多：只单独显示前 {count} 组，其余合并为“其他”。",
        "Too many groups: the first {count} are shown, all others as one.",
    ),
    "answer.cut_times": (
        "时间跨度太长：只单独显示最近 {count} 段。",
        "Too long a time: only the latest {count} stretches are shown by themselves.",
    ),
    "answer.no_earlier": ("没有可比较的时间段。", "There is no earlier period to compare with."),
    "answer.snapshot": ("数据截至 {time}。", "As of {time}."),
}
