"""What only the new code has written while two versions work: it is counted before an expansion is abandoned."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from alembic.operations import Operations
from sqlalchemy import Column, ColumnElement, Table, func, inspect, literal, select

from lowcode.runtime.migrating.filling import Formula
from lowcode.runtime.migrating.records import moment
from lowcode.runtime.migrating.rows import connection_of, key_of, table_of


@dataclass(frozen=True, slots=True)
class Written:
    """In how many records (of a new table: how many there are)."""

    subject: str
    records: int


def written_records(operations: Operations, table: str, *, subject: str) -> Written:
    """All records of a table that the old code does not know."""
    connection = connection_of(operations)
    rows = table_of(table, key_of(connection, table))
    return Written(subject, connection.execute(select(func.count()).select_from(rows)).scalar_one())


def written_values(
    operations: Operations,
    table: str,
    column: Column[Any],
    *,
    subject: str,
    other_than: Any = None,
    beside: Column[Any] | None = None,
) -> Written:
    """Records with a value; only those with another one than the expansion gave to all, or than `beside` can say."""
    rows = table_of(table, key_of(connection_of(operations), table), column, *([] if beside is None else [beside]))
    value = rows.c[column.name]
    conditions: list[ColumnElement[bool]] = [] if beside is None else [rows.c[beside.name].is_(None)]
    if other_than is not None:
        conditions.append(value.is_distinct_from(literal(other_than, column.type)))
    return _counted(operations, rows, value, subject, *conditions)


def written_otherwise(
    operations: Operations, record: type[Any], attribute: str, formula: Formula, *, subject: str, timezone: str
) -> Written:
    """Records with another value than the expression gives."""
    mapper = inspect(record)
    value = mapper.columns[attribute]
    table: Table = mapper.local_table
    return _counted(operations, table, value, subject, value.is_distinct_from(formula(record, moment(timezone))))


def _counted(
    operations: Operations, rows: Table, value: Column[Any], subject: str, *conditions: ColumnElement[bool]
) -> Written:
    found = select(func.count()).select_from(rows).where(value.is_not(None), *conditions)
    return Written(subject, connection_of(operations).execute(found).scalar_one())
