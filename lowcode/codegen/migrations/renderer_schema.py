"""Statements of a revision that change tables, columns, keys, checks and indexes: plain operations of Alembic."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from lowcode.codegen.migrations import operations as op
from lowcode.codegen.migrations.renderer_undo import DropSystemTables, Step, Undone, replacements
from lowcode.codegen.migrations.stand_ins import RUNTIME_MODULE, StandIns, shared_stand_ins
from lowcode.codegen.python_source import Imports, call, literal
from lowcode.codegen.schema import Column, ForeignKey, Table, TableIndex
from lowcode.codegen.schema_source import (
    check_source,
    column_list,
    foreign_key_source,
    index_arguments,
    note_names,
    primary_key_source,
)

SYSTEM_MODULE = "lowcode.runtime.database.system_migrations"


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the statement of one operation depends on of the others."""

    closing: frozenset[str]
    """Keys that close a circle of new tables, which SQLite has in its tables from the beginning."""
    dropped: frozenset[tuple[str, str]]
    """Columns that go in the end: they are called otherwise only for as long as their values are converted."""
    instead: Mapping[str, Mapping[str, str]]
    """By archive of options: what records get for them."""
    stand_ins: StandIns
    """What all of its expressions read."""


def surroundings_of(operations: Sequence[op.Operation]) -> Surroundings:
    """Those of a revision."""
    closing = (name for each in operations if isinstance(each, op.CreateTable) for name in each.later)
    dropped = ((each.table, each.column.name) for each in operations if isinstance(each, op.DropColumn))
    instead = {
        each.archive: replacements(each, operations) for each in operations if isinstance(each, op.ArchiveColumn)
    }
    return Surroundings(
        frozenset(closing),
        frozenset(dropped),
        instead,
        shared_stand_ins(operations),
    )


def schema_statements(step: Step, imports: Imports, around: Surroundings) -> Iterator[str]:  # noqa: C901, PLR0912 one case for each operation
    """The statements of one step; nothing for a step that is about values."""
    match step:
        case op.CreateTable(table=table, later=later):
            yield _create_table(table, later, imports)
        case op.DropTable(table=table):
            yield call("op.drop_table", literal(table.name))
        case op.CreateSystemTables():
            yield f"{imports.name(SYSTEM_MODULE, 'create_system_tables')}(op, {op.SYSTEM_TABLES})"
        case DropSystemTables():
            yield f"{imports.name(SYSTEM_MODULE, 'drop_system_tables')}(op, {op.SYSTEM_TABLES})"
        case op.UpgradeSystemTables(number=number):
            yield f"{imports.name(SYSTEM_MODULE, 'upgrade_system_tables')}(op, {number})"
        case Undone(operation=op.UpgradeSystemTables(number=number)):
            yield f"{imports.name(SYSTEM_MODULE, 'downgrade_system_tables')}(op, {number})"
        case op.AddForeignKey(table=name, key=key):
            yield _closing(create_key(name, key), key, around.closing)
        case op.DropForeignKey(table=name, key=key):
            yield _closing(_drop_constraint(name, key.name, "foreignkey"), key, around.closing)
        case op.AddIndex(table=name, index=index):
            yield create_index(name, index, imports)
        case op.DropIndex(table=name, index=index):
            yield call("op.drop_index", literal(index.name), table_name=literal(name))
        case op.AddColumn(table=name, column=column, key=key):
            yield call("op.add_column", literal(name), column_source(column, imports))
            if key is not None:
                yield create_key(name, key)
        case op.DropColumn(table=name, column=column, key=key):
            if key is not None:
                yield _drop_constraint(name, key.name, "foreignkey")
            yield call("op.drop_column", literal(name), literal(column.name))
        case op.AddCheck(table=name, check=check):
            note_names(imports, check.condition)
            yield call("op.create_check_constraint", literal(check.name), literal(name), check.condition)
        case op.DropCheck(table=name, check=check):
            yield _drop_constraint(name, check.name, "check")
        case op.AllowEmpty(table=name, column=column) | op.RequireValue(table=name, column=column):
            yield _alter_column(name, column, imports, nullable=str(isinstance(step, op.AllowEmpty)))
        case op.ChangeType(table=name, old=old, new=new):
            yield from _change_type(name, old, new, imports)
        case _:
            yield from _rename_statements(step, imports, around)


def _rename_statements(step: Step, imports: Imports, around: Surroundings) -> Iterator[str]:
    match step:
        case op.RenameTable(old=old, new=new):
            yield call(imports.name(RUNTIME_MODULE, "rename_table"), "op", literal(old), literal(new))
        case op.RenameColumn(table=table, old=column, new=new):
            if {(table, column.name), (table, new)} & around.dropped:
                yield call("op.alter_column", literal(table), literal(column.name), new_column_name=literal(new))
                return
            function = imports.name(RUNTIME_MODULE, "rename_column")
            yield call(function, "op", literal(table), literal(column.name), literal(new))
        case op.RenameIndex(old=index, new=renamed):
            if index.name != renamed.name:
                function = imports.name(RUNTIME_MODULE, "rename_index")
                yield call(function, "op", literal(index.name), literal(renamed.name))
        case op.RenameConstraint(table=table, old=constraint, new=other):
            if constraint.name != other.name:
                function = imports.name(RUNTIME_MODULE, "rename_constraint")
                yield call(function, "op", literal(table), literal(constraint.name), literal(other.name))
        case _:
            return


def column_source(column: Column, imports: Imports) -> str:
    """`sa.Column(…)` of a table."""
    note_names(imports, column.type)
    return call("sa.Column", literal(column.name), column.type, nullable=str(column.nullable))


def create_index(table: str, index: TableIndex, imports: Imports) -> str:
    """`op.create_index(…)`."""
    note_names(imports, index.where or "")
    return call(
        "op.create_index", literal(index.name), literal(table), column_list(index.columns), **index_arguments(index)
    )


def create_key(table: str, key: ForeignKey) -> str:
    """`op.create_foreign_key(…)`."""
    return call(
        "op.create_foreign_key",
        literal(key.name),
        literal(table),
        literal(key.target),
        f"[{literal(key.column)}]",
        '["id"]',
        ondelete=literal(key.on_delete),
    )


def _closing(statement: str, key: ForeignKey, closing: frozenset[str]) -> str:
    if key.name not in closing:
        return statement
    return f'if op.get_context().dialect.name == "postgresql":\n    {statement}'


def _drop_constraint(table: str, name: str, kind: str) -> str:
    return call("op.drop_constraint", literal(name), literal(table), type_=literal(kind))


def _alter_column(table: str, column: Column, imports: Imports, **changed: str) -> str:
    note_names(imports, column.type)
    return call("op.alter_column", literal(table), literal(column.name), existing_type=column.type, **changed)


def _change_type(table: str, old: Column, new: Column, imports: Imports) -> Iterator[str]:
    note_names(imports, new.type)
    yield _alter_column(table, old, imports, type_=new.type)
    if old.type.startswith("ExactDecimal") and new.type.startswith("ExactDecimal"):
        function = imports.name(RUNTIME_MODULE, "rescale_column")
        yield call(function, "op", literal(table), literal(new.name), old.type, new.type)


def _create_table(table: Table, later: tuple[str, ...], imports: Imports) -> str:
    parts = [column_source(column, imports) for column in table.columns]
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
