"""Copies of a whole database, made while it is in use, and the way back.

SQLite's is a file of its own, made by its online backup. PostgreSQL's is what `pg_dump` writes.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, inspect, text
from sqlalchemy.engine import URL

from lowcode.runtime.migrating import postgresql_backups, sqlite_backups
from lowcode.runtime.migrating.backup_errors import BackupError
from lowcode.runtime.schema_version import VERSION_TABLE

FOLDER_VARIABLE = "LOWCODE_BACKUPS"
KEPT_VARIABLE = "LOWCODE_BACKUPS_KEPT"

_KEPT = 5
_SUFFIXES: Mapping[str, str] = {"sqlite": ".sqlite3", "postgresql": ".dump"}
_NO_DATA = re.compile(r"system_.*|sqlite_.*|_alembic_tmp_.*|" + VERSION_TABLE)


@dataclass(frozen=True, slots=True)
class BackupPlace:
    """Where an installation keeps them, and how many of those that it makes by itself."""

    folder: Path
    kept: int

    @classmethod
    def from_environment(cls, environment: Mapping[str, str], folder: Path) -> BackupPlace:
        """`LOWCODE_BACKUPS` and `LOWCODE_BACKUPS_KEPT`; by default the last five, in `data/backups`."""
        place = environment.get(FOLDER_VARIABLE, "").strip()
        kept = environment.get(KEPT_VARIABLE, "").strip()
        if kept and not (kept.isdecimal() and int(kept) > 0):
            raise BackupError("kept_wrong", variable=KEPT_VARIABLE, value=kept)
        return cls(Path(place) if place else folder / "data" / "backups", int(kept) if kept else _KEPT)

    def file(self, application: str, revision: str, url: URL, now: datetime) -> Path:
        """`crm-0003_1a2b3c-20260131-235959.sqlite3`."""
        suffix = _SUFFIXES[url.get_backend_name()]
        return self.folder / f"{application}-{revision}-{now:%Y%m%d-%H%M%S}{suffix}"

    def forget_old(self, application: str, url: URL) -> None:
        """Removes all but the newest ones of this app."""
        suffix = _SUFFIXES[url.get_backend_name()]
        name = re.compile(rf"{re.escape(application)}-\w+-(\d{{8}}-\d{{6}}){re.escape(suffix)}")
        found = [(matched[1], path) for path in self.folder.iterdir() if (matched := name.fullmatch(path.name))]
        for _, path in sorted(found)[: -self.kept]:
            path.unlink()


def has_records(connection: Connection) -> bool:
    """Whether there is anything that people have made."""
    for name in inspect(connection).get_table_names():
        if not _NO_DATA.fullmatch(name):
            quoted = connection.dialect.identifier_preparer.quote(name)
            if connection.exec_driver_sql(f"SELECT 1 FROM {quoted} LIMIT 1").first() is not None:  # noqa: S608 - quoted
                return True
    return False


def size_of(connection: Connection) -> int:
    """Bytes of the database."""
    if connection.dialect.name == "sqlite":
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        return int(pages * connection.exec_driver_sql("PRAGMA page_size").scalar_one())
    return int(connection.execute(text("SELECT pg_database_size(current_database())")).scalar_one())


def free_space(folder: Path) -> int:
    """Bytes that are free where the folder is, or will be."""
    while not folder.exists():
        folder = folder.parent
    return shutil.disk_usage(folder).free


def is_file(url: URL) -> bool:
    """SQLite in a file; what is in memory cannot be copied, and need not be."""
    return url.get_backend_name() == "sqlite" and url.database not in {None, "", ":memory:"}


def can_be_backed_up(url: URL) -> bool:
    """All but a database that ends with its process."""
    return is_file(url) or url.get_backend_name() == "postgresql"


def write_backup(url: URL, target: Path, environment: Mapping[str, str]) -> None:
    """Writes the file whole or not at all; it is readable for its owner alone."""
    partial = target.with_name(f"{target.name}.partial")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        partial.unlink(missing_ok=True)
        os.close(os.open(partial, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        if is_file(url):
            sqlite_backups.copy(Path(str(url.database)), partial)
        else:
            postgresql_backups.dump(url, partial, environment)
        _flush(partial)
        partial.replace(target)
    except OSError as error:
        raise BackupError("not_written", path=target, reason=error.strerror or str(error)) from error
    finally:
        with suppress(NotADirectoryError):
            partial.unlink(missing_ok=True)


def read_backup(url: URL, source: Path, environment: Mapping[str, str]) -> None:
    """Puts what is in the file in the place of what is in the database: all of it or nothing."""
    if not source.is_file():
        raise BackupError("no_file", path=source)
    if is_file(url):
        sqlite_backups.restore(source, Path(str(url.database)))
    else:
        postgresql_backups.restore(url, source, environment)


def others_at_work(url: URL) -> bool:
    """Whether somebody else is connected to the database."""
    if is_file(url):
        return sqlite_backups.is_open(Path(str(url.database)))
    return postgresql_backups.is_open(url)


def _flush(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())
