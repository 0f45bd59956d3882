"""From records that were merged into others to those others: the history of both remembers it for ever."""

from __future__ import annotations

from typing import Any, Final

import msgspec
from sqlalchemy import select

from lowcode.runtime.access import can
from lowcode.runtime.context import Context
from lowcode.runtime.database.system_tables import history
from lowcode.runtime.definitions import EntityDefinition, Verb

MERGED: Final = "merged"
"""The action in the history of a record that went; its only change says into which."""

MERGE: Final = "merge"
"""The action in the history of the record that stayed."""

_MOST_STEPS: Final = 20


def merged_into(context: Context, entity: EntityDefinition, record_id: int) -> int | None:
    """The record that an old address leads to by now, if the user may read it."""
    if not entity.merge_on:
        return None
    found: int | None = None
    for _ in range(_MOST_STEPS):
        following = _next(context, entity, record_id if found is None else found)
        if following is None:
            break
        found = following
    return found if found is not None and can(entity, Verb.READ, found, context) else None


def _next(context: Context, entity: EntityDefinition, record_id: int) -> int | None:
    """Nothing for a record that is there, or that was deleted by itself after it had come back."""
    columns = history.c
    statement = (
        select(columns.action, columns.changes)
        .where(columns.entity == entity.name, columns.record_id == record_id)
        .order_by(columns.id.desc())
        .limit(1)
    )
    row = context.connection.execute(statement).first()
    if row is None or row.action != MERGED:
        return None
    changes: list[tuple[str, Any, Any]] = msgspec.json.decode(row.changes)
    return int(changes[0][2]["id"])
