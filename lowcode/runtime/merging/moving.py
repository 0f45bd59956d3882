"""Takes to the record that stays what refers to those that go: references, links, rows, and what the app keeps of them.

Written in bulk, as deleting does: each record that refers has a line in its history and counts as changed, what is
computed from it follows, and rules look at it afterwards. It is not validated anew: what it refers to is the same thing
as before.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Table, delete, insert, select, update

from lowcode.runtime.context import Context
from lowcode.runtime.database.process_tables import delivery, notification, task
from lowcode.runtime.database.system_tables import file, seed
from lowcode.runtime.definitions import EntityDefinition, FieldDefinition, Rows
from lowcode.runtime.history import ChangeLine, history_row, write_rows
from lowcode.runtime.process.index import has_watchers
from lowcode.runtime.saving.dependants import Change, affected_before, maintain, recompute
from lowcode.runtime.saving.facts import facts_of
from lowcode.runtime.saving.relations import OWNER, Incoming, ListTable, relations_of

_AT_ONCE: Final = 500
_ABOUT: Final[Sequence[Table]] = (task, notification, delivery, seed)
"""Rows of the runtime that are about a record; what is told or to be done about it goes on about the other."""


@dataclass(frozen=True, slots=True)
class Move:
    """From which records of an entity to which."""

    context: Context
    entity: EntityDefinition
    gone: Mapping[int, str | None]
    """The titles of the records that go, by id."""
    survivor_id: int
    title: str | None
    """Of the record that stays."""

    def shown(self, record_id: int) -> dict[str, Any]:
        """One of the records as histories have it."""
        title = self.title if record_id == self.survivor_id else self.gone[record_id]
        return {"id": record_id, "title": title}


def move_all(move: Move, rows_taken: Mapping[str, Iterable[int]]) -> None:
    """References of all entities and sub-tables, links, tasks, rows (`rows_taken`: by field, those that come along)."""
    relations = relations_of(move.context.application)
    for incoming in relations.incoming[move.entity.name]:
        if incoming.field is not None and incoming.field.computed is None:
            _move_references(move, incoming, incoming.field)
    for links in relations.links_to[move.entity.name]:
        _move_links(move, links)
    for definition, row_entity in facts_of(move.entity).rows:
        taken = sorted(rows_taken.get(definition.name, ()))
        if taken:
            _move_rows(move, definition, move.context.application.entity_by_name[row_entity], taken)
    for table in _ABOUT:
        about = (table.c.entity == move.entity.name, table.c.record_id.in_(move.gone))
        move.context.connection.execute(update(table).where(*about).values(record_id=move.survivor_id))
    move.context.session.expire_all()


def _move_references(move: Move, incoming: Incoming, definition: FieldDefinition) -> None:
    context, table = move.context, incoming.entity.model.__table__
    pairs = context.connection.execute(
        select(table.c.id, incoming.column).where(incoming.column.in_(move.gone)).order_by(table.c.id)
    ).all()
    is_own = incoming.entity.name == move.entity.name
    found = {row[0]: row[1] for row in pairs if not (is_own and (row[0] in move.gone or row[0] == move.survivor_id))}
    for some in _chunks(list(found)):
        lines = {each: [(definition.name, move.shown(found[each]), move.shown(move.survivor_id))] for each in some}
        _change(move, incoming.entity, lines, {incoming.column.name: move.survivor_id}, definition.name)
    own = next((row[1] for row in pairs if is_own and row[0] == move.survivor_id), None)
    if own is not None and incoming.column.nullable:
        # It cannot refer to itself in place of one that goes.
        line = [(definition.name, move.shown(own), None)]
        _change(move, incoming.entity, {move.survivor_id: line}, {incoming.column.name: None}, definition.name)


def _move_links(move: Move, links: ListTable) -> None:
    context, table = move.context, links.table
    rows = context.connection.execute(
        select(links.record, links.value).where(links.value.in_([*move.gone, move.survivor_id]))
    ).all()
    is_own = links.entity.name == move.entity.name
    linked: dict[int, set[int]] = {}
    for record_id, value in rows:
        if not (is_own and record_id in move.gone):
            linked.setdefault(record_id, set()).add(value)
    changed = {each: values - {move.survivor_id} for each, values in linked.items() if values - {move.survivor_id}}
    for some in _chunks(sorted(changed)):
        lines = {
            each: [
                (
                    links.field.name,
                    [move.shown(value) for value in sorted(linked[each])],
                    None if is_own and each == move.survivor_id else [move.shown(move.survivor_id)],
                )
            ]
            for each in some
        }
        with_links = _Links(table, links, move, linked)
        _change(move, links.entity, lines, {}, links.field.name, with_links)


@dataclass(frozen=True, slots=True)
class _Links:
    """Rewrites the links of records from those that go to the one that stays, each once."""

    table: Table
    links: ListTable
    move: Move
    linked: Mapping[int, set[int]]

    def write(self, ids: Sequence[int]) -> None:
        connection, survivor_id = self.move.context.connection, self.move.survivor_id
        gone = (self.links.record.in_(ids), self.links.value.in_(self.move.gone))
        connection.execute(delete(self.table).where(*gone))
        is_own = self.links.entity.name == self.move.entity.name
        new = [
            {self.links.record.name: each, self.links.value.name: survivor_id}
            for each in ids
            if survivor_id not in self.linked[each] and not (is_own and each == survivor_id)
        ]
        if new:
            connection.execute(insert(self.table), new)


def _move_rows(move: Move, definition: FieldDefinition, entity: EntityDefinition, ids: Sequence[int]) -> None:
    """Rows go behind those that the record has; their files go with them."""
    context, table = move.context, entity.model.__table__
    owner = table.c[f"{OWNER}_id"]
    last = context.connection.scalars(
        select(table.c.position).where(owner == move.survivor_id).order_by(table.c.position.desc()).limit(1)
    ).first()
    position = -1 if last is None else last
    change = Change(entity=entity, ids=frozenset(ids))
    before = affected_before(context, [change])
    lines: list[ChangeLine] = []
    for row_id in ids:
        position += 1
        values = {owner.name: move.survivor_id, "position": position, "version": table.c.version + 1}
        context.connection.execute(update(table).where(table.c.id == row_id).values(values))
        lines.append((f"{definition.name}[{position + 1}]", None, {}))
    files = (
        file.c.entity == move.entity.name,
        file.c.record_id.in_(move.gone),
        file.c.field.startswith(f"{definition.name}.", autoescape=True),
    )
    context.connection.execute(update(file).where(*files).values(record_id=move.survivor_id))
    _stamp(context, move.entity, (move.survivor_id,))
    _write_lines(context, move.entity, {move.survivor_id: lines})
    own = recompute(context, entity, entity.compute_order, table.c.id.in_(list(ids)))
    maintain(context, [change, *own], before)


def _change(
    move: Move,
    entity: EntityDefinition,
    lines: Mapping[int, list[ChangeLine]],
    values: Mapping[str, Any],
    field: str,
    links: _Links | None = None,
) -> None:
    """Writes the values, or links, of some records with everything that follows from it."""
    context, table, ids = move.context, entity.model.__table__, sorted(lines)
    change = Change(entity=entity, ids=frozenset(ids), fields=frozenset((field,)))
    before = affected_before(context, [change])
    if context.followed is not None and has_watchers(context.application, entity.name):
        rows = context.connection.execute(select(table).where(table.c.id.in_(ids))).mappings().all()
        context.followed.note(entity.name, rows, (field,))
    stamp = {"version": table.c.version + 1, "updated_at": context.now, "updated_by_id": context.user_id}
    context.connection.execute(update(table).where(table.c.id.in_(ids)).values({**values, **stamp}))
    if links is not None:
        links.write(ids)
    _tell(context, entity, lines)
    own = recompute(context, entity, entity.compute_order, table.c.id.in_(ids))
    maintain(context, [change, *own], before)


def _tell(context: Context, entity: EntityDefinition, lines: Mapping[int, list[ChangeLine]]) -> None:
    """The lines stand in the histories of the records; those of rows in their owners'."""
    if entity.owner is None:
        _write_lines(context, entity, lines)
        return
    owner = context.application.entity_by_name[entity.owner]
    table = entity.model.__table__
    places = select(table.c.id, table.c[f"{OWNER}_id"], table.c.position).where(table.c.id.in_(list(lines)))
    name = next(each.name for each in owner.fields if isinstance(each.type, Rows) and each.type.entity == entity.name)
    of_owners: dict[int, list[ChangeLine]] = {}
    for row_id, owner_id, position in context.connection.execute(places.order_by(table.c.position)):
        path = f"{name}[{position + 1}]"
        of_owners.setdefault(owner_id, []).extend((f"{path}.{field}", old, new) for field, old, new in lines[row_id])
    _stamp(context, owner, of_owners)
    _write_lines(context, owner, of_owners)


def _stamp(context: Context, entity: EntityDefinition, ids: Iterable[int]) -> None:
    """The records get another version, so that forms that are open notice."""
    table = entity.model.__table__
    context.connection.execute(update(table).where(table.c.id.in_(list(ids))).values(version=table.c.version + 1))


def _write_lines(context: Context, entity: EntityDefinition, lines: Mapping[int, list[ChangeLine]]) -> None:
    table = entity.model.__table__
    found = context.connection.execute(select(table.c.id, table.c.version).where(table.c.id.in_(list(lines)))).all()
    rows = [history_row(context, entity, key, version, "update", lines[key]) for key, version in sorted(found)]
    write_rows(context, rows)


def _chunks(ids: Sequence[int]) -> Iterable[list[int]]:
    return (list(ids[start : start + _AT_ONCE]) for start in range(0, len(ids), _AT_ONCE))
