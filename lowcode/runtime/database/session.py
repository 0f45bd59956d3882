"""Transactions: many readers, and on SQLite one writer at a time.

Who fights for SQLite's own lock sleeps and retries (p99 442 ms measured for threads, half of the writes of two
processes); those who queue before it, behind a lock of the process and then one of a file, go on within a millisecond.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import cast

from sqlalchemy import Connection, Engine

from lowcode.runtime.database.checkpoints import Checkpoints
from lowcode.runtime.database.engine import BUSY_TIMEOUT_MILLISECONDS, WRITES
from lowcode.runtime.database.file_lock import FileLock

_LOOK_EVERY = 0.0005
"""Seconds; SQLite itself looks ever more rarely, up to every tenth of a second."""


class Database:
    """The database of a running app."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.is_sqlite = engine.dialect.name == "sqlite"
        path = _path_of(engine) if self.is_sqlite else None
        self._write_lock: AbstractContextManager[object] = _Queue(path) if self.is_sqlite else nullcontext()
        self._checkpoints = Checkpoints(path, self._write_lock) if path is not None else None
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
        self._count_commit()

    @contextmanager
    def writing_often(self) -> Iterator[Callable[[], AbstractContextManager[Connection]]]:
        """What `writing` does, any number of times over the same connection: the pool is asked once for all."""
        with self._writing.connect() as connection:

            @contextmanager
            def transaction() -> Iterator[Connection]:
                with self._write_lock, connection.begin():
                    yield connection
                self._count_commit()

            yield transaction

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

    def _count_commit(self) -> None:
        if self._checkpoints is not None:
            self._checkpoints.count_commit()

    def close(self) -> None:
        """Closes the pooled connections."""
        if self._checkpoints is not None:
            self._checkpoints.close()
        if isinstance(self._write_lock, _Queue):
            self._write_lock.close()
        self.engine.dispose()


class _Queue:
    """Where writers to a SQLite database wait: one of this process at a time, then one of all processes.

    The second lock is on a file beside the database. It is only a queue: who has waited too long, or is a program that
    does not know it, meets SQLite's own lock as ever.
    """

    def __init__(self, database: Path | None) -> None:
        self._threads = threading.Lock()
        self._processes = FileLock(database.with_name(f"{database.name}-writer") if database is not None else None)

    def __enter__(self) -> None:
        self._threads.acquire()
        try:
            self._wait()
        except OSError:
            self._processes.close()
            self._processes = FileLock(None)  # a folder without such locks: SQLite's own has to do

    def _wait(self) -> None:
        until = time.monotonic() + BUSY_TIMEOUT_MILLISECONDS / 1000
        while not self._processes.try_acquire() and time.monotonic() < until:
            time.sleep(_LOOK_EVERY)

    def __exit__(self, *_: object) -> None:
        try:
            self._processes.release()
        finally:
            self._threads.release()

    def close(self) -> None:
        """Closes the file; the next writer opens it again."""
        with self._threads:
            self._processes.close()


def _path_of(engine: Engine) -> Path | None:
    database = engine.url.database
    return Path(database) if database and database != ":memory:" else None


def _switch_foreign_keys(connection: Connection, state: str) -> None:
    """Outside of any transaction, where alone SQLite listens to it."""
    driver = cast("sqlite3.Connection", connection.connection.driver_connection)
    driver.execute(f"PRAGMA foreign_keys = {state}")
