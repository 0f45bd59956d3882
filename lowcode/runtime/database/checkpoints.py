"""Brings what was written to SQLite's log home into the database, beside the requests.

By itself SQLite does that in the commit that finds the log long: two flushes of the disk, which on a slow one take as
long as some hundred commits, while all other writers wait. Here a thread does it, and the writers go on. They are held
up only when the log has become long all the same: it can start anew only at a moment at which all of it is home.
Where a flush takes 10 ms, eight people at once create nearly twice as many records; on a fast disk it is all the same.
"""

from __future__ import annotations

import logging
import sqlite3
import threading
from contextlib import AbstractContextManager, closing
from pathlib import Path

_failures = logging.getLogger("lowcode.failures")

_COMMITS = 40
"""Commits between two rounds: a new record with its search terms writes some hundred pages."""

_LONG = 8_000
"""Pages of the log (32 MB) from which on the writers wait for the end of a round."""


class Checkpoints:
    """The thread of one process; it begins with the first round."""

    def __init__(self, path: Path, writers: AbstractContextManager[object]) -> None:
        self._path = path
        self._writers = writers
        self._commits = 0
        self._wanted = threading.Event()
        self._is_closed = False
        self._thread: threading.Thread | None = None
        self._beginning = threading.Lock()

    def count_commit(self) -> None:
        """Called by each writer when its transaction is in the log."""
        self._commits += 1
        if self._commits < _COMMITS:
            return
        self._commits = 0
        self._wanted.set()
        with self._beginning:  # two writers end at once; `close` knows of one thread only
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="checkpoints", daemon=True)
                self._thread.start()

    def close(self) -> None:
        """Ends the thread after the round that it is in. Whoever writes later begins another."""
        with self._beginning:
            thread, self._thread = self._thread, None
        if thread is not None:
            self._is_closed = True
            self._wanted.set()
            thread.join()
            self._is_closed = False

    def _work(self) -> None:
        while True:
            self._wanted.wait()
            self._wanted.clear()
            if self._is_closed:
                return
            try:
                self._bring_home()
            except sqlite3.Error:
                _failures.warning("the log of the database waits for its next round", exc_info=True)

    def _bring_home(self) -> None:
        with closing(sqlite3.connect(f"{self._path.absolute().as_uri()}?mode=rw", uri=True)) as connection:
            connection.execute("PRAGMA synchronous = NORMAL")
            _, length, _ = connection.execute(_ROUND).fetchone()
            if length >= _LONG:
                with self._writers:
                    connection.execute(_ROUND).fetchone()


_ROUND = "PRAGMA wal_checkpoint(PASSIVE)"
