"""Stays: how long a record is in a state, since when, who brought it there, and the timers that belong to a stay."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, String, cast, insert, literal, select, update

from lowcode.runtime.context import Context
from lowcode.runtime.database.process_tables import state as _table
from lowcode.runtime.database.process_tables import timer as _timer
from lowcode.runtime.definitions import EntityDefinition
from lowcode.runtime.process.timers import Wait, arm_all, cancel_all, due_after, note_past
from lowcode.runtime.process_definitions import FlowDefinition, Span, TransitionKind, processes_of

TRANSITION_TIMER = "transition"
STAY_TIMER = "stay_hook"
_AT_ONCE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """A stay of a record in a state. `left_at` None: it is there."""

    id: int
    state: str
    previous: str | None
    transition: str | None
    entered_at: datetime.datetime
    left_at: datetime.datetime | None
    user_id: int | None
    origin: str | None

    def seconds(self, now: datetime.datetime) -> int:
        """How long it has lasted."""
        return max(0, round(((self.left_at or now) - self.entered_at).total_seconds()))


def begin_stay(
    context: Context, flow: FlowDefinition, record: Any, previous: str | None = None, transition: str | None = None
) -> int:
    """The record has come into the state that it is in. Its timers begin; the answer is the stay's id."""
    state = getattr(record, flow.field)
    row = {
        "flow": flow.name,
        "entity": flow.entity,
        "record_id": record.id,
        "state": state,
        "previous": previous,
        "transition": transition,
        "entered_at": context.now,
        "user_id": context.user_id,
        "origin": context.origin,
    }
    stay_id: int = context.connection.execute(_INSERT, row).scalar_one()
    arm_all(context, _waits(context, flow, state, record.id, stay_id, context.now))
    return stay_id


def end_stay(context: Context, flow: FlowDefinition, record_id: int, state: str) -> None:
    """The record leaves a state; timers of its stay there are dropped."""
    open_stay = (_table.c.entity == flow.entity, _table.c.record_id == record_id, _table.c.left_at.is_(None))
    context.connection.execute(update(_table).where(*open_stay).values(left_at=context.now))
    if any(True for _ in _timed(flow, state)):
        cancel_all(context, flow.entity, record_id, _prefix(flow.entity, record_id))


def current_stay(context: Context, entity: str, record_id: int) -> Stay | None:
    """The stay that goes on; None for a record that is older than its flow and was not taken into it yet."""
    conditions = (_table.c.entity == entity, _table.c.record_id == record_id, _table.c.left_at.is_(None))
    row = context.connection.execute(select(_table).where(*conditions).order_by(_table.c.id.desc()).limit(1)).first()
    return _read(row) if row is not None else None


def stays_of(context: Context, entity: str, record_id: int) -> list[Stay]:
    """All stays of a record, the first one first."""
    conditions = (_table.c.entity == entity, _table.c.record_id == record_id)
    rows = context.connection.execute(select(_table).where(*conditions).order_by(_table.c.id))
    return [_read(row) for row in rows]


def adopt_records(context: Context) -> int:
    """Takes records into their flows that came in other ways than by saving: made up, or older than the flow.

    Their stays begin now. How many there were.
    """
    return sum(_adopt_all(context, flow) for flow in processes_of(context.application).flows)


def _adopt_all(context: Context, flow: FlowDefinition) -> int:
    entity = context.application.entity_by_name[flow.entity]
    model: Any = entity.model
    of_flow = (_table.c.flow == flow.name, _table.c.entity == flow.entity, _table.c.left_at.is_(None))
    staying = select(_table.c.record_id).where(*of_flow)
    state = getattr(model, flow.field)
    found = context.connection.execute(
        select(model.id, state).where(state.is_not(None), model.id.not_in(staying)).order_by(model.id)
    ).all()
    for start in range(0, len(found), _AT_ONCE):
        _adopt(context, flow, found[start : start + _AT_ONCE])
    return len(found)


def arm_stays(context: Context, flow: FlowDefinition, stays: Iterable[Any]) -> None:
    """Arms the timers of stays that began in the past and go on; what had happened in them by now is done.

    `stays`: rows with `id`, `record_id`, `state` and `entered_at`.
    """
    waits = [wait for row in stays for wait in _waits(context, flow, row.state, row.record_id, row.id, row.entered_at)]
    is_over = {wait.key for wait in waits if wait.kind == STAY_TIMER and wait.due_at <= context.now}
    arm_all(context, (wait for wait in waits if wait.key not in is_over))
    note_past(context, (wait for wait in waits if wait.key in is_over))


