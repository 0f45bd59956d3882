"""Prints operations as an Alembic revision, ready for the formatter.

Alembic's own renderer would do, but importing it costs more than everything else a small build does.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TypeAlias

from lowcode.codegen.migrations.operations import (
    AddCheck,
    AddColumn,
    AddForeignKey,
    AddIndex,
    AllowEmpty,
    CreateSystemTables,
    CreateTable,
    DropCheck,
    DropIndex,
    FillColumn,
    Operation,
    Recompute,
    RequireValue,
)
from lowcode.codegen.python_source import HEADER, Imports, call, docstring, literal
from lowcode.codegen.schema import Column, ForeignKey, Table, TableIndex
from lowcode.codegen.schema_source import (
    check_source,
    column_list,
    foreign_key_source,
    index_arguments,
    note_names,
    primary_key_source,
)

_ID_LENGTH = 10
_SYSTEM_MODULE = "lowcode.runtime.database.system_migrations"


@dataclass(frozen=True, slots=True)
class Revision:
    """One file in `migrations/versions/`."""

    identifier: str
    text: str


@dataclass(frozen=True, slots=True)
class _DropTable:
    table: str


@dataclass(frozen=True, slots=True)
class _DropSystemTables:
    """The way back from `CreateSystemTables`."""


@dataclass(frozen=True, slots=True)
class _DropKey:
    table: str
    key: ForeignKey


@dataclass(frozen=True, slots=True)
class _DropColumn:
    table: str
    column: Column
    key: ForeignKey | None


_Step: TypeAlias = Operation | _DropTable | _DropSystemTables | _DropKey | _DropColumn


def render(operations: Sequence[Operation], former: str | None, number: int) -> Revision:
    """The revision after `former`; its identifier follows from what it does, so that equal specs give equal files."""
    imports = Imports("migrations")
    recomputed = " ".join(sorted({each.entity for each in operations if isinstance(each, Recompute)}))
    statements = [each for each in operations if not isinstance(each, Recompute)]
    upgrade = list(_statements(statements, imports))
    downgrade = list(_statements(list(_reversed(statements)), imports))
    digest = hashlib.sha256("\n".join([former or "", *upgrade, recomputed]).encode()).hexdigest()[:_ID_LENGTH]
    _note_modules(imports, [*upgrade, *downgrade])
    identifier = f"{number:04d}_{digest}"
    about = "The first tables." if former is None else "What changed in the specification."
    text = f'''{docstring(f"{about} {HEADER}")}

{imports.source()}
revision = {literal(identifier)}
down_revision = {literal(former)}
branch_labels = None
depends_on = None
{f"recompute = {literal(recomputed)}" if recomputed else ""}


def upgrade() -> None:
    """Applies the change."""
{_indented(upgrade)}


def downgrade() -> None:
    """Takes the change back."""
{_indented(downgrade)}
'''
    return Revision(identifier, text)


def _note_modules(imports: Imports, statements: list[str]) -> None:
    """A revision that only has values computed anew needs neither."""
    if statements:
        imports.name("alembic", "op")
    if any("sa." in statement for statement in statements):
        imports.module("import sqlalchemy as sa")


def _indented(statements: list[str]) -> str:
    return "\n".join(f"    {line}" for statement in statements for line in statement.splitlines())


def _statements(operations: Sequence[_Step], imports: Imports) -> Iterator[str]:
    """Statements; what SQLite can only do by copying a table is done in one copy per table."""
    for table, group in groupby(operations, key=_copied_table):
        if table is None:
            for operation in group:
                yield _statement(operation, imports)
        else:
            lines = [line for operation in group for line in _batch_lines(operation, imports)]
            yield "\n".join(
                [f"with op.batch_alter_table({literal(table)}) as batch:", *(f"    {each}" for each in lines)]
            )


def _copied_table(operation: _Step) -> str | None:
    match operation:
        case AddColumn(table=table) | AddCheck(table=table) | DropCheck(table=table) | AllowEmpty(table=table):
            return table
        case _DropColumn(table=table) | RequireValue(table=table):
            return table
        case _:
            return None


def _statement(operation: _Step, imports: Imports) -> str:
    match operation:
        case CreateTable(table=table, later=later):
            return _create_table(table, later, imports)
        case CreateSystemTables():
            return f"{imports.name(_SYSTEM_MODULE, 'create_system_tables')}(op)"
        case _DropSystemTables():
            return f"{imports.name(_SYSTEM_MODULE, 'drop_system_tables')}(op)"
        case AddForeignKey(table=table, key=key):
            return _on_postgresql(_create_key(table, key))
        case AddIndex(table=table, index=index):
            return _create_index(table, index, imports)
        case DropIndex(table=table, index=index):
            return call("op.drop_index", literal(index.name), table_name=literal(table))
        case FillColumn(table=table, column=column):
            return _fill_column(table, column, imports)
        case _DropTable(table=table):
            return call("op.drop_table", literal(table))
        case _DropKey(table=table, key=key):
            return _on_postgresql(
                call("op.drop_constraint", literal(key.name), literal(table), type_=literal("foreignkey"))
            )
        case _:
            raise TypeError(f"{type(operation).__name__} is part of a copied table")


def _on_postgresql(statement: str) -> str:
    """SQLite has had the key since the table was made: it may name tables that do not exist yet."""
    return f'if op.get_context().dialect.name == "postgresql":\n    {statement}'


def _create_key(table: str, key: ForeignKey) -> str:
    return call(
        "op.create_foreign_key",
        literal(key.name),
        literal(table),
        literal(key.target),
        f"[{literal(key.column)}]",
        '["id"]',
        ondelete=literal(key.on_delete),
    )


def _fill_column(table: str, column: Column, imports: Imports) -> str:
    note_names(imports, column.default or "")
    target = f"sa.table({literal(table)}, sa.column({literal(column.name)}, {column.type}))"
    return f"op.execute(sa.update({target}).values({{{literal(column.name)}: {column.default}}}))"


def _create_index(table: str, index: TableIndex, imports: Imports) -> str:
    note_names(imports, index.where or "")
    return call(
        "op.create_index", literal(index.name), literal(table), column_list(index.columns), **index_arguments(index)
    )


def _create_table(table: Table, later: tuple[str, ...], imports: Imports) -> str:
    parts = [_column(column, imports) for column in table.columns]
    parts.append(primary_key_source(table.name, table.primary_key))
    parts += [foreign_key_source(key, use_alter=key.name in later) for key in table.foreign_keys]
    for check in table.checks:
        note_names(imports, check.condition)
        parts.append(check_source(check))
    return call(
        "op.create_table",
        literal(table.name),
        *parts,
        sqlite_with_rowid=None if table.with_rowid else "False",
        sqlite_autoincrement="True" if table.primary_key == ("id",) else None,
    )


def _column(column: Column, imports: Imports) -> str:
    note_names(imports, column.type)
    return call("sa.Column", literal(column.name), column.type, nullable=str(column.nullable))


def _batch_lines(operation: _Step, imports: Imports) -> Iterator[str]:
    match operation:
        case AddColumn(column=column, key=key):
            yield f"batch.add_column({_column(column, imports)})"
            if key is not None:
                yield call(
                    "batch.create_foreign_key",
                    literal(key.name),
                    literal(key.target),
                    f"[{literal(key.column)}]",
                    '["id"]',
                    ondelete=literal(key.on_delete),
                )
        case AddCheck(check=check):
            note_names(imports, check.condition)
            yield call("batch.create_check_constraint", literal(check.name), check.condition)
        case DropCheck(check=check):
            yield call("batch.drop_constraint", literal(check.name), type_=literal("check"))
        case AllowEmpty(column=column) | RequireValue(column=column):
            note_names(imports, column.type)
            yield call(
                "batch.alter_column",
                literal(column.name),
                existing_type=column.type,
                nullable=str(isinstance(operation, AllowEmpty)),
            )
        case _DropColumn(column=column, key=key):
            if key is not None:
                yield call("batch.drop_constraint", literal(key.name), type_=literal("foreignkey"))
            yield f"batch.drop_column({literal(column.name)})"
        case _:
            raise TypeError(f"{type(operation).__name__} copies no table")


def _reversed(operations: Sequence[Operation]) -> Iterator[_Step]:
    for operation in reversed(operations):
        match operation:
            case CreateTable(table=table):
                yield _DropTable(table.name)
            case CreateSystemTables():
                yield _DropSystemTables()
            case AddForeignKey(table=name, key=key):
                yield _DropKey(name, key)
            case AddColumn(table=name, column=column, key=key):
                yield _DropColumn(name, column, key)
            case AddCheck(table=name, check=check):
                yield DropCheck(name, check)
            case DropCheck(table=name, check=check):
                yield AddCheck(name, check)
            case AddIndex(table=name, index=index):
                yield DropIndex(name, index)
            case DropIndex(table=name, index=index):
                yield AddIndex(name, index)
            case AllowEmpty(table=name, column=column):
                yield RequireValue(name, column)
            case FillColumn() | RequireValue() | Recompute():
                continue  # a column goes as a whole, and what is computed anew is true for the old schema too
