"""Composes one record: values that fit each other, then what follows from them, until the rules are satisfied."""

from __future__ import annotations

import datetime
import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm.attributes import set_committed_value

from lowcode.runtime.context import EVERYONE, Context
from lowcode.runtime.definitions import (
    ApplicationDefinition,
    ChoiceOf,
    EntityDefinition,
    FieldDefinition,
    ManyChoiceOf,
    ManyReference,
    Reference,
    Rows,
    Scalar,
    Verb,
)
from lowcode.runtime.samples.planning import BUILT_IN, references_of
from lowcode.runtime.samples.values import Maker
from lowcode.runtime.saving.computing import compute_part, set_sort_keys
from lowcode.runtime.saving.draft import Part
from lowcode.runtime.saving.facts import attribute_of, facts_of, new_record
from lowcode.runtime.saving.values import is_empty

_ATTEMPTS = 12
_FILLED = 0.8
"""Share of optional fields that have a value."""


@dataclass(slots=True)
class Composed:
    """A record that is made up, and what lives in tables beside its own."""

    entity: EntityDefinition
    record: Any
    options: dict[str, tuple[str, ...]] = field(default_factory=dict)
    links: dict[str, tuple[int, ...]] = field(default_factory=dict)
    rows: dict[str, list[Composed]] = field(default_factory=dict)


class Pools:
    """The records that references may point to, and who of them belongs to whom."""

    def __init__(self) -> None:
        self.records: dict[str, list[Any]] = {}
        self._by_parent: dict[tuple[str, str], dict[int, list[Any]]] = {}

    def add(self, context: Context, name: str, record: Any) -> None:
        """Makes a record available."""
        self.records.setdefault(name, []).append(record)
        for definition, target in references_of(context.application.entity_by_name[name]):
            parent_id = getattr(record, f"{definition.name}_id")
            if parent_id is not None:
                self._by_parent.setdefault((name, target), {}).setdefault(parent_id, []).append(record)

    def forget(self, names: Iterable[str]) -> None:
        """Lets go of the records of these entities: they have been written."""
        for name in names:
            self.records.pop(name, None)
            for key in [key for key in self._by_parent if key[0] == name]:
                del self._by_parent[key]

    def of_parent(self, name: str, parent: str, parent_id: int) -> list[Any]:
        """The records of one entity that refer to a certain one of another."""
        return self._by_parent.get((name, parent), {}).get(parent_id, [])


def working_roles(application: ApplicationDefinition, entity: EntityDefinition) -> frozenset[str]:
    """The roles, including ones among them, that create records of `entity` and go on to change them.

    Rows of a sub-table are the work of those whose work the owner is. Empty where the roles do not tell.
    """
    if entity.owner is not None:
        return working_roles(application, application.entity_by_name[entity.owner])
    granted = {
        verb: {grant.role for grant in entity.grants if verb in grant.verbs} for verb in (Verb.CREATE, Verb.UPDATE)
    }
    wanted = granted[Verb.CREATE] & granted[Verb.UPDATE] or granted[Verb.CREATE]
    if EVERYONE in wanted:
        return frozenset()
    return frozenset(role.name for role in application.roles if not wanted.isdisjoint(role.includes))


