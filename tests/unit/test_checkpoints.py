"""What is written to SQLite's log comes home to the database beside the requests."""

from __future__ import annotations

import shutil
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.engine import URL

from lowcode.runtime.database import checkpoints
from lowcode.runtime.database.engine import open_engine
from lowcode.runtime.database.session import Database

DEADLINE = 60


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
    """Rows in the database's file alone, without its log; none while the file is half written."""
    shutil.copy(folder / "app.sqlite3", folder / "copy.sqlite3")
    with closing(sqlite3.connect(folder / "copy.sqlite3")) as connection:
        try:
            if connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'note'").fetchone() is None:
                return 0
            return int(connection.execute("SELECT count(*) FROM note").fetchone()[0])
        except sqlite3.DatabaseError:
            return 0


def wait_until(condition: Callable[[], bool]) -> None:
    until = time.monotonic() + DEADLINE
    while not condition():
        assert time.monotonic() < until, "it never happened"
        time.sleep(0.01)


def wait_until_home(folder: Path, rows: int) -> None:
    wait_until(lambda: at_home(folder) >= rows)


def beginning_of(log: Path) -> bytes:
    """The number that SQLite counts on whenever its log begins anew."""
    with log.open("rb") as file:
        return file.read(16)[12:]


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
    write(database, 0, 1)
    log, ends = tmp_path / "app.sqlite3-wal", threading.Event()
    first = beginning_of(log)

    def go_on() -> None:
        while not ends.is_set():
            write(database, 0, 20)

    writers = [threading.Thread(target=go_on) for _ in range(3)]
    for each in writers:
        each.start()
    try:
        wait_until(lambda: beginning_of(log) != first)
    finally:
        ends.set()
        for each in writers:
            each.join()
    wait_until_home(tmp_path, 30)


def test_who_writes_after_closing_begins_another_thread(database: Database, tmp_path: Path) -> None:
    write(database, 0, 50)
    database.close()
    write(database, 50, 150)
    wait_until_home(tmp_path, 100)
