"""Values of Python in statements: parameters with the type that the database needs to know."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, Boolean, ColumnElement, Date, cast, false, literal, null, true
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql.elements import SQLCoreOperations
from sqlalchemy.types import TypeEngine

from lowcode.runtime.database.types import Text, UnboundedDecimal, UtcDateTime, WholeNumber, WholeTime

Operand = SQLCoreOperations[Any] | str | int | Decimal | bool | datetime.date | datetime.time | None
"""What the helpers take: columns, other helpers' results, plain values."""


def _parameter(value: Any, type_: TypeEngine[Any]) -> ColumnElement[Any]:
    """PostgreSQL's driver sends a parameter without a value as a text, unless the statement says otherwise."""
    return cast(null(), type_) if value is None else literal(value, type_)


def integer_value(value: int | None) -> ColumnElement[int | None]:
    """A whole number, or an id, or nothing."""
    return _parameter(value, BigInteger() if value is None or abs(value) < 10**18 else WholeNumber())


def decimal_value(value: Decimal | int | None, scale: int) -> ColumnElement[Decimal | None]:
    """A decimal with this many digits after the point."""
    return _parameter(value, UnboundedDecimal(scale))


def text_value(value: str | None) -> ColumnElement[str | None]:
    """A text, or an option's name."""
    return _parameter(value, Text())


def boolean_value(value: bool | None) -> ColumnElement[bool | None]:
    """Yes, no or nothing."""
    return _parameter(value, Boolean())


def date_value(value: datetime.date | None) -> ColumnElement[datetime.date | None]:
    """A day."""
    return _parameter(value, Date())


def time_value(value: datetime.time | None) -> ColumnElement[datetime.time | None]:
    """A time of day."""
    return _parameter(value, WholeTime())


def instant_value(value: datetime.datetime | None) -> ColumnElement[datetime.datetime | None]:
    """An instant in UTC."""
    return _parameter(value, UtcDateTime())


def condition_value(value: bool) -> ColumnElement[bool]:
    """A condition that Python has answered already."""
    return true() if value else false()


def clause(value: Operand) -> ColumnElement[Any]:
    """The operand as a piece of a statement."""
    match value:
        case InstrumentedAttribute():
            return value.expression
        case SQLCoreOperations():
            # Everything that has SQL's operators and is no attribute of a class is a column element.
            return value if isinstance(value, ColumnElement) else value.__clause_element__()  # type: ignore[attr-defined]  # attributes of aliases
        case bool():
            return boolean_value(value)
        case str():
            return text_value(value)
        case int():
            return integer_value(value)
        case Decimal():
            return decimal_value(value, max(0, -int(value.as_tuple().exponent)))
        case datetime.datetime():
            return instant_value(value)
        case datetime.date():
            return date_value(value)
        case datetime.time():
            return time_value(value)
        case None:
            return text_value(None)


def scale_of(value: ColumnElement[Any]) -> int:
    """Digits after the point of a number in a statement; 0 for whole numbers."""
    type_: TypeEngine[Any] = value.type
    return int(getattr(type_, "scale", 0) or 0)


def is_whole(value: ColumnElement[Any]) -> bool:
    """Whether a number in a statement is a whole number by its type."""
    return not hasattr(value.type, "precision") or isinstance(value.type, WholeNumber)
