"""From when to when a source has records, so that a chart along time knows its groups before it asks.

Found once per process and database: what is older or newer than known is seen in the answer, which then looks again.
"""

from __future__ import annotations

import datetime
from typing import Any, TypeAlias
from weakref import WeakKeyDictionary

from sqlalchemy import Column, Engine, func, select

from lowcode.runtime.context import Context
from lowcode.runtime.report_definitions import Reading, Source
from lowcode.runtime.reports.calendar_units import plus_days
from lowcode.runtime.reports.comparing import Days
from lowcode.runtime.reports.frames import Frame
from lowcode.runtime.values.columns.constants import clause

_Known: TypeAlias = dict[tuple[str, Reading | tuple[str, ...]], Days | None]
_KNOWN: WeakKeyDictionary[Engine, _Known] = WeakKeyDictionary()
_YEARS = 200
_MOST = 500


def extent_of(context: Context, source: Source, reading: Reading, *, anew: bool = False) -> Days | None:
    """The days that a date of the source's records lies in, rounded to years; None where none has a date."""
    known = _KNOWN.setdefault(context.connection.engine, {})
    key = (source.entity, reading.field or reading)
    found = None if anew else known.get(key)
    if found is None:
        found = _asked(context, source, reading)
        if len(known) >= _MOST:
            known.clear()
        known[key] = found  # whoever clears it meanwhile takes it from those who come later only
    return found


def _asked(context: Context, source: Source, reading: Reading) -> Days | None:
    everybody = context.acting("report")
    frame = Frame(source, everybody, everybody)
    value = clause(reading.column(frame.at(reading.path), everybody))
    if isinstance(value, Column) and not reading.path:  # two steps along an index, where there is one
        least, greatest = (
            select(function(value)).select_from(frame.origin).scalar_subquery() for function in (func.min, func.max)
        )
        statement = select(least, greatest)
    else:
        statement = select(func.min(value), func.max(value)).select_from(frame.origin)
    first, last = context.connection.execute(statement).one()
    return None if first is None else _in_years(_day(first), _day(last), context.today)


def _day(value: Any) -> datetime.date:
    """The day of a date or an instant, whatever its time zone: years are rounded generously."""
    day = datetime.datetime.fromisoformat(value) if isinstance(value, str) else value
    return day.date() if isinstance(day, datetime.datetime) else day


def _in_years(first: datetime.date, last: datetime.date, today: datetime.date) -> Days:
    """Whole years around, with a day to spare for time zones; what is centuries away is left to the ends."""
    earliest = max(plus_days(first, -1).year, today.year - _YEARS, datetime.MINYEAR)
    latest = min(max(plus_days(last, 1), today).year, today.year + _YEARS, datetime.MAXYEAR - 1)
    return datetime.date(min(earliest, latest), 1, 1), datetime.date(latest + 1, 1, 1)
