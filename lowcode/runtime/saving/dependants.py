"""Keeps stored computed fields of other records true when what they read has changed.

Each `Maintains` of a changed entity says which fields of which records depend on it. They are computed by the
database, only rows whose value really differs are written, and those count as changed themselves: the work goes on
until nothing differs any more.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.orm.util import identity_key
from sqlalchemy.sql.visitors import iterate

from lowcode.runtime.context import Context
from lowcode.runtime.definitions import EntityDefinition, Maintains
from lowcode.runtime.process.index import has_watchers
from lowcode.runtime.saving.facts import TITLE_TEXT, facts_of
from lowcode.runtime.saving.searching import index_records
from lowcode.runtime.sort_key import sort_key

_MOST_ROUNDS = 50
"""No model has chains that long; the compiler refuses circles."""

_AT_ONCE = 500
"""Ids in one `IN (…)`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Records of one entity that changed; `fields` None: they were created or deleted."""

    entity: EntityDefinition
    ids: frozenset[int]
    fields: frozenset[str] | None = None
    settled: str = ""
    """For rows: the owner's entity; what the owner computes from its rows was computed before the flush."""

    def concerns(self, maintains: Maintains) -> bool:
        """Whether the change can make the fields of `maintains` wrong."""
        return self.fields is None or not self.fields.isdisjoint(maintains.watches)


@dataclass(slots=True)
class Affected:
    """Records that depended on others before these changed: `(entity, fields)` → ids."""

    ids: dict[tuple[str, tuple[str, ...]], set[int]] = field(default_factory=dict)


def affected_before(context: Context, changes: Iterable[Change]) -> Affected:
    """What depends on the records as the database has them now; asked before references change or rows go away."""
    found = Affected()
    for change in changes:
        for maintains in change.entity.maintains:
            if change.ids and change.concerns(maintains):
                target: Any = context.application.entity_by_name[maintains.entity].model
                ids = context.connection.scalars(select(target.id).where(maintains.affected(target, change.ids)))
                found.ids.setdefault((maintains.entity, maintains.fields), set()).update(ids)
    return found


def maintain(context: Context, changes: Iterable[Change], before: Affected | None = None) -> None:
    """Computes anew whatever depends on the changes, and what depends on that."""
    queue = list(changes)
    for (entity_name, fields), ids in (before.ids if before is not None else {}).items():
        entity = context.application.entity_by_name[entity_name]
        for some in _chunks(ids):
            target: Any = entity.model
            queue += recompute(context, entity, fields, target.id.in_(some))
    for _ in range(_MOST_ROUNDS):
        if not queue:
            return
        following: list[Change] = []
        for change in queue:
            for some in _chunks(change.ids):
                following += _follow(context, change, some)
        queue = following
    raise RuntimeError("the computed fields of the app depend on each other in a circle")


def _follow(context: Context, change: Change, ids: Collection[int]) -> list[Change]:
    following: list[Change] = []
    for maintains in change.entity.maintains:
        if not change.concerns(maintains):
            continue
        target = context.application.entity_by_name[maintains.entity]
        if change.fields is None and not _can_find_new(maintains, change.entity, target):
            continue
        if change.settled != maintains.entity or not _are_local(target, maintains.fields):
            following += recompute(context, target, maintains.fields, maintains.affected(target.model, ids))
    return following


def _are_local(entity: EntityDefinition, fields: Iterable[str]) -> bool:
    """Whether Python computes all these fields from the record and its rows."""
    found = [entity.field_by_name[name].computed for name in fields if name != TITLE_TEXT]
    return all(computed is not None and computed.local for computed in found)


def _can_find_new(maintains: Maintains, source: EntityDefinition, target: EntityDefinition) -> bool:
    """Whether a record that was only just created can affect others.

    It can through its own references, which the condition then reads from its table. It cannot where the others would
    have to refer to it: nobody does yet.
    """
    key = (maintains.affected, source.model)
    if key not in _reads_source:
        condition = maintains.affected(target.model, (0,))
        table = source.model.__table__
        tables = (getattr(each, "table", None) for each in iterate(condition))
        _reads_source[key] = any(getattr(each, "element", each) is table for each in tables)
    return _reads_source[key]


_reads_source: dict[tuple[object, object], bool] = {}


