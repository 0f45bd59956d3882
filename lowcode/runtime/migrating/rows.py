"""What data operations of revisions do with rows: find their key, name those in the way, go through them in turns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from alembic.operations import Operations
from sqlalchemy import Column, ColumnElement, Connection, Integer, MetaData, Table, and_, delete, func, inspect, select

from lowcode.runtime.migrating.refusing import is_collecting, refuse
from lowcode.runtime.migrating.stopped import MOST_ROWS

BATCH = 5_000
"""Rows that are read and written at once."""

FORESEEN_KEYS = "lowcode_foreseen_keys"
"""Option of a connection: keys of tables that only `lowcode plan` foresees, which no database could be asked for."""

_ID = "id"
_RECORD_ID = "record_id"


def connection_of(operations: Operations) -> Connection:
    """The connection that the migration runs on."""
    connection = operations.get_bind()
    assert isinstance(connection, Connection)
    return connection


def key_of(connection: Connection, table: str) -> str:
    """The column that says which record a row is about: `id`, in a table of links `record_id`."""
    foreseen: Mapping[str, str] = connection.get_execution_options().get(FORESEEN_KEYS, {})
    if table in foreseen:
        return foreseen[table]
    names = {each["name"] for each in inspect(connection).get_columns(table)}
    return _ID if _ID in names else _RECORD_ID


def owner_of(connection: Connection, link: str) -> str | None:
    """The table whose records a table of links is about, as its key says."""
    keys = inspect(connection).get_foreign_keys(link)
    return next((str(each["referred_table"]) for each in keys if each["constrained_columns"] == [_RECORD_ID]), None)


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
    if is_collecting():
        keys = connection.execute(select(key).where(where).distinct()).scalars().all()
        if keys:
            refuse(subject, kind, keys)
            connection.execute(delete(table).where(where))
        return
    ids = connection.execute(select(key).where(where).distinct().order_by(key).limit(MOST_ROWS)).scalars().all()
    if ids:
        total = connection.execute(select(func.count(key.distinct())).where(where)).scalar_one()
        refuse(subject, kind, ids, total)


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
