"""`was` and `drop` compared with what the last build knew."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache

from lowcode.diagnostics.problem import Problem
from lowcode.diagnostics.problems.past import WasDangling, WasOverExisting, WasWithoutEffect
from lowcode.diagnostics.problems.past_drops import DropDangling, DropWithoutEffect
from lowcode.diagnostics.suggestions import LabelledName
from lowcode.dsl.lowering.past.declared import Named, Place, place
from lowcode.dsl.lowering.past.drops import WrittenDrop
from lowcode.ir.application import Application, ReverseFieldType
from lowcode.ir.changes import Drop, Kind, Rename
from lowcode.ir.former import FormerChoice, FormerEntity, FormerField, FormerOption
from lowcode.ir.matching import ROLES, Matching, choice_of

_Group = tuple[Kind, str]
"""What stands in one place: the fields of an entity, the options of a choice."""


def compare(
    application: Application, matching: Matching, things: Iterable[Named], drops: Iterable[WrittenDrop]
) -> Iterator[Problem]:
    """What does not agree with what there was."""
    comparison = _Comparison(application, matching)
    for thing in things:
        yield from comparison.about_names(thing)
    for drop in drops:
        yield from comparison.about_drop(drop)


class _Comparison:
    def __init__(self, application: Application, matching: Matching) -> None:
        self.application = application
        self.matching = matching
        self.dropped = {place(each.kind, each.owner, each.name) for each in application.changes.drops}
        self.renames: dict[Place, list[Rename]] = {}
        for each in application.changes.renames:
            self.renames.setdefault(place(each.kind, each.owner, each.new), []).append(each)
        self.matched = cache(self.find_matched)
        self.there = cache(self.find_there)

    # --- was ---

    def about_names(self, thing: Named) -> Iterator[Problem]:
        renames = self.renames.get(thing.place, [])
        there = self.there((thing.kind, thing.owner))
        if not renames or not there:
            return
        matched = self.matched((thing.kind, thing.owner))
        chosen = matched.get(thing.name)
        claimed = next((each for each in renames if each.old == chosen), None)
        if claimed is not None:
            had_data = thing.name in there and thing.name not in self.without_data((thing.kind, thing.owner))
            if had_data and thing.name not in matched.values():
                yield WasOverExisting(span=claimed.span, name=thing.name, old=claimed.old)
        elif not any(self.matching.is_answered(each) for each in renames):
            yield self.dangling(renames[0])

    def dangling(self, rename: Rename) -> Problem:
        gone = self.gone((rename.kind, rename.owner))
        kind = rename.kind.value
        if gone:
            return WasDangling(span=rename.span, kind=kind, name=rename.new, old=rename.old, gone=gone)
        return WasWithoutEffect(span=rename.span, kind=kind, name=rename.new, old=rename.old)

    # --- drop ---

    def about_drop(self, written: WrittenDrop) -> Iterator[Problem]:
        drop, names = written.drop, written.declaration.path.names
        group = (drop.kind, drop.owner)
        if written.declaration.of_client or self.is_answered(drop) or drop.name in self.there(group):
            return
        kind, shown = drop.kind.value, ".".join(each.text for each in names)
        gone = self.gone(group)
        if gone:
            yield DropDangling(span=names[-1].span, kind=kind, name=shown, old=drop.name, gone=gone)
        else:
            yield DropWithoutEffect(span=names[-1].span, kind=kind, name=shown)

    def is_answered(self, drop: Drop) -> bool:
        former = replace(drop, owner=self.matching.former_owner(drop.kind, drop.owner))
        return not self.matching.former.answered.isdisjoint({drop.key, former.key})

    # --- what there was ---

    def gone(self, group: _Group) -> tuple[str, ...]:
        """What held data and nothing accounts for: neither its name, nor `was`, nor `drop`."""
        kept = {*self.matched(group).values(), *self.without_data(group)}
        return tuple(each for each in self.there(group) if each not in kept and not self.is_dropped(group, each))

    def is_dropped(self, group: _Group, name: str) -> bool:
        """Whether a `drop` says so, of itself or of what it is part of."""
        if place(*group, name) in self.dropped:
            return True
        owner, dot, field = name.rpartition(".")
        now = self.matching.entity_now.get(owner, owner)
        is_of_owner = now not in self.matching.entities or place(Kind.FIELD, now, field) in self.dropped
        return group == (Kind.ENTITY, "") and bool(dot) and is_of_owner

    def without_data(self, group: _Group) -> Iterator[str]:
        """Fields that may come and go: computed ones, and lists of what refers to the record."""
        kind, owner = group
        entity = self.matching.former.entity_by_name.get(self.matching.former_owner(kind, owner))
        if kind is Kind.FIELD and entity is not None:
            for each in entity.fields:
                if each.is_computed or isinstance(each.type, ReverseFieldType):
                    yield each.name

    def find_there(self, group: _Group) -> tuple[str, ...]:
        """The names that the last build knew."""
        kind, owner = group
        former = self.matching.former
        match kind:
            case Kind.ENTITY:
                return _names(former.entities)
            case Kind.FIELD:
                entity = self.matching.entities.get(owner)
                entity = entity or former.entity_by_name.get(self.matching.former_owner(kind, owner))
                return _names(entity.fields) if entity else ()
            case Kind.CHOICE | Kind.FLOW:
                return tuple(each.name for each in former.choices if "." not in each.name and each.name != ROLES)
            case Kind.OPTION:
                return _names(option for each in self.former_choices(owner) for option in each.options)
            case Kind.ROLE:
                return _names(former.choice_by_name[ROLES].options) if ROLES in former.choice_by_name else ()
            case Kind.STEP:
                name = self.matching.former_owner(kind, owner)
                return tuple(
                    part
                    for each in former.processes
                    if (each.kind, each.name) == (Kind.APPROVAL.value, name)
                    for part in each.parts
                )
            case _:
                return tuple(each.name for each in former.processes if each.kind == kind.value)

    def find_matched(self, group: _Group) -> Mapping[str, str]:
        """The former names of what there is, by present names."""
        kind, owner = group
        matching = self.matching
        match kind:
            case Kind.ENTITY:
                return {name: each.name for name, each in matching.entities.items()}
            case Kind.FIELD:
                return {name: each.name for (entity, name), each in matching.fields.items() if entity == owner}
            case Kind.CHOICE | Kind.FLOW:
                return {name: each.name for name, each in matching.choices.items()}
            case Kind.OPTION:
                is_there = any(each.name == owner for each in self.application.choices)
                pairs = [matching.options(owner, each) for each in self.former_choices(owner)] if is_there else []
                return {new: old for each in pairs for new, old in each.items()}
            case Kind.ROLE:
                former = matching.choices.get(ROLES)
                return matching.options(ROLES, former) if former else {}
            case Kind.STEP:
                return matching.steps(owner)
            case _:
                return {name: each.name for (of, name), each in matching.processes.items() if of is kind}

    def former_choices(self, choice: str) -> tuple[FormerChoice, ...]:
        """What the options of a choice may have been: those of its own past, and of the fields that have it now."""
        former = self.matching.former.choice_by_name
        names = {self.matching.former_owner(Kind.OPTION, choice): None}
        for (entity, name), each in self.matching.fields.items():
            type_ = self.application.entity(entity).field_by_name[name].type
            if choice_of(type_) == choice and choice_of(each.type):
                names[choice_of(each.type)] = None
        return tuple(former[name] for name in names if name in former)


def _names(parts: Iterable[FormerEntity | FormerField | FormerOption]) -> tuple[str, ...]:
    """Their names, each once, which are found by their labels, too, when somebody types those."""
    return tuple(dict.fromkeys(LabelledName(each.name, (each.label,)) for each in parts))
