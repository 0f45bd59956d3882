"""What SQLite cannot do exactly by itself, as functions registered on each connection.

Numbers arrive and leave as integers of units (see `ExactDecimal`); those beyond 64 bits as texts of digits. Dates and
instants are their ISO texts. An empty argument gives an empty result, unless said otherwise.
"""

from __future__ import annotations

import datetime
import sqlite3
import unicodedata
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

from lowcode.runtime.values import moments, numbers, texts
from lowcode.runtime.values.capitals import cny_capitals

Units: TypeAlias = int | str
"""A number in units: an integer, or its digits where 64 bits do not hold it."""
Result: TypeAlias = int | str | None

_LARGEST = 2**63 - 1
_MOST_DIGITS = 18


class NumberTooLargeError(ValueError):
    """A computed number has more digits than its column."""


def stored(units: int) -> Units:
    """The number in the form that SQLite can keep."""
    return units if -_LARGEST <= units <= _LARGEST else str(units)


def rescaled(units: int, found: int, wanted: int) -> int:
    """The number in units of another scale; fewer digits are rounded half away from zero."""
    if wanted >= found:
        return units * int(10 ** (wanted - found))
    return numbers.divide_scaled(units, 10 ** (found - wanted))


def _add(left: Units | None, left_scale: int, right: Units | None, right_scale: int) -> Result:
    if left is None or right is None:
        return None
    scale = max(left_scale, right_scale)
    return stored(rescaled(int(left), left_scale, scale) + rescaled(int(right), right_scale, scale))


def _subtract(left: Units | None, left_scale: int, right: Units | None, right_scale: int) -> Result:
    return None if right is None else _add(left, left_scale, -int(right), right_scale)


def _multiply(left: Units | None, right: Units | None) -> Result:
    return None if left is None or right is None else stored(int(left) * int(right))


def _divide(left: Units | None, left_scale: int, right: Units | None, right_scale: int, scale: int) -> Result:
    if left is None or right is None or not int(right):
        return None
    dividend = int(left) * 10 ** (right_scale + scale)
    return stored(numbers.divide_scaled(dividend, int(right) * 10**left_scale))


def _remainder(left: Units | None, left_scale: int, right: Units | None, right_scale: int) -> Result:
    if left is None or right is None:
        return None
    scale = max(left_scale, right_scale)
    rest = numbers.remainder(rescaled(int(left), left_scale, scale), rescaled(int(right), right_scale, scale))
    return None if rest is None else stored(rest)


def _compare(left: Units | None, left_scale: int, right: Units | None, right_scale: int) -> Result:
    if left is None or right is None:
        return None
    scale = max(left_scale, right_scale)
    first, second = rescaled(int(left), left_scale, scale), rescaled(int(right), right_scale, scale)
    return (first > second) - (first < second)


def _rescale(value: Units | None, found: int, wanted: int) -> Result:
    return None if value is None else stored(rescaled(int(value), found, wanted))


def _fit(value: Units | None, found: int, wanted: int) -> Result:
    if value is None:
        return None
    units = rescaled(int(value), found, wanted)
    if abs(units) >= 10**_MOST_DIGITS:
        raise NumberTooLargeError(f"more than {_MOST_DIGITS} digits")
    return units


