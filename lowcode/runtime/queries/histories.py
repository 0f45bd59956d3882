"""The history of a record: who changed what, the latest first."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import select

from lowcode.runtime.context import Context
from lowcode.runtime.database import system_tables
from lowcode.runtime.queries.plans import EntityPlan
from lowcode.runtime.queries.results import HistoryEntry, RecordLink

_history = system_tables.history

SHOWN = 50


def read_history(
    user: EntityPlan, entity: str, record_id: int, context: Context, *, before: int | None = None, most: int = SHOWN
) -> list[HistoryEntry]:
    """The latest entries (before the entry `before`) of a record that the user may read."""
    statement = (
        select(_history, user.title_column.label("user_title"))
        .outerjoin(user.table, user.table.c.id == _history.c.user_id)
        .where(_history.c.entity == entity, _history.c.record_id == record_id)
        .order_by(_history.c.id.desc())
        .limit(most)
    )
    if before is not None:
        statement = statement.where(_history.c.id < before)
    return [
        HistoryEntry(
            id=row.id,
            at=row.at,
            by=None if row.user_id is None else RecordLink(row.user_id, row.user_title),
            action=row.action,
            changes=_changes(row.changes),
        )
        for row in context.connection.execute(statement)
    ]


def _changes(text: str) -> tuple[tuple[str, Any, Any], ...]:
    return tuple(msgspec.json.decode(text, type=list[tuple[str, Any, Any]]))
