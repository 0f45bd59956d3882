"""Sends deliveries: at least once each, with the same key; whoever dies meanwhile leaves the row to the next.

A row is taken in a transaction of its own, which sets its next attempt to the time after which nobody can be at it
any more; then it is sent without holding anything; then the outcome is noted.
"""

from __future__ import annotations

import datetime
import logging
from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import Connection, Row, bindparam, exists, select, update

from lowcode.runtime.database.process_tables import delivery as _table
from lowcode.runtime.database.session import Database
from lowcode.runtime.process.circuits import begin_trial, note_outage, note_success, open_channels
from lowcode.runtime.process.deliveries import CALL_PREFIX, decode_payload
from lowcode.runtime.process.outgoing import DeliveryError, Outgoing, Sender
from lowcode.runtime.process.retrying import describe, pause, shortened

LEASE: Final = datetime.timedelta(minutes=5)
"""After so long a row that was taken is taken again: no sender takes that long."""

_FIRST_PAUSE = 15.0
_LONGEST_PAUSE = 4 * 3_600.0
_log = logging.getLogger("lowcode.jobs")


def has_something_to_send(connection: Connection, now: datetime.datetime) -> bool:
    """Whether any row is due."""
    first = connection.execute(_NEXT).scalar_one_or_none()
    return first is not None and first <= now


def next_attempt(connection: Connection) -> datetime.datetime | None:
    """When something is to be sent next."""
    found: datetime.datetime | None = connection.execute(_NEXT).scalar_one_or_none()
    return found


def send_due(database: Database, senders: Mapping[str, Sender], now: datetime.datetime, limit: int = 1_000) -> int:
    """Sends what is due, one after the other; how much was tried."""
    count = 0
    while count < limit and send_next(database, senders, now) is not None:
        count += 1
    return count


def send_next(database: Database, senders: Mapping[str, Sender], now: datetime.datetime) -> bool | None:
    """Sends the row that has waited longest: whether it was sent; None if nothing is due."""
    with database.reading() as connection:
        if not has_something_to_send(connection, now):
            return None
    with database.writing() as connection:
        outgoing = _take(connection, now)
    if outgoing is None:
        return None
    try:
        sender = senders.get(outgoing.channel)
        if sender is None:
            raise DeliveryError(f"nothing is known of the channel {outgoing.channel}", is_final=True)  # noqa: TRY301 - told like any other failure
        response = sender.send(outgoing)
    except DeliveryError as error:
        _note_failure(database, outgoing, error, now, senders)
        return False
    except Exception as error:  # noqa: BLE001 - a mistake of ours in one row must not keep the others from being sent
        _log.exception("delivery %d over %s could not be sent", outgoing.id, outgoing.channel)
        _note_failure(database, outgoing, DeliveryError(describe(error)), now, senders)
        return False
    _note_success(database, outgoing, response, now)
    return True


def _take(connection: Connection, now: datetime.datetime) -> Outgoing | None:
    statement = _DUE
    closed = open_channels(connection, now)
    if closed:
        statement = statement.where(_table.c.channel.not_in(closed))
    row = connection.execute(statement, {"then": now}).one_or_none()
    if row is None:
        return None
    lease = now + LEASE
    values = {"attempts": row.attempts + 1, "next_attempt_at": lease}
    connection.execute(update(_table).where(_table.c.id == row.id).values(**values))
    begin_trial(connection, row.channel, lease)
    return outgoing_of(row)


def outgoing_of(row: Row[Any]) -> Outgoing:
    """A row as senders get it, about to be tried once more."""
    return Outgoing(
        id=row.id,
        key=row.key,
        channel=row.channel,
        address=row.address,
        user_id=row.user_id,
        entity=row.entity,
        record_id=row.record_id,
        message=row.message,
        payload=decode_payload(row.payload),
        attempts=row.attempts + 1,
    )


def _note_success(database: Database, outgoing: Outgoing, response: str, now: datetime.datetime) -> None:
    values = {
        "status": "sent",
        "sent_at": now,
        "next_attempt_at": None,
        "response": shortened(response),
        "last_error": None,
    }
    with database.writing() as connection:
        still_waits = (_table.c.id == outgoing.id, _table.c.status == "waiting")
        connection.execute(update(_table).where(*still_waits).values(**values))
        note_success(connection, outgoing.channel)


def _note_failure(
    database: Database,
    outgoing: Outgoing,
    error: DeliveryError,
    now: datetime.datetime,
    senders: Mapping[str, Sender],
) -> None:
    sender = senders.get(outgoing.channel)
    is_dead = error.is_final or sender is None or outgoing.attempts >= sender.attempts
    wait = pause(outgoing.key, outgoing.attempts, first=_FIRST_PAUSE, most=_LONGEST_PAUSE)
    values = {
        "last_error": shortened(str(error)),
        "status": "dead" if is_dead else "waiting",
        "next_attempt_at": None if is_dead else now + max(wait, error.wait or wait),
    }
    with database.writing() as connection:
        ours = (_table.c.id == outgoing.id, _table.c.attempts == outgoing.attempts, _table.c.status == "waiting")
        connection.execute(update(_table).where(*ours).values(**values))
        if error.is_outage:
            note_outage(connection, outgoing.channel, now)
        elif error.has_answered:
            note_success(connection, outgoing.channel)


_waiting = _table.c.status == "waiting"
_NEXT = select(_table.c.next_attempt_at).where(_waiting).order_by(_table.c.next_attempt_at, _table.c.id).limit(1)
_older = _table.alias("older")
_waits_for_older = _table.c.channel.startswith(CALL_PREFIX) & exists().where(
    _older.c.entity == _table.c.entity,
    _older.c.record_id == _table.c.record_id,
    _older.c.channel == _table.c.channel,
    _older.c.status == "waiting",
    _older.c.id < _table.c.id,
)
"""Calls about one record are made in the order in which they were asked for."""
_DUE = (
    select(_table)
    .where(_waiting, _table.c.next_attempt_at <= bindparam("then", type_=_table.c.next_attempt_at.type))
    .where(~_waits_for_older)
    .order_by(_table.c.next_attempt_at, _table.c.id)
    .limit(1)
    .with_for_update(skip_locked=True, of=_table)
)
