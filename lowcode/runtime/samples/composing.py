"""Composes one record: values that fit each other, then what follows from them, until the rules are satisfied."""

from __future__ import annotations

import datetime
import random
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy.orm.attributes import set_committed_value

from lowcode.runtime.context import Context
from lowcode.runtime.definitions import (
    ChoiceOf,
    EntityDefinition,
    FieldDefinition,
    ManyChoiceOf,
    ManyReference,
    Reference,
    Rows,
    Scalar,
)
from lowcode.runtime.samples.amounts import is_payment
from lowcode.runtime.samples.choosing import FILLED, Chooser
from lowcode.runtime.samples.courses import Course, Route
from lowcode.runtime.samples.grids import Place, grid_of
from lowcode.runtime.samples.judging import Judge
from lowcode.runtime.samples.moments import Moments
from lowcode.runtime.samples.people import origins_of
from lowcode.runtime.samples.values import Maker
from lowcode.runtime.samples.workshop import Workshop
from lowcode.runtime.saving.computing import compute_part, set_sort_keys
from lowcode.runtime.saving.draft import Part
from lowcode.runtime.saving.facts import attribute_of, facts_of, new_record
from lowcode.runtime.saving.values import is_empty

_ATTEMPTS = 12
_UNTOUCHED = 0.55
"""Share of optional fields that have a value while nobody has done anything about the record."""
_UNCLAIMED = 0.2
"""Share of the untouched records that nobody has taken up."""
_ASKED = 0.97
"""Share of the fields that people were asked for, or had to know in the end."""
_KEPT = 0.4
_NOUGHT_KEPT = 0.12
"""Shares of defaults that people leave as they are."""


@dataclass(slots=True)
class Composed:
    """A record that is made up, its way through its flow, and what lives in tables beside its own."""

    entity: EntityDefinition
    record: Any
    course: Course
    options: dict[str, tuple[str, ...]] = field(default_factory=dict)
    links: dict[str, tuple[int, ...]] = field(default_factory=dict)
    rows: dict[str, list[Composed]] = field(default_factory=dict)