def arm_missing(context: Context) -> int:
    """Arms the timers that a newer version of the app wants for stays that had begun before it. How many."""
    count = 0
    for flow in processes_of(context.application).flows:
        for state in flow.states:
            for kind, name, span in _timed(flow, state.name):
                waits = _missing(context, flow, state.name, (kind, name, span))
                for start in range(0, len(waits), _AT_ONCE):
                    arm_all(context, waits[start : start + _AT_ONCE])
                count += len(waits)
    return count


def _missing(context: Context, flow: FlowDefinition, state: str, timed: tuple[str, str, Span]) -> list[Wait]:
    columns = _table.c
    key = literal(f"stay:{flow.entity}:") + cast(columns.record_id, String) + ":" + cast(columns.id, String)
    is_known = select(_timer.c.id).where(_timer.c.key == key + literal(f":{timed[1]}")).exists()
    statement = select(columns.id, columns.record_id, columns.entered_at).where(
        columns.flow == flow.name, columns.state == state, columns.left_at.is_(None), ~is_known
    )
    found = [
        _wait(context, flow, timed, (row.record_id, row.id), row.entered_at)
        for row in context.connection.execute(statement)
    ]
    return [each for each in found if each is not None]


def resume_stays(context: Context, entity: EntityDefinition, flow: FlowDefinition, ids: Iterable[int]) -> None:
    """Records are back: a stay goes on as if it had never been interrupted; who has none begins one."""
    model: Any = entity.model
    for record_id in sorted(ids):
        stay = current_stay(context, flow.entity, record_id)
        record = context.session.get(model, record_id)
        if record is not None and (stay is None or stay.state != getattr(record, flow.field)):
            begin_stay(context, flow, record)


def timer_key(entity: str, record_id: int, stay_id: int, name: str) -> str:
    """The key of a timer of a stay."""
    return f"{_prefix(entity, record_id)}{stay_id}:{name}"


def _adopt(context: Context, flow: FlowDefinition, found: Iterable[Any]) -> None:
    rows = [
        {
            "flow": flow.name,
            "entity": flow.entity,
            "record_id": record_id,
            "state": state,
            "entered_at": context.now,
            "user_id": context.user_id,
            "origin": context.origin,
        }
        for record_id, state in found
    ]
    made = context.connection.execute(
        insert(_table).returning(_table.c.id, _table.c.record_id, _table.c.state), rows
    ).all()
    arm_all(
        context,
        [wait for row in made for wait in _waits(context, flow, row.state, row.record_id, row.id, context.now)],
    )


def _timed(flow: FlowDefinition, state: str) -> Iterator[tuple[str, str, Span]]:
    """Kind, name and span of what happens after a time in the state."""
    for transition in flow.transitions:
        if transition.kind is TransitionKind.TIMED and transition.after is not None and state in transition.sources:
            yield TRANSITION_TIMER, transition.name, transition.after
    for hook in flow.hooks:
        if hook.event == "stay" and hook.longer_than is not None and hook.state == state:
            yield STAY_TIMER, hook.name, hook.longer_than


def _waits(
    context: Context, flow: FlowDefinition, state: str, record_id: int, stay_id: int, since: datetime.datetime
) -> Iterator[Wait]:
    for timed in _timed(flow, state):
        wait = _wait(context, flow, timed, (record_id, stay_id), since)
        if wait is not None:
            yield wait


def _wait(
    context: Context,
    flow: FlowDefinition,
    timed: tuple[str, str, Span],
    stay: tuple[int, int],
    since: datetime.datetime,
) -> Wait | None:
    (kind, name, span), (record_id, stay_id) = timed, stay
    due_at = due_after(context, span, since)
    if due_at is None:
        return None
    return Wait(
        kind=kind,
        key=timer_key(flow.entity, record_id, stay_id, name),
        due_at=due_at,
        entity=flow.entity,
        record_id=record_id,
        payload={"flow": flow.name, "stay": stay_id, kind: name},
    )


def _prefix(entity: str, record_id: int) -> str:
    return f"stay:{entity}:{record_id}:"


def _read(row: Row[Any]) -> Stay:
    return Stay(
        id=row.id,
        state=row.state,
        previous=row.previous,
        transition=row.transition,
        entered_at=row.entered_at,
        left_at=row.left_at,
        user_id=row.user_id,
        origin=row.origin,
    )


_INSERT = insert(_table).returning(_table.c.id)