class Composer:
    """Composes the records of one entity."""

    def __init__(
        self, context: Context, entity: EntityDefinition, maker: Maker, pools: Pools, order: list[str]
    ) -> None:
        self.context = context
        self.entity = entity
        self.facts = facts_of(entity)
        self.maker = maker
        self.source: random.Random = maker.source
        self.pools = pools
        place = {name: index for index, name in enumerate(order)}
        self._references = sorted(references_of(entity), key=lambda each: place.get(each[1], -1))
        self._roles = working_roles(context.application, entity)
        self._known_people = 0
        self._workers: list[Any] = []
        self._taken: dict[tuple[str, ...], set[tuple[Any, ...]]] = {}
        self._rows = {
            each.name: Composer(context, context.application.entity_by_name[name], maker, pools, order)
            for each, name in self.facts.rows
        }

    def take(self, keys: dict[tuple[str, ...], set[tuple[Any, ...]]]) -> None:
        """The values that are in the database already, by unique key."""
        self._taken = keys

    def compose(self, index: int, created_at: datetime.datetime) -> Composed | None:
        """A record that breaks no rule, or None where chance does not find one."""
        for _ in range(_ATTEMPTS):
            composed = self.draw(index, created_at)
            if composed is not None and self.satisfies(composed):
                return composed
            index += 1_000_003
        return None

    def draw(self, index: int, created_at: datetime.datetime, owner: Any = None) -> Composed | None:
        """A record by chance, with what follows from it; None where there is nothing that it must refer to."""
        record = new_record(self.facts)
        record.created_at = record.updated_at = created_at
        record.version = 1
        if owner is not None:
            set_committed_value(record, "owner_record", owner)
        composed = Composed(self.entity, record)
        if not self._draw_references(record):
            return None
        for definition in self.facts.editable:
            self._draw_field(composed, definition, index)
        for definition in self.facts.editable:
            self._obey(composed, definition, index)
        for name, composer in self._rows.items():
            numbers = range(index * 7, index * 7 + self.source.randint(1, 4))
            rows = [composer.draw(number, created_at, record) for number in numbers]
            composer.forget()
            composed.rows[name] = [row for row in rows if row is not None and composer.is_alone(row.record)]
            for position, row in enumerate(composed.rows[name]):
                row.record.position = position
            set_committed_value(record, name, [row.record for row in composed.rows[name]])
        compute_part(Part(facts=self.facts, record=record, is_new=True), self.context)
        set_sort_keys(record, self.facts.sort_columns)
        return composed

    def _draw_references(self, record: Any) -> bool:
        """Targets that fit each other: the contact of a deal is one of the deal's customer."""
        chosen: dict[str, int] = {}
        for definition, target in self._references:
            is_required = definition.required is not None
            if not is_required and target != "user" and self.source.random() > _FILLED:
                continue
            candidates = self._candidates(target, chosen)
            if not candidates:
                if is_required:
                    return False
                continue
            picked = self.source.choice(candidates)
            chosen.setdefault(target, picked.id)
            setattr(record, f"{definition.name}_id", picked.id)
            set_committed_value(record, definition.name, picked)
        return True

    def _candidates(self, target: str, chosen: dict[str, int]) -> list[Any]:
        if target == "user":
            return self._people()
        parents = {name for _, name in references_of(self.context.application.entity_by_name[target])}
        for parent, parent_id in chosen.items():
            if parent in parents and parent not in BUILT_IN:
                return self.pools.of_parent(target, parent, parent_id)
        return self.pools.records.get(target, [])

    def _people(self) -> list[Any]:
        """Those whose work the record is; everybody where nobody has such a role."""
        people = self.pools.records.get("user", [])
        if len(people) != self._known_people:
            self._known_people = len(people)
            self._workers = [each for each in people if not self._roles.isdisjoint(each.roles)] or people
        return self._workers

    def _draw_field(self, composed: Composed, definition: FieldDefinition, index: int) -> None:
        is_wanted = definition.required is not None or self.source.random() < _FILLED
        if definition.hidden and definition.required is None:
            is_wanted = definition.default is not None
        match definition.type:
            case Reference() | Rows():
                return
            case ManyChoiceOf() if is_wanted:
                drawn = {self.maker.option(definition, composed.record) for _ in range(self.source.randint(1, 2))}
                composed.options[definition.name] = tuple(sorted(name for name in drawn if name is not None))
            case ManyReference(entity=target) if is_wanted:
                pool = self.pools.records.get(target, [])
                some = self.source.sample(pool, min(len(pool), self.source.randint(0, 2)))
                composed.links[definition.name] = tuple(each.id for each in some)
            case ChoiceOf() | Scalar():
                value = self._value(composed.record, definition, index) if is_wanted or definition.default else None
                setattr(composed.record, definition.name, value)
            case _:
                return

    def _value(self, record: Any, definition: FieldDefinition, index: int) -> Any:
        kind = definition.type.kind if isinstance(definition.type, Scalar) else ""
        if definition.default is not None and (kind not in ("date", "datetime") or definition.readonly is not None):
            default = definition.default(record, self.context)
            is_fixed = definition.readonly is not None or kind in ("money", "decimal", "bool", "text")
            if default is not None and (is_fixed or self.source.random() < 0.4):
                return default
        if isinstance(definition.type, ChoiceOf):
            return self.maker.option(definition, record)
        return self.maker.scalar(self.entity, definition, record, index)

    def _obey(self, composed: Composed, definition: FieldDefinition, index: int) -> None:
        """What is invisible is empty; what has become required is filled."""
        record, context = composed.record, self.context
        if not isinstance(definition.type, ChoiceOf | Scalar | Reference):
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
            setattr(record, attribute, self._value(record, definition, index))

    def satisfies(self, composed: Composed) -> bool:
        """Checks, limits and unique keys, of the record and its rows."""
        record, context = composed.record, self.context
        for definition in self.facts.editable:
            if not self._is_within_limits(record, definition):
                return False
        if any(check.function(record, context) is False for check in self.entity.checks):
            return False
        for name, rows in composed.rows.items():
            self._rows[name].forget()
            if not all(self._rows[name].satisfies(row) for row in rows):
                return False
        return self.is_alone(record)

    def forget(self) -> None:
        """What is unique in a sub-table is so among the rows of one record."""
        self._taken.clear()

    def _is_within_limits(self, record: Any, definition: FieldDefinition) -> bool:
        if not isinstance(definition.type, ChoiceOf | Scalar | Reference):
            return True
        value = getattr(record, attribute_of(definition))
        if is_empty(value):
            required = definition.required
            if required is None:
                return True
            is_required = required.when is None or required.when(record, self.context) is True
            visible = definition.visible
            is_visible = visible is None or visible.when is None or visible.when(record, self.context) is True
            return not (is_required and is_visible)
        low = definition.minimum(record, self.context) if definition.minimum is not None else None
        high = definition.maximum(record, self.context) if definition.maximum is not None else None
        return (low is None or value >= low) and (high is None or value <= high)

    def is_alone(self, record: Any) -> bool:
        """Whether nothing has the record's unique values yet; from now on the record has them."""
        drawn: list[tuple[set[tuple[Any, ...]], tuple[Any, ...]]] = []
        for names in unique_keys(self.entity):
            value = tuple(getattr(record, name) for name in names)
            if None in value:
                continue
            taken = self._taken.setdefault(names, set())
            if value in taken:
                return False
            drawn.append((taken, value))
        for taken, value in drawn:
            taken.add(value)
        return True


def unique_keys(entity: EntityDefinition) -> list[tuple[str, ...]]:
    """The attributes of each unique key; conditions are ignored, which only makes records more different."""
    by_name = entity.field_by_name
    single = [(each.name,) for each in facts_of(entity).editable if each.unique]
    return [*single, *(tuple(attribute_of(by_name[name]) for name in key.fields) for key in entity.unique_keys)]
