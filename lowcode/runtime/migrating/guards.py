"""Looks that a revision takes before it changes anything: records in the way stop it, and nothing has been done."""

from __future__ import annotations

from collections.abc import Sequence

from alembic.operations import Operations
from sqlalchemy import Column, ColumnElement, and_, func, select, tuple_
from sqlalchemy.types import NullType

from lowcode.runtime.migrating.offline import is_printing, print_gap
from lowcode.runtime.migrating.rows import connection_of, key_of, stop_if_any, table_of


def stop_if_empty(operations: Operations, table: str, column: str, *, subject: str) -> None:
    """Every record has to have a value."""
    if is_printing(operations):
        print_gap(operations, f"look for empty values of {subject}")
        return
    connection = connection_of(operations)
    rows = table_of(table, key_of(connection, table), Column(column, NullType()))
    stop_if_any(connection, rows, rows.c[column].is_(None), subject, "empty")


def stop_if(operations: Operations, table: str, condition: ColumnElement[bool], *, subject: str, kind: str) -> None:
    """No record may fulfil the condition (`breaks`, `too_long`)."""
    if is_printing(operations):
        print_gap(operations, f"look for records of {table} that {kind} {subject}")
        return
    connection = connection_of(operations)
    stop_if_any(connection, table_of(table, key_of(connection, table)), condition, subject, kind)


def stop_if_repeated(
    operations: Operations,
    table: str,
    columns: Sequence[str],
    *,
    subject: str,
    where: ColumnElement[bool] | None = None,
) -> None:
    """No two records (of those that `where` is about) may have the same values in all columns; empty ones differ."""
    if is_printing(operations):
        print_gap(operations, f"look for repeated values of {subject}")
        return
    connection = connection_of(operations)
    rows = table_of(table, key_of(connection, table), *(Column(name, NullType()) for name in columns))
    values = [rows.c[name] for name in columns]
    concerned = and_(*(value.is_not(None) for value in values), *(() if where is None else (where,)))
    repeated = select(*values).where(concerned).group_by(*values).having(func.count() > 1)
    own = values[0] if len(values) == 1 else tuple_(*values)
    stop_if_any(connection, rows, and_(concerned, own.in_(repeated.correlate(None))), subject, "duplicate")


def stop_if_several(operations: Operations, link: str, *, subject: str) -> None:
    """No record may have more than one row in the table of links."""
    if is_printing(operations):
        print_gap(operations, f"look for records with several of {subject}")
        return
    rows = table_of(link, "record_id")
    several = select(rows.c.record_id).group_by(rows.c.record_id).having(func.count() > 1)
    stop_if_any(connection_of(operations), rows, rows.c.record_id.in_(several.correlate(None)), subject, "several")
