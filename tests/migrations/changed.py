"""An app of two versions, for tests of how a change reaches a database: a folder with the code of each."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
import sqlalchemy as sa

from lowcode.runtime.command_line import main
from lowcode.runtime.database.engine import database_url, open_engine
from lowcode.runtime.database.session import Database
from tests.harness.apps import GeneratedApp
from tests.harness.projects import compile_text, write_files

HEAD = """
app growing "Growing" { locale en; timezone "UTC"; currency EUR }
role staff "Staff"
access Client { staff all }
"""
FIRST = HEAD + 'entity Client "Client" { name "Name": text(40) required unique; size "Size": int }\n'
SECOND = (
    HEAD
    + """
entity Client "Client" {
  name  "Name": text(40) required unique
  size  "Size": int max 1_000
  twice "Twice": int = size * 2
  rank  "Rank": int required default 3
}
"""
)
MOMENT = "2026-01-01 00:00:00"


@dataclass(frozen=True, slots=True)
class Versions:
    """The code before and after, each in a project of its own; the later one has the revisions of both."""

    old: GeneratedApp
    new: GeneratedApp


def build_versions(folder: Path, first: str = FIRST, second: str = SECOND, *, is_online: bool = False) -> Versions:
    """Builds the first specification, and the second one on top of it; `is_online`: for a migration under load."""
    before = compile_text(first)
    after = compile_text(second, before, is_online=is_online)
    write_files(folder / "old", before)
    write_files(folder / "new", {**before, **after})
    return Versions(GeneratedApp(folder / "old", "growing"), GeneratedApp(folder / "new", "growing"))


def command(app: GeneratedApp, url: str, *arguments: str, **environment: str) -> None:
    """`python -m growing …`, in this process."""
    with mock.patch.dict(os.environ, {"DATABASE_URL": url, "LC_ALL": "en_US.UTF-8", **environment}):
        main(app.definition(), list(arguments))


def refused(capsys: pytest.CaptureFixture[str], app: GeneratedApp, url: str, *arguments: str, **more: str) -> str:
    """What a command that cannot be done says."""
    with pytest.raises(SystemExit):
        command(app, url, *arguments, **more)
    return capsys.readouterr().err


def open_database(url: str) -> Database:
    """A pool of the test's own."""
    return Database(open_engine(database_url({"DATABASE_URL": url}, Path(), "growing")))


def insert(url: str, table: str, *rows: dict[str, Any]) -> None:
    """Records, bypassing the app."""
    database = open_database(url)
    with database.writing() as connection:
        for row in rows:
            known = {"created_at": MOMENT, "updated_at": MOMENT, "version": 1, **row}
            connection.execute(sa.insert(sa.table(table, *map(sa.column, known))).values(known))
    database.close()


def execute(url: str, statement: str) -> None:
    """One statement."""
    database = open_database(url)
    with database.writing() as connection:
        connection.exec_driver_sql(statement)
    database.close()


def query(url: str, statement: str) -> Sequence[tuple[Any, ...]]:
    """What the database answers."""
    database = open_database(url)
    try:
        with database.reading() as connection:
            return [tuple(row) for row in connection.exec_driver_sql(statement)]
    finally:
        database.close()
