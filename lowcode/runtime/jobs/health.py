"""How the work is going, for the page that shows it, and what a person can do about what has failed."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Row, Select, func, select, update

from lowcode.runtime.context import Context
from lowcode.runtime.database.process_tables import circuit as _circuit
from lowcode.runtime.database.process_tables import delivery as _delivery
from lowcode.runtime.database.process_tables import timer as _timer
from lowcode.runtime.jobs.workers import WorkerState, are_any_at_work, workers_of
from lowcode.runtime.process.audit import note_intervention

SHOWN: Final = 50
"""Rows that a list shows at once."""

_COUNTED_UP_TO = 10_000
"""Beyond this nobody needs to know how many there are exactly."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """The state of all work at a moment. Counts end at ten thousand."""

    waiting_timers: int
    failed_timers: int
    waiting_deliveries: int
    dead_deliveries: int
    oldest_overdue: datetime.datetime | None
    """When the oldest thing was due that should have been done by now."""
    open_circuits: tuple[tuple[str, datetime.datetime], ...]
    """Channels that are left alone, and until when."""
    workers: tuple[WorkerState, ...]
    is_worked_on: bool
    """Whether any process has given a sign of life."""


def health(connection: Connection, now: datetime.datetime) -> Health:
    """How it is going."""
    open_circuits = select(_circuit.c.channel, _circuit.c.open_until).where(_circuit.c.open_until > now)
    return Health(
        waiting_timers=_count(connection, _timer, "waiting"),
        failed_timers=_count(connection, _timer, "failed"),
        waiting_deliveries=_count(connection, _delivery, "waiting"),
        dead_deliveries=_count(connection, _delivery, "dead"),
        oldest_overdue=_oldest_overdue(connection, now),
        open_circuits=tuple((row.channel, row.open_until) for row in connection.execute(open_circuits)),
        workers=tuple(workers_of(connection)),
        is_worked_on=are_any_at_work(connection, now),
    )


def timers_in(connection: Connection, status: str, *, after: int = 0, limit: int = SHOWN) -> list[Row[Any]]:
    """The timers of a status: those that wait by their time, the others the newest first; `after` skips so many."""
    return _page(connection, _timer, status, _timer.c.due_at, after, limit)


def deliveries_in(connection: Connection, status: str, *, after: int = 0, limit: int = SHOWN) -> list[Row[Any]]:
    """The deliveries of a status: those that wait by their time, the others the newest first; `after` skips so many."""
    return _page(connection, _delivery, status, _delivery.c.next_attempt_at, after, limit)


# --- what a person can do; every intervention is kept in the history ---


def retry_timer(context: Context, timer_id: int) -> bool:
    """Starts a timer that has failed, or one that waits for its next attempt, at once; False if there is none."""
    is_stuck = _timer.c.status.in_(("failed", "waiting"))
    values = {"status": "waiting", "attempts": 0, "due_at": context.now, "finished_at": None}
    return _change(context, "retry", _timer, timer_id, (is_stuck, values))


def drop_timer(context: Context, timer_id: int) -> bool:
    """Gives a timer up; False if there is none that waits or has failed."""
    is_stuck = _timer.c.status.in_(("failed", "waiting"))
    return _change(context, "cancel", _timer, timer_id, (is_stuck, {"status": "cancelled", "finished_at": context.now}))


def retry_delivery(context: Context, delivery_id: int) -> bool:
    """Sends a delivery again that is dead or waits, at once and with the same key; False if there is none."""
    is_stuck = _delivery.c.status.in_(("dead", "waiting", "cancelled"))
    values = {"status": "waiting", "attempts": 0, "next_attempt_at": context.now}
    return _change(context, "retry", _delivery, delivery_id, (is_stuck, values))


def drop_delivery(context: Context, delivery_id: int) -> bool:
    """Gives a delivery up; False if there is none that waits or is dead."""
    is_stuck = _delivery.c.status.in_(("dead", "waiting", "digest"))
    return _change(context, "cancel", _delivery, delivery_id, (is_stuck, {"status": "cancelled"}))


def retry_dead(context: Context, channel: str | None = None) -> int:
    """Sends all that is dead again, over one channel or all: the other side works again. How many."""
    dead = [_delivery.c.status == "dead", *([] if channel is None else [_delivery.c.channel == channel])]
    ids = list(context.connection.scalars(select(_delivery.c.id).where(*dead).order_by(_delivery.c.id)))
    return sum(retry_delivery(context, each) for each in ids)


def close_circuit(context: Context, channel: str) -> None:
    """Lets a channel be tried at once."""
    closed = update(_circuit).where(_circuit.c.channel == channel)
    context.connection.execute(closed.values(failures=0, open_until=None))
    waits = (_delivery.c.channel == channel, _delivery.c.status == "waiting")
    context.connection.execute(update(_delivery).where(*waits).values(next_attempt_at=context.now))


def _change(context: Context, action: str, table: Any, number: int, change: tuple[Any, Mapping[str, Any]]) -> bool:
    condition, values = change
    changed = update(table).where(table.c.id == number, condition).values(**values).returning(table)
    row = context.connection.execute(changed).one_or_none()
    if row is not None:
        note_intervention(context, action, table.name, row)
    return row is not None


def _count(connection: Connection, table: Any, status: str) -> int:
    some = select(table.c.id).where(table.c.status == status).limit(_COUNTED_UP_TO).subquery()
    return connection.execute(select(func.count()).select_from(some)).scalar_one()


def _oldest_overdue(connection: Connection, now: datetime.datetime) -> datetime.datetime | None:
    first_timer = select(func.min(_timer.c.due_at)).where(_timer.c.status == "waiting")
    first_delivery = select(func.min(_delivery.c.next_attempt_at)).where(_delivery.c.status == "waiting")
    found = [connection.execute(each).scalar_one() for each in (first_timer, first_delivery)]
    return min((each for each in found if each is not None and each < now), default=None)


def _page(connection: Connection, table: Any, status: str, moment: Any, after: int, limit: int) -> list[Row[Any]]:
    order = (moment, table.c.id) if status == "waiting" else (table.c.id.desc(),)
    statement: Select[Any] = select(table).where(table.c.status == status).order_by(*order)
    return list(connection.execute(statement.offset(after).limit(limit)))
