"""Dates and instants. Instants are naive UTC with whole seconds; days and clocks of theirs are those of a time zone.

What would leave the years 1 to 9999 is empty.
"""

from __future__ import annotations

import calendar
import datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

FIRST_INSTANT = datetime.datetime(1, 1, 2)  # noqa: DTZ001 naive UTC by convention
LAST_INSTANT = datetime.datetime(9999, 12, 30, 23, 59, 59)  # noqa: DTZ001 naive UTC by convention
"""A day inside the calendar's ends, so that no time zone leads out of it."""
_MIDNIGHT = datetime.time()
_MOST_DAYS = 4_000_000
_MOST_SECONDS = _MOST_DAYS * 86_400
_SECONDS = datetime.timedelta(seconds=1)

Moment = TypeVar("Moment", datetime.date, datetime.datetime)


def local_moment(value: datetime.datetime, timezone: ZoneInfo) -> datetime.datetime:
    """What a clock in the time zone shows at the instant."""
    return value.replace(tzinfo=datetime.UTC).astimezone(timezone).replace(tzinfo=None, fold=0)


def local_date(value: datetime.datetime | None, timezone: ZoneInfo) -> datetime.date | None:
    """The day of the instant in the time zone."""
    return None if value is None else local_moment(value, timezone).date()


def local_time(value: datetime.datetime | None, timezone: ZoneInfo) -> datetime.time | None:
    """The time of day of the instant in the time zone."""
    return None if value is None else local_moment(value, timezone).time()


def instant(day: datetime.date | None, time: datetime.time | None, timezone: ZoneInfo) -> datetime.datetime | None:
    """The instant at which a clock in the time zone shows this day and time.

    A time that the clock shows twice, or never, when it is moved counts with the smaller
    of both offsets (standard time).
    """
    if day is None or time is None:
        return None
    return _instant_of(datetime.datetime.combine(day, time), timezone)


def midnight(day: datetime.date | None, timezone: ZoneInfo) -> datetime.datetime | None:
    """The instant at which the day begins in the time zone."""
    return instant(day, _MIDNIGHT, timezone)


def make_date(year: int | None, month: int | None, day: int | None) -> datetime.date | None:
    """The day, empty if there is none like that."""
    if year is None or month is None or day is None:
        return None
    if not (1 <= year <= 9999 and 1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]):
        return None
    return datetime.date(year, month, day)


def shift_date(value: datetime.date | None, *, months: int | None = 0, days: int | None = 0) -> datetime.date | None:
    """So many calendar months later (a day that the month has not becomes its last), then so many days."""
    if value is None or months is None or days is None:
        return None
    shifted = _plus_months(value, months)
    if shifted is None or abs(days) > _MOST_DAYS:
        return None
    ordinal = shifted.toordinal() + days
    return datetime.date.fromordinal(ordinal) if 1 <= ordinal <= datetime.date.max.toordinal() else None


def shift_instant(
    value: datetime.datetime | None,
    timezone: ZoneInfo,
    *,
    months: int | None = 0,
    days: int | None = 0,
    seconds: int | None = 0,
) -> datetime.datetime | None:
    """Months and days are those of the calendar in the time zone and keep the time of day; seconds are exact."""
    if value is None or months is None or days is None or seconds is None:
        return None
    shifted: datetime.datetime | None = value
    if months or days:
        local = local_moment(value, timezone)
        day = shift_date(local.date(), months=months, days=days)
        shifted = None if day is None else _instant_of(datetime.datetime.combine(day, local.time()), timezone)
    if shifted is None or abs(seconds) > _MOST_SECONDS:
        return None
    total = (shifted - FIRST_INSTANT) // _SECONDS + seconds
    return _within_limits(FIRST_INSTANT, total)


def year(value: datetime.date | None) -> int | None:
    """The year."""
    return None if value is None else value.year


def quarter(value: datetime.date | None) -> int | None:
    """The quarter, 1 to 4."""
    return None if value is None else (value.month + 2) // 3


def month(value: datetime.date | None) -> int | None:
    """The month, 1 to 12."""
    return None if value is None else value.month


def week(value: datetime.date | None) -> int | None:
    """The ISO week, 1 to 53."""
    return None if value is None else value.isocalendar().week


def day(value: datetime.date | None) -> int | None:
    """The day of the month."""
    return None if value is None else value.day


