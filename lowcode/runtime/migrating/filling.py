"""Values that an expression of the specification (`from …`) gives to records that are there."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import Any

from alembic.operations import Operations
from sqlalchemy import Column, ColumnElement, Table, func, inspect, literal, update
from sqlalchemy.types import TypeEngine

from lowcode.runtime.database.types import ExactDecimal, FileList, Text
from lowcode.runtime.migrating.carrying import Concern, concern_of
from lowcode.runtime.migrating.offline import is_printing, print_gap
from lowcode.runtime.migrating.passages import carry
from lowcode.runtime.migrating.records import Moment, moment
from lowcode.runtime.migrating.rows import connection_of, key_of, stop_if_any, table_of
from lowcode.runtime.migrating.together import Assignment, assign, shared_table_of
from lowcode.runtime.migrating.turns import in_turn
from lowcode.runtime.values import columns

Formula = Callable[[Any, Moment], ColumnElement[Any]]


def fill_column(
    operations: Operations,
    record: type[Any],
    attribute: str,
    formula: Formula,
    *,
    subject: str,
    timezone: str,
    only_empty: bool = False,
) -> None:
    """Gives the column behind an attribute of `record` the value of the formula in every record, or where it is empty.

    Records whose value does not fit the column (too long, too many digits) stop the migration.
    """
    if is_printing(operations):
        print_gap(operations, f"fill {subject} by its expression")
        return
    connection = connection_of(operations)
    mapper = inspect(record)
    table: Table = mapper.local_table
    target = mapper.columns[attribute]
    value = formula(record, moment(timezone))
    where = (target.is_(None),) if only_empty else ()

    def look() -> None:
        longest = longest_text(target.type)
        if longest is not None:
            too_long = func.length(value) > longest
            stop_if_any(connection, table, too_long, subject, "too_long", *where, *in_turn(table.c.id))

    def look_again() -> None:
        if isinstance(target.type, ExactDecimal):  # SQLite knows no precision
            largest = Decimal(10) ** (target.type.precision - target.type.scale)
            too_large = columns.greater_or_equal(columns.absolute(target), largest)
            stop_if_any(connection, table, too_large, subject, "too_large", *in_turn(table.c.id))

    assigned = Assignment(
        table=table,
        column=target.name,
        value=value,
        subject=subject,
        where=where,
        look=look,
        look_again=look_again,
    )
    assign(connection, assigned)

    def again() -> None:
        fill_column(operations, record, attribute, formula, subject=subject, timezone=timezone, only_empty=only_empty)

    carry(operations, concern_of(value, table, target.name, subject), again)


def fill_with(
    operations: Operations, table: str, column: Column[Any], value: Any, *, subject: str, only_empty: bool = False
) -> None:
    """Gives a column one value in every record, or where it is empty."""
    given = literal(value, column.type)
    if is_printing(operations):
        plain = table_of(table, "id", column)
        conditions = [plain.c[column.name].is_(None)] if only_empty else []
        operations.execute(update(plain).values({column.name: given}).where(*conditions))
        return
    connection = connection_of(operations)
    rows = shared_table_of(table, key_of(connection, table), column)
    where = (rows.c[column.name].is_(None),) if only_empty else ()
    assign(connection, Assignment(table=rows, column=column.name, value=given, subject=subject, where=where))
    concern = Concern(rows=table_of(table, "id", column), written=(column.name,), subject=subject)
    again = partial(fill_with, operations, table, column, value, subject=subject, only_empty=only_empty)
    carry(operations, concern, again)


def longest_text(kind: TypeEngine[Any]) -> int | None:
    """The length that a column has room for; SQLite would not look at it."""
    return kind.length if isinstance(kind, Text) and not isinstance(kind, FileList) else None
