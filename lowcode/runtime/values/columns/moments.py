"""Dates and instants in SQL."""

from __future__ import annotations

import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Date, case

from lowcode.runtime.database.types import UtcDateTime, WholeNumber, WholeTime
from lowcode.runtime.values.columns.constants import Operand, clause, text_value
from lowcode.runtime.values.columns.portable import Portable

DateElement = ColumnElement[datetime.date | None]
InstantElement = ColumnElement[datetime.datetime | None]
IntegerElement = ColumnElement[int | None]


def local_date(value: Operand, timezone: ZoneInfo) -> DateElement:
    """The day of the instant in the time zone."""
    return Portable("local_date", Date(), clause(value), text_value(timezone.key))


def local_time(value: Operand, timezone: ZoneInfo) -> ColumnElement[datetime.time | None]:
    """The time of day of the instant in the time zone."""
    return Portable("local_time", WholeTime(), clause(value), text_value(timezone.key))


def instant(day: Operand, time: Operand, timezone: ZoneInfo) -> InstantElement:
    """The instant at which a clock in the time zone shows this day and time."""
    return Portable("instant", UtcDateTime(), clause(day), clause(time), text_value(timezone.key))


def midnight(day: Operand, timezone: ZoneInfo) -> InstantElement:
    """The instant at which the day begins in the time zone."""
    return instant(day, datetime.time(), timezone)


def make_date(year: Operand, month: Operand, day: Operand) -> DateElement:
    """The day, empty if there is none like that."""
    return Portable("make_date", Date(), clause(year), clause(month), clause(day))


def shift_date(value: Operand, *, months: Operand = 0, days: Operand = 0) -> DateElement:
    """So many calendar months later, then so many days."""
    shifted = clause(value)
    for operation, amount in (("shift_months", months), ("shift_days", days)):
        if not _is_zero(amount):
            shifted = Portable(operation, Date(), shifted, clause(amount))
    return shifted


def shift_instant(
    value: Operand, timezone: ZoneInfo, *, months: Operand = 0, days: Operand = 0, seconds: Operand = 0
) -> InstantElement:
    """Months and days by the calendar of the time zone, keeping the time of day; seconds exactly."""
    shifted: ColumnElement[Any] = clause(value)
    if not (_is_zero(months) and _is_zero(days)):
        day = shift_date(local_date(shifted, timezone), months=months, days=days)
        moved = instant(day, local_time(shifted, timezone), timezone)
        amounts = [clause(each) for each in (months, days) if not isinstance(each, int)]
        shifted = case((amounts[0] == 0, shifted), else_=moved) if amounts else moved
        shifted.type = UtcDateTime()
    if not _is_zero(seconds):
        shifted = Portable("shift_seconds", UtcDateTime(), shifted, clause(seconds))
    return shifted


def _is_zero(amount: Operand) -> bool:
    return isinstance(amount, int) and amount == 0


def _part(operation: str, value: Operand) -> IntegerElement:
    return Portable(operation, WholeNumber(), clause(value))


def year(value: Operand) -> IntegerElement:
    """The year."""
    return _part("year", value)


def quarter(value: Operand) -> IntegerElement:
    """The quarter, 1 to 4."""
    return _part("quarter", value)


def month(value: Operand) -> IntegerElement:
    """The month, 1 to 12."""
    return _part("month", value)


def week(value: Operand) -> IntegerElement:
    """The ISO week."""
    return _part("week", value)


def day(value: Operand) -> IntegerElement:
    """The day of the month."""
    return _part("day", value)


def weekday(value: Operand) -> IntegerElement:
    """The day of the week: Monday is 1."""
    return _part("weekday", value)


def hour(value: Operand) -> IntegerElement:
    """The hour."""
    return _part("hour", value)


def minute(value: Operand) -> IntegerElement:
    """The minute."""
    return _part("minute", value)


def _between(operation: str, start: Operand, end: Operand) -> IntegerElement:
    return Portable(operation, WholeNumber(), clause(start), clause(end))


def days_between(start: Operand, end: Operand) -> IntegerElement:
    """Days from the start to the end."""
    return _between("days_between", start, end)


def months_between(start: Operand, end: Operand) -> IntegerElement:
    """Whole months from the start to the end."""
    return _between("months_between", start, end)


def years_between(start: Operand, end: Operand) -> IntegerElement:
    """Whole years from the start to the end."""
    return _between("years_between", start, end)


def seconds_between(start: Operand, end: Operand, unit: int) -> IntegerElement:
    """Whole units of so many seconds from the start to the end."""
    return Portable("seconds_between", WholeNumber(), clause(start), clause(end), unit)


def _edge(operation: str, value: Operand) -> DateElement:
    return Portable(operation, Date(), clause(value))


def first_day_of_week(value: Operand) -> DateElement:
    """The Monday of its week."""
    return _edge("first_day_of_week", value)


def last_day_of_week(value: Operand) -> DateElement:
    """The Sunday of its week."""
    return _edge("last_day_of_week", value)


def first_day_of_month(value: Operand) -> DateElement:
    """The first day of its month."""
    return _edge("first_day_of_month", value)


def last_day_of_month(value: Operand) -> DateElement:
    """The last day of its month."""
    return _edge("last_day_of_month", value)


def first_day_of_quarter(value: Operand) -> DateElement:
    """The first day of its quarter."""
    return _edge("first_day_of_quarter", value)


def last_day_of_quarter(value: Operand) -> DateElement:
    """The last day of its quarter."""
    return _edge("last_day_of_quarter", value)


def first_day_of_year(value: Operand) -> DateElement:
    """1 January of its year."""
    return _edge("first_day_of_year", value)


def last_day_of_year(value: Operand) -> DateElement:
    """31 December of its year."""
    return _edge("last_day_of_year", value)