class Composer:
    """Composes the records of one entity."""

    def __init__(self, workshop: Workshop, entity: EntityDefinition, source: random.Random) -> None:
        context = self.context = workshop.context
        self.entity = entity
        self.facts = facts_of(entity)
        self.source = source
        self.judge = Judge(context, entity)
        self._workshop = workshop
        self._maker = Maker(context, workshop.words, source)
        self._chooser = Chooser(workshop, entity, source)
        self._route = Route(context.application, entity, workshop.seasons)
        self._moments = Moments(context, workshop.seasons, self._route.flow, source)
        self._origins = origins_of(entity)
        self._payments = [each for each in self.facts.editable if is_payment(each)]
        self._fields = _in_order(self.facts.editable, (*self._origins, *self._payments))
        self._rows = {
            each.name: Composer(workshop, context.application.entity_by_name[name], source)
            for each, name in self.facts.rows
        }
        self.grid = grid_of(context, entity, workshop.seasons, self._members)

    def _members(self, definition: FieldDefinition) -> list[Any]:
        """What a member of a key of periods can be."""
        if isinstance(definition.type, ChoiceOf):
            return self._maker.options(definition)
        if isinstance(definition.type, Reference) and definition.type.entity == "user":
            return [each for each, _ in self._chooser.workers(definition, new_record(self.facts))]
        return self._workshop.pools.all(definition.type.entity) if isinstance(definition.type, Reference) else []

    def renew(self) -> None:
        """There are more records to refer to than before."""
        self._chooser.renew()
        for each in self._rows.values():
            each.renew()

    def compose(self, number: int, total: int, index: int) -> Composed | None:
        """One of `total` records that breaks no rule, or None where chance finds none; `index` makes it different."""
        share = (number + self.source.random()) / max(total, 1)
        place = self.grid.place(number, total, self.context) if self.grid is not None else None
        created_at = place.created_at if place is not None else self._workshop.seasons.at(share)
        for attempt in range(_ATTEMPTS):
            self._maker.amounts.attempt = attempt
            composed = self.draw(index, created_at, place)
            if composed is not None and self.satisfies(composed):
                return composed
            index += 1_000_003
        return None

    def draw(
        self, index: int, created_at: datetime.datetime, place: Place | None = None, owner: Any = None
    ) -> Composed | None:
        """A record by chance, with what follows from it; None where there is nothing that it must refer to."""
        record = new_record(self.facts)
        record.created_at = record.updated_at = created_at
        record.version = 1
        if owner is not None:
            set_committed_value(record, "owner_record", owner)
        given = place.values if place is not None else ()
        if not self._chooser.draw(record, given):
            return None
        composed = Composed(self.entity, record, Course())
        then = replace(self.context, now=record.created_at, basis=self.context)
        fixed = {definition.name for definition, _ in given}
        for definition, value in given:
            if not isinstance(definition.type, Reference):
                setattr(record, definition.name, value)
        for definition in self._origins:
            if definition.name not in fixed:
                self._draw_field(composed, definition, index, then)
        self._travel(composed)
        for definition in self._fields:
            if definition.name not in fixed:
                self._draw_field(composed, definition, index, then)
        for definition in self.facts.editable:
            self._obey(composed, definition, index, then)
        self._draw_rows(composed, index)
        compute_part(Part(facts=self.facts, record=record, is_new=True), self.context)
        for definition in self._payments:
            self._draw_field(composed, definition, index, then)
        if self._payments:
            compute_part(Part(facts=self.facts, record=record, is_new=True), self.context)
        set_sort_keys(record, self.facts.sort_columns)
        return composed

    def _travel(self, composed: Composed) -> None:
        """The way through the flow; what nobody has been asked for yet is empty."""
        state, record = self.facts.state, composed.record
        if state is None:
            return
        luck = self._workshop.people.luck(self.entity, record)
        composed.course = self._route.travel(record.created_at, self.context.now, luck, self.source)
        setattr(record, state.name, composed.course.state)
        record.updated_at = composed.course.changed_at
        for definition in self.facts.editable:
            is_due = definition.required is not None and definition.required.when is None
            is_early = not is_due and self._is_early(definition, composed.course)
            if is_early and isinstance(definition.type, Reference):
                setattr(record, attribute_of(definition), None)
                set_committed_value(record, definition.name, None)

    def _is_early(self, definition: FieldDefinition, course: Course) -> bool:
        """Whether it is too early for a reference: nobody was asked yet, or nobody has taken up the record yet."""
        is_waiting = getattr(definition.type, "entity", "") == "user" and len(course.stops) == 1
        if is_waiting and self.source.random() < _UNCLAIMED:
            return True
        return not self._moments.is_passed(definition, course)

    def _draw_rows(self, composed: Composed, index: int) -> None:
        record = composed.record
        for name, composer in self._rows.items():
            numbers = range(index * 7, index * 7 + self.source.choice((1, 1, 2, 2, 3, 4)))
            rows = [composer.draw(number, record.created_at, owner=record) for number in numbers]
            composer.judge.forget()
            composed.rows[name] = [row for row in rows if row is not None and composer.judge.is_alone(row.record)]
            for position, row in enumerate(composed.rows[name]):
                row.record.position = position
            set_committed_value(record, name, [row.record for row in composed.rows[name]])

    def _is_wanted(self, composed: Composed, definition: FieldDefinition) -> bool:
        if definition.hidden and definition.required is None:
            return definition.default is not None
        if definition.required is not None and definition.required.when is None:
            return True
        if not self._moments.is_passed(definition, composed.course):
            return False
        stops = len(composed.course.stops)
        if self._moments.is_date_of_state(definition):
            return True
        if self._moments.is_asked_for(definition) or composed.course.ended_at is not None:
            return self.source.random() < _ASKED
        return self.source.random() < (_UNTOUCHED if stops == 1 else FILLED)

    def _draw_field(self, composed: Composed, definition: FieldDefinition, index: int, then: Context) -> None:
        is_wanted = self._is_wanted(composed, definition)
        match definition.type:
            case Reference() | Rows():
                return
            case ManyChoiceOf() if is_wanted:
                drawn = {self._maker.option(definition, composed.record) for _ in range(self.source.randint(1, 2))}
                composed.options[definition.name] = tuple(sorted(name for name in drawn if name is not None))
            case ManyReference(entity=target) if is_wanted:
                pool = self._workshop.pools.all(target)
                some = self.source.sample(pool, min(len(pool), self.source.randint(0, 2)))
                composed.links[definition.name] = tuple(each.id for each in some)
            case ChoiceOf() | Scalar() if definition is not self.facts.state:
                value = self._value(composed, definition, index, then) if is_wanted or definition.default else None
                setattr(composed.record, definition.name, value)
            case _:
                return

    def _value(self, composed: Composed, definition: FieldDefinition, index: int, then: Context) -> Any:
        record = composed.record
        kind = definition.type.kind if isinstance(definition.type, Scalar) else ""
        default = definition.default(record, then) if definition.default is not None else None
        if default is not None and self._stays(definition, kind, default):
            return default
        if kind in ("date", "datetime"):
            return self._moments.draw(definition, record, composed.course)
        if isinstance(definition.type, ChoiceOf):
            return self._maker.option(definition, record)
        return self._maker.scalar(self.entity, definition, record, index)

    def _stays(self, definition: FieldDefinition, kind: str, default: Any) -> bool:
        """Whether people leave the default: days and prices that were worked out they do, no and nought they change."""
        if definition.readonly is not None or kind in ("date", "datetime", "text"):
            return True
        if kind in ("money", "decimal") and default:
            return True
        if kind == "bool":
            return False
        return self.source.random() < (_KEPT if default or kind == "percent" else _NOUGHT_KEPT)

    def _obey(self, composed: Composed, definition: FieldDefinition, index: int, then: Context) -> None:
        """What is invisible is empty; what has become required is filled."""
        record, context = composed.record, self.context
        if not isinstance(definition.type, ChoiceOf | Scalar | Reference) or definition is self.facts.state:
            return
        attribute = attribute_of(definition)
        visible_when = definition.visible.when if definition.visible is not None else None
        if visible_when is not None and visible_when(record, context) is not True:
            setattr(record, attribute, None)
            if isinstance(definition.type, Reference):
                set_committed_value(record, definition.name, None)
            return
        when = definition.required.when if definition.required is not None else None
        is_missing = when is not None and is_empty(getattr(record, attribute)) and when(record, context) is True
        if is_missing and not isinstance(definition.type, Reference):
            setattr(record, attribute, self._value(composed, definition, index, then))

    def satisfies(self, composed: Composed) -> bool:
        """Checks, limits and unique keys, of the record and its rows."""
        if not self.judge.is_valid(composed.record):
            return False
        for name, rows in composed.rows.items():
            self._rows[name].judge.forget()
            if not all(self._rows[name].satisfies(row) for row in rows):
                return False
        return self.judge.is_alone(composed.record)


def _in_order(fields: tuple[FieldDefinition, ...], but: tuple[FieldDefinition, ...]) -> list[FieldDefinition]:
    """As declared, but amounts before the counts that they decide: a quantity fits its price."""
    rest = [each for each in fields if each not in but]
    return sorted(rest, key=lambda each: isinstance(each.type, Scalar) and each.type.kind == "int")
