"""Changes of SQLite's tables for Alembic, without copying a table: its statement is edited where SQLite keeps it.

SQLite stores rows without their constraints and its `ALTER TABLE` knows few of them, so Alembic copies whole tables.
The manual allows another way ("Making Other Kinds Of Table Schema Changes"): look whether the rows fit, then write the
new statement into `sqlite_master`. That takes one look at the rows where a constraint is new, and no time otherwise;
indexes, AUTOINCREMENT and the last id stay as they are, and it is part of the transaction like everything else.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from typing import Any

from alembic.ddl.sqlite import SQLiteImpl
from sqlalchemy import (
    CheckConstraint,
    Column,
    Connection,
    Select,
    Table,
    column,
    func,
    literal_column,
    not_,
    select,
    table,
)
from sqlalchemy.exc import DBAPIError
from sqlalchemy.schema import Constraint
from sqlalchemy.types import TypeEngine

from lowcode.runtime.migrating.create_statement import CreateStatement, parse, renamed_index
from lowcode.runtime.migrating.stopped import MOST_ROWS, MigrationStopped, SchemaEditRefusedError
from lowcode.runtime.values.sqlite_functions import register_functions

_SET_SOURCE = "UPDATE sqlite_master SET sql = ? WHERE type = ? AND name = ?"
_SET_INDEX = "UPDATE sqlite_master SET name = ?, sql = ? WHERE type = 'index' AND name = ?"


class LowcodeSQLite(SQLiteImpl):
    """What Alembic calls for each operation on SQLite."""

    __dialect__ = "sqlite"

    def requires_recreate_in_batch(self, batch_op: object) -> bool:
        """Never: revisions of earlier releases say `batch_alter_table`, and need no copy either."""
        del batch_op
        return False

    def add_constraint(self, const: Constraint, **kw: Any) -> None:
        """A key or check, when no row breaks it. Keys are looked at before the commit, all together."""
        del kw
        name = _table_of(const).name
        source = self._compiler().process(const)
        if self._prints(f"add to the table {name}: {source}"):
            return
        if isinstance(const, CheckConstraint):
            self._refuse(name, "breaks", not_(const.sqltext))
        edit(self._connection(), name, lambda statement: statement.with_constraint(source))

    def drop_constraint(self, const: Constraint, **kw: Any) -> None:
        """A key or check that is no longer wanted."""
        del kw
        if self._prints(f"take from the table {_table_of(const).name}: {const.name}"):
            return
        edit(
            self._connection(),
            _table_of(const).name,
            lambda statement: statement.without_constraint(str(const.name)),
        )

    def alter_column(
        self,
        table_name: str,
        column_name: str,
        *,
        nullable: bool | None = None,
        type_: TypeEngine[Any] | None = None,
        name: str | None = None,
        server_default: object = False,
        **kw: Any,
    ) -> None:
        """Whether it may be empty, its type, its name, that it has no default any more.

        Rows that were there before the column have its default only as long as it stands there: whoever takes it away
        has written it into them.
        """
        del kw
        if name is not None:
            super().alter_column(table_name, column_name, name=name)
            return
        if self._prints(f"alter the column {table_name}.{column_name}"):
            return
        if server_default is None:
            edit(self._connection(), table_name, lambda statement: statement.without_default(column_name))
        if nullable is False:
            self._refuse(table_name, "empty", column(column_name).is_(None))
        if nullable is not None:
            edit(self._connection(), table_name, lambda each: each.with_nullable(column_name, nullable=nullable))
        if type_ is not None:
            source = self.dialect.type_compiler_instance.process(type_)
            edit(self._connection(), table_name, lambda statement: statement.with_type(column_name, source))

    def add_column(self, table_name: str, column: Column[Any], **kw: Any) -> None:
        """A column that is required from the beginning is one of an empty table: there is nothing to look at."""
        if column.nullable:
            super().add_column(table_name, column, **kw)
            return
        source = self._compiler().get_column_specification(column)
        self._exec(f"ALTER TABLE {self._quoted(table_name)} ADD COLUMN {source.replace(' NOT NULL', '')}")
        self.alter_column(table_name, column.name, nullable=False)

    def _prints(self, what: str) -> bool:
        """Where statements are printed, says what no statement of SQLite can do."""
        if self.as_sql:
            self.static_output(f"-- lowcode: {' '.join(what.split())}: only `migrate` can do this")
        return self.as_sql

    def _compiler(self) -> Any:
        """What spells a part of a statement, without a statement around it."""
        make: Any = self.dialect.ddl_compiler
        return make(self.dialect, None)

    def _quoted(self, name: str) -> str:
        return self.dialect.identifier_preparer.quote(name)

    def _refuse(self, name: str, kind: str, condition: Any) -> None:
        """Stops where rows of the table fulfil the condition."""
        rows = table(name)
        found: Select[Any] = select(literal_column("rowid")).select_from(rows).where(condition)
        ids = self._connection().execute(found.limit(MOST_ROWS)).scalars().all()
        if ids:
            total = select(func.count()).select_from(rows).where(condition)
            raise MigrationStopped(name, kind, ids, self._connection().execute(total).scalar_one())

    def _connection(self) -> Connection:
        assert self.connection is not None
        return self.connection


def edit(connection: Connection, name: str, change: Callable[[CreateStatement], CreateStatement]) -> None:
    """Replaces the statement of a table by what `change` makes of it. The rows must fit it already."""
    before = _source(connection, "table", name)
    after = str(change(parse(before)))
    if after != before:
        _try_out(after)
        _write(connection, _SET_SOURCE, (after, "table", name))


def rename_in_place(connection: Connection, old: str, new: str) -> None:
    """Another name for an index, which stays as it is."""
    source = _source(connection, "index", old)
    quoted = connection.dialect.identifier_preparer.quote(new)
    _write(connection, _SET_INDEX, (new, renamed_index(source, old, quoted), old))


def _source(connection: Connection, kind: str, name: str) -> str:
    found = "SELECT sql FROM sqlite_master WHERE type = ? AND name = ?"
    source: str = connection.exec_driver_sql(found, (kind, name)).scalar_one()
    return source


def _write(connection: Connection, statement: str, values: tuple[str, ...]) -> None:
    """Changes SQLite's own table, for this connection and all others."""
    version: int = connection.exec_driver_sql("PRAGMA schema_version").scalar_one()
    connection.exec_driver_sql("PRAGMA writable_schema = ON")
    try:
        connection.exec_driver_sql(statement, values)
        connection.exec_driver_sql(f"PRAGMA schema_version = {version + 1}")
    except DBAPIError as error:
        raise SchemaEditRefusedError(str(error.orig)) from error
    finally:
        connection.exec_driver_sql("PRAGMA writable_schema = RESET")


def _try_out(statement: str) -> None:
    """A mistake would make the database unreadable, so that an empty one learns of it first."""
    with closing(sqlite3.connect(":memory:")) as empty:
        register_functions(empty)
        empty.execute(statement)


def _table_of(const: Constraint) -> Table:
    assert isinstance(const.table, Table)
    return const.table
