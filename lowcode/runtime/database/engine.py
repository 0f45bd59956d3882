"""Opens the app's database: SQLite in the app's folder, or what `DATABASE_URL` names."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import cast

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

from lowcode.runtime.values.sqlite_functions import register_functions

POOL_SIZE = 4
"""Connections per worker process: more threads than that only wait for Python's lock."""

BUSY_TIMEOUT_MILLISECONDS = 15_000
WRITES = "lowcode_writes"
"""Execution option of a connection whose transaction will write."""


def database_url(environment: Mapping[str, str], folder: Path, application: str) -> URL:
    """Where the app's data is: `DATABASE_URL`, by default `data/<application>.sqlite3` below `folder`."""
    given = environment.get("DATABASE_URL", "").strip()
    if not given:
        return URL.create("sqlite", database=str(folder / "data" / f"{application}.sqlite3"))
    url = make_url(given)
    if url.drivername in ("postgres", "postgresql"):
        url = url.set(drivername="postgresql+psycopg")
    return url


def open_engine(url: URL) -> Engine:
    """An engine with everything set that the runtime relies on."""
    if url.get_backend_name() == "sqlite":
        return _open_sqlite(url)
    return create_engine(url, pool_size=POOL_SIZE, max_overflow=POOL_SIZE, pool_pre_ping=True)


def _open_sqlite(url: URL) -> Engine:
    if url.database and url.database != ":memory:":
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(
        url,
        pool_size=POOL_SIZE,
        max_overflow=POOL_SIZE,
        connect_args={"check_same_thread": False, "timeout": BUSY_TIMEOUT_MILLISECONDS / 1000},
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    """Python's driver must not begin transactions by itself: `_begin_sqlite` does, and says for what."""
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
        "wal_autocheckpoint = 4000",  # pages: what is written again and again is copied once in 16 MB
    ):
        driver.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    """A writer takes the write lock at once: upgrading later would fail when another writer was first."""
    if connection.get_execution_options().get(WRITES, False):
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:  # waits for nothing and cannot fail, so it needs none of SQLAlchemy's care
        cast("sqlite3.Connection", connection.connection.driver_connection).execute("BEGIN")
