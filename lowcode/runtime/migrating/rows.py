"""What data operations of revisions do with rows: find their key, name those in the way, go through them in turns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from alembic.operations import Operations
from sqlalchemy import Column, ColumnElement, Connection, Integer, MetaData, Table, and_, func, inspect, select

from lowcode.runtime.migrating.stopped import MOST_ROWS, MigrationStopped

BATCH = 5_000
"""Rows that are read and written at once."""

_ID = "id"
_RECORD_ID = "record_id"


def connection_of(operations: Operations) -> Connection:
    """The connection that the migration runs on."""
    connection = operations.get_bind()
    assert isinstance(connection, Connection)
    return connection


def key_of(connection: Connection, table: str) -> str:
    """The column that says which record a row is about: `id`, in a table of links `record_id`."""
    names = {each["name"] for each in inspect(connection).get_columns(table)}
    return _ID if _ID in names else _RECORD_ID


def table_of(name: str, key: str, *columns: Column[Any]) -> Table:
    """The columns that an operation is about, with the key."""
    plain = [Column(each.name, each.type) for each in columns if each.name != key]
    return Table(name, MetaData(), Column(key, Integer), *plain)


def stop_if_any(
    connection: Connection, table: Table, condition: ColumnElement[bool], subject: str, kind: str, *others: Any
) -> None:
    """Stops the migration where rows fulfil the condition, and all others."""
    key = next(iter(table.c))
    where = and_(condition, *others)
    ids = connection.execute(select(key).where(where).distinct().order_by(key).limit(MOST_ROWS)).scalars().all()
    if ids:
        total = connection.execute(select(func.count(key.distinct())).where(where)).scalar_one()
        raise MigrationStopped(subject, kind, ids, total)


def batches(
    connection: Connection, table: Table, column: Column[Any], *others: ColumnElement[bool]
) -> Iterator[Sequence[tuple[int, Any]]]:
    """All rows with a value, by key."""
    key = next(iter(table.c))
    last = 0
    value = table.c[column.name]
    statement = select(key, value).where(value.is_not(None), *others).order_by(key).limit(BATCH)
    while found := connection.execute(statement.where(key > last)).all():
        yield [(row[0], row[1]) for row in found]
        last = found[-1][0]
