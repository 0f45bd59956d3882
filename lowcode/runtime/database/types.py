"""Column types that give the same values on SQLite and PostgreSQL: exact decimals, UTC instants, code point texts."""

from __future__ import annotations

import datetime
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any

from sqlalchemy import TEXT, BigInteger, DateTime, Dialect, Numeric, String, Time, TypeDecorator
from sqlalchemy.types import TypeEngine

_EXACT = Context(prec=400, rounding=ROUND_HALF_UP)
"""Python's own decimal context would round to 28 digits."""


class ExactDecimal(TypeDecorator[Decimal]):
    """`NUMERIC(precision, scale)` on PostgreSQL; on SQLite, an integer of `10 ** -scale` units.

    Numbers of one scale compare, sort, add up and take part in `min`, `max`, `coalesce` on SQLite as they are.
    Arithmetic between different scales, products and quotients go through `lowcode.runtime.values.columns`.
    """

    impl = Numeric
    cache_ok = True

    def __init__(self, precision: int, scale: int) -> None:
        super().__init__(precision, scale)
        self.precision = precision
        self.scale = scale

    def fits(self, value: Decimal) -> bool:
        """Whether the column takes the value as it is: no digit would be rounded away, and none is too many."""
        is_exact = _EXACT.quantize(value, Decimal(1).scaleb(-self.scale)) == value
        return is_exact and abs(value) < Decimal(10) ** (self.precision - self.scale)

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """The column's type in this database."""
        if dialect.name == "sqlite":
            return dialect.type_descriptor(BigInteger())
        return dialect.type_descriptor(Numeric(self.precision, self.scale))

    def process_bind_param(self, value: Decimal | int | None, dialect: Dialect) -> Any:
        """Python to database, rounded half away from zero to the scale."""
        if value is None:
            return None
        units = int(_EXACT.scaleb(Decimal(value), self.scale).to_integral_value(ROUND_HALF_UP, _EXACT))
        return units if dialect.name == "sqlite" else _EXACT.scaleb(Decimal(units), -self.scale)

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        """Database to Python."""
        if value is None:
            return None
        return _EXACT.scaleb(Decimal(value), -self.scale) if dialect.name == "sqlite" else Decimal(value)


class UnboundedDecimal(ExactDecimal):
    """The result of arithmetic: exact, with as many digits before the point as it takes; never a column.

    On SQLite it is an integer of units where that fits 64 bits, else a text of digits.
    """

    cache_ok = True

    def __init__(self, scale: int) -> None:
        super().__init__(1000, scale)

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Only for results and parameters."""
        return dialect.type_descriptor(String() if dialect.name == "sqlite" else Numeric())

    def process_bind_param(self, value: Decimal | int | None, dialect: Dialect) -> Any:
        """Python to database; on SQLite a text where 64 bits do not suffice."""
        bound = super().process_bind_param(value, dialect)
        if dialect.name == "sqlite" and bound is not None and not -(2**63) <= bound < 2**63:
            return str(bound)
        return bound


class WholeNumber(TypeDecorator[int]):
    """The result of arithmetic with whole numbers; never a column. Large ones are texts on SQLite, as above."""

    impl = Numeric
    cache_ok = True
    scale = 0

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Only for results and parameters."""
        return dialect.type_descriptor(String() if dialect.name == "sqlite" else Numeric())

    def process_bind_param(self, value: int | None, dialect: Dialect) -> Any:
        """Python to database; on SQLite a text where 64 bits do not suffice."""
        if dialect.name != "sqlite" or value is None or -(2**63) <= value < 2**63:
            return value
        return str(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> int | None:
        """Database to Python."""
        del dialect
        return None if value is None else int(value)


class UtcDateTime(TypeDecorator[datetime.datetime]):
    """A moment in UTC with whole seconds. In Python a naive `datetime` whose zone is UTC by convention."""

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """SQLite keeps `YYYY-MM-DD HH:MM:SS`."""
        return dialect.type_descriptor(String(19) if dialect.name == "sqlite" else DateTime())

    def process_bind_param(self, value: datetime.datetime | None, dialect: Dialect) -> Any:
        """Python to database."""
        if value is None or dialect.name != "sqlite":
            return value
        return value.isoformat(sep=" ", timespec="seconds")

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime.datetime | None:
        """Database to Python."""
        if value is None or dialect.name != "sqlite":
            return value  # type: ignore[no-any-return]  # psycopg gives a datetime
        return datetime.datetime.fromisoformat(value)


class WholeTime(TypeDecorator[datetime.time]):
    """A time of day with whole seconds."""

    impl = Time
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """SQLite keeps `HH:MM:SS`."""
        return dialect.type_descriptor(String(8) if dialect.name == "sqlite" else Time())

    def process_bind_param(self, value: datetime.time | None, dialect: Dialect) -> Any:
        """Python to database."""
        if value is None or dialect.name != "sqlite":
            return value
        return value.isoformat(timespec="seconds")

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime.time | None:
        """Database to Python."""
        if value is None or dialect.name != "sqlite":
            return value  # type: ignore[no-any-return]  # psycopg gives a time
        return datetime.time.fromisoformat(value)


class Text(TypeDecorator[str]):
    """A text that compares and sorts by code point on every database (`COLLATE "C"` on PostgreSQL)."""

    impl = String
    cache_ok = True

    def __init__(self, length: int | None = None) -> None:
        super().__init__(length)
        self.length = length

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[str]:
        """The column's type in this database."""
        collation = "C" if dialect.name == "postgresql" else None
        if self.length is None:
            return dialect.type_descriptor(TEXT(collation=collation))
        return dialect.type_descriptor(String(self.length, collation=collation))


class FileList(Text):
    """The files of a field, a line for each. A type of its own, so that no text is ever taken for files."""

    cache_ok = True

    def __init__(self) -> None:
        super().__init__(None)
