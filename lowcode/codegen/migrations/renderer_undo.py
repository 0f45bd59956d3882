"""What takes an operation back: the downgrade of a revision, as operations."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from lowcode.codegen.migrations import operations as op
from lowcode.codegen.migrations.phases import Phase, phase_of
from lowcode.codegen.python_source import literal
from lowcode.codegen.schema import Column, ForeignKey, Table


@dataclass(frozen=True, slots=True)
class DropSystemTables:
    """The way back from `CreateSystemTables`."""


@dataclass(frozen=True, slots=True)
class Undone:
    """The way back of an operation that no other operation is."""

    operation: (
        op.ArchiveTable
        | op.ArchiveColumn
        | op.RestoreTable
        | op.ConvertColumn
        | op.LinkFromColumn
        | op.ColumnFromLink
        | op.UpgradeSystemTables
        | op.CancelWaiting
        | op.NumberRecords
        | op.MoveFiles
        | op.PlaceRows
    )


Step: TypeAlias = op.Operation | DropSystemTables | Undone
_LOOSENING = (op.DropIndex, op.DropCheck, op.DropForeignKey, op.AllowEmpty)


def with_keys_of_restored(operations: Sequence[op.Operation]) -> Iterator[op.Operation]:
    """Tables that are back get their keys and indexes when all of them are back, because some refer to others."""
    restored = [each for each in operations if isinstance(each, op.RestoreTable)]
    for operation in operations:
        yield operation
        if restored and operation is restored[-1]:
            linked = tuple(each for each in restored if each.table.foreign_keys)
            if linked:
                yield op.LeaveOrphans(linked)
            for each in restored:
                yield from (op.AddForeignKey(each.table.name, key) for key in each.table.foreign_keys)
                yield from (op.AddIndex(each.table.name, index) for index in each.table.indexes)


def undone(operations: Sequence[op.Operation]) -> Iterator[Step]:
    """What takes the operations back, the last one first.

    Whatever makes the schema strict again waits until archives have given back their values. Tables that were set aside
    are back before others that refer to them are made; those that came back are set aside again when all else is done.
    """
    strict: list[Step] = []
    revived = [each for each in operations if isinstance(each, op.RestoreTable) and phase_of(each) is Phase.REVIVE]
    operations = [each for each in operations if each not in revived]
    archived = [each for each in reversed(operations) if isinstance(each, op.ArchiveTable)]
    for operation in reversed(operations):
        if isinstance(operation, _LOOSENING):
            strict += _way_back(operation, operations)
            continue
        if isinstance(operation, op.ArchiveTable | op.DropTable):
            yield from map(Undone, archived)
            strict += (step for each in archived for step in _keys_and_indexes(each, operations))
            archived = []
        yield from _way_back(operation, operations)
    if orphans := tuple(_with_keys_again(operations)):
        yield op.LeaveOrphans(orphans)
    yield from _required_again(operations)
    yield from strict
    yield from map(Undone, reversed(revived))


def _with_keys_again(operations: Sequence[op.Operation]) -> Iterator[op.RestoreTable]:
    """What is back from archives and gets keys: records may have been deleted since it was set aside.

    Of columns only those that were gone: they come back empty, so that no record that is there has to leave.
    """
    dropped = {
        former_names(each.table, each.column.name, operations) for each in operations if isinstance(each, op.DropColumn)
    }
    keys: dict[str, list[ForeignKey]] = {}
    for each in operations:
        if isinstance(each, op.DropForeignKey):
            keys.setdefault(each.table, []).append(each.key)
    for each in operations:
        match each:
            case op.ArchiveTable(table=table, archive=archive, subject=subject, reason=reason):
                name, _ = former_names(table.name, "", operations)
                back = replace(table, name=name, foreign_keys=(*keys.get(name, ()),))
            case op.ArchiveColumn(table=name, column=column, archive=archive, subject=subject, reason=reason) if (
                name,
                column.name,
            ) in dropped:
                found = tuple(key for key in keys.get(name, ()) if key.column == column.name)
                back = Table(name, (column,), (), found)
            case _:
                continue
        if back.foreign_keys:
            yield op.RestoreTable(back, archive, subject, reason)


def recompute_constants(operations: Sequence[op.Operation]) -> str:
    """Entities whose derived values are computed anew after the revision, and after it was taken back."""
    forth = {each.entity for each in operations if isinstance(each, op.Recompute)}
    back = {former_names(each.table, "", operations)[0] for each in operations if isinstance(each, op.DropColumn)}
    back |= {each.table.entity for each in operations if isinstance(each, op.ArchiveTable) and each.table.entity}
    lines = (("recompute", forth), ("recompute_back", back - forth))
    return "\n".join(f"{name} = {literal(' '.join(sorted(found)))}" for name, found in lines if found)


def _way_back(operation: op.Operation, operations: Sequence[op.Operation]) -> Iterator[Step]:  # noqa: C901, PLR0912 one line for each operation
    match operation:
        case op.CreateTable(table=table):
            yield op.DropTable(table)
        case op.DropTable(table=table):
            yield op.CreateTable(table)
            yield from (op.AddIndex(table.name, index) for index in table.indexes)
        case op.CreateSystemTables():
            yield DropSystemTables()
        case op.AddForeignKey(table=name, key=key):
            yield op.DropForeignKey(name, key)
        case op.DropForeignKey(table=name, key=key):
            yield op.AddForeignKey(name, key)
        case op.AddColumn(table=name, column=column, key=key):
            yield op.DropColumn(name, column, key)
        case op.DropColumn(table=name, column=column, key=key):
            yield op.AddColumn(name, replace(column, nullable=True), key)
        case op.AddCheck(table=name, check=check):
            yield op.DropCheck(name, check)
        case op.DropCheck(table=name, check=check):
            yield op.AddCheck(name, check)
        case op.AddIndex(table=name, index=index):
            yield op.DropIndex(name, index)
        case op.DropIndex(table=name, index=index):
            yield op.AddIndex(name, index)
        case op.AllowEmpty(table=name, column=column):
            yield op.RequireValue(name, column)
        case op.RequireValue(table=name, column=column):
            if not _is_added(name, column, operations):
                yield op.AllowEmpty(name, column)
        case op.ChangeType(table=name, old=old, new=new):
            yield op.ChangeType(name, new, old)
        case _:
            yield from _way_back_of_data(operation, operations)


def _way_back_of_data(operation: op.Operation, operations: Sequence[op.Operation]) -> Iterator[Step]:  # noqa: C901 one line for each operation
    match operation:
        case op.RenameTable(old=former, new=latter):
            yield op.RenameTable(latter, former)
        case op.RenameColumn(table=name, old=column, new=latter):
            yield op.RenameColumn(name, replace(column, name=latter), column.name)
        case op.RenameIndex(table=name, old=index, new=other):
            yield op.RenameIndex(name, other, index)
        case op.RenameConstraint(table=name, old=constraint, new=renamed):
            yield op.RenameConstraint(name, renamed, constraint)
        case op.RenameInRows(old=former, new=latter):
            yield replace(operation, old=latter, new=former)
        case op.ChangeOptions():
            yield from _options_back(operation, operations)
        case op.ConvertColumn(backward=backward):
            if backward is not None:
                yield Undone(operation)
        case op.ArchiveColumn() | op.RestoreTable() | op.UpgradeSystemTables():
            yield Undone(operation)
        case op.LinkFromColumn() | op.ColumnFromLink() | op.CancelWaiting():
            yield Undone(operation)
        case op.NumberRecords(counter=counter):
            yield Undone(replace(operation, counter=_former_counter(counter, operations)))
        case op.MoveFiles() | op.PlaceRows():
            yield Undone(operation)
        case _:  # what only looks, and values of columns that go or stay true for the old schema
            return


def _former_counter(counter: str, operations: Sequence[op.Operation]) -> str:
    """What rows of the runtime call a counter when they have their former names again."""
    entity, _, field = counter.partition(".")
    for each in reversed([each for each in operations if isinstance(each, op.RenameInRows)]):
        if (each.kind, each.owner, each.new) == ("field", entity, field):
            field = each.old
        elif (each.kind, each.new) == ("entity", entity):
            entity = each.old
    return f"{entity}.{field}"


def _keys_and_indexes(archived: op.ArchiveTable, operations: Sequence[op.Operation]) -> Iterator[Step]:
    """Those of a table that was set aside, when all tables have their former names."""
    name, _ = former_names(archived.table.name, "", operations)
    for key in archived.table.foreign_keys:
        yield op.AddForeignKey(name, replace(key, target=former_names(key.target, "", operations)[0]))
    yield from (op.AddIndex(name, index) for index in archived.table.indexes)


def _is_added(table: str, column: Column, operations: Sequence[op.Operation]) -> bool:
    """Whether the column is new, and goes as a whole."""
    added = ((each.table, each.column.name) for each in operations if isinstance(each, op.AddColumn))
    return (table, column.name) in added


def _options_back(change: op.ChangeOptions, operations: Sequence[op.Operation]) -> Iterator[Step]:
    """Names turn back by themselves; what was merged or emptied comes back from its archive."""
    archived = {
        option
        for each in operations
        if isinstance(each, op.ArchiveColumn) and (each.table, each.column.name) == _former(change, operations)
        for option in each.only
    }
    news = [new for _, new in change.pairs]
    pairs = tuple(
        (new, old) for old, new in change.pairs if new is not None and old not in archived and news.count(new) == 1
    )
    if pairs and not change.is_settling:
        yield replace(change, pairs=pairs)


def _former(change: op.ChangeOptions, operations: Sequence[op.Operation]) -> tuple[str, str]:
    return former_names(change.table, change.column, operations)


def replacements(archive: op.ArchiveColumn, operations: Sequence[op.Operation]) -> dict[str, str]:
    """For options of a table of links that are archived: what records get instead, by its name at that moment."""
    changes = [
        each
        for each in operations
        if isinstance(each, op.ChangeOptions)
        and each.is_link
        and _former(each, operations) == (archive.table, archive.column.name)
    ]
    former = {new: old for each in changes if not each.is_settling for old, new in each.pairs}
    return {
        old: former.get(new, new)
        for each in changes
        for old, new in each.pairs
        if old in archive.only and new is not None
    }


def former_names(table: str, column: str, operations: Sequence[op.Operation]) -> tuple[str, str]:
    """What a table and a column of it were called before the revision."""
    for operation in reversed(operations):
        match operation:
            case op.RenameColumn(table=name, old=old, new=new) if (name, new) == (table, column):
                column = old.name
            case op.RenameTable(old=old, new=new) if new == table:
                table = old
    return table, column


def _required_again(operations: Sequence[op.Operation]) -> Iterator[Step]:
    """Columns that were required come back empty and are required again when their values are back."""
    for operation in operations:
        if isinstance(operation, op.DropColumn) and not operation.column.nullable:
            table, name = former_names(operation.table, operation.column.name, operations)
            if operation.column.default is not None:
                yield op.FillColumn(table, replace(operation.column, name=name), is_only_empty=True)
            yield op.RequireValue(table, replace(operation.column, name=name))
