"""Which of the processes that serve an app from one SQLite file does the work: one, and another if it ends."""

from __future__ import annotations

from pathlib import Path

from lowcode.runtime.database.file_lock import FileLock


class OnlyOne:
    """A lock on a file beside the database. It ends with its process, however that ends: nobody has to wait it out.

    Where there is no file or no lock (another database, another system), everybody gets it: more than one runner is no
    harm, as rows are locked one by one, only a waste.
    """

    def __init__(self, database: Path | None) -> None:
        self._lock = FileLock(Path(f"{database}-runner") if database is not None else None)
        self._is_held = False

    def acquire(self) -> bool:
        """Whether this process is the one, at once."""
        if not self._is_held:
            try:
                self._is_held = self._lock.try_acquire()
            except OSError:  # a folder without such locks: somebody has to work
                self._is_held = True
        return self._is_held

    def release(self) -> None:
        """Lets another process take over."""
        self._lock.close()
        self._is_held = False
