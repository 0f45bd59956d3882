"""The whole comparison, in the order in which a client reads it: the app, its people, then records of each kind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from lowcode.diagnostics.problem import Language, Wording
from lowcode.differences.changes import Area, Change, Comparison
from lowcode.differences.comparing import Comparer, Place
from lowcode.differences.matching import matched
from lowcode.differences.reasons import reasons
from lowcode.differences.renaming import renamed
from lowcode.differences.rights import rights_changes
from lowcode.differences.side import Scope, Side
from lowcode.differences.vocabulary import Mode, wording
from lowcode.differences.words import KINDS
from lowcode.ir.application import Application, Choice, Entity
from lowcode.source import SourceFile

_NOWHERE = Place(Scope(), Scope())
_CHOICES = wording("选项表", "Choices")
_TIMETABLE = wording("定时规则", "Rules of the clock")
_ROLES_CHOICE = "Role"
"""The choice that the compiler makes of the roles."""
_ALONE = ("reports", "dashboards", "messages", "connections", "functions")
_AT_THE_END = ("data", "samples", "sample_counts", "scenarios")


def compare(
    old: Application,
    old_sources: Mapping[str, SourceFile],
    new: Application,
    new_sources: Mapping[str, SourceFile],
    language: Language,
) -> Comparison:
    """What changes for the people who use the app when `old` becomes `new`."""
    shared = tuple(each for each in new.locales if each in old.locales) or new.locales[:1]
    if shared[0] not in old.locales:
        shared = ()
    before = Side(old, old_sources, language, shared, renamed(new.changes, old))
    return compare_sides(before, Side(new, new_sources, language, shared))


def compare_sides(before: Side, after: Side) -> Comparison:
    """The same for models that are ready to be named and found again."""
    walk = _Walk(Comparer(before, after, reasons(after.application.changes)))
    areas = tuple(each for each in walk.areas() if each.changes)
    return Comparison(after.label(after.application.label), areas)


class _Walk:
    def __init__(self, comparer: Comparer) -> None:
        self.comparer = comparer
        self.old, self.new = comparer.old.application, comparer.new.application

    def areas(self) -> Iterator[Area]:
        """Every area, those without changes included."""
        yield self._area("application", wording("应用", "The app"), self._settings())
        yield self._area("roles", self._noun("roles"), self._listed("roles"))
        yield from self._entities()
        yield self._area("choices", _CHOICES, self._choices(None))
        for name in _ALONE:
            yield self._area(name, self._noun(name), self._listed(name))
        yield self._area("timetable", _TIMETABLE, self._about(None, None, "rules"))
        for name in _AT_THE_END:
            yield self._area(name, self._noun(name), self._listed(name))

    def _noun(self, name: str) -> Wording:
        noun = KINDS[Application].parts[name].noun
        return Wording(en=noun.en[0].upper() + noun.en[1:], zh=noun.zh)

    def _area(self, kind: str, label: Wording, changes: Iterable[Change]) -> Area:
        return Area(kind, self.comparer.after.word(label), "", tuple(changes))

    def _listed(self, name: str) -> Iterator[Change]:
        return self.comparer.things(getattr(self.old, name), getattr(self.new, name), _NOWHERE)

    def _settings(self) -> Iterator[Change]:
        """What the app says of itself, and its menu."""
        for name, part in KINDS[Application].parts.items():
            if part.mode in {Mode.VALUE, Mode.ITEMS} or name == "menu":
                yield from self.comparer.attribute(getattr(self.old, name), getattr(self.new, name), part, _NOWHERE)

    # --- entities ---

    def _entities(self) -> Iterator[Area]:
        later = self.comparer.old.renamed
        old, new = ([each for each in side.entities if each.owner is None] for side in (self.old, self.new))
        for before, after in matched(old, new, [(lambda each: later.entity(each.name), lambda each: each.name)]):
            yield self._entity(before, after)

    def _entity(self, before: Entity | None, after: Entity | None) -> Area:
        side, entity = (self.comparer.new, after) if after is not None else (self.comparer.old, before)
        assert entity is not None
        changes = [*self._records(before, after), *self._choices((before, after))]
        if after is not None:
            changes += self._about(before, after, "views")
        for name in ("flows", "approvals", "rules"):
            changes += self._about(before, after, name)
        if after is not None:
            changes += rights_changes(self.comparer, before.name if before is not None else None, after.name)
        return Area("entity", side.label(entity.label), entity.name, tuple(changes))

    def _records(self, before: Entity | None, after: Entity | None) -> Iterator[Change]:
        """The entity itself, with its fields; then its sub-tables."""
        for change in self.comparer.things(_one(before), _one(after), _NOWHERE):
            yield replace(change, trail=change.trail[1:] or change.trail)
        yield from self.comparer.things(_rows(self.old, before), _rows(self.new, after), _NOWHERE)

    def _about(self, before: Entity | None, after: Entity | None, name: str) -> Iterator[Change]:
        old = _of(getattr(self.old, name), before.name if before is not None else None)
        new = _of(getattr(self.new, name), after.name if after is not None else None)
        if before is None and after is not None:
            old = ()
        elif after is None and before is not None:
            new = ()
        return self.comparer.things(old, new, _NOWHERE)

    def _choices(self, entities: tuple[Entity | None, Entity | None] | None) -> Iterator[Change]:
        """Choices that were written in a field of the entities; without entities, those with a name of their own."""
        old, new = entities if entities is not None else (None, None)
        before = _choices_of(self.old, old) if entities is None or old is not None else ()
        after = _choices_of(self.new, new) if entities is None or new is not None else ()
        return self.comparer.things(before, after, _NOWHERE)


def _one(entity: Entity | None) -> tuple[Entity, ...]:
    return () if entity is None else (entity,)


def _rows(application: Application, owner: Entity | None) -> tuple[Entity, ...]:
    """The sub-tables of an entity, those of sub-tables included."""
    if owner is None:
        return ()
    return tuple(each for each in application.entities if each.name.startswith(f"{owner.name}."))


def _of(things: Sequence[Any], entity: str | None) -> tuple[Any, ...]:
    return tuple(each for each in things if each.entity == entity)


def _choices_of(application: Application, entity: Entity | None) -> tuple[Choice, ...]:
    """States of flows and roles are choices, too, and told as what they are."""
    told = {_ROLES_CHOICE, *(each.name for each in application.flows)}
    if entity is None:
        return tuple(each for each in application.choices if "." not in each.name and each.name not in told)
    return tuple(each for each in application.choices if each.name.startswith(f"{entity.name}."))
