"""Inserts many rows at once: the fastest way that each database has."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Table, func, insert, select, text
from sqlalchemy.dialects import sqlite

from lowcode.runtime.context import Context


def insert_rows(context: Context, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """All rows have the same columns. PostgreSQL copies them in, SQLite runs one prepared statement."""
    if not rows:
        return
    names = list(rows[0])
    if context.connection.dialect.name == "postgresql":
        _copy(context, table, names, ([row[name] for name in names] for row in rows))
    else:
        context.connection.execute(insert(table), list(rows))


def insert_pairs(context: Context, table: Table, pairs: Sequence[tuple[str, int]]) -> None:
    """Rows of a table of search terms: dozens for each record, so that even SQLAlchemy's care costs too much."""
    names = ["term", "record_id"]
    if not pairs:
        return
    if context.connection.dialect.name == "postgresql":
        _copy(context, table, names, pairs)
    else:
        context.connection.exec_driver_sql(_insert_pair(table), list(pairs))


@lru_cache(maxsize=1024)
def _insert_pair(table: Table) -> str:
    return str(insert(table).compile(dialect=sqlite.dialect(), column_keys=["term", "record_id"]))


def _copy(context: Context, table: Table, names: list[str], rows: Iterable[Sequence[Any]]) -> None:
    preparer = context.connection.dialect.identifier_preparer
    columns = ", ".join(preparer.quote(name) for name in names)
    driver: Any = context.connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(f"COPY {preparer.format_table(table)} ({columns}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def reserve_ids(context: Context, table: Table, count: int) -> Iterable[int]:
    """Ids for `count` new rows, never given before."""
    if context.connection.dialect.name == "postgresql":
        sequence = text("SELECT nextval(pg_get_serial_sequence(:table, 'id')) FROM generate_series(1, :count)")
        name = context.connection.dialect.identifier_preparer.format_table(table)
        return list(context.connection.scalars(sequence, {"table": name, "count": count}))
    last = context.connection.execute(select(func.coalesce(func.max(table.c.id), 0))).scalar_one()
    known = context.connection.exec_driver_sql("SELECT 1 FROM sqlite_master WHERE name = 'sqlite_sequence'").first()
    if known is not None:
        given = text("SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = :table")
        last = max(last, context.connection.execute(given, {"table": table.name}).scalar_one())
    return range(last + 1, last + 1 + count)
