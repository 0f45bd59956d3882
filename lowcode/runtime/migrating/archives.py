"""What leaves the model is kept: tables `archive_…`, each with a row in the runtime's register of archives."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeAlias

from alembic.operations import Operations
from sqlalchemy import (
    Column,
    ColumnElement,
    Integer,
    MetaData,
    Table,
    and_,
    delete,
    func,
    insert,
    inspect,
    or_,
    select,
    true,
    update,
)
from sqlalchemy.types import TypeEngine

from lowcode.runtime.database.migration_tables import archive as register
from lowcode.runtime.database.types import ExactDecimal
from lowcode.runtime.migrating.carrying import Concern
from lowcode.runtime.migrating.names import move_table
from lowcode.runtime.migrating.offline import is_printing, print_gap
from lowcode.runtime.migrating.passages import carry, carry_links, know_link
from lowcode.runtime.migrating.rows import connection_of, key_of, owner_of, table_of

_RECORD_ID = "record_id"
_VALUE = "value"
_LONGEST = 63
"""Characters of a name on PostgreSQL."""


@dataclass(frozen=True, slots=True)
class Reason:
    """What was dropped (`Customer.fax`), why, and by which revision."""

    subject: str
    reason: str
    revision: str


Options: TypeAlias = Sequence[str] | Mapping[str, str | None]
"""Options of a column, or what records get for them."""


def archive_column(
    operations: Operations,
    table: str,
    column: Column[Any],
    archive: str,
    reason: Reason,
    *,
    only: Options = (),
    empties: bool = False,
) -> None:
    """Copies the values of a column, or those among them that `only` names, into the table `archive`.

    In a table of links, records that have a value and what they get for it have both noted.
    `empties`: the column stays and gets other values, so that it is noted as well where it was empty.
    """
    kept = [Column(_RECORD_ID, Integer, nullable=False), Column(_VALUE, column.type, nullable=empties)]
    operations.create_table(archive, *kept)
    operations.create_index(f"of_{archive}"[:_LONGEST], archive, [_RECORD_ID])
    if is_printing(operations):
        print_gap(operations, f"copy the values of {table}.{column.name} to {archive}")
        return
    if not inspect(connection_of(operations)).has_table(table):  # an archive that somebody has thrown away
        return
    rows = table_of(table, key_of(connection_of(operations), table), column)
    copy = partial(_copy_values, operations, rows, _archive(archive, column.type), only, empties=empties)
    copy()
    note_archive(operations, archive, (table, column.name), reason, scales_of([Column(_VALUE, column.type)]))
    _carry(operations, rows, copy)


def _copy_values(operations: Operations, rows: Table, target: Table, only: Options, *, empties: bool) -> None:
    key, value = list(rows.c)[:2]
    all_of_it = true() if empties else value.is_not(None)
    concerned: ColumnElement[bool] = value.in_(list(only)) if only else all_of_it
    for old, new in _replaced(only):
        with_old = select(key).where(value == old)
        concerned = or_(concerned, and_(value == new, key.in_(with_old)))
    operations.execute(insert(target).from_select([_RECORD_ID, _VALUE], select(key, value).where(concerned)))


def _carry(operations: Operations, rows: Table, again: Callable[[], None], *written: str) -> None:
    """What is archived and comes back of records is so of deleted ones."""
    if _RECORD_ID in rows.c:
        carry_links(operations, rows, again)
    else:
        carry(operations, Concern(rows=rows, written=written), again)


def restore_column(
    operations: Operations,
    table: str,
    column: Column[Any],
    archive: str,
    *,
    only: Options = (),
    overwrite: bool = False,
    forget: bool = False,
) -> None:
    """Copies values back where the column is empty, or (`only`) whatever the records have instead by now.

    `overwrite`: into all records that the archive knows, whatever they have by now.
    `forget`: the archive goes, because the change that made it is taken back.
    """
    if is_printing(operations):
        print_gap(operations, f"copy the values of {archive} back to {table}.{column.name}")
    else:
        connection = connection_of(operations)
        if inspect(connection).has_table(archive):
            key = key_of(connection, table)
            if key == _RECORD_ID:
                owner = owner_of(connection, table)
                know_link(operations, table, owner)
                give_back = partial(_restore_links, operations, table, column, archive, only, owner)
            else:
                is_whole = overwrite or bool(only)
                give_back = partial(_restore_values, operations, table, column, archive, overwrite=is_whole)
            give_back()
            _carry(operations, table_of(table, key, column), give_back, column.name)
    if forget:
        _forget(operations, archive)
        operations.drop_table(archive)


def restore_references(operations: Operations, table: str, column: Column[Any], archive: str, target: str) -> None:
    """Copies references back where the column is empty; those whose record is gone from `target` stay behind."""
    if is_printing(operations):
        print_gap(operations, f"copy the values of {archive} back to {table}.{column.name}")
    elif inspect(connection_of(operations)).has_table(archive):
        _restore_values(operations, table, column, archive, target)
        give_back = partial(_restore_values, operations, table, column, archive)  # who takes one out of the bin looks
        _carry(operations, table_of(table, "id", column), give_back, column.name)


def _restore_values(
    operations: Operations,
    table: str,
    column: Column[Any],
    archive: str,
    target: str | None = None,
    *,
    overwrite: bool = False,
) -> None:
    rows = table_of(table, "id", column)
    kept = _archive(archive, column.type)
    is_there = true() if target is None else kept.c.value.in_(select(table_of(target, "id").alias().c.id))
    value = select(kept.c.value).where(kept.c.record_id == rows.c.id, is_there).limit(1).scalar_subquery()
    statement = update(rows).values({column.name: value}).where(rows.c.id.in_(select(kept.c.record_id).where(is_there)))
    operations.execute(statement if overwrite else statement.where(rows.c[column.name].is_(None)))


def _restore_links(
    operations: Operations, table: str, column: Column[Any], archive: str, only: Options, owner: str | None
) -> None:
    """Rows of a table of links, unless they are there again or their record is not; what stands in their place goes."""
    rows = table_of(table, _RECORD_ID, column)
    kept = _archive(archive, column.type)
    for old, new in _replaced(only):
        merged = rows.c.record_id.in_(select(kept.c.record_id).where(kept.c.value == old))
        operations.execute(delete(rows).where(rows.c[column.name] == new, merged))
    there = select(rows.c.record_id).where(rows.c.record_id == kept.c.record_id, rows.c[column.name] == kept.c.value)
    missing = select(kept.c.record_id, kept.c.value).where(~there.exists())
    if owner is not None:
        missing = missing.where(kept.c.record_id.in_(select(table_of(owner, "id").c.id)))
    operations.execute(insert(rows).from_select([_RECORD_ID, column.name], missing))


def archive_table(
    operations: Operations, table: str, archive: str, reason: Reason, *, scales: Mapping[str, int] | None = None
) -> None:
    """Sets a table aside under another name, with all rows; keys to other tables and indexes go.

    `scales`: digits after the point of its decimal columns.
    """
    if is_printing(operations):
        print_gap(operations, f"drop the keys and indexes of {table}")
    else:
        found = inspect(connection_of(operations))
        for index in found.get_indexes(table):
            operations.drop_index(str(index["name"]), table_name=table)
        for key in found.get_foreign_keys(table):
            operations.drop_constraint(str(key["name"]), table, type_="foreignkey")
    move_table(operations, table, archive)
    if not is_printing(operations):
        note_archive(operations, archive, (table, None), reason, scales or {})


def restore_table(operations: Operations, table: str, archive: str) -> None:
    """Brings a table back that was set aside; its keys and indexes are made anew by whoever calls this."""
    _forget(operations, archive)
    move_table(operations, archive, table)


def _replaced(only: Options) -> list[tuple[str, str]]:
    """Options with what records get for them."""
    return [(old, new) for old, new in only.items() if new is not None] if isinstance(only, Mapping) else []


def _archive(name: str, kind: TypeEngine[Any]) -> Table:
    return Table(name, MetaData(), Column(_RECORD_ID, Integer), Column(_VALUE, kind))


def scales_of(columns: Sequence[Column[Any]]) -> dict[str, int]:
    """Digits after the point of the decimal columns."""
    return {each.name: each.type.scale for each in columns if isinstance(each.type, ExactDecimal)}


def note_archive(
    operations: Operations, archive: str, of: tuple[str, str | None], reason: Reason, scales: Mapping[str, int]
) -> None:
    """Into the register; `of`: the table, and the column unless it was the whole table."""
    connection = connection_of(operations)
    rows = connection.execute(select(func.count()).select_from(Table(archive, MetaData()))).scalar_one()
    now = datetime.datetime.now(datetime.UTC).replace(microsecond=0, tzinfo=None)
    table, column = of
    row = {
        "name": archive,
        "kind": "table" if column is None else "column",
        "entity": table,
        "field": column,
        "subject": reason.subject,
        "reason": reason.reason,
        "revision": reason.revision,
        "at": now,
        "rows": rows,
        "scales": json.dumps(scales) if scales else None,
    }
    connection.execute(insert(register).values(row))


def _forget(operations: Operations, archive: str) -> None:
    operations.execute(delete(register).where(register.c.name == archive))
