"""Earlier periods: which days a period is compared with.

Three rules, for the period that a report is about and for each group of a chart along time:

* It is moved by what the comparison says; `last_period` is the period before of the same kind. Whole calendar months
  stay whole months. If the moved one overlaps it, it is the period before of the same length.
* If it is not over, the earlier one is cut to as many days as have passed of it, today included.
* What does not exist in a shorter month ends with that month.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Final

from lowcode.runtime.report_definitions import DateUnit, Earlier
from lowcode.runtime.reports.calendar_units import MONTHS, plus_days, plus_months, plus_units
from lowcode.runtime.reports.selection import DayRange

Days = tuple[datetime.date, datetime.date]
"""The first day, and the day after the last."""

_MONTHS: Final[Mapping[Earlier, int]] = {Earlier.MONTH: 1, Earlier.QUARTER: 3, Earlier.YEAR: 12}
_WEEKS: Final[Mapping[Earlier, int]] = {Earlier.WEEK: 1, Earlier.MONTH: 4, Earlier.QUARTER: 13, Earlier.YEAR: 52}
_WEEK: Final = 7

THIS: Final[Mapping[Earlier, str]] = {
    Earlier.PERIOD: "this_month",
    Earlier.WEEK: "this_week",
    Earlier.MONTH: "this_month",
    Earlier.QUARTER: "this_quarter",
    Earlier.YEAR: "this_year",
}
"""The period that a report is about if it compares with an earlier one and nobody has chosen a period."""


def earlier_days(days: DayRange, against: Earlier, today: datetime.date) -> Days | None:
    """What a period is compared with; None where it has no beginning. One without an end ends today."""
    if days.first is None:
        return None
    end = plus_days(today, 1) if days.end is None else days.end
    if end <= days.first:
        return None
    return _cut((days.first, end), _moved((days.first, end), against), against, today)


def is_the_one_before(days: DayRange, against: Earlier) -> bool:
    """Whether the period before of the same length stands for the one that was asked for, which would overlap."""
    if days.first is None or days.end is None or against is Earlier.PERIOD:
        return against is Earlier.PERIOD
    present = days.first, days.end
    return _moved(present, against) != _asked_for(present, against)


def earlier_unit(unit: DateUnit, present: Days, against: Earlier, today: datetime.date) -> Days:
    """What a group of a chart along time is compared with. Weeks are compared with weeks, 52 of them for a year."""
    return _cut(present, _moved_unit(unit, present, against), against, today)


def shifted_today(today: datetime.date, against: Earlier, before: int | None = None) -> datetime.date:
    """The day that was today then; `before`: days back for the period before."""
    if against in _MONTHS:
        return plus_months(today, -_MONTHS[against])
    return plus_days(today, -(before if against is Earlier.PERIOD and before is not None else _WEEK))


def _moved(present: Days, against: Earlier) -> Days:
    if against is Earlier.PERIOD:
        return _before(present)
    moved = _asked_for(present, against)
    return _before(present) if moved[1] > present[0] else moved


def _asked_for(present: Days, against: Earlier) -> Days:
    if against is Earlier.WEEK:
        return plus_days(present[0], -_WEEK), plus_days(present[1], -_WEEK)
    return _months_back(present, _MONTHS[against])


def _months_back(present: Days, months: int) -> Days:
    first, end = present
    if _is_months(present):
        return plus_months(first, -months), plus_months(end, -months)
    return plus_months(first, -months), plus_days(plus_months(plus_days(end, -1), -months), 1)


def _is_months(present: Days) -> bool:
    return present[0].day == 1 and present[1].day == 1


def _before(present: Days) -> Days:
    """The period directly before, of the same length."""
    first, end = present
    if _is_months(present):
        months = (end.year - first.year) * 12 + end.month - first.month
        return plus_months(first, -months), first
    return plus_days(first, -(end - first).days), first


def _moved_unit(unit: DateUnit, present: Days, against: Earlier) -> Days:
    first, end = present
    before = plus_units(unit, first, -1), first
    if against is Earlier.PERIOD:
        return before
    if unit is DateUnit.WEEK:
        moved = plus_days(first, -_WEEK * _WEEKS[against]), plus_days(end, -_WEEK * _WEEKS[against])
    elif against is Earlier.WEEK:
        moved = plus_days(first, -_WEEK), plus_days(end, -_WEEK)
    elif unit in MONTHS:
        moved = plus_months(first, -_MONTHS[against]), plus_months(end, -_MONTHS[against])
    else:
        day = plus_months(first, -_MONTHS[against])
        moved = day, plus_days(day, 1)
    return before if moved[1] > first else moved


def _cut(present: Days, moved: Days, against: Earlier, today: datetime.date) -> Days:
    """As many days of the earlier period as have passed of the present one; of the same year, to the same day."""
    first, end = present
    if not first <= today < end:
        return moved
    if against is Earlier.YEAR and moved[0] == plus_months(first, -_MONTHS[Earlier.YEAR]):
        passed = plus_days(plus_months(today, -_MONTHS[Earlier.YEAR]), 1)
    else:
        passed = plus_days(moved[0], (today - first).days + 1)
    return moved[0], min(moved[1], passed)
