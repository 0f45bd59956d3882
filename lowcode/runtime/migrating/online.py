"""What revisions are made of that run while the app is in use: stages, each a short transaction of its own.

Run plainly (on an empty database, in tests) the stages are one transaction like any other revision.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from functools import partial
from typing import Any

from alembic import op
from alembic.operations import Operations
from sqlalchemy import Column, ColumnElement, func, inspect, literal, text, update

from lowcode.runtime.migrating.carrying import Concern
from lowcode.runtime.migrating.converting import convert_column
from lowcode.runtime.migrating.in_step import unnoticed
from lowcode.runtime.migrating.literals import as_sql
from lowcode.runtime.migrating.offline import is_printing
from lowcode.runtime.migrating.passages import carry
from lowcode.runtime.migrating.rows import connection_of, key_of, table_of
from lowcode.runtime.migrating.together import Assignment, assign, shared_table_of
from lowcode.runtime.migrating.turns import only_what_is_left

ALONE = "lowcode_alone"
"""Execution option of a connection that is in no transaction."""

_FILLED = "filled"


@dataclass(frozen=True, slots=True)
class Stage:
    """A part of a revision. `in_turns`: it goes through this table, some records at a time."""

    run: Callable[[], None]
    in_turns: str | None = None
    is_alone: bool = False
    """In no transaction, for indexes that are built beside the app's work."""


def run_at_once(stages: Sequence[Stage]) -> None:
    """All of them, in the transaction of the migration."""
    connection = None if op.get_context().as_sql else op.get_bind()
    with nullcontext() if connection is None else unnoticed(connection):
        for stage in stages:
            stage.run()


def add_column_online(operations: Operations, table: str, column: Column[Any], default: Any = None) -> None:
    """A column that may be empty.

    With a default the rows that are there have it at once, and so have later ones that
    are written by code that does not know it.
    """
    source = None
    if default is not None:
        source = text(as_sql(operations.get_context().dialect, literal(default, column.type)))
    operations.add_column(table, Column(column.name, column.type, nullable=True, server_default=source))


def create_key_later(operations: Operations, name: str, table: str, target: str, column: str, on_delete: str) -> None:
    """A key that holds for what is written from now on; `check_all` looks at the rows that are there."""
    later: dict[str, Any] = {"postgresql_not_valid": True} if _is_postgresql(operations) else {}
    operations.create_foreign_key(name, table, target, [column], ["id"], ondelete=on_delete, **later)


def create_check_later(operations: Operations, name: str, table: str, condition: ColumnElement[bool]) -> None:
    """The same for a condition."""
    later: dict[str, Any] = {"postgresql_not_valid": True} if _is_postgresql(operations) else {}
    operations.create_check_constraint(name, table, condition, **later)


def require_later(operations: Operations, table: str, column: str) -> None:
    """On PostgreSQL, a condition by which `require_value` need not look at the rows."""
    if _is_postgresql(operations):
        quoted = _quoted(operations, column)
        operations.create_check_constraint(
            _filled(table, column), table, text(f"{quoted} IS NOT NULL"), postgresql_not_valid=True
        )


def check_all(operations: Operations, table: str, *names: str, filled: Sequence[str] = ()) -> None:
    """Looks at the rows that are there, while others write. SQLite has looked already."""
    if _is_postgresql(operations):
        for name in (*names, *(_filled(table, column) for column in filled)):
            operations.execute(
                f"ALTER TABLE {_quoted(operations, table)} VALIDATE CONSTRAINT {_quoted(operations, name)}"
            )


def require_value(operations: Operations, table: str, column: Column[Any]) -> None:
    """From now on it must not be empty, and has no default any more; the condition has done its work."""
    operations.alter_column(table, column.name, existing_type=column.type, nullable=False, server_default=None)
    if _is_postgresql(operations):
        operations.drop_constraint(_filled(table, column.name), table, type_="check")


def drop_default(operations: Operations, table: str, column: Column[Any]) -> None:
    """Code that does not know the column writes no more."""
    operations.alter_column(table, column.name, existing_type=column.type, server_default=None)


def fill_default(operations: Operations, table: str, column: Column[Any], value: Any) -> None:
    """Gives the value to records that have none.

    SQLite knows the default of rows that are older than the column from the column alone: it is written into all.
    """
    if is_printing(operations):
        plain = table_of(table, "id", column)
        given = func.coalesce(plain.c[column.name], literal(value, column.type))
        operations.execute(update(plain).values({column.name: given}))
        return
    connection = connection_of(operations)
    rows = shared_table_of(table, key_of(connection, table), column)
    target = rows.c[column.name]
    where = (target.is_(None),) if _is_postgresql(operations) else ()
    filled = func.coalesce(target, literal(value, column.type))
    subject = f"{table}.{column.name}"
    assign(connection, Assignment(table=rows, column=column.name, value=filled, subject=subject, where=where))
    concern = Concern(rows=table_of(table, "id", column), written=(column.name,), subject=subject)
    carry(operations, concern, partial(fill_default, operations, table, column, value))


def convert_left(
    operations: Operations, table: str, source: Column[Any], target: Column[Any], conversion: str, **facts: Any
) -> None:
    """Converts what the triggers could not, where the new column has nothing; see `convert_column`."""
    with only_what_is_left():
        convert_column(operations, table, source, target, conversion, **facts)


def create_index_online(
    operations: Operations, name: str, table: str, columns: Sequence[Any], *, unique: bool = False, **options: Any
) -> None:
    """Builds an index while others write, where the database can; one that was left half built is built again."""
    if is_printing(operations):
        operations.create_index(name, table, list(columns), unique=unique, **options)
        return
    connection = connection_of(operations)
    beside = connection.get_execution_options().get(ALONE, False) and _is_postgresql(operations)
    concurrently: dict[str, Any] = {"postgresql_concurrently": True} if beside else {}
    is_there = name in {each["name"] for each in inspect(connection).get_indexes(table)}
    if is_there and _is_postgresql(operations):
        is_there = bool(connection.execute(text(_IS_VALID), {"name": _quoted(operations, name)}).scalar())
        if not is_there:
            operations.drop_index(name, table_name=table, **concurrently)
    if not is_there:
        operations.create_index(name, table, list(columns), unique=unique, **concurrently, **options)


def drop_index_online(operations: Operations, name: str, table: str) -> None:
    """The same for an index that is no longer wanted."""
    if is_printing(operations):
        operations.drop_index(name, table_name=table)
        return
    connection = connection_of(operations)
    if name in {each["name"] for each in inspect(connection).get_indexes(table)}:
        beside = connection.get_execution_options().get(ALONE, False) and _is_postgresql(operations)
        options: dict[str, Any] = {"postgresql_concurrently": True} if beside else {}
        operations.drop_index(name, table_name=table, **options)


_IS_VALID = "SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass(:name)"


def _is_postgresql(operations: Operations) -> bool:
    return operations.get_context().dialect.name == "postgresql"


def _quoted(operations: Operations, name: str) -> str:
    return operations.get_context().dialect.identifier_preparer.quote(name)


def _filled(table: str, column: str) -> str:
    return f"ck_{table}_{column}_{_FILLED}"[:63]
