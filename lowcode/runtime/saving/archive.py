"""Records as JSON, whole: every column, their options and links, and who was connected to them. And back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import msgspec
from sqlalchemy import Column, Table, TypeDecorator, insert, select, update

from lowcode.runtime.context import Context
from lowcode.runtime.database.types import ExactDecimal, Text
from lowcode.runtime.definitions import EntityDefinition
from lowcode.runtime.saving.relations import ListTable, references_in, relations_of

_AT_ONCE = 500


class ArchivedRecord(msgspec.Struct, frozen=True):
    """A row of an entity's table."""

    entity: str
    columns: dict[str, Any]


class ArchivedItem(msgspec.Struct, frozen=True):
    """A row of a list's table: an option of a record, or a link between two."""

    entity: str
    field: str
    record_id: int
    value: Any


class ClearedReference(msgspec.Struct, frozen=True, kw_only=True):
    """A reference to a deleted record that was emptied."""

    entity: str
    column: str
    record_id: int
    target_id: int


class NotFollowed(msgspec.Struct, frozen=True):
    """Why a migration has left an entry as it was: a value had no counterpart."""

    subject: str
    kind: str


class Archive(msgspec.Struct, frozen=True, omit_defaults=True):
    """What one entry of the recycle bin holds. The record that was deleted comes first."""

    records: list[ArchivedRecord]
    items: list[ArchivedItem]
    cleared: list[ClearedReference]
    stopped: NotFollowed | None = None


def archive(context: Context, doomed: Mapping[str, Mapping[int, None]], cleared: Iterable[ClearedReference]) -> str:
    """The records with these ids, by entity, as JSON."""
    entities = context.application.entity_by_name
    relations = relations_of(context.application)
    records: list[ArchivedRecord] = []
    items: dict[tuple[str, str, int, Any], ArchivedItem] = {}
    for name, ids in doomed.items():
        for some in _chunks(list(ids)):
            records += _records(context, entities[name], some)
            for each in relations.lists[name]:
                items.update(_items(context, each, each.record, some))
            for each in relations.links_to[name]:
                items.update(_items(context, each, each.value, some))
    return msgspec.json.encode(Archive(records, list(items.values()), list(cleared))).decode()


def read_archive(content: str) -> Archive:
    """The archive that `archive` wrote."""
    return msgspec.json.decode(content, type=Archive)


def _records(context: Context, entity: EntityDefinition, ids: list[int]) -> list[ArchivedRecord]:
    table = entity.model.__table__
    rows = context.connection.execute(select(table).where(table.c.id.in_(ids)).order_by(table.c.id)).mappings()
    return [ArchivedRecord(entity.name, dict(row)) for row in rows]


def _items(
    context: Context, each: ListTable, column: Column[Any], ids: list[int]
) -> dict[tuple[str, str, int, Any], ArchivedItem]:
    rows = context.connection.execute(select(each.record, each.value).where(column.in_(ids)))
    return {
        (each.entity.name, each.field.name, record_id, value): ArchivedItem(
            each.entity.name, each.field.name, record_id, value
        )
        for record_id, value in rows
    }


def put_back(context: Context, content: Archive) -> dict[str, set[int]]:
    """Inserts everything again; the ids by entity, those of records that got their reference back included.

    Columns of today count: one that the archive does not know is empty, one that the app has no longer is dropped, and
    so is a reference to what has gone since then. Raises `IntegrityError` where a unique key is taken by now or a
    record that is needed is gone.
    """
    restored = _insert_records(context, content.records)
    for item in content.items:
        _insert_item(context, item)
    for reference in content.cleared:
        entity = context.application.entity_by_name.get(reference.entity)
        if entity is not None and reference.column in entity.model.__table__.c:
            _connect_again(context, entity.model.__table__, reference)
            restored.setdefault(reference.entity, set()).add(reference.record_id)
    return restored


