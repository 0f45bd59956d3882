"""SQL that counts the rows that a step is about, and sizes of columns: what a plan tells before anything is done."""

from __future__ import annotations

import re

from lowcode.codegen.migrations.operations import ConvertColumn, FillFrom, Operation

_TEXT = re.compile(r"Text\((\d*)\)")
_NUMBERS = ("ExactDecimal", "sa.BigInteger")
_READ_AS_TYPED = "text_to_"


def rows_with_value(table: str, column: str) -> str:
    """SQL that counts the rows in which the column is not empty."""
    return _rows(table, column, "IS NOT NULL")


def rows_without_value(table: str, column: str) -> str:
    """The same for those in which it is."""
    return _rows(table, column, "IS NULL")


def rows_with_option(table: str, column: str, option: str) -> str:
    """The same for those that have this option."""
    value = option.replace("'", "''")
    return _rows(table, column, f"= '{value}'")


def _rows(table: str, column: str, condition: str) -> str:
    return f'SELECT count(*) FROM "{table}" WHERE "{column}" {condition}'  # noqa: S608 - names out of a specification


def is_text(type_: str) -> bool:
    """Whether a column of this type holds texts."""
    return _TEXT.fullmatch(type_) is not None


def longest(type_: str) -> int | None:
    """Most characters of a column of texts; None: any number."""
    found = _TEXT.fullmatch(type_)
    return int(found[1]) if found is not None and found[1] else None


def has_no_room_for(operation: Operation) -> str | None:
    """What stops an operation that writes a value for which its column has no room."""
    match operation:
        case FillFrom(column=column) if column.type.startswith(_NUMBERS):
            return "too_large"
        case FillFrom(column=column) if longest(column.type) is not None:
            return "too_long"
        case ConvertColumn(target=column, conversion=name) if not name.startswith(_READ_AS_TYPED):
            return "too_long" if longest(column.type) is not None else None
        case _:
            return None
