"""Runs operations of migrations as revisions that the renderer printed, on tables that were made the same way."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.operations import Operations

from lowcode.codegen.migrations import operations as op
from lowcode.codegen.migrations.renderer import render
from lowcode.codegen.schema import Column, ForeignKey, Table
from lowcode.runtime.database import types
from lowcode.runtime.database.engine import database_url, open_engine
from lowcode.runtime.database.session import Database
from lowcode.runtime.migrating.sqlite_schema import LowcodeSQLite
from lowcode.runtime.migrating.structure import Structure, structure_of

__all__ = ["LowcodeSQLite", "Revision", "Trial", "key", "open_trials", "table"]


@dataclass(frozen=True, slots=True)
class Revision:
    """A revision as Alembic would load it."""

    text: str
    module: ModuleType

    @property
    def upgrade(self) -> Callable[[], None]:
        """Its first half."""
        found: Callable[[], None] = self.module.upgrade
        return found

    @property
    def downgrade(self) -> Callable[[], None]:
        """Its second half."""
        found: Callable[[], None] = self.module.downgrade
        return found


def revision_of(operations: Sequence[op.Operation]) -> Revision:
    """Prints and loads."""
    text = render(operations, "0001_first", 2).text
    module = ModuleType("revision")
    exec(compile(text, "revision.py", "exec"), module.__dict__)
    return Revision(text, module)


class Trial:
    """One test in a transaction of its own, which is rolled back."""

    def __init__(self, connection: sa.Connection) -> None:
        self.connection = connection
        self.is_sqlite = connection.dialect.name == "sqlite"

    def run(self, step: Callable[[], None]) -> None:
        """Runs half a revision."""
        with Operations.context(MigrationContext.configure(self.connection)):
            step()

    def apply(self, *operations: op.Operation) -> Revision:
        """Prints the operations and runs the upgrade."""
        revision = revision_of(operations)
        self.run(revision.upgrade)
        return revision

    def there_and_back(self, *operations: op.Operation, after: Callable[[], None]) -> Revision:
        """Upgrade, `after` looks, downgrade, all is as before (tables and rows), upgrade, `after` looks again."""
        structure, contents = self.structure(), self.contents()
        revision = revision_of(operations)
        self.run(revision.upgrade)
        after()
        self.run(revision.downgrade)
        assert self.structure() == structure
        assert self.contents() == contents
        self.run(revision.upgrade)
        after()
        return revision

    def structure(self) -> Structure:
        """All tables, without the order of their columns."""
        return structure_of(self.connection)

    def contents(self) -> dict[str, list[dict[str, Any]]]:
        """All rows of all tables that have some."""
        names = sa.inspect(self.connection).get_table_names()
        found = {}
        for name in names:
            rows = self.connection.exec_driver_sql(f'SELECT * FROM "{name}"').mappings()
            found[name] = sorted((dict(row) for row in rows), key=lambda row: str(sorted(row.items(), key=str)))
        return {name: rows for name, rows in found.items() if rows}

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        """What a query says."""
        return [tuple(row) for row in self.connection.execute(sa.text(statement))]

    def insert(self, made: Table, *rows: dict[str, Any]) -> None:
        """Rows with values of Python; columns that are missing are empty."""
        names = {"sa": sa, **_types()}
        columns = [sa.column(each.name, eval(each.type, names)) for each in made.columns]
        target = sa.table(made.name, *columns)
        for row in rows:
            self.connection.execute(sa.insert(target).values(row))


def _types() -> dict[str, Any]:
    return {name: getattr(types, name) for name in ("ExactDecimal", "FileList", "Text", "UtcDateTime", "WholeTime")}


def column_type(source: str) -> Any:
    """The type that the source of a column says."""
    return eval(source, {"sa": sa, **_types()})


def table(name: str, *columns: Column, **others: Any) -> Table:
    """A table of records."""
    identity = Column("id", "sa.Integer()", nullable=False)
    return Table(name, (identity, *columns), ("id",), **others)


def key(table_name: str, column: str, target: str, on_delete: str = "SET NULL") -> ForeignKey:
    """A reference, named as the compiler names it."""
    return ForeignKey(f"fk_{table_name}_{column}", column, target, on_delete)


@contextmanager
def open_trials(url: str, *made: op.Operation) -> Iterator[Callable[[], Any]]:
    """A database in which `made` has been done; each trial sees it untouched."""
    database = Database(open_engine(database_url({"DATABASE_URL": url}, Path(), "trial")))
    with _writing(database) as connection:
        Trial(connection).apply(*made)

    @contextmanager
    def trial() -> Iterator[Trial]:
        with database.engine.connect() as connection:
            if database.is_sqlite:
                connection.connection.cursor().execute("PRAGMA foreign_keys = OFF")
            with connection.begin() as transaction:
                yield Trial(connection)
                transaction.rollback()

    yield trial
    database.close()


def _writing(database: Database) -> Any:
    return database.exclusive() if database.is_sqlite else database.writing()
