"""Writes the past of made-up records into the tables of their flows: every stay, and the timers of those that go on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import insert

from lowcode.runtime.context import Context
from lowcode.runtime.database.process_tables import state as _table
from lowcode.runtime.definitions import EntityDefinition
from lowcode.runtime.process.index import processes_about
from lowcode.runtime.process.stays import arm_stays
from lowcode.runtime.process_definitions import FlowDefinition, TransitionKind
from lowcode.runtime.samples.courses import Course, Stop
from lowcode.runtime.saving.bulk_insert import insert_rows

_AT_ONCE = 500


def write_stays(context: Context, entity: EntityDefinition, courses: Sequence[tuple[int, int | None, Course]]) -> None:
    """The stays of records (id, whose work it is, course); what goes on is timed from its beginning."""
    about = processes_about(context.application, entity.name)
    if about is None or about.flow is None:
        return
    flow = about.flow
    past = [_row(flow, number, person, stop) for number, person, course in courses for stop in course.stops[:-1]]
    insert_rows(context, _table, past)
    present = [_row(flow, number, person, course.stops[-1]) for number, person, course in courses if course.stops]
    for start in range(0, len(present), _AT_ONCE):
        begun = context.connection.execute(_INSERT, present[start : start + _AT_ONCE]).all()
        arm_stays(context, flow, begun)


def _row(flow: FlowDefinition, record_id: int, person: int | None, stop: Stop) -> dict[str, Any]:
    transition = stop.transition
    is_manual = transition is not None and transition.kind is TransitionKind.MANUAL
    return {
        "flow": flow.name,
        "entity": flow.entity,
        "record_id": record_id,
        "state": stop.state,
        "previous": stop.previous,
        "transition": transition.name if transition is not None else None,
        "entered_at": stop.entered_at,
        "left_at": stop.left_at,
        "user_id": person if is_manual or transition is None else None,
        "origin": None if is_manual or transition is None else f"flow {flow.name}",
    }


_INSERT = insert(_table).returning(_table.c.id, _table.c.record_id, _table.c.state, _table.c.entered_at)
