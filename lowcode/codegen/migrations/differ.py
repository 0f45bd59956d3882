"""Compares two schemas. What loses no data becomes operations; everything else a refusal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

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
    Refusal,
    RequireValue,
)
from lowcode.codegen.schema import Schema, Table, TableIndex


@dataclass(frozen=True, slots=True)
class Difference:
    """What to do, in an order that works, or why it cannot be done."""

    operations: tuple[Operation, ...]
    refusals: tuple[Refusal, ...]


def difference(old: Schema, new: Schema) -> Difference:
    """From `old` to `new`."""
    old_tables, new_tables = old.by_name(), new.by_name()
    refusals = [Refusal("table_removed", name) for name in old_tables if name not in new_tables]
    operations = [*_created([table for table in new.tables if table.name not in old_tables])]
    if not old_tables:
        operations.append(CreateSystemTables())
    for table in new.tables:
        before = old_tables.get(table.name)
        if before is not None and before != table:
            refusals += _refusals(before, table)
            operations += _altered(before, table)
            if table.entity is not None and set(table.derived) - set(before.derived):
                operations.append(Recompute(table.entity))
    return Difference(() if refusals else tuple(operations), tuple(refusals))


def _created(tables: list[Table]) -> Iterator[Operation]:
    """New tables, targets of references first; a circle is closed by adding its last key afterwards."""
    ordered = _targets_first(tables)
    positions = {table.name: position for position, table in enumerate(ordered)}
    closing: list[Operation] = []
    for table in ordered:
        later = tuple(key.name for key in table.foreign_keys if positions.get(key.target, -1) > positions[table.name])
        yield CreateTable(table, later)
        closing += [AddForeignKey(table.name, key) for key in table.foreign_keys if key.name in later]
    for table in ordered:
        for index in table.indexes:
            yield AddIndex(table.name, index)
    yield from closing


def _targets_first(tables: list[Table]) -> list[Table]:
    by_name = {table.name: table for table in tables}
    ordered: list[Table] = []
    visited: set[str] = set()
    for root in tables:
        waiting = [(root, iter(root.foreign_keys))]
        if root.name in visited:
            continue
        visited.add(root.name)
        while waiting:
            table, keys = waiting[-1]
            target = next((key.target for key in keys if key.target in by_name and key.target not in visited), None)
            if target is None:
                ordered.append(table)
                waiting.pop()
            else:
                visited.add(target)
                waiting.append((by_name[target], iter(by_name[target].foreign_keys)))
    return ordered


def _refusals(before: Table, after: Table) -> Iterator[Refusal]:
    old_columns = {column.name: column for column in before.columns}
    new_columns = {column.name: column for column in after.columns}
    for name, column in old_columns.items():
        if name not in new_columns:
            yield Refusal("column_removed", after.name, name)
        elif new_columns[name].type != column.type:
            yield Refusal("type_changed", after.name, name)
        elif column.nullable and not new_columns[name].nullable:
            yield Refusal("made_required", after.name, name)
    for name, column in new_columns.items():
        if name not in old_columns and not column.nullable and column.default is None:
            yield Refusal("required_added", after.name, name)
    if before.primary_key != after.primary_key:
        yield Refusal("key_changed", after.name)
    kept = {key.column: key for key in after.foreign_keys}
    for key in before.foreign_keys:
        if key.column in new_columns and kept.get(key.column) != key:
            yield Refusal("reference_changed", after.name, key.column)
    known = {key.column for key in before.foreign_keys}
    for key in after.foreign_keys:
        if key.column in old_columns and key.column not in known:
            yield Refusal("reference_changed", after.name, key.column)


def _altered(before: Table, after: Table) -> Iterator[Operation]:
    old_checks = {check.name: check for check in before.checks}
    new_checks = {check.name: check for check in after.checks}
    for index in before.indexes:
        if not _same_index(after, index):
            yield DropIndex(after.name, index)
    for name, check in old_checks.items():
        if new_checks.get(name) != check:
            yield DropCheck(after.name, check)
    yield from _altered_columns(before, after)
    for name, check in new_checks.items():
        if old_checks.get(name) != check:
            yield AddCheck(after.name, check)
    for index in after.indexes:
        if not _same_index(before, index):
            yield AddIndex(after.name, index)


def _altered_columns(before: Table, after: Table) -> Iterator[Operation]:
    old_columns = {column.name: column for column in before.columns}
    keys = {key.column: key for key in after.foreign_keys}
    for column in after.columns:
        former = old_columns.get(column.name)
        if former is None:
            yield AddColumn(after.name, replace(column, nullable=True), keys.get(column.name))
            if not column.nullable:
                yield FillColumn(after.name, column)
                yield RequireValue(after.name, column)
        elif column.nullable and not former.nullable:
            yield AllowEmpty(after.name, column)


def _same_index(table: Table, index: TableIndex) -> bool:
    return index in table.indexes
