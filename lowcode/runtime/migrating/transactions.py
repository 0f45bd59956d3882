"""Transactions of a migration under load: none waits long for what others hold, but gives way and tries again."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Final, TypeVar

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from lowcode.runtime.database.session import Database
from lowcode.runtime.migrating.running import LOCK_NUMBER, alone

_T = TypeVar("_T")

GIVE_WAY: Final = 0.5
"""Seconds until the next attempt."""

_LOCK_TIMEOUT = "2s"
_ATTEMPTS = 60
_LOCKED = frozenset({"55P03", "40P01"})
"""`lock_not_available` and `deadlock_detected` of PostgreSQL."""

_LOOK_EVERY = 0.2
"""Seconds."""

_SHARED = "SELECT pg_try_advisory_xact_lock_shared(:number)"


def alone_patiently(database: Database, do: Callable[[Connection], _T], *, is_about_records: bool = False) -> _T:
    """A transaction that no other one of a migration runs beside. Records alone are changed like the app does it."""
    begin = alone_at_records if is_about_records else alone
    return _patiently(database, do, lambda: begin(database))


def beside_patiently(database: Database, do: Callable[[Connection], _T]) -> _T:
    """A transaction about records that others of its kind may run beside, but none that is alone."""
    return _patiently(database, do, database.writing if database.is_sqlite else lambda: _beside(database))


@contextmanager
def alone_at_records(database: Database) -> Iterator[Connection]:
    """A transaction about records, which waits until nothing of a migration runs, and which then waits for it."""
    with database.writing() if database.is_sqlite else alone(database) as connection:
        yield connection


@contextmanager
def session_lock(connection: Connection) -> Iterator[None]:
    """For what is in no transaction. Who waits inside a statement would be waited for by the index that is built."""
    facts = {"number": LOCK_NUMBER}
    while not connection.execute(text("SELECT pg_try_advisory_lock(:number)"), facts).scalar_one():
        time.sleep(GIVE_WAY)
    try:
        yield
    finally:
        connection.execute(text("SELECT pg_advisory_unlock(:number)"), facts)


def _patiently(
    database: Database, do: Callable[[Connection], _T], begin: Callable[[], AbstractContextManager[Connection]]
) -> _T:
    for attempt in range(_ATTEMPTS):
        try:
            with begin() as connection:
                if not database.is_sqlite:
                    connection.execute(text(f"SET LOCAL lock_timeout = '{_LOCK_TIMEOUT}'"))
                return do(connection)
        except DBAPIError as error:
            if getattr(error.orig, "sqlstate", None) not in _LOCKED or attempt + 1 == _ATTEMPTS:
                raise
        time.sleep(GIVE_WAY)
    raise AssertionError("the last attempt returns or raises")


@contextmanager
def _beside(database: Database) -> Iterator[Connection]:
    with database.writing() as connection:
        while not connection.execute(text(_SHARED), {"number": LOCK_NUMBER}).scalar_one():
            time.sleep(_LOOK_EVERY)
        yield connection
