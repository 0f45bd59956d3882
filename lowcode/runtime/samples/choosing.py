"""Whom and what a made-up record refers to: things that exist by then, that fit each other, that fit the rules."""

from __future__ import annotations

import datetime
import random
from collections.abc import Iterable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm.attributes import set_committed_value

from lowcode.runtime.context import Context
from lowcode.runtime.definitions import EntityDefinition, FieldDefinition, Reference
from lowcode.runtime.process.index import processes_about
from lowcode.runtime.samples.planning import BUILT_IN, references_of
from lowcode.runtime.samples.workshop import Workshop
from lowcode.runtime.saving.facts import attribute_of

FILLED = 0.82
"""Share of optional fields that have a value."""
_NOBODY = 0.05
"""Share of records that wait for somebody."""
_FIRST = 5
"""What comes before there is anything to refer to comes a little later, and belongs to one of the first."""
_TRIES = 6
_MOST_ALLOWED = 2_000


class Chooser:
    """Draws the references of the records of one entity."""

    def __init__(self, workshop: Workshop, entity: EntityDefinition, source: random.Random) -> None:
        context = self._context = workshop.context
        self._entity = entity
        self._pools = workshop.pools
        self._people = workshop.people
        self._seasons = workshop.seasons
        self._source = source
        about = processes_about(context.application, entity.name)
        self._has_flow = about is not None and about.flow is not None
        self._allowed: dict[tuple[str, tuple[Any, ...]], frozenset[int]] = {}
        references = references_of(entity)
        self._things = _specific_first(context, [each for each in references if each[1] != "user"])
        self._persons = [definition for definition, target in references if target == "user"]
        self._follows = {target for _, target in references if self._is_followed(target)}

    def _is_followed(self, target: str) -> bool:
        """Whether a record of this entity comes of one that has come to a good end: a contract of a won deal."""
        ends = [processes_about(self._context.application, name) for name in (self._entity.name, target)]
        flows = [each.flow for each in ends if each is not None and each.flow is not None]
        return len(flows) == len(ends) and sum(1 for state in flows[-1].states if state.is_end) > 1

    def renew(self) -> None:
        """There are more records than before."""
        self._allowed.clear()

    def draw(self, record: Any, given: Iterable[tuple[FieldDefinition, Any]] = ()) -> bool:
        """Sets all references; whether whatever must be referred to exists. The record is not older than any of it."""
        chosen: dict[str, Any] = {}
        for definition, value in given:
            if isinstance(definition.type, Reference):
                _refer(record, definition, value)
        used: set[str] = set()
        for definition, target in self._things:
            if getattr(record, attribute_of(definition)) is not None:
                continue
            if definition.required is None and self._source.random() > FILLED:
                continue
            picked = chosen.get(target) if target not in used else None
            picked = picked or self._pick(definition, target, record, chosen)
            if picked is None:
                if definition.required is not None:
                    return False
                continue
            used.add(target)
            self._pools.use(target, self._entity.name, picked)
            _refer(record, definition, picked)
            self._adopt(chosen, target, picked)
        self._come_after(record)
        self._draw_people(record)
        return True

    def _adopt(self, chosen: dict[str, Any], target: str, picked: Any) -> None:
        """The customer of the deal is the customer of the contract."""
        chosen.setdefault(target, picked)
        for definition, parent in references_of(self._context.application.entity_by_name[target]):
            if parent in BUILT_IN or definition.required is None:
                continue
            record = getattr(picked, definition.name)
            if record is not None:
                chosen.setdefault(parent, record)

    def _pick(self, definition: FieldDefinition, target: str, record: Any, chosen: dict[str, Any]) -> Any | None:
        at: datetime.datetime = record.created_at
        candidates = self._candidates(target, chosen, at, is_needed=definition.required is not None)
        if target in self._follows:
            ended = candidates if chosen else self._pools.outcomes(target, at)
            done = self._pools.pick_outcome(target, self._entity.name, ended or candidates, at)
            is_new = done is not None and not self._pools.uses(target, self._entity.name, done)
            if definition.required is None and not is_new:
                return None
            if done is not None and self._is_allowed(definition, target, record, done):
                return done
        for _ in range(_TRIES if candidates else 0):
            picked = self._pools.pick(target, self._entity.name, candidates, at, self._source)
            if self._is_allowed(definition, target, record, picked):
                return picked
        return None

    def _candidates(self, target: str, chosen: dict[str, Any], at: datetime.datetime, *, is_needed: bool) -> list[Any]:
        parents = {name for _, name in references_of(self._context.application.entity_by_name[target])}
        for parent, picked in chosen.items():
            if parent in parents and parent not in BUILT_IN:
                return self._pools.of_parent(target, parent, picked.id, at)
        return self._pools.existing(target, at, _FIRST if is_needed else 0)

    def _is_allowed(self, definition: FieldDefinition, target: str, record: Any, picked: Any) -> bool:
        """Whether the spec's `options where` lets the record be chosen, once what it belongs to is the same."""
        where = definition.options_where
        if where is None or where.column is None:
            return True
        shared = self._shared(record, target, picked)
        for attribute, value in shared.items():
            setattr(record, attribute, value)
        ids = self._allowed_ids(definition, target, record)
        for attribute in shared:
            setattr(record, attribute, None)
        return picked.id in ids

    def _shared(self, record: Any, target: str, picked: Any) -> dict[str, int | None]:
        """The references that the record will have in common with the one that was picked."""
        parents = references_of(self._context.application.entity_by_name[target])
        return {
            attribute_of(own): getattr(picked, attribute_of(theirs))
            for own, own_target in self._things
            for theirs, parent in parents
            if parent == own_target and theirs.required is not None and getattr(record, attribute_of(own)) is None
        }

    def _allowed_ids(self, definition: FieldDefinition, target: str, record: Any) -> frozenset[int]:
        where = definition.options_where
        if where is None or where.column is None:
            return frozenset()
        fields = self._entity.field_by_name
        reads = tuple(getattr(record, attribute_of(fields[each])) for each in where.depends_on if each in fields)
        found = self._allowed.get((definition.name, reads))
        if found is None:
            model: Any = self._context.application.entity_by_name[target].model
            condition = where.column(model, record, self._context)
            ids = self._context.connection.scalars(select(model.id).where(condition).limit(_MOST_ALLOWED))
            found = self._allowed[definition.name, reads] = frozenset(ids)
        return found

    def _come_after(self, record: Any) -> None:
        """What is referred to was there first."""
        for definition, target in self._things:
            referred = getattr(record, definition.name)
            if referred is None:
                continue
            since = self._pools.life(target, referred).since
            if record.created_at < since:
                later = since + datetime.timedelta(days=self._source.random() * 3)
                moment = max(self._seasons.working(later, self._source), since + datetime.timedelta(minutes=10))
                record.created_at = record.updated_at = min(moment, self._context.now)

    def _draw_people(self, record: Any) -> None:
        entities = self._context.application.entity_by_name
        related = [(entities[target], getattr(record, each.name)) for each, target in self._things]
        related = [(entity, other) for entity, other in related if other is not None]
        owner = getattr(record, "owner_record", None) if self._entity.owner is not None else None
        if owner is not None and self._entity.owner is not None:
            related.append((entities[self._entity.owner], owner))
        for definition in self._persons:
            if getattr(record, attribute_of(definition)) is not None:
                continue
            if definition.required is None and not self._has_flow and self._source.random() < _NOBODY:
                continue
            person = self._people.choose(self.workers(definition, record), related, self._source)
            if person is not None:
                _refer(record, definition, person)

    def workers(self, definition: FieldDefinition, record: Any) -> list[tuple[Any, float]]:
        """Who may stand in a field, and how often."""
        workers = self._people.workers(self._entity)
        where = definition.options_where
        if where is None or where.column is None:
            return workers
        allowed = self._allowed_ids(definition, "user", record)
        fitting = [each for each in workers if each[0].id in allowed]
        return fitting or [(person, 1.0) for person in self._pools.all("user") if person.id in allowed]


def _specific_first(
    context: Context, references: list[tuple[FieldDefinition, str]]
) -> list[tuple[FieldDefinition, str]]:
    """The deal before the customer that it leads to."""
    targets = {target for _, target in references} - BUILT_IN

    def leads_to(target: str, known: set[str]) -> set[str]:
        for _, following in references_of(context.application.entity_by_name[target]):
            if following not in known and following not in BUILT_IN:
                known.add(following)
                leads_to(following, known)
        return known

    return sorted(references, key=lambda each: -len(leads_to(each[1], set()) & targets - {each[1]}))


def _refer(record: Any, definition: FieldDefinition, target: Any) -> None:
    setattr(record, attribute_of(definition), target.id)
    set_committed_value(record, definition.name, target)
