"""The history of a record: who changed what, the latest first."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import Select, bindparam, select

from lowcode.runtime.context import Context
from lowcode.runtime.database import system_tables
from lowcode.runtime.queries.plans import EntityPlan, Plans
from lowcode.runtime.queries.results import HistoryEntry, RecordLink

_history = system_tables.history

SHOWN = 50
_BEYOND_ALL = 2**31 - 1
"""An entry that is never written, on either database."""


def read_history(
    plans: Plans, entity: str, record_id: int, context: Context, *, before: int | None = None, most: int = SHOWN
) -> list[HistoryEntry]:
    """The latest entries (before the entry `before`) of a record that the user may read."""
    user = plans("user")
    statement = plans.kept("history", lambda: _statement(user))
    wanted = {"entity_name": entity, "record": record_id, "before_entry": before or _BEYOND_ALL, "most": most}
    return [
        HistoryEntry(
            id=row.id,
            at=row.at,
            by=None if row.user_id is None else RecordLink(row.user_id, row.user_title),
            action=row.action,
            changes=_changes(row.changes),
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


def _changes(text: str) -> tuple[tuple[str, Any, Any], ...]:
    return tuple(msgspec.json.decode(text, type=list[tuple[str, Any, Any]]))
