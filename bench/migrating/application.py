"""An app with a million records, and what becomes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, text

from lowcode.runtime.database.engine import database_url, open_engine
from lowcode.runtime.database.session import Database
from tests.harness.apps import GeneratedApp
from tests.harness.databases import Databases
from tests.harness.projects import compile_text, write_files

RECORDS = 1_000_000

_HEAD = """
app measured "Measured" { locale en; timezone "UTC"; currency EUR }
role staff "Staff"
access Client { staff all }
"""
_FIELDS: Mapping[str, str] = {
    "number": "number: int required",
    "size": "size: int",
    "span": "span: int",
    "phone": "phone: phone",
}
BEFORE = f"{_HEAD}entity Client {{ {'; '.join(_FIELDS.values())} }}\n"


def _after(more: str = "", drops: str = "", **fields: str) -> str:
    changed = {**_FIELDS, **fields}
    listed = "; ".join(each for each in (*changed.values(), more) if each)
    return f"{_HEAD}entity Client {{ {listed} }}\n{drops}"


AFTER: Mapping[str, str] = {
    "required field": _after("rank: int required from number * 2"),
    "rename": _after(phone="mobile: phone was phone"),
    "another type": _after(size="size: decimal(14, 2)"),
    "split": _after("low: int from span * 2; high: int from span + 7", 'drop field Client.span "split"', span=""),
}
ONLINE = _after(
    "rank: int required from number * 2; low: int from span * 2; high: int from span + 7",
    'drop field Client.span "split"',
    phone="mobile: phone was phone",
    size="amount: decimal(14, 2) was size",
    span="",
)
"""All four at once, with another name for the field that changes its type."""

_ROWS = "'2026-01-01 00:00:00', '2026-01-01 00:00:00', 1"
_FILL: Mapping[str, str] = {
    "sqlite": (
        "INSERT INTO client (number, size, span, phone, created_at, updated_at, version) "
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :records) "
        f"SELECT i, i % 9000, i % 9999, '1380000' || (i % 10000), {_ROWS} FROM n"
    ),
    "postgresql": (
        "INSERT INTO client (number, size, span, phone, created_at, updated_at, version) "
        f"SELECT i, i % 9000, i % 9999, '1380000' || (i % 10000), {_ROWS.replace(' 00:00:00', '')} "
        "FROM generate_series(1, :records) AS i"
    ),
}


@dataclass(frozen=True, slots=True)
class Project:
    """The code before, with its database; and what the code after is built into."""

    folder: Path
    files: dict[str, str]
    url: str

    @property
    def before(self) -> GeneratedApp:
        """The project of the first specification."""
        return GeneratedApp(self.folder / "before", "measured")

    def after(self, name: str, text: str, *, is_online: bool = False) -> GeneratedApp:
        """The project of a later specification."""
        folder = self.folder / name.replace(" ", "_")
        write_files(folder, {**self.files, **compile_text(text, self.files, is_online=is_online)})
        return GeneratedApp(folder, "measured")


def open_project(folder: Path, databases: Databases, records: int) -> Project:
    """The project, and a database with all records that nobody is connected to."""
    files = compile_text(BEFORE)
    write_files(folder / "before", files)
    url = databases.fresh()
    GeneratedApp(folder / "before", "measured").run(url, "migrate")
    database = open_database(url)
    with database.writing() as connection:
        connection.execute(text(_FILL[connection.dialect.name]), {"records": records})
    _settle(database)
    database.close()
    return Project(folder, files, url)


def open_database(url: str) -> Database:
    """A pool of our own."""
    return Database(open_engine(database_url({"DATABASE_URL": url}, Path(), "measured")))


def _settle(database: Database) -> None:
    """What a database that is in use would have done by itself."""
    with database.engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        _tidy(connection)


def _tidy(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("VACUUM ANALYZE client")
    else:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
