"""The periods of the language (`this_month`, `last_7_days`) as ranges of days around today."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping

from lowcode.runtime.values.moments import (
    first_day_of_month,
    first_day_of_quarter,
    first_day_of_week,
    first_day_of_year,
    shift_date,
)

Bounds = tuple[datetime.date, datetime.date]


def _days(first: int, end: int) -> Callable[[datetime.date], Bounds]:
    """From so many days after today until before so many."""
    return lambda today: (today + datetime.timedelta(days=first), today + datetime.timedelta(days=end))


def _calendar(
    first_day: Callable[[datetime.date], datetime.date | None], months: int, days: int, offset: int
) -> Callable[[datetime.date], Bounds]:
    """The calendar unit of so many months or days around today, or the one `offset` units later."""

    def bounds(today: datetime.date) -> Bounds:
        start = first_day(today) or today
        first = shift_date(start, months=months * offset, days=days * offset) or start
        end = shift_date(start, months=months * (offset + 1), days=days * (offset + 1)) or datetime.date.max
        return first, end

    return bounds


_UNITS: Mapping[str, tuple[Callable[[datetime.date], datetime.date | None], int, int]] = {
    "week": (first_day_of_week, 0, 7),
    "month": (first_day_of_month, 1, 0),
    "quarter": (first_day_of_quarter, 3, 0),
    "year": (first_day_of_year, 12, 0),
}
_OFFSETS = {"last": -1, "this": 0, "next": 1}

PERIOD_BOUNDS: Mapping[str, Callable[[datetime.date], Bounds]] = {
    "yesterday": _days(-1, 0),
    "tomorrow": _days(1, 2),
    "last_7_days": _days(-6, 1),
    "last_30_days": _days(-29, 1),
    "last_90_days": _days(-89, 1),
    **{
        f"{when}_{unit}": _calendar(first_day, months, days, offset)
        for unit, (first_day, months, days) in _UNITS.items()
        for when, offset in _OFFSETS.items()
    },
}
"""For each period of the catalog, its first day and the day after its last, seen from today."""


def period(name: str, today: datetime.date) -> Bounds:
    """The first day of the period and the day after its last."""
    return PERIOD_BOUNDS[name](today)


def in_period(value: datetime.date | None, name: str, today: datetime.date) -> bool:
    """Whether the day lies in the period."""
    if value is None:
        return False
    first, end = period(name, today)
    return first <= value < end
