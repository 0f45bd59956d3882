"""The columns of a table before and after, by name, and the operations that replace one by another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from lowcode.codegen.migrations.draft import TableMoves, middle_name
from lowcode.codegen.migrations.operations import AddColumn, AllowEmpty, DropColumn, Operation, RequireValue
from lowcode.codegen.schema import Column, ForeignKey


@dataclass(frozen=True)
class Columns:
    """Of one table that stays."""

    moves: TableMoves

    @cached_property
    def old(self) -> dict[str, Column]:
        """The former columns."""
        return {column.name: column for column in self.moves.old.columns}

    @cached_property
    def new(self) -> dict[str, Column]:
        """The present columns."""
        return {column.name: column for column in self.moves.new.columns}

    @cached_property
    def keys(self) -> dict[str, ForeignKey]:
        """The present foreign keys by their columns."""
        return {key.column: key for key in self.moves.new.foreign_keys}

    def keep(self, old: str, new: str) -> None:
        """The column goes on, maybe under another name."""
        self.moves.kept[old] = new

    def give_up(self, old: str) -> None:
        """The column goes in the end; until then it gives way if its name is needed."""
        taken = set(self.new) | set(self.old)
        self.moves.gone[old] = middle_name(old, taken) if old in self.new else old

    def leaving(self, old: str) -> tuple[Column, tuple[Operation, ...]]:
        """What a column that goes is called from the renames on, and how it goes."""
        column = replace(self.old[old], name=self.moves.gone[old], nullable=True)
        return column, (*self._loosened(old), DropColumn(self.moves.new.name, column))

    def _loosened(self, old: str) -> Iterator[Operation]:
        """Nobody must fill it in on the way back before its values are there."""
        if not self.old[old].nullable:
            yield AllowEmpty(self.moves.old.name, self.old[old])

    def added(self, name: str) -> AddColumn:
        """The new column, empty, with its key."""
        return AddColumn(self.moves.new.name, replace(self.new[name], nullable=True), self.keys.get(name))

    def required(self, name: str) -> Iterator[Operation]:
        """What insists on a value, if the new column does."""
        if not self.new[name].nullable:
            yield RequireValue(self.moves.new.name, self.new[name])
