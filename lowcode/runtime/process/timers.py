"""Waiting: a row per wait, armed, moved or cancelled in the transaction of the business change.

Whoever arms names a kind; the function that `handler(kind)` registered is called once the time has come, in one
transaction with the row locked and marked as done. So its effect happens exactly once, whatever is killed meanwhile.
"""

from __future__ import annotations

import datetime
import logging
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias, TypeVar

import msgspec
from sqlalchemy import Connection, Insert, Row, Select, bindparam, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from lowcode.runtime.context import Context, make_context
from lowcode.runtime.database.process_tables import timer as _table
from lowcode.runtime.database.session import Database
from lowcode.runtime.definitions import ApplicationDefinition
from lowcode.runtime.process.retrying import describe, pause
from lowcode.runtime.process_definitions import Span
from lowcode.runtime.values.moments import shift_instant

MOST_ATTEMPTS: Final = 8
"""After so many failures in a row a timer has failed; a person may start it again."""

_FIRST_PAUSE = 10.0
_LONGEST_PAUSE = 3_600.0
_failures = logging.getLogger("lowcode.failures")


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


Transaction: TypeAlias = Callable[[], AbstractContextManager[Connection]]
TimerHandler: TypeAlias = Callable[[Context, Timer], None]
AnyTimerHandler = TypeVar("AnyTimerHandler", bound=TimerHandler)

_handlers: dict[str, TimerHandler] = {}


def handler(kind: str) -> Callable[[AnyTimerHandler], AnyTimerHandler]:
    """Registers what is done when a timer of this kind is due. It may arm the same key again: then it goes on."""

    def register(function: AnyTimerHandler) -> AnyTimerHandler:
        if kind in _handlers:
            raise ValueError(f"two handlers for timers of the kind {kind}")
        _handlers[kind] = function
        return function

    return register


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

# --- doing what is due ---


@dataclass(frozen=True, slots=True, kw_only=True)
class Swept:
    """What a sweep has done."""

    done: int
    failed: int

    @property
    def handled(self) -> int:
        """All timers that it took up."""
        return self.done + self.failed


def next_due(connection: Connection) -> datetime.datetime | None:
    """When the next timer is due; None if none waits."""
    found: datetime.datetime | None = connection.execute(_NEXT).scalar_one_or_none()
    return found


def sweep(
    database: Database,
    application: ApplicationDefinition,
    now: datetime.datetime,
    limit: int = 1_000,
    options: Mapping[str, Any] | None = None,
) -> Swept:
    """Does what is due at `now`, the oldest first, each timer in a transaction of its own.

    One that fails is put off and does not stop the others. Any number of sweeps may run side by side.
    """
    counts = {True: 0, False: 0}
    with database.reading() as connection:
        first = next_due(connection)
    if first is not None and first <= now:
        with database.writing_often() as transaction:
            while sum(counts.values()) < limit:
                outcome = _run_next(transaction, application, now, options or {})
                if outcome is None:
                    break
                counts[outcome] += 1
    return Swept(done=counts[True], failed=counts[False])


def _run_next(
    transaction: Transaction, application: ApplicationDefinition, now: datetime.datetime, options: Mapping[str, Any]
) -> bool | None:
    """Whether the next timer's handler succeeded; None if nothing (that no other process has locked) is due.

    The timer is marked as done before its handler runs: so the handler may arm it again.
    """
    taken: Timer | None = None
    try:
        with transaction() as connection:
            row = connection.execute(_TAKE, {"then": now}).one_or_none()
            if row is None:
                return None
            taken = _timer(row)
            context = make_context(application, connection, now=now, options=options)
            try:
                _handle(context, taken)
            finally:
                context.session.close()
    except Exception as error:  # a handler may fail in any way, and the others must go on
        if taken is None:
            raise
        _failures.exception("timer %s of the kind %s failed", taken.key, taken.kind)
        _put_off(transaction, taken, now, describe(error))
        return False
    return True


def _handle(context: Context, timer: Timer) -> None:
    function = _handlers.get(timer.kind)
    if function is None:
        raise LookupError(f"nothing handles timers of the kind {timer.kind}")
    function(context, timer)
    context.session.flush()


def _put_off(transaction: Transaction, timer: Timer, now: datetime.datetime, error: str) -> None:
    attempts = timer.attempts + 1
    later = now + pause(timer.key, attempts, first=_FIRST_PAUSE, most=_LONGEST_PAUSE)
    has_failed = attempts >= MOST_ATTEMPTS
    values = {
        "attempts": attempts,
        "last_error": error,
        "status": "failed" if has_failed else "waiting",
        "due_at": timer.due_at if has_failed else later,
        "finished_at": now if has_failed else None,
    }
    with transaction() as connection:
        connection.execute(_unchanged.values(**values), {"that": timer.id, "expected": timer.generation})


def _timer(row: Row[Any]) -> Timer:
    return Timer(
        id=row.id,
        key=row.key,
        kind=row.kind,
        entity=row.entity,
        record_id=row.record_id,
        payload=msgspec.json.decode(row.payload),
        due_at=row.due_at,
        generation=row.generation,
        attempts=row.attempts,
    )


_NEXT: Select[Any] = select(_table.c.due_at).where(_waiting).order_by(_table.c.due_at, _table.c.id).limit(1)
_first_due = (
    select(_table.c.id)
    .where(_waiting, _table.c.due_at <= bindparam("then", type_=_table.c.due_at.type))
    .order_by(_table.c.due_at, _table.c.id)
    .limit(1)
    .with_for_update(skip_locked=True)
)
_TAKE = (
    update(_table)
    .where(_table.c.id == _first_due.scalar_subquery())
    .values(status="done", finished_at=bindparam("then", type_=_table.c.due_at.type), last_error=None)
    .returning(_table)
)
_unchanged = update(_table).where(
    _table.c.id == bindparam("that"), _table.c.generation == bindparam("expected"), _waiting
)
