"""Transactions: many readers, and on SQLite one writer at a time in each process.

Threads that fight for SQLite's lock sleep and retry (p99 442 ms measured); queueing them before the
lock makes it 29 ms.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import cast

from sqlalchemy import Connection, Engine

from lowcode.runtime.database.engine import WRITES


class Database:
    """The database of a running app."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.is_sqlite = engine.dialect.name == "sqlite"
        self._write_lock: AbstractContextManager[object] = threading.Lock() if self.is_sqlite else nullcontext()
        self._writing = engine.execution_options(**{WRITES: True})
        self._reading = engine if self.is_sqlite else engine.execution_options(isolation_level="AUTOCOMMIT")

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection for queries. On SQLite all of them see one moment; PostgreSQL is spared two round trips."""
        with self._reading.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that may write: committed at the end, rolled back by an exception."""
        with self._write_lock, self._writing.begin() as connection:
            yield connection

    @contextmanager
    def exclusive(self) -> Iterator[Connection]:
        """A writing transaction in which SQLite does not enforce foreign keys: for rebuilding tables."""
        with self._write_lock, self._writing.connect() as connection:
            _switch_foreign_keys(connection, "OFF")
            try:
                with connection.begin():
                    yield connection
            finally:
                _switch_foreign_keys(connection, "ON")

    def close(self) -> None:
        """Closes the pooled connections."""
        self.engine.dispose()


def _switch_foreign_keys(connection: Connection, state: str) -> None:
    """Outside of any transaction, where alone SQLite listens to it."""
    driver = cast("sqlite3.Connection", connection.connection.driver_connection)
    driver.execute(f"PRAGMA foreign_keys = {state}")
