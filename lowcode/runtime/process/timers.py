"""Waiting: a row per wait, armed, moved or cancelled in the transaction of the business change.

Whoever arms names a kind; the function that `handler(kind)` registered is called once the time has come
(`lowcode.runtime.process.sweeping`), in one transaction with the row locked and marked as done. So its effect happens
exactly once, whatever is killed meanwhile.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias, TypeVar

import msgspec
from sqlalchemy import Insert, bindparam, func, insert, update
from sqlalchemy.dialects import postgresql, sqlite

from lowcode.runtime.context import Context
from lowcode.runtime.database.process_tables import timer as _table
from lowcode.runtime.process_definitions import Span
from lowcode.runtime.values.moments import shift_instant


@dataclass(frozen=True, slots=True, kw_only=True)
class Timer:
    """A wait whose time has come."""

    id: int
    key: str
    kind: str
    entity: str | None
    record_id: int | None
    payload: Mapping[str, Any]
    due_at: datetime.datetime
    generation: int
    attempts: int


TimerHandler: TypeAlias = Callable[[Context, Timer], None]
AnyTimerHandler = TypeVar("AnyTimerHandler", bound=TimerHandler)
AnyDeclared = TypeVar("AnyDeclared")


class UnknownHereError(Exception):
    """What the timer is about is not declared in this code.

    While code of two versions works, the other one has it: the timer is left to that. Otherwise it was declared once,
    and the timer is over.
    """


_handlers: dict[str, TimerHandler] = {}
_alone: set[str] = set()


def handler(kind: str, *, alone: bool = False) -> Callable[[AnyTimerHandler], AnyTimerHandler]:
    """Registers what is done when a timer of this kind is due. It may arm the same key again: then it goes on.

    `alone`: its transaction is no other timer's, because it takes long or does what no rollback undoes.
    """

    def register(function: AnyTimerHandler) -> AnyTimerHandler:
        if kind in _handlers:
            raise ValueError(f"two handlers for timers of the kind {kind}")
        _handlers[kind] = function
        if alone:
            _alone.add(kind)
        return function

    return register


def declared(found: AnyDeclared | None, name: str) -> AnyDeclared:
    """What a timer is about.

    Raises:
        UnknownHereError: this code does not have it.
    """
    if found is None:
        raise UnknownHereError(name)
    return found


def handler_of(kind: str) -> TimerHandler:
    """What is done when a timer of this kind is due."""
    function = _handlers.get(kind)
    if function is None:
        raise LookupError(f"nothing handles timers of the kind {kind}")
    return function


def stands_alone(kind: str) -> bool:
    """Whether a timer of this kind has a transaction of its own."""
    return kind in _alone


# --- arming and cancelling, in the caller's transaction ---


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """A timer to be armed."""

    kind: str
    key: str
    due_at: datetime.datetime
    entity: str | None = None
    record_id: int | None = None
    payload: Mapping[str, Any] = field(default_factory=dict)


def due_after(context: Context, span: Span, since: datetime.datetime | None = None) -> datetime.datetime | None:
    """When the span is over: months and days by the calendar of the app's time zone. None: beyond the calendar."""
    start = since or context.now
    return shift_instant(start, context.timezone, months=span.months, days=span.days, seconds=span.seconds)


def arm(
    context: Context,
    kind: str,
    key: str,
    due_at: datetime.datetime | None,
    entity: str | None = None,
    record_id: int | None = None,
    payload: Mapping[str, Any] | None = None,
) -> None:
    """Makes a timer, or moves the one of this key: then it is of the next generation and all its failures forgotten.

    A moment that no calendar has (`due_at` None) never comes: a timer of this key is cancelled.
    """
    if due_at is None:
        cancel(context, key)
        return
    wait = Wait(kind=kind, key=key, due_at=due_at, entity=entity, record_id=record_id, payload=payload or {})
    arm_all(context, (wait,))


def arm_all(context: Context, waits: Iterable[Wait]) -> None:
    """Arms any number of timers with one statement."""
    rows = [_row(wait, context.now) for wait in waits]
    if rows:
        context.connection.execute(_UPSERTS[context.connection.dialect.name], rows)


def note_past(context: Context, waits: Iterable[Wait]) -> None:
    """Notes waits that were over long ago as done, so that nobody arms them: their keys are new."""
    rows = [{**_row(wait, context.now), "status": "done", "finished_at": wait.due_at} for wait in waits]
    if rows:
        context.connection.execute(insert(_table), rows)


def cancel(context: Context, key: str) -> bool:
    """Drops a timer; whether there was one that waited."""
    return context.connection.execute(_CANCEL, {"that": key, "then": context.now}).rowcount > 0


def cancel_all(context: Context, entity: str, record_id: int, prefix: str = "") -> int:
    """Drops the timers of a record, all or those whose keys begin so; how many."""
    values = {"of": entity, "number": record_id, "then": context.now}
    if prefix:
        return context.connection.execute(_CANCEL_SOME, {**values, "beginning": prefix, "size": len(prefix)}).rowcount
    return context.connection.execute(_CANCEL_ALL, values).rowcount


def _row(wait: Wait, now: datetime.datetime) -> dict[str, Any]:
    return {
        "key": wait.key,
        "kind": wait.kind,
        "entity": wait.entity,
        "record_id": wait.record_id,
        "payload": msgspec.json.encode(wait.payload).decode(),
        "due_at": wait.due_at.replace(microsecond=0),
        "generation": 1,
        "status": "waiting",
        "attempts": 0,
        "created_at": now,
    }


def _upsert(dialect: Any) -> Insert:
    statement = dialect.insert(_table).inline()
    again = {name: statement.excluded[name] for name in ("kind", "entity", "record_id", "payload", "due_at")}
    fresh = {"status": "waiting", "attempts": 0, "last_error": None, "finished_at": None}
    following: Insert = statement.on_conflict_do_update(
        index_elements=[_table.c.key], set_={**again, **fresh, "generation": _table.c.generation + 1}
    )
    return following


_UPSERTS: Mapping[str, Insert] = {"sqlite": _upsert(sqlite), "postgresql": _upsert(postgresql)}
_waiting = _table.c.status == "waiting"
_cancelled = update(_table).where(_waiting).values(status="cancelled", finished_at=bindparam("then"))
_CANCEL = _cancelled.where(_table.c.key == bindparam("that"))
_CANCEL_ALL = _cancelled.where(_table.c.entity == bindparam("of"), _table.c.record_id == bindparam("number"))
_CANCEL_SOME = _CANCEL_ALL.where(func.substr(_table.c.key, 1, bindparam("size")) == bindparam("beginning"))
