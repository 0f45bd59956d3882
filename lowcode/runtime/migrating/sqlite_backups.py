"""Backups of SQLite: the database's own online backup, both ways."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from lowcode.runtime.migrating.backup_errors import BackupError
from lowcode.runtime.schema_version import VERSION_TABLE

_PATIENCE = 15
"""Seconds to wait for others who write."""


def copy(database: Path, target: Path) -> None:
    """All pages in one go: as a reader, for whom writers do not wait, and who sees one moment."""
    try:
        with closing(_open(database, "rw")) as source, closing(sqlite3.connect(target)) as made:
            source.backup(made)
            made.execute("PRAGMA journal_mode = DELETE")  # no log beside it, so that the file is all there is
    except sqlite3.Error as error:
        raise BackupError("not_written", path=target, reason=error) from error


def restore(source: Path, database: Path) -> None:
    """In one transaction of the database, whoever else reads it."""
    try:
        with closing(_open(source, "ro")) as kept:
            if not _is_whole(kept):
                raise BackupError("not_ours", path=source)
            database.parent.mkdir(parents=True, exist_ok=True)
            with closing(sqlite3.connect(database, timeout=_PATIENCE)) as target:
                kept.backup(target)
    except sqlite3.Error as error:
        raise BackupError("not_restored", path=source, reason=error) from error


def is_open(database: Path) -> bool:
    """Leaving the mode of the write-ahead log needs the file alone: each open connection holds it."""
    if not database.exists():
        return False
    with closing(sqlite3.connect(database, timeout=0.2)) as connection:
        try:
            connection.execute("PRAGMA journal_mode = DELETE")
        except sqlite3.OperationalError:
            return True
    return False


def _is_whole(connection: sqlite3.Connection) -> bool:
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    return VERSION_TABLE in tables and connection.execute("PRAGMA quick_check(1)").fetchone() == ("ok",)


def _open(path: Path, mode: str) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode={mode}", uri=True)