def recompute(
    context: Context, entity: EntityDefinition, fields: Collection[str], condition: ColumnElement[bool] | None
) -> list[Change]:
    """Computes stored fields of the records that `condition` selects, then the record's own fields that follow."""
    if condition is not None and context.connection.dialect.name == "postgresql":
        locked = _lock(context, entity, condition)
        if not locked:
            return []
        condition = _is_one_of(entity, locked)
    changed_ids: set[int] = set()
    changed_fields: set[str] = set()
    is_watched = context.followed is not None and has_watchers(context.application, entity.name)
    for name in entity.compute_order:
        is_asked = name in fields
        if not is_asked and not changed_ids:
            continue
        model: Any = entity.model
        conditions = [model.id.in_(some) for some in _chunks(changed_ids)]
        if is_asked:
            conditions.append(condition)
        where = or_(*conditions) if all(each is not None for each in conditions) else None
        ids = _update_where_different(context, entity, name, where, is_watched=is_watched)
        if ids:
            changed_ids |= ids
            changed_fields.add(name)
    if not changed_ids:
        return []
    refresh_sort_keys(context, entity, changed_ids, changed_fields)
    _forget_values(context, entity, changed_fields, changed_ids)
    facts = facts_of(entity)
    if not changed_fields.isdisjoint(facts.search_attributes):
        for some in _chunks(changed_ids):
            index_records(context, facts, some)
    return [Change(entity=entity, ids=frozenset(changed_ids), fields=frozenset(changed_fields))]


def _lock(context: Context, entity: EntityDefinition, condition: ColumnElement[bool]) -> list[int]:
    """Locks the records in a statement of its own, so that the next one sees what other savers have committed.

    PostgreSQL would let an UPDATE wait for another saver and then still add up what it saw before waiting. The lock
    leaves keys alone: whoever inserts a record that refers to these holds a share of their keys already.
    """
    table = entity.model.__table__
    statement = select(table.c.id).where(condition).order_by(table.c.id).with_for_update(key_share=True)
    return list(context.connection.scalars(statement))


def _is_one_of(entity: EntityDefinition, ids: Collection[int]) -> ColumnElement[bool]:
    model: Any = entity.model
    return or_(*(model.id.in_(some) for some in _chunks(ids)))


def value_column(entity: EntityDefinition, name: str, context: Context) -> ColumnElement[Any] | None:
    """The database's expression for a stored computed field."""
    model: Any = entity.model
    if name == TITLE_TEXT:
        return entity.title_column(model, context) if entity.title_column is not None else None
    computed = entity.field_by_name[name].computed
    return computed.column(model, context) if computed is not None else None


def _update_where_different(
    context: Context, entity: EntityDefinition, name: str, condition: ColumnElement[bool] | None, *, is_watched: bool
) -> set[int]:
    expression = value_column(entity, name, context)
    if expression is None:
        return set()
    model: Any = entity.model
    column = model.__table__.c[name]
    statement = update(model.__table__).values({column: expression}).where(column.is_distinct_from(expression))
    if condition is not None:
        statement = statement.where(condition)
    if is_watched:
        _note_before(context, entity, name, statement.whereclause)
    return set(context.connection.scalars(statement.returning(model.__table__.c.id)))


def _note_before(context: Context, entity: EntityDefinition, name: str, condition: ColumnElement[bool] | None) -> None:
    """Keeps the records that are about to change as they are, for the rules that look at the change."""
    statement = select(entity.model.__table__)
    if condition is not None:
        statement = statement.where(condition)
    if context.followed is not None:
        context.followed.note(entity.name, context.connection.execute(statement).mappings().all(), (name,))


def _forget_values(context: Context, entity: EntityDefinition, fields: set[str], ids: set[int]) -> None:
    """Records that the unit of work has loaded read these fields anew."""
    sorts = {sort_attribute for attribute, sort_attribute in facts_of(entity).sort_columns if attribute in fields}
    for record_id in ids:
        record = context.session.identity_map.get(identity_key(entity.model, record_id))
        if record is not None:
            context.session.expire(record, [*fields, *sorts])


def refresh_sort_keys(
    context: Context, entity: EntityDefinition, ids: Collection[int], fields: Collection[str] | None = None
) -> None:
    """Keys of these texts, or of all: pinyin is Python's business, so that they are written one by one."""
    table = entity.model.__table__
    for attribute, sort_attribute in facts_of(entity).sort_columns:
        if fields is not None and attribute not in fields:
            continue
        for some in _chunks(ids):
            rows = context.connection.execute(
                select(table.c.id, table.c[attribute], table.c[sort_attribute]).where(table.c.id.in_(some))
            ).all()
            for record_id, text, key in rows:
                if sort_key(text) != key:
                    context.connection.execute(
                        update(table).where(table.c.id == record_id).values({sort_attribute: sort_key(text)})
                    )


def _chunks(ids: Collection[int]) -> Iterable[list[int]]:
    ordered = sorted(ids)
    return (ordered[start : start + _AT_ONCE] for start in range(0, len(ordered), _AT_ONCE))
