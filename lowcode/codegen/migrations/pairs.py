"""A field that was there and is there: what the parts of the differ ask about it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from lowcode.codegen.migrations.columns import Columns
from lowcode.codegen.migrations.draft import Draft
from lowcode.codegen.migrations.operations import NumberRecords
from lowcode.codegen.schema import Column
from lowcode.codegen.storage import column_of
from lowcode.ir.application import AutonumberFieldType, Entity, Field, FieldType
from lowcode.ir.changes import Fill
from lowcode.ir.former import FormerField


@dataclass(frozen=True)
class FieldPair:
    """`field` of `entity` was `old`."""

    draft: Draft
    entity: Entity
    columns: Columns
    old: FormerField
    field: Field

    @property
    def subject(self) -> str:
        """As people call it."""
        return f"{self.entity.name}.{self.field.name}"

    @cached_property
    def old_type(self) -> FieldType:
        """Its former type, in present names."""
        return self.draft.matching.current_type(self.old.type)

    @property
    def is_retyped(self) -> bool:
        """Whether its values are others now."""
        return self.draft.matching.is_retyped(self.old, self.field.type)

    @property
    def fill(self) -> Fill | None:
        """Its `from`, if that has something to do."""
        return self.draft.fill_of(self.entity.name, self.field.name)

    @property
    def old_table(self) -> str:
        """The former table of its entity."""
        return self.columns.moves.old.name

    @property
    def new_table(self) -> str:
        """The present table of its entity."""
        return self.columns.moves.new.name

    @property
    def old_column(self) -> Column | None:
        """Its former column."""
        return self.columns.old.get(self.old.column) if self.old.column is not None else None

    @property
    def new_column(self) -> Column | None:
        """Its present column."""
        name = column_of(self.field)
        return self.columns.new[name] if name is not None else None

    @property
    def facts(self) -> tuple[tuple[str, str], ...]:
        """What most sentences about it name."""
        return (("old", self.old.name), ("label", self.field.label.texts[0]))

    def numbering(self) -> Iterator[NumberRecords]:
        """Goes on with the numbers that people have typed, if it numbers records by itself from now on."""
        column = self.new_column
        if column is not None and not isinstance(self.old.type, AutonumberFieldType):
            yield from self.draft.numbering(self.entity, self.field, column)

    def note_change(self) -> None:
        """Whatever is computed from the field is stale."""
        self.draft.changed.add((self.entity.name, self.field.name))
