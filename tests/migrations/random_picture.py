"""The data of an application as plain Python values, and what it comes to: nothing here knows of databases.

Everything is kept by the keys of entities, fields and options (`random_model`), whatever they are called.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tests.migrations.random_model import Entity, Field, Reading

OWNER = -1
"""Key of a row's record, in sub-tables."""
POSITION = -2
"""Key of a row's place among the rows of its record."""
CREATED = -3
"""Key of the moment in which the record was made, which no migration changes."""

Record = dict[int, Any]


@dataclass(slots=True)
class Note:
    """A line of the history: what a field was and became; options by their keys."""

    entity: int
    record: int
    field: int
    old: Any
    new: Any


@dataclass(slots=True)
class Stay:
    """A stay of a record in a state."""

    flow: int
    entity: int
    record: int
    state: int
    is_over: bool


@dataclass(slots=True)
class Wait:
    """What a rule has begun for a record and what is still to come. `status` as the database has it."""

    rule: int
    entity: int
    record: int
    status: str


@dataclass(slots=True)
class Request:
    """A request for approval, with its steps: key of the step and status."""

    approval: int
    entity: int
    record: int
    status: str
    steps: list[tuple[int, str]]


@dataclass(slots=True)
class Picture:
    """All data: records by entity and id, and what the runtime keeps about them."""

    records: dict[int, dict[int, Record]] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)
    stays: list[Stay] = field(default_factory=list)
    waits: list[Wait] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)

    def of(self, entity: Entity) -> dict[int, Record]:
        """The records of an entity, or the rows of a sub-table, by their ids."""
        return self.records.setdefault(entity.key, {})

    def value(self, entity: Entity, number: int, each: Field) -> Any:
        """What the field of a record holds, worked out if it is computed."""
        if each.formula is None:
            return self.of(entity)[number].get(each.key)
        values = [self.read(entity, number, reading) for reading in each.formula.readings]
        return each.formula.compute(*values)

    def read(self, entity: Entity, number: int, reading: Reading) -> Any:
        """What a formula reads: one value, or a list where the way begins with a list."""
        first, *rest = reading.path
        if not first.form.is_list:
            return self._along(entity, number, reading.path)
        target, numbers = self.listed(entity, number, first)
        if not rest:
            return numbers
        return [self._along(target, each, tuple(rest)) for each in numbers]

    def _along(self, entity: Entity, number: int, path: tuple[Field, ...]) -> Any:
        value = self.value(entity, number, path[0])
        if len(path) == 1 or value is None:
            return value
        target = path[0].form.target
        assert target is not None
        return self._along(target, value, path[1:])

    def listed(self, entity: Entity, number: int, each: Field) -> tuple[Entity, list[int]]:
        """The entity and the ids of what a list field of a record holds, oldest first."""
        form = each.form
        if form.rows is not None:
            rows = self.of(form.rows)
            found = [row for row in rows if rows[row][OWNER] == number]
            return form.rows, sorted(found, key=lambda row: (rows[row][POSITION], row))
        assert form.target is not None
        if form.back is not None:
            others = self.of(form.target)
            return form.target, sorted(other for other in others if others[other].get(form.back.key) == number)
        return form.target, sorted(self.of(entity)[number].get(each.key) or ())

    def set_all(self, entity: Entity, each: Field, value: Any) -> None:
        """The same value in every record."""
        for record in self.of(entity).values():
            record[each.key] = value

    def change_all(self, entity: Entity, each: Field, change: Any) -> None:
        """A function of the old value gives the new one; what is empty stays empty."""
        for record in self.of(entity).values():
            if record.get(each.key) is not None:
                record[each.key] = change(record[each.key])

    def forget_notes(self, each: Field) -> None:
        """What history says about the field is of another type from now on."""
        each.is_noted = False
        self.notes = [note for note in self.notes if note.field != each.key]

    def forget(self, entity: Entity, each: Field) -> None:
        """The field is gone."""
        for record in self.of(entity).values():
            record.pop(each.key, None)
        if each.form.rows is not None:
            self.records.pop(each.form.rows.key, None)
        self.notes = [note for note in self.notes if note.field != each.key]

    def forget_entity(self, entity: Entity) -> None:
        """The entity is gone with its sub-tables and all that was noted about it."""
        for each in entity.fields:
            self.forget(entity, each)
        self.records.pop(entity.key, None)
        self.notes = [note for note in self.notes if note.entity != entity.key]
        self.stays = [stay for stay in self.stays if stay.entity != entity.key]
        self.waits = [wait for wait in self.waits if wait.entity != entity.key]
        self.requests = [request for request in self.requests if request.entity != entity.key]