def _floor(value: Units | None, found: int, digits: int) -> Result:
    return None if value is None else stored(int(value) // 10 ** (found - digits))


def _ceil(value: Units | None, found: int, digits: int) -> Result:
    return None if value is None else stored(-(-int(value) // 10 ** (found - digits)))


def _truncate(value: Units | None, found: int, digits: int) -> Result:
    if value is None:
        return None
    cut = abs(int(value)) // 10 ** (found - digits)
    return stored(-cut if int(value) < 0 else cut)


def _negate(value: Units | None) -> Result:
    return None if value is None else stored(-int(value))


def _absolute(value: Units | None) -> Result:
    return None if value is None else stored(abs(int(value)))


def _smallest(*values: Units | None) -> Result:
    return min((value for value in values if value is not None), key=int, default=None)


def _greatest(*values: Units | None) -> Result:
    return max((value for value in values if value is not None), key=int, default=None)


def _smallest_text(*values: str | None) -> Result:
    return min((value for value in values if value is not None), default=None)


def _greatest_text(*values: str | None) -> Result:
    return max((value for value in values if value is not None), default=None)


def _decimal(value: Units | None, scale: int) -> Decimal | None:
    return None if value is None else numbers.from_scaled(int(value), scale)


def _integer(value: Units | None) -> int | None:
    return None if value is None else int(value)


def _substring(text: str | None, start: Units | None, count: Units | None) -> Result:
    return texts.substring(text, _integer(start), _integer(count))


def _substring_from(text: str | None, start: Units | None) -> Result:
    return texts.substring_from(text, _integer(start))


def _left(text: str | None, count: Units | None) -> Result:
    return texts.left(text, _integer(count))


def _right(text: str | None, count: Units | None) -> Result:
    return texts.right(text, _integer(count))


def _date(value: str | None) -> datetime.date | None:
    return None if value is None else datetime.date.fromisoformat(value)


def _instant(value: str | None) -> datetime.datetime | None:
    return None if value is None else datetime.datetime.fromisoformat(value)


def _instant_result(value: datetime.datetime | None) -> Result:
    return None if value is None else value.isoformat(" ", "seconds")


@lru_cache(maxsize=64)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def _local_date(value: str | None, timezone: str) -> Result:
    return texts.date_text(moments.local_date(_instant(value), _zone(timezone)))


def _local_time(value: str | None, timezone: str) -> Result:
    time = moments.local_time(_instant(value), _zone(timezone))
    return None if time is None else time.isoformat("seconds")


def _instant_text(value: str | None, timezone: str) -> Result:
    return texts.instant_text(_instant(value), _zone(timezone))


def _instant_of(day: str | None, time: str | None, timezone: str) -> Result:
    clock = None if time is None else datetime.time.fromisoformat(time)
    return _instant_result(moments.instant(_date(day), clock, _zone(timezone)))


def _make_date(year: Units | None, month: Units | None, day: Units | None) -> Result:
    return texts.date_text(moments.make_date(_integer(year), _integer(month), _integer(day)))


def _shift_months(value: str | None, months: Units | None) -> Result:
    return texts.date_text(moments.shift_date(_date(value), months=_integer(months)))


def _shift_days(value: str | None, days: Units | None) -> Result:
    return texts.date_text(moments.shift_date(_date(value), days=_integer(days)))


def _shift_seconds(value: str | None, seconds: Units | None) -> Result:
    return _instant_result(moments.shift_instant(_instant(value), _zone("UTC"), seconds=_integer(seconds)))


def _seconds_between(start: str | None, end: str | None, unit: int) -> Result:
    return moments.seconds_between(_instant(start), _instant(end), unit)


def _on_day(function: Callable[[datetime.date | None], int | None]) -> Callable[[str | None], Result]:
    return lambda value: function(_date(value))


def _day_of(function: Callable[[datetime.date | None], datetime.date | None]) -> Callable[[str | None], Result]:
    return lambda value: texts.date_text(function(_date(value)))


def _between(
    function: Callable[[datetime.date | None, datetime.date | None], int | None],
) -> Callable[[str | None, str | None], Result]:
    return lambda start, end: function(_date(start), _date(end))


class _Sum:
    """A sum that never leaves the integers."""

    def __init__(self) -> None:
        self._total = 0

    def step(self, value: Units | None) -> None:
        self._total += 0 if value is None else int(value)

    def finalize(self) -> Units:
        return stored(self._total)


class _Minimum:
    """The smallest number of a group."""

    def __init__(self) -> None:
        self._found: int | None = None

    def step(self, value: Units | None) -> None:
        if value is not None:
            self._found = int(value) if self._found is None else min(self._found, int(value))

    def finalize(self) -> Result:
        return None if self._found is None else stored(self._found)


class _Maximum:
    """The greatest number of a group."""

    def __init__(self) -> None:
        self._found: int | None = None

    def step(self, value: Units | None) -> None:
        if value is not None:
            self._found = int(value) if self._found is None else max(self._found, int(value))

    def finalize(self) -> Result:
        return None if self._found is None else stored(self._found)


FUNCTIONS: Mapping[str, tuple[int, Callable[..., Result]]] = {
    "add": (4, _add),
    "subtract": (4, _subtract),
    "multiply": (2, _multiply),
    "divide": (5, _divide),
    "remainder": (4, _remainder),
    "compare": (4, _compare),
    "at_scale": (3, _rescale),
    "rounded": (3, _rescale),
    "fitted": (3, _fit),
    "floored": (3, _floor),
    "ceiled": (3, _ceil),
    "truncated": (3, _truncate),
    "negate": (1, _negate),
    "absolute": (1, _absolute),
    "smallest": (-1, _smallest),
    "greatest": (-1, _greatest),
    "smallest_text": (-1, _smallest_text),
    "greatest_text": (-1, _greatest_text),
    "decimal_text": (3, lambda value, scale, digits: texts.decimal_text(_decimal(value, scale), digits)),
    "percent_text": (2, lambda value, scale: texts.percent_text(_decimal(value, scale))),
    "cny_capitals": (2, lambda value, scale: cny_capitals(_decimal(value, scale))),
    "substring": (3, _substring),
    "substring_from": (2, _substring_from),
    "left": (2, _left),
    "right": (2, _right),
    "local_date": (2, _local_date),
    "local_time": (2, _local_time),
    "instant_text": (2, _instant_text),
    "instant": (3, _instant_of),
    "make_date": (3, _make_date),
    "shift_months": (2, _shift_months),
    "shift_days": (2, _shift_days),
    "shift_seconds": (2, _shift_seconds),
    "seconds_between": (3, _seconds_between),
    "week": (1, _on_day(moments.week)),
    "weekday": (1, _on_day(moments.weekday)),
    "months_between": (2, _between(moments.months_between)),
    "years_between": (2, _between(moments.years_between)),
    "first_day_of_week": (1, _day_of(moments.first_day_of_week)),
    "last_day_of_week": (1, _day_of(moments.last_day_of_week)),
    "last_day_of_month": (1, _day_of(moments.last_day_of_month)),
    "first_day_of_quarter": (1, _day_of(moments.first_day_of_quarter)),
    "last_day_of_quarter": (1, _day_of(moments.last_day_of_quarter)),
}
"""Each function with the number of its arguments; in SQL they are called `lowcode_<name>`."""


# The stubs of sqlite3 know only aggregates that never give a text or nothing.
_AGGREGATES: Mapping[str, Any] = {"sum": _Sum, "minimum": _Minimum, "maximum": _Maximum}


def _nfkd(text: str | None) -> str | None:
    return None if text is None else unicodedata.normalize("NFKD", str(text))


def register_functions(connection: sqlite3.Connection) -> None:
    """Make the functions known to a new connection."""
    for name, (count, function) in FUNCTIONS.items():
        connection.create_function(f"lowcode_{name}", count, function, deterministic=True)
    for name, aggregate in _AGGREGATES.items():
        connection.create_aggregate(f"lowcode_{name}", 1, aggregate)
    connection.create_function("lowcode_nfkd", 1, _nfkd, deterministic=True)
