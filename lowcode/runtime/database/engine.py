"""Opens the app's database: SQLite in the app's folder, or what `DATABASE_URL` names."""

from __future__ import annotations

import math
import sqlite3
import time
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import cast

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection, Dialect
from sqlalchemy.exc import DBAPIError, DisconnectionError
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection

from lowcode.runtime.values.sqlite_functions import register_functions

POOL_SIZE = 4
"""Connections per worker process: more threads than that only wait for Python's lock."""

BUSY_TIMEOUT_MILLISECONDS = 15_000
IDLE_SECONDS = 1.0
"""A connection of PostgreSQL that was used a moment ago is used again without asking whether it still lives."""

_USED_AT = "lowcode_used_at"
WRITES = "lowcode_writes"
"""Execution option of a connection whose transaction will write."""


def database_url(environment: Mapping[str, str], folder: Path, application: str) -> URL:
    """Where the app's data is: `DATABASE_URL`, by default `data/<application>.sqlite3` below `folder`."""
    given = environment.get("DATABASE_URL", "").strip()
    if not given:
        return URL.create("sqlite", database=str(folder / "data" / f"{application}.sqlite3"))
    return _with_driver(given)


def reports_database_url(environment: Mapping[str, str]) -> URL | None:
    """The copy of the data that reports are asked of: `REPORTS_DATABASE_URL`; None: there is none."""
    given = environment.get("REPORTS_DATABASE_URL", "").strip()
    return _with_driver(given) if given else None


def _with_driver(text: str) -> URL:
    url = make_url(text)
    return url.set(drivername="postgresql+psycopg") if url.drivername in ("postgres", "postgresql") else url


def open_engine(url: URL) -> Engine:
    """An engine with everything set that the runtime relies on."""
    if url.get_backend_name() == "sqlite":
        return _open_sqlite(url)
    engine = create_engine(url, pool_size=POOL_SIZE, max_overflow=POOL_SIZE)
    event.listen(engine, "checkin", _remember_use)
    event.listen(engine, "checkout", partial(_ping_if_idle, engine.dialect))
    return engine


def is_deadlock(error: DBAPIError) -> bool:
    """Whether PostgreSQL ended the transaction for the sake of another; what it was to do can simply be done again.

    The codes are `deadlock_detected` and `serialization_failure` of its manual, appendix A.
    """
    return getattr(error.orig, "sqlstate", None) in ("40P01", "40001")


def _remember_use(_connection: DBAPIConnection | None, entry: ConnectionPoolEntry) -> None:
    entry.info[_USED_AT] = time.monotonic()


def _ping_if_idle(
    dialect: Dialect, connection: DBAPIConnection, entry: ConnectionPoolEntry, _proxy: PoolProxiedConnection
) -> None:
    """A connection that rested may be gone with the server's last restart: the pool then gives another one.

    Asking each time, as the pool would by itself, is a round trip for each request.
    """
    if time.monotonic() - entry.info.get(_USED_AT, math.inf) < IDLE_SECONDS:
        return
    try:
        alive = dialect.do_ping(connection)
    except dialect.loaded_dbapi.Error as error:
        raise DisconnectionError from error
    if not alive:
        raise DisconnectionError


def _open_sqlite(url: URL) -> Engine:
    if url.database and url.database != ":memory:":
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(
        url,
        pool_size=POOL_SIZE,
        max_overflow=POOL_SIZE,
        connect_args={"check_same_thread": False, "timeout": BUSY_TIMEOUT_MILLISECONDS / 1000},
    )
    event.listen(engine, "connect", prepare_sqlite)
    event.listen(engine, "begin", begin_sqlite)
    return engine


def prepare_sqlite(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    """Python's driver must not begin transactions by itself: `begin_sqlite` does, and says for what."""
    driver = cast("sqlite3.Connection", connection)
    driver.isolation_level = None
    register_functions(driver)
    for pragma in (
        "journal_mode = WAL",
        "synchronous = NORMAL",
        "foreign_keys = ON",
        f"busy_timeout = {BUSY_TIMEOUT_MILLISECONDS}",
        "temp_store = MEMORY",
        "cache_size = -4000",
        "wal_autocheckpoint = 16000",  # pages, 64 MB: for whoever writes without `Checkpoints`
    ):
        driver.execute(f"PRAGMA {pragma}")


def begin_sqlite(connection: Connection) -> None:
    """A writer takes the write lock at once: upgrading later would fail when another writer was first."""
    if connection.get_execution_options().get(WRITES, False):
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:  # waits for nothing and cannot fail, so it needs none of SQLAlchemy's care
        cast("sqlite3.Connection", connection.connection.driver_connection).execute("BEGIN")
