"""Splits what a change does into what the old code can live with and what only the new code can live with."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from lowcode.codegen.migrations import operations as op
from lowcode.codegen.migrations.online.losing import Subjects, guards_of_the_way_back, only_new
from lowcode.codegen.migrations.online.stages import (
    AddCheckLater,
    AddColumnOnline,
    AddIndexOnline,
    AddKeyLater,
    ConvertLeft,
    DropDefault,
    DropIndexOnline,
    FillDefault,
    KeepInStep,
    Kept,
    LetGo,
    OnlineOperation,
    OnlineRevision,
    OnlineStage,
    RequireLater,
    RequireOnline,
    Validate,
)
from lowcode.codegen.schema import Check, Column, ForeignKey, TableIndex

_WAYS_BACK = {"text_to_int": "int_to_text"}
_READ = re.compile(r"\bthis\.(\w+)")


def split(
    operations: Sequence[op.Operation], subjects: Subjects | None = None
) -> tuple[OnlineRevision, OnlineRevision]:
    """The expansion and the contraction. Asked only if nothing is refused; `subjects`: what people enter."""
    change = _Change(tuple(operations))
    looks = guards_of_the_way_back(_expanding(change), change.renamed, subjects or {})
    expansion = OnlineRevision(
        "expand",
        tuple(_expansion(change)),
        tuple(_expanding(change)),
        (*looks, *_let_go(change)),
        only_new=tuple(only_new(operations, subjects or {})),
    )
    contraction = OnlineRevision(
        "contract",
        tuple(_contraction(change)),
        tuple(_contracting(change)),
        after_undoing=tuple(_in_step_again(change)),
    )
    return expansion, contraction


@dataclass(frozen=True)
class _Change:
    """The operations, looked up by what they are about."""

    operations: tuple[op.Operation, ...]

    def of(self, *kinds: type) -> Iterator[op.Operation]:
        """Those of some kinds."""
        return (each for each in self.operations if isinstance(each, kinds))

    @cached_property
    def created(self) -> frozenset[str]:
        """New tables, which nobody else knows yet."""
        return frozenset(each.table.name for each in self.operations if isinstance(each, op.CreateTable))

    @cached_property
    def renamed(self) -> tuple[op.RenameColumn, ...]:
        """Columns that get another name."""
        return tuple(each for each in self.operations if isinstance(each, op.RenameColumn))

    @cached_property
    def types(self) -> dict[tuple[str, str], Column]:
        """Columns whose type grows, as they are then."""
        return {(each.table, each.new.name): each.new for each in self.operations if isinstance(each, op.ChangeType)}

    @cached_property
    def required(self) -> frozenset[tuple[str, str]]:
        """Columns that must not be empty any more."""
        found = ((each.table, each.column.name) for each in self.operations if isinstance(each, op.RequireValue))
        renamed = ((each.table, each.new) for each in self.renamed if not each.old.nullable)
        return frozenset((*found, *renamed))

    @cached_property
    def defaults(self) -> dict[tuple[str, str], str]:
        """New columns that have their default in all rows at once."""
        added = {(each.table, each.column.name) for each in self.operations if isinstance(each, op.AddColumn)}
        return {
            (each.table, each.column.name): each.column.default
            for each in self.operations
            if isinstance(each, op.FillColumn) and each.column.default and (each.table, each.column.name) in added
        }

    @cached_property
    def copies(self) -> tuple[op.ConvertColumn, ...]:
        """What becomes of renames."""
        return tuple(
            op.ConvertColumn(each.table, each.old, self.column_after(each), "same", (), "same") for each in self.renamed
        )

    def column_after(self, rename: op.RenameColumn) -> Column:
        """The column under its new name, with the type that it has then."""
        grown = self.types.get((rename.table, rename.new))
        return replace(grown if grown is not None else rename.old, name=rename.new)

    def column_meanwhile(self, rename: op.RenameColumn) -> Column:
        """The column under its old name while both codes write: it has room for what the new code writes."""
        return replace(self.column_after(rename), name=rename.old.name, nullable=True)

    def leaving(self, table: str) -> dict[str, str]:
        """Columns that the new code does not write, by the names in expressions, with those in the old table."""
        gone = {each.column.name: each.column.name for each in self.of_drops(table)}
        return gone | {each.new: each.old.name for each in self.renamed if each.table == table}

    def of_drops(self, table: str | None = None) -> list[op.DropColumn]:
        """Columns that go."""
        return [each for each in self.operations if isinstance(each, op.DropColumn) and table in {None, each.table}]

    @cached_property
    def kept(self) -> dict[str, tuple[Kept, ...]]:
        """By table, which columns follow which."""
        found: dict[str, list[Kept]] = {}
        for copy in (*self.copies, *(each for each in self.operations if isinstance(each, op.ConvertColumn))):
            found.setdefault(copy.table, []).append(Kept(_both_ways(copy)))
        for fill in self.operations:
            if isinstance(fill, op.FillFrom) and not fill.is_only_empty:
                on = self._read(fill)
                if on or (fill.table, fill.column.name) in self.required:
                    is_required = (fill.table, fill.column.name) in self.required
                    found.setdefault(fill.table, []).append(Kept(fill, on, is_required))
        return {table: tuple(each) for table, each in found.items()}

    def _read(self, fill: op.FillFrom) -> tuple[str, ...]:
        """The columns of the expression that only the old code writes."""
        columns = {name: column.name for name, column in fill.records[0].columns}
        names = dict.fromkeys(columns[name] for name in _READ.findall(fill.expression) if name in columns)
        leaving = self.leaving(fill.table)
        return tuple(leaving[name] for name in names if name in leaving)

    def in_old_names(self, table: str, index: TableIndex) -> TableIndex:
        """An index over columns that are called otherwise later, as it is now."""
        former = {each.new: each.old.name for each in self.renamed if each.table == table}
        return replace(index, columns=tuple(former.get(name, name) for name in index.columns))

    def keys_of_renamed(self) -> Iterator[tuple[str, ForeignKey, ForeignKey]]:
        """Keys of renamed columns: as they are, over the old column, and as they will be."""
        former = {(each.table, each.new): each.old.name for each in self.renamed}
        for each in self.operations:
            if isinstance(each, op.RenameConstraint) and isinstance(each.old, ForeignKey):
                assert isinstance(each.new, ForeignKey)
                old = former.get((each.table, each.old.column), each.old.column)
                yield each.table, replace(each.old, column=old), each.new

    def checks_of_renamed(self) -> Iterator[tuple[str, Check, Check]]:
        """Conditions on renamed columns: as they are, over the old ones, and as they will be."""
        for each in self.operations:
            if isinstance(each, op.RenameConstraint) and isinstance(each.old, Check):
                assert isinstance(each.new, Check)
                condition = each.old.condition
                for rename in self.renamed:
                    if rename.table == each.table:
                        condition = condition.replace(f'sa.column("{rename.new}"', f'sa.column("{rename.old.name}"')
                yield each.table, replace(each.old, condition=condition), each.new


# --- what the old code can live with ----------------------------------------------------------


def _expansion(change: _Change) -> Iterator[OnlineStage]:
    guards = tuple(each for each in change.of(op.Guard) if isinstance(each, op.Guard) and not each.is_late)
    yield from _stage("look", "Records that do not fit stop the migration before anything is done.", guards)
    yield from _stage("expand", "What code that does not know it can live with.", tuple(_added(change)))
    yield from _stage("keep", "What records have before it is filled anew.", tuple(_archives(change, is_whole=True)))
    for table, operations in _fills(change).items():
        yield from _stage(f"fill_{table}", "Values of records that are there.", operations, in_turns=table)
    yield from _one_by_one("build_index", "Built while others write.", _indexes_first(change), is_alone=True)


def _added(change: _Change) -> Iterator[OnlineOperation]:
    yield from change.of(op.CreateTable)
    yield from (
        each for each in change.of(op.AddForeignKey, op.AddIndex) if getattr(each, "table", "") in change.created
    )
    yield from _loosened(change)
    for each in change.operations:
        if isinstance(each, op.AddColumn):
            yield AddColumnOnline(each.table, each.column, change.defaults.get((each.table, each.column.name)))
            if each.key is not None:
                yield AddKeyLater(each.table, each.key)
    yield from (AddColumnOnline(each.table, change.column_after(each)) for each in change.renamed)
    yield from (AddKeyLater(table, new) for table, _, new in change.keys_of_renamed())
    yield from (KeepInStep(table, kept) for table, kept in change.kept.items())


def _loosened(change: _Change) -> Iterator[op.Operation]:
    """What the new code would be refused for, and the old one does not need."""
    yield from change.of(op.DropCheck, op.DropForeignKey)
    yield from (op.DropCheck(table, old) for table, old, _ in change.checks_of_renamed())
    allowed = {(each.table, each.column.name) for each in change.operations if isinstance(each, op.AllowEmpty)}
    yield from change.of(op.AllowEmpty)
    leaving = [(each.table, each.old) for each in change.renamed]
    leaving += [(each.table, each.column) for each in change.of_drops()]
    for table, column in leaving:
        if not column.nullable and (table, column.name) not in allowed:
            yield op.AllowEmpty(table, replace(column, nullable=True))
    renamed = {(each.table, each.new): each for each in change.renamed}
    for each in change.of(op.ChangeType):
        assert isinstance(each, op.ChangeType)
        rename = renamed.get((each.table, each.new.name))
        if rename is None:
            yield each
        else:
            was = replace(rename.old, nullable=True)
            yield op.ChangeType(each.table, was, change.column_meanwhile(rename))


def _fills(change: _Change) -> dict[str, tuple[OnlineOperation, ...]]:
    """By table: values of records that are there, in the order in which expressions may read them."""
    found: dict[str, list[OnlineOperation]] = {}
    for copy in change.copies:
        found.setdefault(copy.table, []).append(copy)
    for each in change.of(op.ConvertColumn, op.FillFrom):
        assert isinstance(each, op.ConvertColumn | op.FillFrom)
        found.setdefault(each.table, []).append(each)
    for fill in change.of(op.FillColumn):
        assert isinstance(fill, op.FillColumn)
        found.setdefault(fill.table, []).append(FillDefault(fill.table, fill.column))
    return {table: tuple(each) for table, each in found.items()}


def _archives(change: _Change, *, is_whole: bool) -> Iterator[op.ArchiveColumn]:
    """Of columns that stay and are filled anew, or of those that go."""
    for each in change.of(op.ArchiveColumn):
        if isinstance(each, op.ArchiveColumn) and each.is_whole is is_whole:
            yield each


def _indexes_first(change: _Change) -> Iterator[OnlineOperation]:
    """New ones, except keys that the old code does not know of; keys that are given up."""
    for each in change.operations:
        match each:
            case op.DropIndex(table=table, index=index) if index.unique:
                yield DropIndexOnline(table, index)
            case op.AddIndex(table=table, index=index) if not index.unique and table not in change.created:
                yield AddIndexOnline(table, index)
            case op.RenameIndex(table=table, new=index):
                yield AddIndexOnline(table, index)


def _expanding(change: _Change) -> Iterator[op.Operation]:
    """The same as plain operations, for the way back."""
    yield from change.of(op.CreateTable)
    yield from (each for each in change.of(op.AddForeignKey) if getattr(each, "table", "") in change.created)
    yield from _loosened(change)
    yield from _archives(change, is_whole=True)
    yield from change.of(op.AddColumn)
    keys = {(table, new.column): new for table, _, new in change.keys_of_renamed()}
    for each in change.renamed:
        column = replace(change.column_after(each), nullable=True)
        yield op.AddColumn(each.table, column, keys.get((each.table, each.new)))
    for index in _indexes_first(change):
        if isinstance(index, AddIndexOnline):
            yield op.AddIndex(index.table, index.index)
        elif isinstance(index, DropIndexOnline):
            yield op.DropIndex(index.table, index.index)


# --- what only the new code can live with -----------------------------------------------------


def _contraction(change: _Change) -> Iterator[OnlineStage]:
    yield from _stage("release", "The old code has gone.", _let_go(change))
    for table, operations in _left(change).items():
        yield from _stage(f"fill_{table}", "What the old code has left empty.", operations, in_turns=table)
    guards = tuple(change.of(op.Guard))
    yield from _stage("look", "Records that do not fit stop the migration.", guards)
    yield from _stage("promise", "What holds for all that is written from now on.", tuple(_promised(change)))
    yield from _stage("check", "Whether it holds for what is there, while others write.", tuple(_validated(change)))
    yield from _one_by_one("build_index", "Built while others write.", _indexes_last(change), is_alone=True)
    yield from _stage("archive", "What leaves the model is kept.", tuple(_archives(change, is_whole=False)))
    yield from _stage("contract", "What only the old code needed goes.", tuple(_removed(change)))
    yield from _one_by_one("drop_column", "On SQLite, all rows are written anew.", _gone(change))


def _let_go(change: _Change) -> tuple[OnlineOperation, ...]:
    return tuple(LetGo(table) for table in change.kept)


def _left(change: _Change) -> dict[str, tuple[OnlineOperation, ...]]:
    found: dict[str, list[OnlineOperation]] = {}
    for each in change.operations:
        match each:
            case op.ConvertColumn(table=table, conversion=conversion) if conversion.startswith("text_to_"):
                found.setdefault(table, []).append(ConvertLeft(each))
            case op.FillFrom(table=table, column=column) if (table, column.name) in change.required:
                found.setdefault(table, []).append(replace(each, is_only_empty=True))
            case op.FillColumn(table=table, column=column) if (table, column.name) in change.required:
                found.setdefault(table, []).append(FillDefault(table, column))
    return {table: tuple(each) for table, each in found.items()}


def _promised(change: _Change) -> Iterator[OnlineOperation]:
    for each in change.operations:
        match each:
            case op.AddCheck(table=table, check=check):
                yield AddCheckLater(table, check)
            case op.AddForeignKey(table=table, key=key) if table not in change.created:
                yield AddKeyLater(table, key)
    yield from (AddCheckLater(table, new) for table, _, new in change.checks_of_renamed())
    yield from (RequireLater(table, column) for table, column in _required(change))


def _required(change: _Change) -> Iterator[tuple[str, Column]]:
    for each in change.operations:
        if isinstance(each, op.RequireValue):
            yield each.table, each.column
    asked = {(each.table, each.column.name) for each in change.operations if isinstance(each, op.RequireValue)}
    for rename in change.renamed:
        if not rename.old.nullable and (rename.table, rename.new) not in asked:
            yield rename.table, change.column_after(rename)


def _validated(change: _Change) -> Iterator[Validate]:
    names: dict[str, list[str]] = {}
    filled: dict[str, list[str]] = {}
    for each in _promised(change):
        if isinstance(each, AddCheckLater):
            names.setdefault(each.table, []).append(each.check.name)
        elif isinstance(each, AddKeyLater):
            names.setdefault(each.table, []).append(each.key.name)
        elif isinstance(each, RequireLater):
            filled.setdefault(each.table, []).append(each.column.name)
    for each in _added(change):
        if isinstance(each, AddKeyLater):
            names.setdefault(each.table, []).append(each.key.name)
    for table in dict.fromkeys((*names, *filled)):
        yield Validate(table, tuple(names.get(table, ())), tuple(filled.get(table, ())))


def _indexes_last(change: _Change) -> Iterator[OnlineOperation]:
    for each in change.operations:
        match each:
            case op.AddIndex(table=table, index=index) if index.unique and table not in change.created:
                yield AddIndexOnline(table, index)
            case op.DropIndex(table=table, index=index) if not index.unique:
                yield DropIndexOnline(table, index)
            case op.RenameIndex(table=table, old=index, new=new) if index.name != new.name:
                yield DropIndexOnline(table, index)


def _removed(change: _Change) -> Iterator[OnlineOperation]:
    yield from (RequireOnline(table, column) for table, column in _required(change))
    for each in change.operations:
        place = (each.table, each.column.name) if isinstance(each, op.AddColumn) else None
        if isinstance(each, op.AddColumn) and place in change.defaults and place not in change.required:
            yield DropDefault(each.table, each.column)
    yield from (op.DropForeignKey(table, old) for table, old, _ in change.keys_of_renamed())
    yield from change.of(op.DropTable, op.ArchiveTable, op.RenameInRows, op.CancelWaiting)


def _gone(change: _Change) -> Iterator[op.DropColumn]:
    for each in change.of_drops():
        yield replace(each, column=replace(each.column, nullable=True))
    for rename in change.renamed:
        yield op.DropColumn(rename.table, change.column_meanwhile(rename))


def _contracting(change: _Change) -> Iterator[op.Operation]:
    """The same as plain operations, for the way back to where both can live."""
    for each in _indexes_last(change):
        if isinstance(each, DropIndexOnline):
            yield op.DropIndex(each.table, change.in_old_names(each.table, each.index))
    yield from (op.DropForeignKey(table, old) for table, old, _ in change.keys_of_renamed())
    yield from _archives(change, is_whole=False)
    yield from _gone(change)
    yield from change.of(op.DropTable, op.ArchiveTable)
    for each in _indexes_last(change):
        if isinstance(each, AddIndexOnline):
            yield op.AddIndex(each.table, each.index)
    for each in _promised(change):
        if isinstance(each, AddCheckLater):
            yield op.AddCheck(each.table, each.check)
        elif isinstance(each, AddKeyLater):
            yield op.AddForeignKey(each.table, each.key)
        elif isinstance(each, RequireLater):
            yield op.RequireValue(each.table, each.column)
    yield from change.of(op.RenameInRows, op.CancelWaiting)


def _in_step_again(change: _Change) -> Iterator[OnlineOperation]:
    for copy in change.copies:
        yield op.ConvertColumn(copy.table, copy.target, copy.source, "same")
    for each in change.of(op.ConvertColumn):
        assert isinstance(each, op.ConvertColumn)
        both = _both_ways(each)
        if both.backward is not None:
            back = op.ConvertColumn(both.table, both.target, both.source, both.backward, both.backward_arguments)
            yield ConvertLeft(back)
    yield from (KeepInStep(table, kept) for table, kept in change.kept.items())


def _both_ways(conversion: op.ConvertColumn) -> op.ConvertColumn:
    """An archive brings back what was converted, but the old code wants to read what the new one writes now."""
    way_back = _WAYS_BACK.get(conversion.conversion)
    return conversion if conversion.backward or way_back is None else replace(conversion, backward=way_back)


def _one_by_one(
    name: str, about: str, operations: Iterable[OnlineOperation], *, is_alone: bool = False
) -> Iterator[OnlineStage]:
    """A stage for each, so that whoever writes to SQLite does not wait for all of them."""
    for number, operation in enumerate(operations, 1):
        yield OnlineStage(f"{name}_{number}", about, (operation,), None, is_alone)


def _stage(
    name: str,
    about: str,
    operations: tuple[OnlineOperation, ...],
    *,
    in_turns: str | None = None,
    is_alone: bool = False,
) -> Iterator[OnlineStage]:
    if operations:
        yield OnlineStage(name, about, operations, in_turns, is_alone)
