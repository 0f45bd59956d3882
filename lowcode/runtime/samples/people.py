"""Whose work a made-up record is: some have more of it than others, and some are luckier."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable
from typing import Any

from lowcode.runtime.context import EVERYONE
from lowcode.runtime.definitions import ApplicationDefinition, ChoiceOf, EntityDefinition, FieldDefinition, Verb
from lowcode.runtime.samples.planning import references_of
from lowcode.runtime.samples.pools import Pools

ORIGIN = re.compile(r"source|channel|来源|渠道")
"""Where something came from decides how well it goes."""
_SAME_PERSON = 0.9
"""What belongs to a record is mostly the work of whoever has that record."""
_BY_INCLUSION = 0.25
"""Whose role includes another one does less of that one's work."""


def working_roles(application: ApplicationDefinition, entity: EntityDefinition) -> frozenset[str]:
    """The roles, including ones among them, that create records of `entity` and go on to change them.

    Who may change only some of them changes those that are his own, and is preferred. Rows of a sub-table are the work
    of those whose work the owner is. Empty where the roles do not tell.
    """
    wanted = _granted_roles(application, entity)
    if EVERYONE in wanted:
        return frozenset()
    return frozenset(role.name for role in application.roles if not wanted.isdisjoint(role.includes))


def _granted_roles(application: ApplicationDefinition, entity: EntityDefinition) -> set[str]:
    if entity.owner is not None:
        return _granted_roles(application, application.entity_by_name[entity.owner])
    granted = {
        verb: {grant.role for grant in entity.grants if verb in grant.verbs} for verb in (Verb.CREATE, Verb.UPDATE)
    }
    found = granted[Verb.CREATE] & granted[Verb.UPDATE] or granted[Verb.CREATE]
    own = {each.role for each in entity.grants if Verb.UPDATE in each.verbs and each.where is not None}
    included = {name for role in application.roles if role.name in found for name in role.includes}
    return found & own or own & included or found


class People:
    """Who does the work, and how well."""

    def __init__(self, application: ApplicationDefinition, pools: Pools, random_seed: int) -> None:
        self._application = application
        self._pools = pools
        self._seed = random_seed
        self._workers: dict[str, list[tuple[Any, float]]] = {}
        self._known = 0
        self._drawn: dict[str, float] = {}

    def workers(self, entity: EntityDefinition) -> list[tuple[Any, float]]:
        """Those whose work records of the entity are, with their share of it; everybody where roles do not tell."""
        people = self._pools.all("user")
        if len(people) != self._known:
            self._known = len(people)
            self._workers = {}
        found = self._workers.get(entity.name)
        if found is None:
            found = self._workers[entity.name] = self._find_workers(entity, people)
        return found

    def _find_workers(self, entity: EntityDefinition, people: list[Any]) -> list[tuple[Any, float]]:
        roles = working_roles(self._application, entity)
        granted = _granted_roles(self._application, entity)
        front = {
            role.name
            for role in self._application.roles
            if role.name in granted and granted & role.includes == {role.name}
        }
        found: list[tuple[Any, float]] = []
        for person in people:
            held = set(person.roles)
            if not roles.isdisjoint(held):
                direct = 1.0 if not front.isdisjoint(held) else _BY_INCLUSION
                found.append((person, direct * (0.4 + 0.6 * self.skill(person))))
        return found or [(person, 1.0) for person in people]

    def skill(self, person: Any) -> float:
        """Above 1 for those who succeed more often."""
        return self._draw(f"skill/{person.id}", 0.5, 1.5)

    def luck(self, entity: EntityDefinition, record: Any) -> float:
        """How well a record goes: by whose work it is and where it came from."""
        person = self.person_of(entity, record)
        luck = self.skill(person) if person is not None else 1.0
        origins = [(entity, record)]
        for each, target in references_of(entity):
            if target != "user":
                origins.append((self._application.entity_by_name[target], getattr(record, each.name)))
        for definition, origin in origins:
            luck *= self._appeal(definition, origin) if origin is not None else 1.0
        return luck

    def _appeal(self, entity: EntityDefinition, record: Any) -> float:
        for field in origins_of(entity):
            value = getattr(record, field.name)
            if value is not None:
                return self._draw(f"appeal/{value}", 0.55, 1.45)
        return 1.0

    def _draw(self, what: str, low: float, high: float) -> float:
        found = self._drawn.get(what)
        if found is None:
            source = random.Random(f"{self._seed}/{what}")  # noqa: S311 - made-up records are no secret
            found = self._drawn[what] = source.uniform(low, high)
        return found

    def person_of(self, entity: EntityDefinition, record: Any) -> Any | None:
        """Whoever a record belongs to: the first user whom it names."""
        for definition, target in references_of(entity):
            if target == "user":
                person = getattr(record, definition.name)
                if person is not None:
                    return person
        return None

    def choose(
        self,
        workers: list[tuple[Any, float]],
        related: Iterable[tuple[EntityDefinition, Any]],
        source: random.Random,
    ) -> Any | None:
        """One of the workers, mostly whoever has one of the related records."""
        ids = {person.id for person, _ in workers}
        for entity, record in related:
            person = self.person_of(entity, record)
            if person is not None and person.id in ids and source.random() < _SAME_PERSON:
                return person
        if not workers:
            return None
        return source.choices([person for person, _ in workers], [weight for _, weight in workers])[0]


def origins_of(entity: EntityDefinition) -> list[FieldDefinition]:
    """The fields that say where a record came from."""
    return [
        each
        for each in entity.fields
        if isinstance(each.type, ChoiceOf)
        and each.flow is None
        and ORIGIN.search(f"{each.name} {each.label.texts[0]}") is not None
    ]
