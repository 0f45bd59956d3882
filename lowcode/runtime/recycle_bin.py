"""Deleted records: who deleted what and when, and the way back."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from msgspec import ValidationError
from sqlalchemy import ColumnElement, delete, or_, select, true
from sqlalchemy.exc import IntegrityError

from lowcode.runtime.access import can, granted
from lowcode.runtime.context import ADMINISTRATOR, Context
from lowcode.runtime.database.system_tables import recycle_bin
from lowcode.runtime.definitions import EntityDefinition, Verb
from lowcode.runtime.files import release_files
from lowcode.runtime.history import write_history
from lowcode.runtime.process import triggers
from lowcode.runtime.process.errors import ProcessRefusal
from lowcode.runtime.saving.archive import put_back, read_archive
from lowcode.runtime.saving.dependants import Change, maintain, recompute, refresh_sort_keys
from lowcode.runtime.saving.facts import facts_of
from lowcode.runtime.saving.followed import Followed
from lowcode.runtime.saving.outcome import NotAllowedError, Problem, RecordNotFoundError, Refused, Saved
from lowcode.runtime.saving.searching import index_records


@dataclass(frozen=True, slots=True, kw_only=True)
class DeletedRecord:
    """An entry of the recycle bin, without its content."""

    id: int
    deleted_at: datetime.datetime
    deleted_by_id: int | None
    entity: EntityDefinition
    record_id: int
    title: str


def deleted_records(context: Context, *, limit: int = 50, before: int | None = None) -> list[DeletedRecord]:
    """The newest entries that the user may restore; older ones `before` an entry's id."""
    columns = [column for column in recycle_bin.c if column is not recycle_bin.c.content]
    statement = select(*columns).where(_visible(context)).order_by(recycle_bin.c.id.desc()).limit(limit)
    if before is not None:
        statement = statement.where(recycle_bin.c.id < before)
    entities = context.application.entity_by_name
    return [
        DeletedRecord(
            id=row.id,
            deleted_at=row.deleted_at,
            deleted_by_id=row.deleted_by_id,
            entity=entities[row.entity],
            record_id=row.record_id,
            title=row.title,
        )
        for row in context.connection.execute(statement)
    ]


def restore(context: Context, bin_id: int) -> Saved | Refused:
    """Brings a deleted record back with everything that went with it, under its old id.

    Refused where its place is taken: another record has its unique value by now, or one that it needs is gone. Also
    where its fields have changed since then, so that it lacks a value or has one that no longer fits (`database`).
    """
    statement = select(recycle_bin).where(recycle_bin.c.id == bin_id, _visible(context))
    entry = context.connection.execute(statement).first()
    if entry is None:
        raise RecordNotFoundError
    savepoint = context.session.begin_nested()
    outcome: Saved | Refused | None = None
    try:
        outcome = _restore(context, entry)
    except ProcessRefusal as refusal:
        outcome = Refused(problems=refusal.problems)
    except IntegrityError as error:
        outcome = Refused(problems=(Problem(path="", code=_code(error)),))
    except ValidationError:
        outcome = Refused(problems=(Problem(path="", code="database"),))
    finally:
        if isinstance(outcome, Saved):
            savepoint.commit()
        else:
            savepoint.rollback()
    return outcome


def empty_bin(context: Context, older_than: datetime.timedelta) -> int:
    """Removes what was deleted longer ago for good, and lets go of its files; how many entries there were."""
    old = recycle_bin.c.deleted_at < context.now - older_than
    ids = context.connection.scalars(select(recycle_bin.c.id).where(old)).all()
    for bin_id in ids:
        this = recycle_bin.c.id == bin_id
        gone: dict[str, list[int]] = {}
        for record in read_archive(context.connection.scalars(select(recycle_bin.c.content).where(this)).one()).records:
            gone.setdefault(record.entity, []).append(record.columns["id"])
        release_files(context, gone)
        context.connection.execute(delete(recycle_bin).where(this))
    return len(ids)


def _visible(context: Context) -> ColumnElement[bool]:
    """One's own deletions, and all of an entity for whoever may delete any record of it (and administrators)."""
    entities = context.application.entities
    known = recycle_bin.c.entity.in_([each.name for each in entities])
    if context.identity.is_system or ADMINISTRATOR in context.identity.roles:
        return known
    open_entities = [
        each.name for each in entities if any(grant.where is None for grant in granted(each, Verb.DELETE, context))
    ]
    own = recycle_bin.c.deleted_by_id == context.user_id if context.user_id is not None else ~true()
    return known & or_(own, recycle_bin.c.entity.in_(open_entities))


def _restore(context: Context, entry: Any) -> Saved | Refused:
    entities = context.application.entity_by_name
    entity = entities[entry.entity]
    content = read_archive(entry.content)
    if content.stopped is not None:
        return Refused(problems=(Problem(path="", code="database"),))
    restored = put_back(context, content)
    is_own = entry.deleted_by_id is not None and entry.deleted_by_id == context.user_id
    is_administrator = ADMINISTRATOR in context.identity.roles
    if not (is_own or is_administrator or can(entity, Verb.DELETE, entry.record_id, context)):
        raise NotAllowedError
    context.connection.execute(delete(recycle_bin).where(recycle_bin.c.id == entry.id))
    context.forget_records()
    has_processes = context.application.processes is not None
    context.followed = Followed() if has_processes else None
    changes: list[Change] = []
    for name, ids in restored.items():
        model: Any = entities[name].model
        changes.append(Change(entity=entities[name], ids=frozenset(ids)))
        changes += recompute(context, entities[name], entities[name].compute_order, model.id.in_(ids))
        refresh_sort_keys(context, entities[name], ids)
        index_records(context, facts_of(entities[name]), ids)
        if entities[name].owner is None:
            for record_id in sorted(ids):
                write_history(context, entities[name], record_id, 0, "restore", [])
    maintain(context, changes)
    if has_processes:
        others, context.followed = context.followed or Followed(), None
        triggers.after_restore(context, restored, others)
    model = entity.model
    version = context.connection.execute(select(model.version).where(model.id == entry.record_id)).scalar_one()
    return Saved(record_id=entry.record_id, version=version)


def _code(error: IntegrityError) -> str:
    """What stands in the way, as far as the driver tells."""
    message = str(error.orig).lower()
    return "not_unique" if "unique" in message else "record_not_found" if "foreign key" in message else "database"
