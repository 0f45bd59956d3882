"""Rows of a sub-table become records of their own: to whom their files belong, and their places on the way back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, TypeAlias

import msgspec
from alembic.operations import Operations
from sqlalchemy import Column, Connection, Integer, bindparam, func, select, update

from lowcode.catalog.field_types.attachments import attached_files
from lowcode.runtime.database.system_tables import file, recycle_bin
from lowcode.runtime.database.types import FileList
from lowcode.runtime.migrating.offline import is_printing, print_gap
from lowcode.runtime.migrating.rows import batches, connection_of, table_of

Place: TypeAlias = tuple[str, str]
"""Entity and field, as rows of the runtime spell them."""


def files_to_rows(operations: Operations, table: str, column: str, before: Place, now: Place) -> None:
    """Files in the column, which belonged to `before` of the row's owner, belong to `now` of the row itself.

    Those of deleted rows likewise: when these are restored they are records of their own.
    """
    if is_printing(operations):
        print_gap(operations, f"give the files of {table}.{column} to its rows")
        return
    connection = connection_of(operations)
    rows = table_of(table, "id", Column(column, FileList()))
    for found in batches(connection, rows, rows.c[column]):
        _give(connection, now, before, found)
    deleted = _deleted(connection, {table, now[0]})
    _give(connection, now, before, [(each["id"], each[column]) for each in deleted if each.get(column)])


def files_to_owner(operations: Operations, table: str, owner: str, now: Place, before: Place) -> None:
    """The way back: files that belong to `now` of a row belong to `before` of its owner again."""
    if is_printing(operations):
        print_gap(operations, f"give the files of {table} to those whom its rows belong to")
        return
    connection = connection_of(operations)
    rows = table_of(table, "id", Column(owner, Integer()))
    its_owner = select(rows.c[owner]).where(rows.c.id == file.c.record_id).scalar_subquery()
    here = (file.c.entity == now[0], file.c.field == now[1])
    values = {"entity": before[0], "field": before[1]}
    has_owner = file.c.record_id.in_(select(rows.c.id).where(rows.c[owner].is_not(None)))
    deleted = [each for each in _deleted(connection, {table, now[0]}) if each.get(owner) is not None]
    connection.execute(update(file).where(*here, has_owner).values(record_id=its_owner, **values))
    if deleted:
        of_row = update(file).where(*here, file.c.record_id == bindparam("row"))
        statement = of_row.values(record_id=bindparam("of"), **values)
        connection.execute(statement, [{"row": each["id"], "of": each[owner]} for each in deleted])


def place_rows(operations: Operations, table: str, owner: str, position: str) -> None:
    """Rows without a place come after those that have one, in the order in which they were made."""
    rows = table_of(table, "id", Column(owner, Integer()), Column(position, Integer()))
    others = rows.alias()
    of_owner = others.c[owner] == rows.c[owner]
    last = select(func.coalesce(func.max(others.c[position]), -1)).where(of_owner).scalar_subquery()
    without = (of_owner, others.c[position].is_(None), others.c.id <= rows.c.id)
    count = select(func.count()).select_from(others).where(*without).scalar_subquery()
    operations.execute(update(rows).where(rows.c[position].is_(None)).values({position: last + count}))


def _give(connection: Connection, now: Place, before: Place, rows: Iterable[tuple[int, str]]) -> None:
    """The files in the values of rows belong to these, if they belonged to their owners."""
    found = [{"row": key, "of": each.id} for key, value in rows for each in attached_files(value)]
    if not found:
        return
    here = (file.c.id == bindparam("of"), file.c.entity == before[0], file.c.field == before[1])
    values = {"entity": now[0], "field": now[1], "record_id": bindparam("row")}
    connection.execute(update(file).where(*here).values(values), found)


def _deleted(connection: Connection, names: set[str]) -> Iterator[dict[str, Any]]:
    """The columns of deleted records of an entity, which entries call by the name of its table or by its own."""
    for content in connection.scalars(select(recycle_bin.c.content)).all():
        for each in msgspec.json.decode(content)["records"]:
            if each["entity"] in names:
                yield each["columns"]
