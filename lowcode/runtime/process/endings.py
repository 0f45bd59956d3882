"""What becomes of everything that waits about a record when it is deleted, and when it comes back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from sqlalchemy import update

from lowcode.runtime.context import Context
from lowcode.runtime.database.process_tables import task as _task
from lowcode.runtime.database.process_tables import timer as _timer
from lowcode.runtime.definitions import EntityDefinition
from lowcode.runtime.process.approvals.finishing import cancel_requests
from lowcode.runtime.process.index import processes_about
from lowcode.runtime.process.stays import resume_stays
from lowcode.runtime.process_definitions import FlowDefinition

DELETED: Final = "record deleted"
"""Why a timer was cancelled: it waits again when its record is back."""

_AT_ONCE = 500


def end_processes(context: Context, entity: str, ids: Iterable[int]) -> None:
    """Timers and tasks about deleted records are dropped, running requests end without consequence."""
    ordered = sorted(ids)
    for start in range(0, len(ordered), _AT_ONCE):
        some = ordered[start : start + _AT_ONCE]
        _mark(context, _timer, entity, some, "waiting", {"status": "cancelled", "last_error": DELETED})
        _mark(context, _task, entity, some, "open", {"status": "cancelled"})
    about = processes_about(context.application, entity)
    if about is not None and about.approvals:
        for record_id in ordered:
            cancel_requests(context, entity, record_id)


def resume_processes(
    context: Context, entity: EntityDefinition, flow: FlowDefinition | None, ids: Iterable[int]
) -> None:
    """Timers of records that are back wait again, for the moment that they have always waited for."""
    ordered = sorted(ids)
    for start in range(0, len(ordered), _AT_ONCE):
        table = _timer.c
        statement = update(_timer).where(
            table.entity == entity.name,
            table.record_id.in_(ordered[start : start + _AT_ONCE]),
            table.status == "cancelled",
            table.last_error == DELETED,
        )
        values = {"status": "waiting", "last_error": None, "finished_at": None, "generation": table.generation + 1}
        context.connection.execute(statement.values(**values))
    if flow is not None:
        resume_stays(context, entity, flow, ordered)


def _mark(context: Context, table: Any, entity: str, ids: list[int], present: str, values: dict[str, Any]) -> None:
    columns = table.c
    conditions = (columns.entity == entity, columns.record_id.in_(ids), columns.status == present)
    given = {**values, "finished_at": context.now} if "finished_at" in columns else values
    context.connection.execute(update(table).where(*conditions).values(**given))
