"""The history of a record: who changed what, the latest first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

import msgspec
from sqlalchemy import Select, bindparam, select

from lowcode.runtime.context import Context
from lowcode.runtime.database import system_tables
from lowcode.runtime.definitions import EntityDefinition, FieldDefinition
from lowcode.runtime.field_rights import OPEN_STATE, FieldState, masked_value, states_in_record
from lowcode.runtime.queries.plans import EntityPlan, Plans
from lowcode.runtime.queries.results import HistoryEntry, RecordLink

_history = system_tables.history

Changes: TypeAlias = tuple[tuple[str, Any, Any], ...]

SHOWN = 50
_BEYOND_ALL = 2**31 - 1
"""An entry that is never written, on either database."""


def read_history(
    plans: Plans,
    entity: EntityDefinition,
    record_id: int,
    context: Context,
    *,
    before: int | None = None,
    most: int = SHOWN,
) -> list[HistoryEntry]:
    """The latest entries (before the entry `before`) of a record that the user may read.

    Changes of fields that he may not read in this record are left out; masked ones are masked in their old values, too.
    """
    user = plans("user")
    statement = plans.kept("history", lambda: _statement(user))
    wanted = {"entity_name": entity.name, "record": record_id, "before_entry": before or _BEYOND_ALL, "most": most}
    states = states_in_record(context, entity, record_id)
    return [
        HistoryEntry(
            id=row.id,
            at=row.at,
            by=None if row.user_id is None else RecordLink(row.user_id, row.user_title),
            action=row.action,
            changes=_seen(entity, states, _changes(row.changes)),
            origin=row.origin,
        )
        for row in context.connection.execute(statement, wanted)
    ]


def _statement(user: EntityPlan) -> Select[Any]:
    return (
        select(_history, user.title_column.label("user_title"))
        .outerjoin(user.table, user.table.c.id == _history.c.user_id)
        .where(
            _history.c.entity == bindparam("entity_name"),
            _history.c.record_id == bindparam("record"),
            _history.c.id < bindparam("before_entry"),
        )
        .order_by(_history.c.id.desc())
        .limit(bindparam("most"))
    )


def _changes(text: str) -> Changes:
    return tuple(msgspec.json.decode(text, type=list[tuple[str, Any, Any]]))


def _seen(entity: EntityDefinition, states: Mapping[str, FieldState], changes: Changes) -> Changes:
    """The changes as far as the user sees them. Of fields that are no more, nobody knows who might read them."""
    if not states:
        return changes
    return tuple(
        change
        for path, old, new in changes
        if (change := _seen_change(entity.field_by_name.get(path.partition("[")[0]), states, path, old, new))
        is not None
    )


def _seen_change(
    definition: FieldDefinition | None, states: Mapping[str, FieldState], path: str, old: Any, new: Any
) -> tuple[str, Any, Any] | None:
    if not path:
        return path, old, new  # about the record as a whole: what it was merged with
    if definition is None:
        return None
    state = states.get(definition.name, OPEN_STATE)
    if not state.is_seen:
        return None
    if state.reads:
        return path, old, new
    return path, masked_value(definition, old), masked_value(definition, new)
