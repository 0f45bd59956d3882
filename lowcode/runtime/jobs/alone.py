"""Which of the processes that serve an app from one SQLite file does the work: one, and another if it ends."""

from __future__ import annotations

from pathlib import Path
from typing import IO

try:
    import fcntl
except ImportError:  # Windows has no such locks
    fcntl = None  # type: ignore[assignment] # and then there is nothing to lock with


class OnlyOne:
    """A lock on a file beside the database. It ends with its process, however that ends: nobody has to wait it out.

    Where there is no file (another database, another system), everybody gets it: more than one runner is no harm, as
    rows are locked one by one, only a waste.
    """

    def __init__(self, database: Path | None) -> None:
        self._path = Path(f"{database}-runner") if database is not None else None
        self._file: IO[bytes] | None = None

    def acquire(self) -> bool:
        """Whether this process is the one, at once."""
        if self._file is not None or self._path is None or fcntl is None:
            return True
        file = self._path.open("ab")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.close()
            return False
        self._file = file
        return True

    def release(self) -> None:
        """Lets another process take over."""
        if self._file is not None:
            self._file.close()
            self._file = None
