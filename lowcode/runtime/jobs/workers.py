"""Which processes do the work, and their signs of life."""

from __future__ import annotations

import datetime
import os
import secrets
import socket
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, delete, insert, select, update

from lowcode.runtime.database.process_tables import worker as _table

SIGN_OF_LIFE_EVERY: Final = datetime.timedelta(seconds=10)
SILENT_AFTER: Final = datetime.timedelta(seconds=60)
"""A process that gave no sign of life for so long is not at work any more."""

_FORGOTTEN_AFTER = datetime.timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerState:
    """A process that does, or did, the work. `kind`: `embedded` in a web server, or `worker`."""

    name: str
    kind: str
    started_at: datetime.datetime
    seen_at: datetime.datetime
    handled: int
    stopping: bool


def new_worker_name() -> str:
    """Host, process, and something that tells this run from the next with the same number."""
    return f"{socket.gethostname()[:100]}-{os.getpid()}-{secrets.token_hex(3)}"


def register_worker(connection: Connection, name: str, kind: str, now: datetime.datetime) -> None:
    """The process begins; those that nobody has heard of for a day are forgotten."""
    connection.execute(delete(_table).where(_table.c.seen_at < now - _FORGOTTEN_AFTER))
    row = {"name": name, "kind": kind, "started_at": now, "seen_at": now, "handled": 0, "stopping": False}
    connection.execute(insert(_table).values(**row))


def sign_of_life(
    connection: Connection, name: str, now: datetime.datetime, handled: int, *, stopping: bool = False
) -> None:
    """The process is at work."""
    values = {"seen_at": now, "handled": handled, "stopping": stopping}
    connection.execute(update(_table).where(_table.c.name == name).values(**values))


def forget_worker(connection: Connection, name: str) -> None:
    """The process has ended in good order."""
    connection.execute(delete(_table).where(_table.c.name == name))


def workers_of(connection: Connection) -> list[WorkerState]:
    """All processes that are known, the oldest first."""
    rows = connection.execute(select(_table).order_by(_table.c.started_at, _table.c.name))
    return [WorkerState(**{name: getattr(row, name) for name in WorkerState.__dataclass_fields__}) for row in rows]


def are_any_at_work(connection: Connection, now: datetime.datetime) -> bool:
    """Whether anybody does the work."""
    return any(now - each.seen_at < SILENT_AFTER for each in workers_of(connection))
