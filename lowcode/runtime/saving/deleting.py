"""Deletes records: names the consequences first, then moves the record and all that goes with it to the recycle bin."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from graphlib import CycleError, TopologicalSorter
from typing import Any

from sqlalchemy import ColumnElement, and_, insert, select, update
from sqlalchemy import delete as delete_from
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.util import identity_key

from lowcode.runtime.access import predicate
from lowcode.runtime.context import Context
from lowcode.runtime.database.system_tables import recycle_bin
from lowcode.runtime.definitions import EntityDefinition, OnDelete, Verb
from lowcode.runtime.history import write_history
from lowcode.runtime.hooks import HookRefusal, hooks_of, run_hooks
from lowcode.runtime.process import triggers
from lowcode.runtime.process.errors import ProcessRefusal
from lowcode.runtime.process.index import has_watchers
from lowcode.runtime.saving.archive import ClearedReference, archive
from lowcode.runtime.saving.dependants import Change, affected_before, maintain
from lowcode.runtime.saving.followed import Followed
from lowcode.runtime.saving.loading import load_for
from lowcode.runtime.saving.outcome import Problem, Refused
from lowcode.runtime.saving.relations import Incoming, relations_of

_AT_ONCE = 500
_TITLES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Consequence:
    """What deleting means for the records of one entity that refer to the deleted ones."""

    incoming: Incoming
    ids: tuple[int, ...]
    titles: tuple[str, ...]
    """The first few that the user may read."""

    @property
    def count(self) -> int:
        """How many records."""
        return len(self.ids)


@dataclass(frozen=True, slots=True, kw_only=True)
class Consequences:
    """Everything that would happen."""

    entity: EntityDefinition
    record_id: int
    title: str
    restricted: tuple[Consequence, ...]
    """These forbid it."""
    cascades: tuple[Consequence, ...]
    """These are deleted, too; rows of sub-tables are not named, they are part of their record."""
    cleared: tuple[Consequence, ...]
    """These lose their reference."""

    @property
    def is_allowed(self) -> bool:
        """Whether nothing forbids it."""
        return not self.restricted


@dataclass(frozen=True, slots=True, kw_only=True)
class Deleted:
    """The record is in the recycle bin, under `bin_id`."""

    bin_id: int
    title: str


@dataclass(slots=True)
class _Plan:
    """The records that go, by entity in the order they were found, and what their going touches."""

    doomed: dict[str, dict[int, None]] = field(default_factory=dict)
    cascades: list[tuple[Incoming, tuple[int, ...]]] = field(default_factory=list)
    restricted: list[tuple[Incoming, tuple[int, ...]]] = field(default_factory=list)
    cleared: list[tuple[Incoming, tuple[int, ...]]] = field(default_factory=list)


def consequences(context: Context, entity: EntityDefinition, record_id: int) -> Consequences:
    """What deleting the record would do. Raises like `delete`."""
    record = load_for(context, entity, record_id, Verb.DELETE, lock=False)
    plan = _plan(context, entity, record_id)
    return _consequences(context, entity, record, plan)


def delete(context: Context, entity: EntityDefinition, record_id: int) -> Deleted | Consequences | Refused:
    """Deletes the record, unless something forbids it: then the answer is the consequences, or a hook's refusal.

    Raises `RecordNotFoundError` and `NotAllowedError`.
    """
    savepoint = context.session.begin_nested()
    outcome: Deleted | Consequences | Refused | None = None
    try:
        outcome = _delete(context, entity, record_id)
    except ProcessRefusal as refusal:
        outcome = Refused(problems=refusal.problems)
    except HookRefusal as refusal:
        outcome = Refused(problems=(Problem(path=refusal.field, code="hook", parameters={"text": refusal.text}),))
    except IntegrityError:
        outcome = Refused(problems=(Problem(path="", code="database"),))
    finally:
        if isinstance(outcome, Deleted):
            savepoint.commit()
        else:
            savepoint.rollback()
    return outcome


def _delete(context: Context, entity: EntityDefinition, record_id: int) -> Deleted | Consequences:
    record = load_for(context, entity, record_id, Verb.DELETE)
    hooks = hooks_of(context.application)
    run_hooks(hooks.before_delete, entity, record, context)
    context.session.flush()
    plan = _plan(context, entity, record_id)
    if plan.restricted:
        return _consequences(context, entity, record, plan)
    title = getattr(record, entity.title) or f"#{record_id}"
    entities = context.application.entity_by_name
    gone = [Change(entity=entities[name], ids=frozenset(ids)) for name, ids in plan.doomed.items()]
    before = affected_before(context, gone)
    has_processes = context.application.processes is not None
    watched = triggers.doomed_records(context, plan.doomed)
    context.followed = Followed() if has_processes else None
    bin_id = _move_to_bin(context, entity, record_id, title, plan)
    cleared = _clear(context, plan)
    for name, ids in _deletion_order(context, plan):
        table = entities[name].model.__table__
        for some in _chunks(ids):
            context.connection.execute(delete_from(table).where(table.c.id.in_(some)))
    _forget(context, plan)
    _write_histories(context, plan)
    maintain(context, cleared, before)
    run_hooks(hooks.after_delete, entity, record, context)
    context.session.flush()
    if has_processes:
        others, context.followed = context.followed or Followed(), None
        triggers.after_delete(context, plan.doomed, watched, others)
    return Deleted(bin_id=bin_id, title=title)


def _plan(context: Context, entity: EntityDefinition, record_id: int) -> _Plan:
    """Follows the references to the record, and to whatever would be deleted with it."""
    plan = _Plan(doomed={entity.name: {record_id: None}})
    relations = relations_of(context.application)
    queue: list[tuple[str, list[int]]] = [(entity.name, [record_id])]
    others: list[tuple[Incoming, list[int]]] = []
    while queue:
        name, ids = queue.pop(0)
        for incoming in relations.incoming[name]:
            referring = _referring(context, incoming, ids)
            if not referring:
                continue
            if incoming.on_delete is not OnDelete.CASCADE:
                others.append((incoming, referring))
                continue
            doomed = plan.doomed.setdefault(incoming.entity.name, {})
            new = [each for each in referring if each not in doomed]
            doomed.update(dict.fromkeys(new))
            if new:
                queue.append((incoming.entity.name, new))
                plan.cascades.append((incoming, tuple(new)))
    for incoming, referring in others:
        staying = tuple(each for each in referring if each not in plan.doomed.get(incoming.entity.name, {}))
        if staying:
            target = plan.restricted if incoming.on_delete is OnDelete.RESTRICT else plan.cleared
            target.append((incoming, staying))
    return plan


def _referring(context: Context, incoming: Incoming, ids: list[int]) -> list[int]:
    table = incoming.entity.model.__table__
    found: list[int] = []
    for some in _chunks(ids):
        statement = select(table.c.id).where(incoming.column.in_(some)).order_by(table.c.id)
        found += context.connection.scalars(statement)
    return found


def _consequences(context: Context, entity: EntityDefinition, record: Any, plan: _Plan) -> Consequences:
    def described(found: list[tuple[Incoming, tuple[int, ...]]]) -> tuple[Consequence, ...]:
        return tuple(
            Consequence(incoming=incoming, ids=ids, titles=_titles(context, incoming.entity, ids))
            for incoming, ids in found
            if incoming.field is not None
        )

    return Consequences(
        entity=entity,
        record_id=record.id,
        title=getattr(record, entity.title) or f"#{record.id}",
        restricted=described(plan.restricted),
        cascades=described(plan.cascades),
        cleared=described(plan.cleared),
    )


def _titles(context: Context, entity: EntityDefinition, ids: tuple[int, ...]) -> tuple[str, ...]:
    model: Any = entity.model
    readable: ColumnElement[bool] = and_(model.id.in_(ids[:_AT_ONCE]), predicate(entity, Verb.READ, context))
    statement = select(getattr(model, entity.title)).where(readable).order_by(model.id).limit(_TITLES)
    return tuple(title or "" for title in context.connection.scalars(statement))


def _move_to_bin(context: Context, entity: EntityDefinition, record_id: int, title: str, plan: _Plan) -> int:
    cleared = [
        ClearedReference(
            entity=incoming.entity.name, column=incoming.column.name, record_id=referring, target_id=target
        )
        for incoming, ids in plan.cleared
        for referring, target in _targets(context, incoming, ids)
    ]
    content = archive(context, plan.doomed, cleared)
    row = {
        "deleted_at": context.now,
        "deleted_by_id": context.user_id,
        "entity": entity.name,
        "record_id": record_id,
        "title": title,
        "content": content,
    }
    bin_id: int = context.connection.execute(insert(recycle_bin).returning(recycle_bin.c.id), row).scalar_one()
    return bin_id


def _targets(context: Context, incoming: Incoming, ids: tuple[int, ...]) -> list[tuple[int, int]]:
    table = incoming.entity.model.__table__
    found: list[tuple[int, int]] = []
    for some in _chunks(ids):
        rows = context.connection.execute(select(table.c.id, incoming.column).where(table.c.id.in_(some)))
        found += [(row[0], row[1]) for row in rows]
    return found


def _clear(context: Context, plan: _Plan) -> list[Change]:
    """Empties the references that the specification says are cleared; the other record counts as changed."""
    changes: list[Change] = []
    for incoming, ids in plan.cleared:
        table = incoming.entity.model.__table__
        name = incoming.field.name if incoming.field is not None else ""
        values = {
            incoming.column.name: None,
            "version": table.c.version + 1,
            "updated_at": context.now,
            "updated_by_id": context.user_id,
        }
        targets = dict(_targets(context, incoming, ids))
        _note_before(context, incoming.entity, ids, name)
        for some in _chunks(ids):
            context.connection.execute(update(table).where(table.c.id.in_(some)).values(values))
            versions = context.connection.execute(select(table.c.id, table.c.version).where(table.c.id.in_(some))).all()
            for record_id, version in versions:
                line = (name, {"id": targets[record_id], "title": None}, None)
                write_history(context, incoming.entity, record_id, version, "update", [line])
        changes.append(Change(entity=incoming.entity, ids=frozenset(ids), fields=frozenset((name,))))
    return changes


def _note_before(context: Context, entity: EntityDefinition, ids: tuple[int, ...], field_name: str) -> None:
    """Keeps the records that are about to lose a reference, for the rules that look at the change."""
    if context.followed is None or not has_watchers(context.application, entity.name):
        return
    table = entity.model.__table__
    for some in _chunks(ids):
        rows = context.connection.execute(select(table).where(table.c.id.in_(some))).mappings().all()
        context.followed.note(entity.name, rows, (field_name,))


def _deletion_order(context: Context, plan: _Plan) -> list[tuple[str, list[int]]]:
    """Whoever refers to others goes before them; references the other way round are emptied first."""
    entities = context.application.entity_by_name
    relations = relations_of(context.application)
    inner = [
        (name, incoming)
        for name in plan.doomed
        for incoming in relations.incoming[name]
        if incoming.entity.name in plan.doomed
    ]
    names = _referring_first(plan.doomed, inner)
    place = {name: index for index, name in enumerate(names)}
    for name, incoming in inner:
        if place[incoming.entity.name] < place[name] or not incoming.column.nullable:
            continue
        table = entities[incoming.entity.name].model.__table__
        for some in _chunks(plan.doomed[incoming.entity.name]):
            condition = and_(table.c.id.in_(some), incoming.column.is_not(None))
            context.connection.execute(update(table).where(condition).values({incoming.column.name: None}))
    return [(name, list(plan.doomed[name])) for name in names]


def _referring_first(doomed: Iterable[str], inner: list[tuple[str, Incoming]]) -> list[str]:
    """The entities in an order in which they can be deleted; of a circle only the references that must be count."""
    for is_strict in (False, True):
        graph: dict[str, set[str]] = {name: set() for name in doomed}
        for name, incoming in inner:
            if incoming.entity.name != name and (not is_strict or not incoming.column.nullable):
                graph[name].add(incoming.entity.name)
        try:
            return list(TopologicalSorter(graph).static_order())
        except CycleError:
            continue
    return list(reversed(list(doomed)))


def _forget(context: Context, plan: _Plan) -> None:
    """Lets go of the deleted records that are loaded."""
    entities = context.application.entity_by_name
    keys = [identity_key(entities[name].model, each) for name, ids in plan.doomed.items() for each in ids]
    loaded = context.session.identity_map
    context.forget_deleted([loaded[key] for key in keys if key in loaded])


def _write_histories(context: Context, plan: _Plan) -> None:
    entities = context.application.entity_by_name
    for name, ids in plan.doomed.items():
        if entities[name].owner is None:
            for record_id in ids:
                write_history(context, entities[name], record_id, 0, "delete", [])


def _chunks(ids: Iterable[int]) -> Iterable[list[int]]:
    ordered = list(ids)
    return (ordered[start : start + _AT_ONCE] for start in range(0, len(ordered), _AT_ONCE))
