"""A lock of which one process at a time has hold; it ends with its process, however that ends."""

from __future__ import annotations

from pathlib import Path
from typing import IO

try:
    import fcntl
except ImportError:  # Windows has no such locks
    fcntl = None  # type: ignore[assignment] # and then there is nothing to lock with


class FileLock:
    """The lock on a file. Where there is no file, or no such locks on this system, everybody gets it."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._file: IO[bytes] | None = None

    def try_acquire(self) -> bool:
        """Whether the lock is ours, at once. OSError: the file's folder has no such locks."""
        if self._path is None or fcntl is None:
            return True
        if self._file is None:
            self._file = self._path.open("ab")
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def release(self) -> None:
        """Leaves the lock to others; the file stays open for the next time."""
        if self._file is not None and fcntl is not None:
            fcntl.flock(self._file, fcntl.LOCK_UN)

    def close(self) -> None:
        """Leaves the lock to others and closes the file; who wants it again opens it again."""
        if self._file is not None:
            self._file.close()
            self._file = None