def _insert_records(context: Context, records: list[ArchivedRecord]) -> dict[str, set[int]]:
    """What refers to a record that is not back yet waits; in a circle the reference is made when both are there."""
    tables = {name: entity.model.__table__ for name, entity in context.application.entity_by_name.items()}
    waiting = [each for each in records if each.entity in tables]
    missing = {(tables[each.entity].name, each.columns["id"]) for each in waiting}
    connections: list[tuple[Table, int, str, Any]] = []
    restored: dict[str, set[int]] = {}
    while waiting:
        ready = [each for each in waiting if not _waits_for(tables[each.entity], each, missing)]
        batch = ready or [_first_that_can_wait(tables, waiting, missing)]
        for record in batch:
            table, record_id = tables[record.entity], record.columns["id"]
            waits_for = _waits_for(table, record, missing)
            connections += [(table, record_id, name, record.columns[name]) for name in waits_for]
            context.connection.execute(insert(table).values(_row(context, table, record, missing)))
            missing.discard((table.name, record_id))
            restored.setdefault(record.entity, set()).add(record_id)
        done = {id(each) for each in batch}
        waiting = [each for each in waiting if id(each) not in done]
    for table, record_id, name, target_id in connections:
        context.connection.execute(update(table).where(table.c.id == record_id).values({name: target_id}))
    return restored


def _first_that_can_wait(
    tables: dict[str, Table], waiting: list[ArchivedRecord], missing: set[tuple[str, int]]
) -> ArchivedRecord:
    """In a circle: a record that may do without what it refers to for a moment."""
    for record in waiting:
        columns = tables[record.entity].columns
        if all(columns[name].nullable for name in _waits_for(tables[record.entity], record, missing)):
            return record
    return waiting[0]


def _waits_for(table: Table, record: ArchivedRecord, missing: set[tuple[str, int]]) -> list[str]:
    """The record's references to others that are still to be restored."""
    own = (table.name, record.columns["id"])
    found = [
        (column.name, (target.table.name, record.columns.get(column.name))) for column, target in references_in(table)
    ]
    return [name for name, key in found if key in missing and key != own]


def _row(context: Context, table: Table, record: ArchivedRecord, missing: set[tuple[str, int]]) -> dict[str, Any]:
    known = [column for column in table.c if column.name in record.columns]
    row = {column.name: value_for(column, record.columns[column.name]) for column in known}
    for column, target in references_in(table):
        value = row.get(column.name)
        key = (target.table.name, value)
        if value is None or not column.nullable or key == (table.name, row["id"]):
            continue
        if key in missing or not _exists(context, target, value):
            row[column.name] = None
    return row


def value_for(column: Column[Any], value: Any) -> Any:
    """JSON has no dates and exact numbers; the column knows what it holds. `ValidationError` for what does not fit."""
    return reader_for(column)(value)


def reader_for(column: Column[Any]) -> Callable[[Any], Any]:
    """The same for many values."""
    kind, name = column.type, column.name
    plain: type[Any] = (kind.impl_instance if isinstance(kind, TypeDecorator) else kind).python_type
    longest = kind.length if isinstance(kind, Text) else None

    def read(value: Any) -> Any:
        if value is None:
            return None
        found = value if type(value) is plain else msgspec.convert(value, plain, strict=False)
        if isinstance(kind, ExactDecimal):
            _require(kind.fits(found), f"{value} has too many digits for {name}")
        elif longest is not None:
            _require(len(found) <= longest, f"the text is too long for {name}")
        return found

    return read


def _require(holds: bool, why: str) -> None:
    if not holds:
        raise msgspec.ValidationError(why)


def _insert_item(context: Context, item: ArchivedItem) -> None:
    for each in relations_of(context.application).lists.get(item.entity, ()):
        if each.field.name != item.field or not _exists(context, each.entity.model.__table__.c.id, item.record_id):
            continue
        if each.target is not None:
            target = context.application.entity_by_name[each.target].model.__table__
            if not _exists(context, target.c.id, item.value):
                continue
        row = {each.record.name: item.record_id, each.value.name: value_for(each.value, item.value)}
        context.connection.execute(insert(each.table).values(row))


def _exists(context: Context, column: Column[Any], value: Any) -> bool:
    return context.connection.execute(select(column).where(column == value)).first() is not None


def _connect_again(context: Context, table: Table, reference: ClearedReference) -> None:
    column = table.c[reference.column]
    context.connection.execute(
        update(table)
        .where(table.c.id == reference.record_id, column.is_(None))
        .values({reference.column: reference.target_id, "version": table.c.version + 1})
    )


def _chunks(ids: list[int]) -> Iterable[list[int]]:
    return (ids[start : start + _AT_ONCE] for start in range(0, len(ids), _AT_ONCE))
