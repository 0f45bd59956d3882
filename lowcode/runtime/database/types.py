"""Column types that give the same values on SQLite and PostgreSQL: exact decimals, UTC instants, code point texts."""

from __future__ import annotations

import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from sqlalchemy import TEXT, BigInteger, DateTime, Dialect, Numeric, String, Time, TypeDecorator
from sqlalchemy.types import TypeEngine


class ExactDecimal(TypeDecorator[Decimal]):
    """`NUMERIC(precision, scale)` on PostgreSQL; on SQLite, an integer of `10 ** -scale` units."""

    impl = Numeric
    cache_ok = True

    def __init__(self, precision: int, scale: int) -> None:
        super().__init__(precision, scale)
        self.precision = precision
        self.scale = scale
        self.unit = Decimal(1).scaleb(-scale)

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """The column's type in this database."""
        if dialect.name == "sqlite":
            return dialect.type_descriptor(BigInteger())
        return dialect.type_descriptor(Numeric(self.precision, self.scale))

    def process_bind_param(self, value: Decimal | int | None, dialect: Dialect) -> Any:
        """Python to database, rounded half away from zero to the scale."""
        if value is None:
            return None
        exact = Decimal(value).quantize(self.unit, rounding=ROUND_HALF_UP)
        return int(exact.scaleb(self.scale)) if dialect.name == "sqlite" else exact

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        """Database to Python."""
        if value is None:
            return None
        return Decimal(value).scaleb(-self.scale) if dialect.name == "sqlite" else Decimal(value)


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
