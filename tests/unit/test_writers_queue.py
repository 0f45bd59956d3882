"""Writers of several processes to one SQLite database go one after the other."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.engine import URL

from lowcode.runtime.database.engine import open_engine
from lowcode.runtime.database.session import Database

ADDS = """
import sys
from sqlalchemy import text
from sqlalchemy.engine import URL
from lowcode.runtime.database.engine import open_engine
from lowcode.runtime.database.session import Database
database = Database(open_engine(URL.create("sqlite", database=sys.argv[1])))
for _ in range(100):
    with database.writing() as connection:
        number = connection.execute(text("SELECT number FROM counter")).scalar_one()
        connection.execute(text("UPDATE counter SET number = :next"), {"next": number + 1})
database.close()
"""


def opened(path: Path) -> Database:
    return Database(open_engine(URL.create("sqlite", database=str(path))))


def test_no_writer_is_lost_or_refused(tmp_path: Path) -> None:
    path = tmp_path / "app.sqlite3"
    database = opened(path)
    with database.writing() as connection:
        connection.execute(text("CREATE TABLE counter (number INTEGER)"))
        connection.execute(text("INSERT INTO counter VALUES (0)"))
    writers = [subprocess.Popen([sys.executable, "-c", ADDS, str(path)]) for _ in range(3)]
    assert [writer.wait(60) for writer in writers] == [0, 0, 0]
    with database.reading() as connection:
        assert connection.execute(text("SELECT number FROM counter")).scalar_one() == 300
    database.close()


def test_who_holds_the_lock_and_ends_leaves_it(tmp_path: Path) -> None:
    path = tmp_path / "app.sqlite3"
    database = opened(path)
    with database.writing() as connection:
        connection.execute(text("CREATE TABLE counter (number INTEGER)"))
        connection.execute(text("INSERT INTO counter VALUES (0)"))
    dies = ADDS.replace("        number =", "        __import__('os')._exit(3)\n        number =")
    assert subprocess.run([sys.executable, "-c", dies, str(path)], check=False).returncode == 3
    with database.writing() as connection:
        connection.execute(text("UPDATE counter SET number = 7"))
    database.close()
