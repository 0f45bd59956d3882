"""What rows of the runtime call by name follows when the specification calls it otherwise, or no longer has it."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from alembic.operations import Operations
from sqlalchemy import ColumnElement, Connection, String, Table, and_, cast, literal, or_, select, update

from lowcode.runtime.database import process_tables
from lowcode.runtime.migrating import names_in_processes as processes
from lowcode.runtime.migrating import names_in_records as records
from lowcode.runtime.migrating.names_of_options import rename_option
from lowcode.runtime.migrating.offline import is_printing, print_gap
from lowcode.runtime.migrating.passages import bin_of
from lowcode.runtime.migrating.rows import connection_of
from lowcode.runtime.migrating.set_aside import SetAside

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
        deleted = bin_of(operations)
        if deleted is not None:
            deleted.rename_field(owner, old, new)
    elif kind in ("option", "role"):
        rename_option(connection, old, new, fields or ([("user", "roles")] if kind == "role" else ()))
        processes.rename_state(connection, owner, old, new)


def cancel_waiting(
    operations: Operations,
    kind: str,
    name: str,
    *,
    revision: str,
    owner: str = "",
    replacement: str | None = None,
    reason: str = "",
) -> None:
    """What waits for something that is gone does so no longer; with a `replacement` it goes on there."""
    if is_printing(operations):
        print_gap(operations, f"cancel what waits for the {kind} {name}")
        return
    connection = connection_of(operations)
    records.forget_answers(connection)
    ending = _Ending(connection, SetAside(connection, revision, _occasion(kind, owner, name)), reason)
    if replacement is not None:
        ending.go_on(kind, owner, name, replacement)
        return
    ending.cancel(_TIMER, _waits(kind, owner, name), _TIMER.c.status.in_(("waiting", "failed")), "finished_at")
    match kind:
        case "entity":
            ending.end_requests(_APPROVAL.c.entity == name, "cancelled")
            ending.cancel(_TASK, _TASK.c.entity == name, _TASK.c.status == "open", "done_at")
        case "approval":
            ending.end_requests(_APPROVAL.c.approval == name, "withdrawn")
        case "connection":
            waits = _DELIVERY.c.status == "waiting"
            ending.cancel(_DELIVERY, _DELIVERY.c.channel == f"call:{name}", waits, None)


def restore_waiting(operations: Operations, kind: str, name: str, *, revision: str, owner: str = "") -> None:
    """The way back: it waits again."""
    if is_printing(operations):
        print_gap(operations, f"let wait again what waited for the {kind} {name}")
        return
    connection = connection_of(operations)
    aside = SetAside(connection, revision, _occasion(kind, owner, name))
    aside.give_back([_TIMER, _STATE, _APPROVAL, _STEP, _SIGNER, _TASK, _DELIVERY])


def _occasion(kind: str, owner: str, name: str) -> str:
    return f"{kind} {owner}.{name}" if owner else f"{kind} {name}"


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


class _Ending:
    """Ends what waits, and keeps what it said before."""

    def __init__(self, connection: Connection, aside: SetAside, reason: str) -> None:
        self._connection = connection
        self._aside = aside
        self._reason = reason
        self._now = datetime.datetime.now(datetime.UTC).replace(microsecond=0, tzinfo=None)

    def change(self, table: Table, condition: ColumnElement[bool], **values: Any) -> None:
        """Writes the values into rows, whose former ones are kept."""
        self._aside.keep(table, condition, *values)
        self._connection.execute(update(table).where(condition).values(values))

    def cancel(self, table: Table, about: ColumnElement[bool], waits: ColumnElement[bool], moment: str | None) -> None:
        """Rows about something that still wait; `moment` is the column that says when they ended."""
        ended = {moment: self._now} if moment is not None else {"next_attempt_at": None}
        self.change(table, and_(about, waits), status="cancelled", **ended)

    def go_on(self, kind: str, owner: str, name: str, replacement: str) -> None:
        """Stays that last go on in another state, steps of requests under another name."""
        if kind == "option":
            lasts = and_(_STATE.c.flow == owner, _STATE.c.state == name, _STATE.c.left_at.is_(None))
            self.change(_STATE, lasts, state=replacement)
        elif kind == "step":
            requests = select(_APPROVAL.c.id).where(_APPROVAL.c.approval == owner)
            self._aside.keep(_APPROVAL, and_(_APPROVAL.c.approval == owner, _APPROVAL.c.asked.is_not(None)), "asked")
            self._aside.keep(_STEP, and_(_STEP.c.step == name, _STEP.c.approval_id.in_(requests)), "step")
            processes.rename_step(self._connection, owner, name, replacement)

    def end_requests(self, condition: ColumnElement[bool], status: str) -> None:
        """Requests that run or were returned end, and nobody has to sign them any more."""
        is_open = and_(condition, _APPROVAL.c.status.in_(("running", "returned")))
        requests = select(_APPROVAL.c.id).where(is_open)
        steps = select(_STEP.c.id).where(_STEP.c.approval_id.in_(requests))
        asked = and_(_SIGNER.c.approval_step_id.in_(steps), _SIGNER.c.status.in_(("active", "waiting")))
        self.change(_SIGNER, asked, status="obsolete")
        standing = and_(_STEP.c.approval_id.in_(requests), _STEP.c.status.in_(("active", "waiting")))
        self.change(_STEP, standing, status="cancelled", finished_at=self._now)
        self.change(_APPROVAL, is_open, status=status, finished_at=self._now, note=self._reason or None)
