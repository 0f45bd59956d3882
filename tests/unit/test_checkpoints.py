"""What is written to SQLite's log comes home to the database beside the requests."""

from __future__ import annotations

import shutil
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.engine import URL

from lowcode.runtime.database import checkpoints
from lowcode.runtime.database.engine import open_engine
from lowcode.runtime.database.session import Database


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    found = Database(open_engine(URL.create("sqlite", database=str(tmp_path / "app.sqlite3"))))
    with found.writing() as connection:
        connection.execute(text("CREATE TABLE note (number INTEGER, content TEXT)"))
    yield found
    found.close()


def write(database: Database, first: int, last: int) -> None:
    for number in range(first, last):
        with database.writing() as connection:
            connection.execute(text("INSERT INTO note VALUES (:number, 'x')"), {"number": number})


def at_home(folder: Path) -> int:
    """Rows in the database's file alone, without its log."""
    shutil.copy(folder / "app.sqlite3", folder / "copy.sqlite3")
    with closing(sqlite3.connect(folder / "copy.sqlite3")) as connection:
        if connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'note'").fetchone() is None:
            return 0
        return int(connection.execute("SELECT count(*) FROM note").fetchone()[0])


def wait_until_home(folder: Path, rows: int) -> None:
    until = time.monotonic() + 10
    while at_home(folder) < rows:
        assert time.monotonic() < until, f"{at_home(folder)} of {rows} rows are at home"
        time.sleep(0.01)


def test_what_was_written_comes_home_by_itself(database: Database, tmp_path: Path) -> None:
    others = set(threading.enumerate())
    write(database, 0, 30)
    assert at_home(tmp_path) == 0
    write(database, 30, 60)
    wait_until_home(tmp_path, 30)
    database.close()
    assert not [each for each in threading.enumerate() if each.name == "checkpoints" and each not in others]


def test_a_long_log_begins_anew_although_writers_go_on(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checkpoints, "_LONG", 100)
    writers = [threading.Thread(target=write, args=(database, 0, 400)) for _ in range(3)]
    for each in writers:
        each.start()
    for each in writers:
        each.join()
    log = (tmp_path / "app.sqlite3-wal").stat().st_size / 4096
    assert log < 1200, "each of the 1200 commits wrote a page or more"
    with database.reading() as connection:
        assert connection.execute(text("SELECT count(*) FROM note")).scalar_one() == 1200


def test_who_writes_after_closing_begins_another_thread(database: Database, tmp_path: Path) -> None:
    write(database, 0, 50)
    database.close()
    write(database, 50, 150)
    wait_until_home(tmp_path, 100)
