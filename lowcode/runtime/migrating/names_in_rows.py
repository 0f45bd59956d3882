"""What rows of the runtime call by name follows when the specification calls it otherwise, or no longer has it."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from alembic.operations import Operations
from sqlalchemy import ColumnElement, Connection, String, and_, cast, literal, or_, select, update

from lowcode.runtime.database import process_tables
from lowcode.runtime.migrating import names_in_processes as processes
from lowcode.runtime.migrating import names_in_records as records
from lowcode.runtime.migrating.names_of_options import rename_option
from lowcode.runtime.migrating.offline import is_printing, print_gap
from lowcode.runtime.migrating.rows import connection_of

_TIMER = process_tables.timer
_STATE = process_tables.state
_APPROVAL = process_tables.approval
_STEP = process_tables.approval_step
_SIGNER = process_tables.approval_signer
_TASK = process_tables.task
_DELIVERY = process_tables.delivery

_WHOLE: Mapping[str, Callable[[Connection, str, str], None]] = {
    "entity": records.rename_entity,
    "flow": processes.rename_flow,
    "rule": processes.rename_rule,
    "approval": processes.rename_approval,
    "message": processes.rename_message,
    "connection": processes.rename_connection,
    "report": lambda connection, old, new: processes.rename_page(connection, "report", old, new),
    "dashboard": lambda connection, old, new: processes.rename_page(connection, "dashboard", old, new),
}
_PARTS: Mapping[str, Callable[[Connection, str, str, str], None]] = {
    "transition": processes.rename_transition,
    "hook": processes.rename_hook,
    "wait": processes.rename_wait,
    "step": processes.rename_step,
}


def rename_in_rows(
    operations: Operations,
    kind: str,
    old: str,
    new: str,
    *,
    owner: str = "",
    fields: Sequence[tuple[str, str]] = (),
) -> None:
    """All that rows of the runtime say about `old` they say about `new` from now on.

    `owner`: the entity of a field, the flow of a transition, …. `fields`: for an option the fields whose values it is
    among (`("contract", "lines.kind")` for those of rows); for a field those that lead to its records.
    """
    if is_printing(operations):
        print_gap(operations, f"call the {kind} {old} {new} in rows of the runtime")
        return
    connection = connection_of(operations)
    records.forget_answers(connection)
    if kind in _WHOLE:
        _WHOLE[kind](connection, old, new)
    elif kind in _PARTS:
        _PARTS[kind](connection, owner, old, new)
    elif kind == "field":
        records.rename_field(connection, owner, old, new, fields)
    elif kind in ("option", "role"):
        rename_option(connection, old, new, fields or ([("user", "roles")] if kind == "role" else ()))
        processes.rename_state(connection, owner, old, new)


def cancel_waiting(
    operations: Operations, kind: str, name: str, *, owner: str = "", replacement: str | None = None, reason: str = ""
) -> None:
    """What waits for something that is gone does so no longer; with a `replacement` it goes on there."""
    if is_printing(operations):
        print_gap(operations, f"cancel what waits for the {kind} {name}")
        return
    connection = connection_of(operations)
    records.forget_answers(connection)
    now = datetime.datetime.now(datetime.UTC).replace(microsecond=0, tzinfo=None)
    if replacement is not None:
        _go_on(connection, kind, owner, name, replacement)
        return
    _cancel_timers(connection, _waits(kind, owner, name), now)
    match kind:
        case "entity":
            _end_requests(connection, _APPROVAL.c.entity == name, "cancelled", reason, now)
            of_entity = (_TASK.c.entity == name, _TASK.c.status == "open")
            connection.execute(update(_TASK).where(*of_entity).values(status="cancelled", done_at=now))
        case "approval":
            _end_requests(connection, _APPROVAL.c.approval == name, "withdrawn", reason, now)
        case "connection":
            waiting = (_DELIVERY.c.channel == f"call:{name}", _DELIVERY.c.status == "waiting")
            connection.execute(update(_DELIVERY).where(*waiting).values(status="cancelled", next_attempt_at=None))


def _go_on(connection: Connection, kind: str, owner: str, name: str, replacement: str) -> None:
    """Stays that last go on in another state, steps that are not decided under another name."""
    if kind == "option":
        lasts = (_STATE.c.flow == owner, _STATE.c.state == name, _STATE.c.left_at.is_(None))
        connection.execute(update(_STATE).where(*lasts).values(state=replacement))
    elif kind == "step":
        processes.rename_step(connection, owner, name, replacement)


def _waits(kind: str, owner: str, name: str) -> ColumnElement[bool]:
    """The timers that are about something; keys say more than payloads, and are compared as they are."""
    match kind:
        case "entity":
            return _TIMER.c.entity == name
        case "rule":
            return or_(
                _TIMER.c.key.startswith(f"rule:{name}:", autoescape=True),
                _TIMER.c.key.startswith(f"schedule:{name}:", autoescape=True),
                _TIMER.c.key.startswith(f"rule {name}:", autoescape=True),
                _TIMER.c.key == f"look:rule {name}",
                _TIMER.c.key.startswith(f"later:{name}.", autoescape=True),
            )
        case "flow":
            return or_(
                _says("flow", name),
                _TIMER.c.key.startswith(f"look:flow {name}.", autoescape=True),
                _TIMER.c.key.startswith(f"later:{name}.", autoescape=True),
            )
        case "approval":
            return or_(
                _TIMER.c.key.startswith(f"later:{name}.", autoescape=True),
                _TIMER.c.id.in_(_of_steps(_APPROVAL.c.approval == name)),
            )
        case "transition":
            return or_(
                and_(_TIMER.c.kind == "transition", _says("flow", owner), _says("transition", name)),
                _TIMER.c.key == f"look:flow {owner}.{name}",
            )
        case "hook":
            return or_(
                and_(_says("flow", owner), _says("stay_hook", name)),
                _TIMER.c.key.startswith(f"later:{owner}.{name}.", autoescape=True),
            )
        case "wait":
            return _TIMER.c.key.startswith(f"later:{owner}.{name}:", autoescape=True)
        case "dashboard":
            return and_(_TIMER.c.kind == "dashboard_mail", _says("dashboard", name))
        case _:
            return _TIMER.c.id.is_(None)


def _says(part: str, name: str) -> ColumnElement[bool]:
    """Whether the payload, JSON without blanks, has this member."""
    return _TIMER.c.payload.contains(f'"{part}":"{name}"', autoescape=True)


def _of_steps(condition: ColumnElement[bool]) -> Any:
    """The timers of steps of requests: their keys end with the step's id."""
    step = select(_STEP.c.id).join(_APPROVAL, _APPROVAL.c.id == _STEP.c.approval_id).where(condition)
    kinds = ("approval_remind", "approval_escalate", "approval_limit")
    number = cast(_STEP.c.id, String)
    keys = or_(*(_TIMER.c.key == literal(f"{kind}:", String) + number for kind in kinds))
    return select(_TIMER.c.id).join(_STEP, keys).where(_STEP.c.id.in_(step))


def _cancel_timers(connection: Connection, condition: ColumnElement[bool], now: datetime.datetime) -> None:
    waiting = (_TIMER.c.status.in_(("waiting", "failed")), condition)
    connection.execute(update(_TIMER).where(*waiting).values(status="cancelled", finished_at=now))


def _end_requests(
    connection: Connection, condition: ColumnElement[bool], status: str, reason: str, now: datetime.datetime
) -> None:
    """Requests that run or were returned end, and nobody has to sign them any more."""
    open_ = select(_APPROVAL.c.id).where(condition, _APPROVAL.c.status.in_(("running", "returned")))
    steps = select(_STEP.c.id).where(_STEP.c.approval_id.in_(open_))
    asked = (_SIGNER.c.approval_step_id.in_(steps), _SIGNER.c.status.in_(("active", "waiting")))
    connection.execute(update(_SIGNER).where(*asked).values(status="obsolete"))
    standing = (_STEP.c.approval_id.in_(open_), _STEP.c.status.in_(("active", "waiting")))
    connection.execute(update(_STEP).where(*standing).values(status="cancelled", finished_at=now))
    connection.execute(
        update(_APPROVAL).where(_APPROVAL.c.id.in_(open_)).values(status=status, finished_at=now, note=reason or None)
    )
