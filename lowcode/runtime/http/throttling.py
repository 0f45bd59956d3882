"""Slows down guessing of passwords. What counts is in the database, so it survives restarts and holds for all workers.

An attempt is written down before the password is looked at: attempts that run side by side see each other.

* From one address, an account takes `FREE_ATTEMPTS` wrong passwords; then the pause doubles with each, up to
  `LONGEST_PAUSE`. The right password ends it.
* One address gets `ADDRESS_ATTEMPTS` wrong ones within `WINDOW`, whatever the accounts.
* One account gets `ACCOUNT_ATTEMPTS` wrong ones within `WINDOW`, wherever they come from; then only addresses from
  which its owner has signed in before are still let in. Nobody can lock the owner out from where he usually works.
"""

from __future__ import annotations

import datetime
import hashlib

from sqlalchemy import ColumnElement, Connection, delete, insert, select, update

from lowcode.runtime.database import system_tables

FREE_ATTEMPTS = 5
ADDRESS_ATTEMPTS = 50
ACCOUNT_ATTEMPTS = 30
FIRST_PAUSE = datetime.timedelta(seconds=15)
LONGEST_PAUSE = datetime.timedelta(minutes=15)
WINDOW = datetime.timedelta(minutes=30)
KEPT = datetime.timedelta(days=90)
"""How long attempts are remembered, the successful ones as proof that an address is the owner's."""

_attempt = system_tables.login_attempt


def attempt_name(login: str, *, is_known: bool) -> str:
    """What is written down: a login that is none may be a password in the wrong field, so only its hash is kept."""
    return login if is_known else f"?{hashlib.sha256(login.encode()).hexdigest()[:32]}"


def seconds_to_wait(connection: Connection, name: str, address: str, now: datetime.datetime) -> int:
    """How long this address has to wait before the next attempt on this account; 0: it may try now."""
    waits = (
        _pause_of_pair(connection, name, address, now),
        _pause_of_address(connection, address, now),
        _pause_of_account(connection, name, address, now),
    )
    return max(0, *waits)


def begin_attempt(connection: Connection, name: str, address: str, now: datetime.datetime) -> int:
    """Writes an attempt down as failed and gives its number; forgets what is too old to matter."""
    for column, value in ((_attempt.c.login, name), (_attempt.c.address, address)):
        connection.execute(delete(_attempt).where(column == value, _attempt.c.at < now - KEPT))
    attempt = insert(_attempt).values(at=now, login=name, address=address, succeeded=False).returning(_attempt.c.id)
    number: int = connection.execute(attempt).scalar_one()
    return number


def attempt_succeeded(connection: Connection, number: int) -> None:
    """The password was right."""
    connection.execute(update(_attempt).where(_attempt.c.id == number).values(succeeded=True))


def _pause_of_pair(connection: Connection, name: str, address: str, now: datetime.datetime) -> int:
    rows = connection.execute(
        select(_attempt.c.at, _attempt.c.succeeded)
        .where(_attempt.c.login == name, _attempt.c.at > now - WINDOW, _attempt.c.address == address)
        .order_by(_attempt.c.at.desc(), _attempt.c.id.desc())
        .limit(FREE_ATTEMPTS + 10)
    ).all()
    failures = next((index for index, row in enumerate(rows) if row.succeeded), len(rows))
    if failures < FREE_ATTEMPTS:
        return 0
    pause = min(FIRST_PAUSE * 2 ** (failures - FREE_ATTEMPTS), LONGEST_PAUSE)
    return _seconds_until(rows[0].at + pause, now)


def _pause_of_address(connection: Connection, address: str, now: datetime.datetime) -> int:
    return _pause_of_window(connection, _attempt.c.address == address, ADDRESS_ATTEMPTS, now)


def _pause_of_account(connection: Connection, name: str, address: str, now: datetime.datetime) -> int:
    wait = _pause_of_window(connection, _attempt.c.login == name, ACCOUNT_ATTEMPTS, now)
    if not wait:
        return 0
    proof = select(_attempt.c.id).where(
        _attempt.c.login == name, _attempt.c.address == address, _attempt.c.succeeded.is_(True)
    )
    return 0 if connection.execute(proof.limit(1)).first() else wait


def _pause_of_window(connection: Connection, condition: ColumnElement[bool], most: int, now: datetime.datetime) -> int:
    """Until so many failures of the window are old enough that fewer than `most` remain."""
    oldest_that_counts = (
        select(_attempt.c.at)
        .where(condition, _attempt.c.at > now - WINDOW, _attempt.c.succeeded.is_(False))
        .order_by(_attempt.c.at.desc())
        .offset(most - 1)
        .limit(1)
    )
    moment = connection.execute(oldest_that_counts).scalar_one_or_none()
    return 0 if moment is None else _seconds_until(moment + WINDOW, now)


def _seconds_until(moment: datetime.datetime, now: datetime.datetime) -> int:
    return max(0, int((moment - now).total_seconds()))