def weekday(value: datetime.date | None) -> int | None:
    """The day of the week: Monday is 1."""
    return None if value is None else value.isoweekday()


def hour(value: datetime.time | None) -> int | None:
    """The hour, 0 to 23."""
    return None if value is None else value.hour


def minute(value: datetime.time | None) -> int | None:
    """The minute, 0 to 59."""
    return None if value is None else value.minute


def days_between(start: datetime.date | None, end: datetime.date | None) -> int | None:
    """Days from the start to the end."""
    return None if start is None or end is None else end.toordinal() - start.toordinal()


def months_between(start: datetime.date | None, end: datetime.date | None) -> int | None:
    """Whole months from the start to the end; the same number with a minus the other way round."""
    if start is None or end is None:
        return None
    if end < start:
        return -_months_forward(end, start)
    return _months_forward(start, end)


def years_between(start: datetime.date | None, end: datetime.date | None) -> int | None:
    """Whole years from the start to the end."""
    months = months_between(start, end)
    if months is None:
        return None
    return -(-months // 12) if months < 0 else months // 12


def seconds_between(start: datetime.datetime | None, end: datetime.datetime | None, unit: int) -> int | None:
    """Whole units of so many seconds from the start to the end, cut towards zero."""
    if start is None or end is None:
        return None
    seconds = (end - start) // _SECONDS
    return -(-seconds // unit) if seconds < 0 else seconds // unit


def first_day_of_week(value: datetime.date | None) -> datetime.date | None:
    """The Monday of its week."""
    return None if value is None else shift_date(value, days=1 - value.isoweekday())


def last_day_of_week(value: datetime.date | None) -> datetime.date | None:
    """The Sunday of its week."""
    return None if value is None else shift_date(value, days=7 - value.isoweekday())


def first_day_of_month(value: datetime.date | None) -> datetime.date | None:
    """The first day of its month."""
    return None if value is None else value.replace(day=1)


def last_day_of_month(value: datetime.date | None) -> datetime.date | None:
    """The last day of its month."""
    return None if value is None else value.replace(day=calendar.monthrange(value.year, value.month)[1])


def first_day_of_quarter(value: datetime.date | None) -> datetime.date | None:
    """The first day of its quarter."""
    return None if value is None else value.replace(month=(value.month - 1) // 3 * 3 + 1, day=1)


def last_day_of_quarter(value: datetime.date | None) -> datetime.date | None:
    """The last day of its quarter."""
    if value is None:
        return None
    return last_day_of_month(value.replace(month=(value.month - 1) // 3 * 3 + 3, day=1))


def first_day_of_year(value: datetime.date | None) -> datetime.date | None:
    """1 January of its year."""
    return None if value is None else value.replace(month=1, day=1)


def last_day_of_year(value: datetime.date | None) -> datetime.date | None:
    """31 December of its year."""
    return None if value is None else value.replace(month=12, day=31)


def _plus_months(value: datetime.date, months: int) -> datetime.date | None:
    if not months:
        return value
    count = value.year * 12 + value.month - 1 + months
    target_year, month_index = divmod(count, 12)
    if not 1 <= target_year <= 9999:
        return None
    last = calendar.monthrange(target_year, month_index + 1)[1]
    return datetime.date(target_year, month_index + 1, min(value.day, last))


def _months_forward(start: datetime.date, end: datetime.date) -> int:
    months = (end.year - start.year) * 12 + end.month - start.month
    return months - 1 if end.day < start.day else months


def _instant_of(local: datetime.datetime, timezone: ZoneInfo) -> datetime.datetime | None:
    """The instant of a clock reading; of two possible offsets the smaller one."""
    readings = [local.replace(tzinfo=timezone, fold=fold) for fold in (0, 1)]
    offset = min(reading.utcoffset() or datetime.timedelta() for reading in readings)
    return _within_limits(FIRST_INSTANT, (local - FIRST_INSTANT - offset) // _SECONDS)


def _within_limits(start: datetime.datetime, seconds: int) -> datetime.datetime | None:
    """`start` plus so many seconds, empty beyond the calendar's ends."""
    limit = (LAST_INSTANT - start) // _SECONDS
    return start + datetime.timedelta(seconds=seconds) if 0 <= seconds <= limit else None
