"""A record on its way to being saved: as it was, as it is to be, and what stands against it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from lowcode.runtime.context import Context
from lowcode.runtime.definitions import EntityDefinition, FieldDefinition, Rows, UniqueKeyDefinition
from lowcode.runtime.field_rights import FieldState
from lowcode.runtime.files.records import KeptFile
from lowcode.runtime.saving.facts import Facts
from lowcode.runtime.saving.outcome import Problem
from lowcode.runtime.saving.references import References
from lowcode.runtime.saving.submission import Submission
from lowcode.runtime.saving.values import value_of


@dataclass(slots=True, kw_only=True)
class Part:
    """The record itself, or one of its rows: what has an entity, fields and rules of its own."""

    facts: Facts
    record: Any
    is_new: bool
    prefix: str = ""
    """`lines[2].` for a row: goes before the names of fields in paths."""
    rows_field: str = ""
    before: dict[str, Any] = field(default_factory=dict)
    """The values of the fields as they were, those of lists only where the submission touches them."""
    title_before: str | None = None
    unreadable: frozenset[str] = frozenset()
    """Fields whose submitted text is no value: they have their problem already."""
    field_states: Mapping[str, FieldState] | None = None
    """What the user may do with the restricted fields of an existing record, as it was before; None: not asked yet."""

    @property
    def entity(self) -> EntityDefinition:
        """The definition of the part's entity."""
        return self.facts.entity

    def remember(self, fields: tuple[FieldDefinition, ...]) -> None:
        """Keeps the present values of `fields` as those from before."""
        if self.entity.title_function is not None:
            self.title_before = self.record.title_text
        for definition in fields:
            if not isinstance(definition.type, Rows):
                self.before[definition.name] = value_of(self.record, definition)

    def changed_fields(self) -> dict[str, tuple[Any, Any]]:
        """Old and new value of each field that is remembered and differs now."""
        by_name = self.entity.field_by_name
        changes: dict[str, tuple[Any, Any]] = {}
        for name, old in self.before.items():
            new = value_of(self.record, by_name[name])
            if new != old:
                changes[name] = (old, new)
        return changes

    def is_changed(self, name: str) -> bool:
        """Whether the field of that name is new or differs from what it was."""
        if self.is_new or name not in self.before:
            return self.is_new
        return bool(value_of(self.record, self.entity.field_by_name[name]) != self.before[name])


@dataclass(frozen=True, slots=True, kw_only=True)
class UniqueValues:
    """The values of one part under one unique key."""

    part: Part
    key: UniqueKeyDefinition
    values: Mapping[str, Any]
    """By attribute of the model."""
    own_ids: tuple[int, ...]
    """Records that do not count as others: the part itself and the rows that go."""


@dataclass(slots=True, kw_only=True)
class Draft:
    """A record with its rows, and everything that saving it needs."""

    context: Context
    submission: Submission
    references: References
    main: Part
    rows: list[Part] = field(default_factory=list)
    removed: list[Part] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    have_rows_moved: bool = False
    stands_alone: bool = False
    """A new record that is inserted by itself, without the unit of work."""
    files: dict[int, KeptFile] = field(default_factory=dict)
    """The files that changed fields name, by number."""
    unique_values: list[UniqueValues] = field(default_factory=list)
    """What would have to be unique, kept for the case that the record is taken back."""

    @property
    def parts(self) -> list[Part]:
        """Rows first: the record may be computed from them."""
        return [*self.rows, self.main]

    def refuse(self, part: Part, definition: FieldDefinition | None, code: str, **parameters: object) -> None:
        """Notes a problem beside a field of a part, or (without one) about the part as a whole."""
        name = definition.name if definition is not None else ""
        path = f"{part.prefix}{name}" if name else part.prefix.rstrip(".")
        self.problems.append(Problem(path=path, code=code, parameters=parameters))
