"""One process at a time has a file's lock; a folder without locks keeps nobody from working."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.engine import URL

from lowcode.runtime.database import file_lock
from lowcode.runtime.database.engine import open_engine
from lowcode.runtime.database.file_lock import FileLock
from lowcode.runtime.database.session import Database
from lowcode.runtime.jobs.alone import OnlyOne


def test_one_at_a_time(tmp_path: Path) -> None:
    first, second = FileLock(tmp_path / "lock"), FileLock(tmp_path / "lock")
    assert first.try_acquire()
    assert not second.try_acquire()
    first.release()
    assert second.try_acquire()
    assert not first.try_acquire()
    second.close()
    assert first.try_acquire()
    first.close()


def test_without_a_file_everybody_gets_it() -> None:
    first, second = FileLock(None), FileLock(None)
    assert first.try_acquire()
    assert second.try_acquire()


def test_a_folder_without_locks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Refusing:
        LOCK_EX = LOCK_NB = LOCK_UN = 0

        @staticmethod
        def flock(_file: object, _what: int) -> None:
            raise OSError(errno.ENOLCK, "no locks available")

    monkeypatch.setattr(file_lock, "fcntl", Refusing)
    runner = OnlyOne(tmp_path / "app.sqlite3")
    assert runner.acquire()
    runner.release()
    database = Database(open_engine(URL.create("sqlite", database=str(tmp_path / "app.sqlite3"))))
    for _ in range(2):
        with database.writing() as connection:
            connection.execute(text("SELECT 1"))
    database.close()
