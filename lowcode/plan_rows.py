"""Asks a database what a plan means for it: rows concerned, records in the way, an estimate of time. Only reads.

The only module of the compiler that talks to a database; nothing but `lowcode plan --database` loads it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from sqlalchemy import (
    ColumnClause,
    Connection,
    Engine,
    column,
    create_engine,
    event,
    func,
    inspect,
    select,
    table,
    text,
)
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.pool import NullPool

from lowcode.codegen.migrations.operations import Guard, Operation
from lowcode.codegen.migrations.steps import Step
from lowcode.codegen.python_source import Imports
from lowcode.codegen.schema_source import note_names
from lowcode.plans.effects import Database, FormerNames, former, table_of
from lowcode.plans.found import Found, FoundStep, InTheWay
from lowcode.plans.rates import Amounts, seconds_of
from lowcode.runtime.database.engine import database_url, open_engine
from lowcode.runtime.migrating.guards import stop_if, stop_if_empty, stop_if_repeated, stop_if_several
from lowcode.runtime.migrating.stopped import MigrationStopped
from lowcode.runtime.schema_version import VERSION_TABLE
from lowcode.runtime.values.sqlite_functions import register_functions

HISTORY = "system_history"
"""The longest of the runtime's own tables by far."""


class DatabaseError(Exception):
    """The database does not answer; on one line."""


def look(address: str, steps: tuple[Step, ...], operations: tuple[Operation, ...], expected: str | None) -> Found:
    """What the database at `address` (as `DATABASE_URL` has it) says about the steps of a plan."""
    try:
        with _reading(address) as connection:
            return _Look(connection, former(operations), expected).all(steps)
    except (ArgumentError, NoSuchModuleError) as error:
        raise DatabaseError(str(error)) from error
    except DBAPIError as error:
        raise DatabaseError(" ".join(str(error.orig).split())) from error
    except sqlite3.Error as error:
        raise DatabaseError(str(error)) from error


@contextmanager
def _reading(address: str) -> Iterator[Connection]:
    """A connection that cannot write, whatever is asked of it."""
    url = database_url({"DATABASE_URL": address}, Path(), "")
    engine = _sqlite(url) if url.get_backend_name() == "sqlite" else open_engine(url)
    try:
        with engine.connect() as connection:
            if connection.dialect.name == "postgresql":
                connection.exec_driver_sql("SET TRANSACTION READ ONLY")
            yield connection
            connection.rollback()
    finally:
        engine.dispose()


def _sqlite(url: URL) -> Engine:
    """SQLite would make a file that is not there, and tidy one up that it may write to."""
    file = Path(url.database or "")
    if not file.is_file():
        raise DatabaseError(f"{file}: no such file")

    def connect() -> sqlite3.Connection:
        return sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)

    with closing(connect()) as connection:
        connection.execute("PRAGMA schema_version")
    engine = create_engine("sqlite://", creator=connect, poolclass=NullPool)

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _entry: object) -> None:
        register_functions(connection)
        connection.execute("PRAGMA query_only = ON")

    return engine


class _Look:
    def __init__(self, connection: Connection, former: FormerNames, expected: str | None) -> None:
        self.connection = connection
        self.former = former
        self.expected = expected
        """Where the plan begins. Of a database that stands elsewhere only whole tables can be asked for."""
        self.tables = frozenset(inspect(connection).get_table_names())
        self.counted: dict[str, int] = {}

    def all(self, steps: tuple[Step, ...]) -> Found:
        """Every step, in its order."""
        is_sqlite = self.connection.dialect.name == "sqlite"
        database = Database.SQLITE if is_sqlite else Database.POSTGRESQL
        found = tuple(self.step(each, database) for each in steps)
        return Found(database, self.revision, self.expected, found, dict(self.counted))

    @cached_property
    def revision(self) -> str | None:
        """Where the database stands."""
        if VERSION_TABLE not in self.tables:
            return None
        number: ColumnClause[str] = column("version_num")
        return self.connection.execute(select(number).select_from(table(VERSION_TABLE))).scalars().first()

    def step(self, step: Step, database: Database) -> FoundStep:
        """Rows concerned, records in the way, time."""
        names = (step.table, *(table_of(each) or "" for each in step.operations))
        present = [name for name in dict.fromkeys(map(self.former.table, names)) if name in self.tables]
        whole = max((self.count(name) for name in present), default=0)
        concerned = whole
        fits = self.revision == self.expected
        if step.rows and present and fits:
            concerned = self.connection.execute(text(step.rows.replace(":", r"\:"))).scalar_one()
        in_the_way = tuple(found for each in step.operations if fits for found in self.in_the_way(each))
        history = self.count(HISTORY) if HISTORY in self.tables else 0
        seconds = seconds_of(step, database, Amounts(concerned, whole, history))
        return FoundStep(concerned if present else None, in_the_way, seconds)

    def count(self, name: str) -> int:
        """The rows of a table, counted once."""
        if name not in self.counted:
            counting = select(func.count()).select_from(table(name))
            self.counted[name] = self.connection.execute(counting).scalar_one()
        return self.counted[name]

    def in_the_way(self, operation: Operation) -> Iterator[InTheWay]:
        """What the guard of the revision would find; those that look at what it has filled in cannot be asked."""
        guard = self.former.guard(operation) if isinstance(operation, Guard) else None
        if guard is None or guard.table not in self.tables:
            return
        try:
            _look_as_the_revision(Operations(MigrationContext.configure(self.connection)), guard)
        except MigrationStopped as stopped:
            yield InTheWay(guard.kind, tuple(stopped.rows), stopped.total)


def _look_as_the_revision(operations: Operations, guard: Guard) -> None:
    """The very functions that the revision calls."""
    name, subject = guard.table, guard.subject
    match guard.kind:
        case "empty":
            stop_if_empty(operations, name, guard.columns[0], subject=subject)
        case "duplicate":
            where = _condition(guard) if guard.condition else None
            stop_if_repeated(operations, name, guard.columns, subject=subject, where=where)
        case "several":
            stop_if_several(operations, name, subject=subject)
        case kind:
            stop_if(operations, name, _condition(guard), subject=subject, kind=kind)


def _condition(guard: Guard) -> Any:
    """The condition as the revision would have it, which is Python that this build has written."""
    imports = Imports("plan")
    imports.module("import sqlalchemy as sa")
    note_names(imports, guard.condition)
    names: dict[str, Any] = {}
    exec(f"{imports.source()}\ncondition = {guard.condition}", names)  # noqa: S102 - the compiler's own output
    return names["condition"]
