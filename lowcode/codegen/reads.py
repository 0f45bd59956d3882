"""Which stored values an expression reads, and along which path it reaches them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

from lowcode.codegen.expressions.analysis import computed_on_read
from lowcode.ir.application import (
    Application,
    Entity,
    Field,
    ManyReferenceFieldType,
    ReferenceFieldType,
    ReverseFieldType,
    RowsFieldType,
)
from lowcode.ir.expressions import (
    Aggregate,
    Call,
    Conditional,
    Expression,
    FieldRead,
    HasRole,
    IsWithin,
    TextTemplate,
    Variable,
    VariableKind,
)
from lowcode.ir.types import RecordType
from lowcode.ir.walking import children

TITLE = "title"
"""Stands for the title of a record among the fields read; no field can be meant, for it is resolved last."""

MEMBERSHIP = "id"
"""Stands for being in a list at all: it changes with records that come and go, not with any field of theirs."""


class StepKind(Enum):
    """How one entity leads to another."""

    REFERENCE = "reference"
    REVERSE = "reverse"
    ROWS = "rows"
    OWNER = "owner"
    MANY = "many"


@dataclass(frozen=True, slots=True)
class Step:
    """From a record of `source` to records of `target` through `field` of `source`, which is no field for OWNER."""

    kind: StepKind
    source: str
    field: str
    target: str


Path: TypeAlias = tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Read:
    """`field` of the records of `entity` that `path` leads to. `everywhere`: of any record of it."""

    path: Path
    entity: str
    field: str
    everywhere: bool = False


def step_through(entity: Entity, field: Field) -> Step | None:
    """The step that `field` makes; None where it leads to no record."""
    match field.type:
        case ReferenceFieldType(entity=target):
            return Step(StepKind.REFERENCE, entity.name, field.name, target)
        case ReverseFieldType(entity=target):
            return Step(StepKind.REVERSE, entity.name, field.name, target)
        case RowsFieldType(entity=target):
            return Step(StepKind.ROWS, entity.name, field.name, target)
        case ManyReferenceFieldType(entity=target):
            return Step(StepKind.MANY, entity.name, field.name, target)
        case _:
            return None


def reads(application: Application, entity: Entity, expression: Expression) -> Iterator[Read]:
    """Everything that the value of `expression` in `entity` depends on, in order of appearance."""
    return _Walk(application, entity).walk(expression, {})


@dataclass(frozen=True, slots=True)
class _Place:
    """A set of records: where an expression of a record type or a list leads."""

    path: Path
    entity: str


@dataclass(frozen=True, slots=True)
class _Walk:
    application: Application
    entity: Entity

    def walk(self, expression: Expression, items: Mapping[int, _Place]) -> Iterator[Read]:
        match expression:
            case Aggregate():
                yield from self._aggregate(expression, items)
                return
            case FieldRead(source=source, field=name):
                yield from self._read(source, name, items)
                yield from self._members(expression, items)
            case IsWithin(operand=operand, parent_field=parent):
                yield from self._read(operand, parent, items, everywhere=True)
            case HasRole(user=user):
                yield from self._read(user, "roles", items)
            case Call() | TextTemplate():
                for part in children(expression):
                    if isinstance(part.type, RecordType):  # a record among texts shows its title
                        yield from self._read(part, TITLE, items)
            case _:
                """Nothing of its own."""
        for part in children(expression):
            yield from self.walk(part, items)

    def _read(
        self, record: Expression, field: str, items: Mapping[int, _Place], *, everywhere: bool = False
    ) -> Iterator[Read]:
        place = self._place(record, items)
        if place is not None:
            yield Read(place.path, place.entity, field, everywhere)

    def _members(self, expression: FieldRead, items: Mapping[int, _Place]) -> Iterator[Read]:
        """A list depends on which records are in it, whatever is read of them: `count(contacts)`."""
        place = self._place(expression, items)
        if place is not None and place.path and place.path[-1].kind is not StepKind.REFERENCE:
            yield Read(place.path, place.entity, MEMBERSHIP)

    def _aggregate(self, aggregate: Aggregate, items: Mapping[int, _Place]) -> Iterator[Read]:
        yield from self.walk(aggregate.list, items)
        place = self._place(aggregate.list, items)
        if place is None:
            return
        inner = {**items, aggregate.depth: place}
        for part in (aggregate.condition, aggregate.value):
            if part is not None:
                yield from self.walk(part, inner)

    def _place(self, expression: Expression, items: Mapping[int, _Place]) -> _Place | None:
        """Where the records that `expression` stands for are reached; None for the signed-in user and no records."""
        match expression:
            case Variable(kind=VariableKind.THIS):
                return _Place((), self.entity.name)
            case Variable(kind=VariableKind.OWNER) if self.entity.owner is not None:
                step = Step(StepKind.OWNER, self.entity.name, "", self.entity.owner)
                return _Place((step,), self.entity.owner)
            case Variable(kind=VariableKind.ITEM, depth=depth):
                return items.get(depth)
            case FieldRead(source=source, field=name):
                return self._beyond(self._place(source, items), name)
            case Aggregate(list=list_, value=None):
                return self._place(list_, items)
            case Aggregate(list=list_, depth=depth, value=value) if value is not None:
                place = self._place(list_, items)
                return None if place is None else self._place(value, {**items, depth: place})
            case Conditional(when_true=when_true, when_false=when_false):
                return self._place(when_true, items) or self._place(when_false, items)
            case _:
                return None

    def _beyond(self, place: _Place | None, name: str) -> _Place | None:
        if place is None:
            return None
        entity = self.application.entity(place.entity)
        if name in ("created_by", "updated_by"):
            target = "User"
            return _Place((*place.path, Step(StepKind.REFERENCE, entity.name, name, target)), target)
        field = entity.field_by_name.get(name)
        step = step_through(entity, field) if field is not None else None
        return None if step is None else _Place((*place.path, step), step.target)


def stored_reads(application: Application, entity: Entity, expression: Expression) -> Iterator[Read]:
    """The same, where reads of values that are computed on reading are replaced by what those read."""
    for read in reads(application, entity, expression):
        source = application.entity(read.entity)
        computed = computed_on_read(source.field_by_name.get(read.field))
        if computed is None:
            yield read
        else:
            for each in stored_reads(application, source, computed):
                yield Read((*read.path, *each.path), each.entity, each.field, each.everywhere)


def fields_behind(application: Application, entity: Entity, expression: Expression) -> tuple[tuple[str, str], ...]:
    """Every entity and field that goes into the value, those that computed fields and titles are made of included.

    A field of a sub-table comes with the sub-table. System fields are not among them: nobody restricts them.
    """
    found: dict[tuple[str, str], None] = {}
    waiting = [(entity, expression)]
    titles: set[str] = set()
    while waiting:
        owner, current = waiting.pop(0)
        for read in reads(application, owner, current):
            source = application.entity(read.entity)
            field = source.field_by_name.get(read.field)
            if read.field == TITLE and read.entity not in titles:
                titles.add(read.entity)
                waiting.append((source, source.title))
            if field is not None and (read.entity, read.field) not in found:
                found[read.entity, read.field] = None
                found |= dict.fromkeys(tables_around(application, source))
                if field.computed is not None:
                    waiting.append((source, field.computed.expression))
    return tuple(found)


def tables_around(application: Application, entity: Entity) -> Iterator[tuple[str, str]]:
    """The sub-tables that rows of the entity stand in, the innermost first: entity and field."""
    while entity.owner is not None and entity.owner_field is not None:
        yield entity.owner, entity.owner_field
        entity = application.entity(entity.owner)


def own_fields_read(expression: Expression) -> frozenset[str]:
    """The fields of the record itself that the expression reads, or begins a path with."""
    return frozenset(_own_fields(expression))


def _own_fields(expression: Expression) -> Iterator[str]:
    match expression:
        case FieldRead(source=Variable(kind=VariableKind.THIS), field=name):
            yield name
        case _:
            for part in children(expression):
                yield from _own_fields(part)
