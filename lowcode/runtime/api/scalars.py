"""One JSON value as a value of a scalar field: exact, in one form only, within the field's limits.

Forms take what people type (`3万`, `2026年11月21日`); programs say what they mean.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, Final

from lowcode.catalog.field_types import FIELD_TYPES, FieldError, ValueContext
from lowcode.runtime.context import Context
from lowcode.runtime.definitions import Scalar
from lowcode.runtime.forms import value_context

_NUMBER: Final = re.compile(r"-?\d{1,30}(?:\.\d{1,30})?", re.ASCII)
_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_TIME: Final = re.compile(r"\d{2}:\d{2}(?::\d{2})?", re.ASCII)
_MOMENT: Final = re.compile(r"(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(?:\.\d{1,9})?(Z|[+-]\d{2}:\d{2})?", re.ASCII)


def scalar_value(scalar: Scalar, value: Any, context: Context) -> Any:
    """The typed value, None for null and the empty text. Raises FieldError."""
    if value is None or value == "":
        return None
    limits = value_context(scalar, context)
    read = _READERS.get(scalar.kind, _text)
    return read(scalar.kind, value, limits)


def _text(kind: str, value: Any, limits: ValueContext) -> Any:
    if not isinstance(value, str):
        raise FieldError("not_a_text")
    return FIELD_TYPES[kind].parse(value, limits)


def _whole_number(kind: str, value: Any, limits: ValueContext) -> int:
    number = _exact(value)
    if number is None or number != number.to_integral_value():
        raise FieldError("not_an_integer")
    whole = int(number)
    FIELD_TYPES[kind].check(whole, limits)
    return whole


def _number(kind: str, value: Any, limits: ValueContext) -> Decimal:
    number = _exact(value)
    if number is None:
        raise FieldError("not_a_number")
    FIELD_TYPES[kind].check(number, limits)
    scale = limits.scale or 0
    return Decimal(f"{number:.{scale}f}")


def _exact(value: Any) -> Decimal | None:
    """The number that JSON gives, as a number or as a text of digits."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | Decimal):
        return Decimal(value)
    if isinstance(value, str) and _NUMBER.fullmatch(value):
        return Decimal(value)
    return None


def _boolean(kind: str, value: Any, limits: ValueContext) -> bool:
    del kind, limits
    if not isinstance(value, bool):
        raise FieldError("not_a_boolean")
    return value


def _date(kind: str, value: Any, limits: ValueContext) -> datetime.date:
    day: datetime.date = _parsed(value, _DATE, datetime.date.fromisoformat, "not_a_date")
    FIELD_TYPES[kind].check(day, limits)
    return day


def _time(kind: str, value: Any, limits: ValueContext) -> datetime.time:
    del kind, limits
    time: datetime.time = _parsed(value, _TIME, datetime.time.fromisoformat, "not_a_time")
    return time


def _moment(kind: str, value: Any, limits: ValueContext) -> datetime.datetime:
    """With `Z` or an offset; without either it is a moment in the app's own time zone."""
    found = _MOMENT.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        raise FieldError("not_a_datetime")
    local, offset = found[1], found[2]
    if offset is None:
        here: datetime.datetime = _text(kind, local, limits)
        return here
    moment: datetime.datetime = _parsed(local + offset, _MOMENT, datetime.datetime.fromisoformat, "not_a_datetime")
    try:
        instant: datetime.datetime = moment.astimezone(datetime.UTC).replace(tzinfo=None)
    except OverflowError as error:
        raise FieldError("not_a_datetime") from error
    FIELD_TYPES[kind].check(instant, limits)
    return instant


def _parsed(value: Any, form: re.Pattern[str], parse: Callable[[str], Any], code: str) -> Any:
    if not isinstance(value, str) or not form.fullmatch(value):
        raise FieldError(code)
    try:
        return parse(value)
    except ValueError as error:
        raise FieldError(code) from error


_READERS: Final[Mapping[str, Callable[[str, Any, ValueContext], Any]]] = {
    "int": _whole_number,
    "rating": _whole_number,
    "decimal": _number,
    "money": _number,
    "percent": _number,
    "bool": _boolean,
    "date": _date,
    "time": _time,
    "datetime": _moment,
}
