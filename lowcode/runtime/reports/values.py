"""Groups as values: from the database's answer to the key in an address, and back."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from typing import Any, Final

from lowcode.runtime.report_definitions import ByBand, ByPart, ByPeriod, DatePart, DateUnit, Dimension, ValueForm
from lowcode.runtime.reports.keys import key_of_text, text_of_key

TRUE: Final = "true"
FALSE: Final = "false"
_LARGEST: Final = 2**62
_LARGEST_ID: Final = 2**31 - 1

NUMBERS_OF: Final[Mapping[DatePart, range]] = {
    DatePart.MONTH_OF_YEAR: range(1, 13),
    DatePart.DAY_OF_MONTH: range(1, 32),
    DatePart.WEEKDAY: range(1, 8),
    DatePart.HOUR_OF_DAY: range(24),
}
"""The groups that a part of dates has."""


def key_of_raw(raw: Any) -> str:
    """The key of a group with a value of its own."""
    match raw:
        case bool():
            return TRUE if raw else FALSE
        case int():
            return str(raw)
        case datetime.datetime():
            return raw.strftime("%Y-%m-%dT%H:%M")
        case datetime.date():
            return raw.isoformat()
        case _:
            return key_of_text(str(raw))


def raw_of_key(dimension: Dimension, key: str) -> Any:
    """The value that a key stands for; None if it stands for none of this dimension."""
    match dimension.grouping:
        case ByPeriod(unit=DateUnit.HOUR):
            return _instant(key)
        case ByPeriod():
            return _day(key)
        case ByPart(part=part):
            return _number_among(key, NUMBERS_OF[part])
        case ByBand(bounds=bounds):
            return _number_among(key, range(len(bounds) + 1))
        case _:
            return _READERS.get(dimension.form.kind, _text)(key)


def _number_among(key: str, known: range) -> int | None:
    number = _number(key)
    return number if number in known else None


def _number(key: str) -> int | None:
    digits = key.removeprefix("-")
    if not (digits.isascii() and digits.isdigit() and len(digits) < 20):
        return None
    number = int(key)
    return number if abs(number) < _LARGEST else None


def _id(key: str) -> int | None:
    number = _number(key)
    return number if number is not None and 0 < number <= _LARGEST_ID else None


def _truth(key: str) -> bool | None:
    return {TRUE: True, FALSE: False}.get(key)


def _day(key: str) -> datetime.date | None:
    """A day that has one before and one after it."""
    try:
        day = datetime.date.fromisoformat(key)
    except ValueError:
        return None
    return day if datetime.date.min < day < datetime.date.max else None


def _instant(key: str) -> datetime.datetime | None:
    """An instant that clocks of any time zone can show."""
    try:
        instant = datetime.datetime.fromisoformat(key) if "T" in key else None
    except ValueError:
        return None
    if instant is None or instant.tzinfo is not None:
        return None
    return instant if datetime.MINYEAR < instant.year < datetime.MAXYEAR else None


def _text(key: str) -> str | None:
    """No text of a record has the character that PostgreSQL refuses."""
    return None if "\0" in key else text_of_key(key)


_READERS: Mapping[ValueForm, Callable[[str], Any]] = {
    ValueForm.RECORD: _id,
    ValueForm.INTEGER: _number,
    ValueForm.BOOLEAN: _truth,
}
