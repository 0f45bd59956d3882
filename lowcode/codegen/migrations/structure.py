"""Indexes, checks and keys of tables that stay: what only has another name is renamed, the rest goes and comes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import TypeVar

from lowcode.codegen.migrations.checks import COLUMN, columns_in
from lowcode.codegen.migrations.counting import longest
from lowcode.codegen.migrations.draft import Draft, StepDraft, TableMoves, written_place
from lowcode.codegen.migrations.operations import (
    AddCheck,
    AddColumn,
    AddForeignKey,
    AddIndex,
    DropCheck,
    DropForeignKey,
    DropIndex,
    FillColumn,
    Guard,
    Operation,
    RenameConstraint,
    RenameIndex,
)
from lowcode.codegen.migrations.steps import StepKind
from lowcode.codegen.schema import Check, ForeignKey, TableIndex

_Part = TypeVar("_Part", Check, ForeignKey, TableIndex)
_BOUND = re.compile(r'(?P<what>.*) (?P<sign><=|>=) (?:Decimal\("?)?(?P<value>-?[\d._]+)"?\)?')


def structure_steps(draft: Draft, tables: Mapping[str, str]) -> None:
    """Adds the steps of all tables that stay; `tables`: former table → present table."""
    taken = {index.name for table in draft.snapshot.schema.tables for index in table.indexes}
    for moves in draft.moves:
        _Structure(draft, moves, tables, taken).compare()


class _Structure:
    def __init__(self, draft: Draft, moves: TableMoves, tables: Mapping[str, str], taken: set[str]) -> None:
        self.draft = draft
        self.old = moves.old
        self.new = moves.new
        self.kept = moves.kept
        self.tables = tables
        self.taken = taken
        """Names of all former indexes."""

    def compare(self) -> None:
        self._indexes()
        self._checks()
        self._keys()

    # --- indexes ---

    def _indexes(self) -> None:
        former = {index.name: self._moved_index(index) for index in self.old.indexes}
        dropped = {}
        for old, new in _paired(self.old.indexes, former, self.new.indexes):
            if old is not None and new is not None and new.unique and (step := self._writing(new.columns)) is not None:
                step.operations += [DropIndex(self.old.name, old), self._look_for_repeated(new)]
                step.operations.append(AddIndex(self.new.name, new))
            elif old is not None and new is not None:
                self._same_index(old, new)
            elif old is not None:
                dropped[old.name] = DropIndex(self.old.name, old)
            elif new is not None:
                self._added_index(new, dropped.pop(new.name, None))
        for operation in dropped.values():
            index = operation.index
            kind = StepKind.DROP_UNIQUE if index.unique else StepKind.DROP_INDEX
            self.draft.add(kind, index.name, self.new.name, operation, facts=_columns(index))

    def _same_index(self, old: TableIndex, new: TableIndex) -> None:
        if old.name == new.name:
            return
        step = self.draft.rename_step(self.new.name, self.old.name)
        if new.name in self.taken:
            step.operations += [DropIndex(self.old.name, old), AddIndex(self.new.name, new)]
        else:
            step.operations.append(RenameIndex(self.new.name, self._moved_index(old) or old, new))

    def _added_index(self, new: TableIndex, before: DropIndex | None) -> None:
        operations: list[Operation] = [AddIndex(self.new.name, new)]
        if before is not None:
            operations.insert(0, before)
        if new.unique and all(map(self._has_values, new.columns)):
            operations.insert(0, self._look_for_repeated(new))
        kind = StepKind.ADD_UNIQUE if new.unique else StepKind.ADD_INDEX
        self.draft.add(kind, new.name, self.new.name, *operations, facts=_columns(new))

    def _look_for_repeated(self, index: TableIndex) -> Guard:
        return Guard("duplicate", self.new.name, index.columns, index.where or "", index.name, is_late=True)

    def _moved_index(self, index: TableIndex) -> TableIndex | None:
        """The index as the renames leave it; None if one of its columns goes."""
        columns = [self.kept.get(name) for name in index.columns]
        where = self._moved(index.where) if index.where is not None else None
        if None in columns or (index.where is not None and where is None):
            return None
        return replace(index, columns=tuple(name for name in columns if name is not None), where=where)

    # --- checks ---

    def _checks(self) -> None:
        former = {check.name: self._moved_check(check) for check in self.old.checks}
        dropped = {}
        for old, new in _paired(self.old.checks, former, self.new.checks):
            step = self._breaking(new) if old is not None and new is not None else None
            if old is not None and new is not None and step is not None:
                step.operations += [DropCheck(self.old.name, old), self._look(new), AddCheck(self.new.name, new)]
            elif old is not None and new is not None:
                self._same_constraint(old, new, self._moved_check(old) or old)
            elif old is not None:
                dropped[old.name] = DropCheck(self.old.name, old)
            elif new is not None:
                operations: list[Operation] = [*self._looks(new), AddCheck(self.new.name, new)]
                if new.name in dropped:
                    operations.insert(0, dropped.pop(new.name))
                self.draft.add(StepKind.ADD_CHECK, new.name, self.new.name, *operations)
        for name, operation in dropped.items():
            self.draft.add(StepKind.DROP_CHECK, name, self.new.name, operation)

    def _looks(self, check: Check) -> Iterator[Guard]:
        """A look at the rows before the check is there, unless they are known to keep it."""
        columns = columns_in(check)
        is_looked_at = self._is_size(check) and self.draft.is_filled(self.new.name, columns[0])
        is_known = is_looked_at or self._is_fitting(check) or self._is_wider(check)
        if any(map(self._has_values, columns)) and not is_known:
            yield self._look(check)

    def _look(self, check: Check) -> Guard:
        condition = f"sa.not_({check.condition})"
        return Guard("breaks", self.new.name, columns_in(check), condition, check.name, is_late=True)

    def _breaking(self, check: Check) -> StepDraft | None:
        """The step whose values may break it; a default fits its field, and sizes of columns are looked at anyway."""
        columns = columns_in(check)
        is_known = self._is_fitting(check) or self._is_size(check)
        return None if is_known else self._writing(columns, constants=len(columns) > 1)

    def _is_size(self, check: Check) -> bool:
        """Whether it says what the size of its column says: whatever writes values looks at that by itself."""
        columns = columns_in(check)
        sizes = {longest(each.type) for each in self.new.columns if each.name in columns} - {None}
        return len(columns) == 1 and any(check.condition.endswith(f") <= {size}") for size in sizes)

    def _is_fitting(self, check: Check) -> bool:
        return (self.new.name, check.name) in self.draft.fitting

    def _has_values(self, column: str) -> bool:
        """Whether rows that are there may have a value in the column by then."""
        return column in self.kept.values() or self.draft.is_filled(self.new.name, column)

    def _is_wider(self, check: Check) -> bool:
        """Whether a former check on the same was at least as strict: the rows keep this one then."""
        bound = _BOUND.fullmatch(check.condition)
        if bound is None:
            return False
        for former in self.old.checks:
            moved = self._moved(former.condition)
            was = _BOUND.fullmatch(moved) if moved is not None else None
            if was is not None and (was["what"], was["sign"]) == (bound["what"], bound["sign"]):
                before, after = Decimal(was["value"]), Decimal(bound["value"])
                return before <= after if bound["sign"] == "<=" else before >= after
        return False

    def _moved_check(self, check: Check) -> Check | None:
        condition = self._moved(check.condition)
        return None if condition is None else replace(check, condition=condition)

    def _moved(self, condition: str) -> str | None:
        """The condition as the renames leave it; None if one of its columns goes."""
        if any(name not in self.kept for name in COLUMN.findall(condition)):
            return None
        return COLUMN.sub(lambda found: f'sa.column("{self.kept[found[1]]}"', condition)

    # --- keys ---

    def _keys(self) -> None:
        former = {key.name: self._moved_key(key) for key in self.old.foreign_keys}
        brought = {
            each.key.name
            for step in self.draft.steps
            for each in step.operations
            if isinstance(each, AddColumn) and each.key is not None
        }
        dropped = {}
        for old, new in _paired(self.old.foreign_keys, former, self.new.foreign_keys):
            if old is not None and new is not None:
                self._same_constraint(old, new, self._moved_key(old) or old)
            elif old is not None:
                dropped[old.name] = DropForeignKey(self.old.name, old)
            elif new is not None and new.name not in brought:
                before = dropped.pop(new.name, None)
                kind = StepKind.ADD_REFERENCE if before is None else StepKind.CHANGE_REFERENCE
                added = AddForeignKey(self.new.name, new)
                self.draft.add(kind, new.name, self.new.name, *([] if before is None else [before]), added)
        for name, operation in dropped.items():
            self.draft.add(StepKind.CHANGE_REFERENCE, name, self.new.name, operation)

    def _moved_key(self, key: ForeignKey) -> ForeignKey | None:
        column = self.kept.get(key.column)
        target = self.tables.get(key.target)
        return None if column is None or target is None else replace(key, column=column, target=target)

    # --- both ---

    def _writing(self, columns: tuple[str, ...], *, constants: bool = True) -> StepDraft | None:
        """The step that changes values of columns which a check or a unique index is about.

        What is so meanwhile need not be so in the end, and what is wrong in the end has to be named.
        """
        places = {(self.new.name, name) for name in columns}
        for step in self.draft.steps:
            writing = [each for each in step.operations if constants or not isinstance(each, FillColumn)]
            if places & set(map(written_place, writing)):
                return step
        return None

    def _same_constraint(self, old: Check | ForeignKey, new: Check | ForeignKey, moved: Check | ForeignKey) -> None:
        if old.name == new.name:
            return
        names = {check.name for check in self.old.checks} | {key.name for key in self.old.foreign_keys}
        operations: tuple[Operation, ...]
        if new.name not in names:
            operations = (RenameConstraint(self.new.name, moved, new),)
        elif isinstance(old, Check) and isinstance(new, Check):
            operations = (DropCheck(self.old.name, old), AddCheck(self.new.name, new))
        elif isinstance(old, ForeignKey) and isinstance(new, ForeignKey):
            operations = (DropForeignKey(self.old.name, old), AddForeignKey(self.new.name, new))
        else:
            raise TypeError("a key is no check")
        self.draft.rename_step(self.new.name, self.old.name).operations += operations


def _without_name(part: _Part) -> _Part:
    if isinstance(part, TableIndex):
        return replace(part, name="", covering=None)
    return replace(part, name="")


def _paired(
    former: tuple[_Part, ...], moved: Mapping[str, _Part | None], present: tuple[_Part, ...]
) -> Iterator[tuple[_Part | None, _Part | None]]:
    """Former parts and what they are now: the same name first, then whatever says the same."""
    open_parts = {each.name: each for each in present}
    pairs: dict[str, _Part] = {}
    waiting = []
    for old in former:
        now = moved[old.name]
        same = open_parts.get(old.name)
        if now is not None and same is not None and _without_name(same) == _without_name(now):
            pairs[old.name] = open_parts.pop(old.name)
        else:
            waiting.append(old)
    for old in waiting:
        now = moved[old.name]
        found = next((each for each in open_parts.values() if now and _without_name(each) == _without_name(now)), None)
        if found is not None:
            pairs[old.name] = open_parts.pop(found.name)
    for old in former:
        yield old, pairs.get(old.name)
    for new in open_parts.values():
        yield None, new


def _columns(index: TableIndex) -> tuple[tuple[str, str], ...]:
    return (("columns", ", ".join(index.columns)),)
