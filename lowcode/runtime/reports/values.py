"""Groups as values: from the database's answer to the key in an address, and back."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from typing import Any, Final

from lowcode.runtime.report_definitions import ByBand, ByPart, ByPeriod, Dimension, ValueForm
from lowcode.runtime.reports.keys import key_of_text, text_of_key

TRUE: Final = "true"
FALSE: Final = "false"
_LARGEST: Final = 2**62


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
    if isinstance(dimension.grouping, ByPeriod):
        return _moment(key)
    if isinstance(dimension.grouping, ByPart | ByBand):
        return _number(key)
    return _READERS.get(dimension.form.kind, text_of_key)(key)


def _number(key: str) -> int | None:
    digits = key.removeprefix("-")
    if not (digits.isascii() and digits.isdigit() and len(digits) < 20):
        return None
    number = int(key)
    return number if abs(number) < _LARGEST else None


def _truth(key: str) -> bool | None:
    return {TRUE: True, FALSE: False}.get(key)


def _moment(key: str) -> datetime.date | None:
    try:
        return datetime.datetime.fromisoformat(key) if "T" in key else datetime.date.fromisoformat(key)
    except ValueError:
        return None


_READERS: Mapping[ValueForm, Callable[[str], Any]] = {
    ValueForm.RECORD: _number,
    ValueForm.INTEGER: _number,
    ValueForm.BOOLEAN: _truth,
}
