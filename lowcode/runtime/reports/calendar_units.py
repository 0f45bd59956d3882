"""Stretches of time that follow each other, as days of a calendar: where one begins and the next one."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from typing import Final
from zoneinfo import ZoneInfo

from lowcode.runtime.report_definitions import DateUnit
from lowcode.runtime.values.moments import midnight

MONTHS_IN_YEAR: Final = 12
_HOUR: Final = datetime.timedelta(hours=1)

MONTHS: Final[Mapping[DateUnit, int]] = {
    DateUnit.MONTH: 1,
    DateUnit.QUARTER: 3,
    DateUnit.FISCAL_QUARTER: 3,
    DateUnit.YEAR: MONTHS_IN_YEAR,
    DateUnit.FISCAL_YEAR: MONTHS_IN_YEAR,
}
"""The months of a unit that is made of months."""

DAYS: Final[Mapping[DateUnit, int]] = {DateUnit.HOUR: 1, DateUnit.DAY: 1, DateUnit.WEEK: 7}
"""The days of one that is not; hours are cut out of their day."""

_FISCAL: Final = frozenset({DateUnit.FISCAL_QUARTER, DateUnit.FISCAL_YEAR})


def plus_months(day: datetime.date, months: int) -> datetime.date:
    """So many calendar months later, clipped to the month's end and to the ends of the calendar."""
    count = day.year * MONTHS_IN_YEAR + day.month - 1 + months
    year, month = divmod(count, MONTHS_IN_YEAR)
    if year < datetime.MINYEAR:
        return datetime.date.min
    if year > datetime.MAXYEAR:
        return datetime.date.max
    first = datetime.date(year, month + 1, 1)
    return first.replace(day=min(day.day, _days_in(first)))


def plus_days(day: datetime.date, days: int) -> datetime.date:
    """So many days later, within the calendar."""
    ordinal = min(max(day.toordinal() + days, 1), datetime.date.max.toordinal())
    return datetime.date.fromordinal(ordinal)


def _days_in(first: datetime.date) -> int:
    if first.month == MONTHS_IN_YEAR:
        return 31
    return (first.replace(month=first.month + 1) - first).days


def unit_start(unit: DateUnit, day: datetime.date, fiscal_start: int) -> datetime.date:
    """The first day of the unit that the day lies in."""
    if unit in MONTHS:
        offset = fiscal_start - 1 if unit in _FISCAL else 0
        count = day.year * MONTHS_IN_YEAR + day.month - 1 - offset
        return plus_months(datetime.date(1, 1, 1), count // MONTHS[unit] * MONTHS[unit] + offset - MONTHS_IN_YEAR)
    return plus_days(day, -day.weekday()) if unit is DateUnit.WEEK else day


def plus_units(unit: DateUnit, first: datetime.date, number: int) -> datetime.date:
    """The first day of the unit that is so many later; of hours, of the day."""
    if unit in MONTHS:
        return plus_months(first, MONTHS[unit] * number)
    return plus_days(first, DAYS[unit] * number)


def unit_starts(unit: DateUnit, first: datetime.date, end: datetime.date, fiscal_start: int) -> list[datetime.date]:
    """The first days of the units that have days from `first` to before `end`, and of the one after them."""
    starts = [unit_start(unit, first, fiscal_start)]
    while starts[-1] < end:
        following = plus_units(unit, starts[-1], 1)
        if following <= starts[-1]:
            break
        starts.append(following)
    return starts


def fiscal_year_of(day: datetime.date, fiscal_start: int) -> int:
    """A fiscal year is called after the calendar year that it begins in."""
    return day.year if day.month >= fiscal_start else day.year - 1


def instant_of(day: datetime.date, timezone: ZoneInfo) -> datetime.datetime:
    """The instant at which the day begins in the time zone; at the ends of the calendar, in UTC."""
    found = midnight(day, timezone)
    return datetime.datetime.combine(day, datetime.time()) if found is None else found


def hours_of(day: datetime.date, timezone: ZoneInfo) -> Iterator[datetime.datetime]:
    """The instants at which the hours of the day begin: 23 or 25 when clocks change."""
    hour, end = instant_of(day, timezone), instant_of(plus_days(day, 1), timezone)
    while hour < end:
        yield hour
        hour += _HOUR
