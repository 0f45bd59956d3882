"""Loads a record for work on it, within the rights of the user."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from lowcode.runtime.access import is_denied, is_unconditional, predicate
from lowcode.runtime.context import Context
from lowcode.runtime.definitions import EntityDefinition, Verb
from lowcode.runtime.saving.fetching import fetch, is_loaded
from lowcode.runtime.saving.outcome import NotAllowedError, RecordNotFoundError


def load_for(context: Context, entity: EntityDefinition, record_id: int, verb: Verb, *, lock: bool = True) -> Any:
    """The record as it is now, locked against other writers; one that may not be read does not exist."""
    model: Any = entity.model
    readable = predicate(entity, Verb.READ, context)
    if is_denied(readable):
        raise RecordNotFoundError
    allowed = predicate(entity, verb, context)
    is_locked = lock and context.connection.dialect.name == "postgresql"
    if is_unconditional(readable) and is_unconditional(allowed) and not is_loaded(context, entity, record_id):
        record = fetch(context, entity, record_id, lock=is_locked)
        if record is None:
            raise RecordNotFoundError
        return record
    statement = select(model, allowed).where(model.id == record_id)
    if not is_unconditional(readable):
        statement = statement.where(readable)
    if is_locked:
        statement = statement.with_for_update(of=model, key_share=True)
    found = context.session.execute(statement, execution_options={"populate_existing": True}).first()
    if found is None:
        raise RecordNotFoundError
    if not found[1]:
        raise NotAllowedError
    return found[0]
