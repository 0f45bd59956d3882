"""`backup` and `restore`: the whole database as a file, and back; and the backup before each migration."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection

from lowcode.runtime.commands.console import Console
from lowcode.runtime.context import utc_now
from lowcode.runtime.files.store import files_folder
from lowcode.runtime.migrating.backup_errors import BackupError
from lowcode.runtime.migrating.backups import (
    FOLDER_VARIABLE,
    BackupPlace,
    can_be_backed_up,
    free_space,
    has_records,
    others_at_work,
    read_backup,
    size_of,
    write_backup,
)
from lowcode.runtime.schema_version import schema_state

_NEW = "new"
"""Stands for the revision of a database that was never migrated."""

_ROOM_FOR_CHANGES = 2
"""A migration may write as much again as there is: new columns, indexes, the log of it all."""

_UNITS = ("B", "KB", "MB", "GB", "TB")
_THOUSAND = 1024


def run_backup(console: Console, file: Path | None) -> None:
    """Writes a backup. The database may be in use, and of any revision."""
    with _explained(console), console.database.reading() as connection:
        if not can_be_backed_up(console.url):
            raise BackupError("in_memory")
        current = schema_state(console.application, connection).current
        _write(console, file or _own_file(console, current or _NEW))
    folder = files_folder(os.environ, console.folder)
    if folder.exists():
        console.print("backup.files", folder=folder)


def run_restore(console: Console, file: Path, *, is_forced: bool, is_backed_up: bool = True) -> None:
    """Replaces the database. What is in it is backed up first, if there is anything."""
    with _explained(console):
        if not can_be_backed_up(console.url):
            raise BackupError("in_memory")
        if not file.is_file():
            raise BackupError("no_file", path=file)
        with console.database.reading() as connection:
            is_empty = not has_records(connection)
            current = schema_state(console.application, connection).current
        console.database.close()
        if not is_forced and others_at_work(console.url):
            raise console.fail("backup.in_use")
        if not is_forced and not is_empty:
            raise console.fail("backup.not_empty")
        if not is_empty and is_backed_up:
            _write_own(console, current or _NEW)
        read_backup(console.url, file, os.environ)
    _tell_state(console, file)


def back_up_before(console: Console, connection: Connection, current: str) -> None:
    """The backup that precedes a migration of a database with records."""
    if not can_be_backed_up(console.url) or not has_records(connection):
        return
    with _explained(console):
        size, place = size_of(connection), _place(console)
        free = free_space(place.folder)
        facts = {"folder": place.folder, "free": _worded(free), "size": _worded(size)}
        if free < size and console.database.is_sqlite:  # of PostgreSQL, the file is a fraction of the database
            raise BackupError("no_room", variable=FOLDER_VARIABLE, **facts)
        if free < size * _ROOM_FOR_CHANGES:
            console.print("backup.little_room", **facts)
        _write_own(console, current)


def _write_own(console: Console, revision: str) -> None:
    _write(console, _own_file(console, revision))
    _place(console).forget_old(console.application.name, console.url)


def _write(console: Console, file: Path) -> None:
    write_backup(console.url, file, os.environ)
    console.print("backup.made", path=file, size=_worded(file.stat().st_size))


def _own_file(console: Console, revision: str) -> Path:
    return _place(console).file(console.application.name, revision, console.url, utc_now())


def _place(console: Console) -> BackupPlace:
    return BackupPlace.from_environment(os.environ, console.folder)


def _tell_state(console: Console, file: Path) -> None:
    with console.database.reading() as connection:
        state = schema_state(console.application, connection)
    console.print("backup.restored", path=file, current=state.current or _NEW)
    if state.is_ahead:
        console.print("backup.ahead")
    elif not state.is_current:
        console.print("backup.migrate", package=console.application.package)


def _worded(size: int) -> str:
    """`1.5 MB`."""
    number, unit = float(size), 0
    while number >= _THOUSAND and unit < len(_UNITS) - 1:
        number, unit = number / _THOUSAND, unit + 1
    return f"{number:.1f} {_UNITS[unit]}" if unit else f"{size} {_UNITS[0]}"


@contextmanager
def _explained(console: Console) -> Iterator[None]:
    try:
        yield
    except BackupError as error:
        raise console.fail(f"backup.{error.code}", **error.facts) from error
