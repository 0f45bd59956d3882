"""Circuit breakers: a channel or connection that does not work is left alone for a while, then tried with one row."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import Connection, Update, bindparam, select, update
from sqlalchemy.dialects import postgresql, sqlite

from lowcode.runtime.database.process_tables import circuit as _table
from lowcode.runtime.database.process_tables import delivery as _delivery
from lowcode.runtime.process.retrying import pause

OPENS_AFTER: Final = 5
"""So many failures in a row open a circuit."""

_INSERTS: Mapping[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
_FIRST_PAUSE = 30.0
_LONGEST_PAUSE = 600.0


def open_channels(connection: Connection, now: datetime.datetime) -> list[str]:
    """Those that nothing is sent over at the moment."""
    return list(connection.scalars(select(_table.c.channel).where(_table.c.open_until > now)))


def begin_trial(connection: Connection, channel: str, until: datetime.datetime) -> None:
    """If the channel's circuit was open, the row that is sent now is its trial: all others wait for the outcome."""
    connection.execute(_TRIAL, {"that": channel, "then": until})


def note_success(connection: Connection, channel: str) -> None:
    """The channel works; what waited for it is sent."""
    closed = update(_table).where(_table.c.channel == channel, _table.c.failures > 0)
    connection.execute(closed.values(failures=0, open_until=None))


def note_outage(connection: Connection, channel: str, now: datetime.datetime) -> None:
    """The channel does not work. When its circuit opens, what is due waits until it is to be tried again.

    Rows that another process has in hand are left out, so that nobody who holds the circuit waits for a row.
    """
    first = _INSERTS[connection.dialect.name](_table).values(channel=channel, failures=0)
    connection.execute(first.on_conflict_do_nothing())
    of_channel = _table.c.channel == channel
    failures = connection.execute(select(_table.c.failures).where(of_channel).with_for_update()).scalar_one() + 1
    until = None
    if failures >= OPENS_AFTER:
        until = now + pause(channel, failures - OPENS_AFTER + 1, first=_FIRST_PAUSE, most=_LONGEST_PAUSE)
    connection.execute(update(_table).where(of_channel).values(failures=failures, open_until=until))
    if until is not None:
        due = (_delivery.c.channel == channel, _delivery.c.status == "waiting", _delivery.c.next_attempt_at <= now)
        free = select(_delivery.c.id).where(*due).with_for_update(skip_locked=True)
        connection.execute(update(_delivery).where(_delivery.c.id.in_(free)).values(next_attempt_at=until))


_TRIAL: Update = (
    update(_table)
    .where(_table.c.channel == bindparam("that"), _table.c.failures >= OPENS_AFTER)
    .values(open_until=bindparam("then"))
)
