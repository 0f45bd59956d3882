"""Which part of the application was which part of the former one: by name, unless `was` says otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import replace
from functools import cached_property

from lowcode.ir.application import (
    Application,
    AutonumberFieldType,
    ChoiceFieldType,
    FieldType,
    ManyChoiceFieldType,
    ManyReferenceFieldType,
    OnDelete,
    ReferenceFieldType,
    ReverseFieldType,
    RowsFieldType,
)
from lowcode.ir.changes import Kind, Rename
from lowcode.ir.former import (
    OWNER_COLUMN,
    PLACE_COLUMN,
    FormerApplication,
    FormerChoice,
    FormerEntity,
    FormerField,
    FormerProcess,
    on_its_own,
)
from lowcode.quick_dataclass import dataclass

ROLES = "Role"
"""The choice whose options are the roles."""
_TYPES = frozenset({Kind.CHOICE, Kind.FLOW})
"""A choice may become a flow and the other way round: both are lists of options."""


@dataclass(frozen=True)
class Matching:
    """The former part of each part that there is; what is not a key is new."""

    application: Application
    former: FormerApplication
    entities: Mapping[str, FormerEntity]
    """By name; sub-tables, too."""
    fields: Mapping[tuple[str, str], FormerField]
    """By entity and field."""
    choices: Mapping[str, FormerChoice]
    """By name; flows, inline choices and `Role`, too."""
    processes: Mapping[tuple[Kind, str], FormerProcess]
    """Flows, approvals, rules, messages, connections, reports, dashboards."""

    @cached_property
    def entity_now(self) -> dict[str, str]:
        """The present names of former entities that are still there."""
        return {former.name: name for name, former in self.entities.items()}

    @cached_property
    def choice_now(self) -> dict[str, str]:
        """The present names of former choices that are still there."""
        return {former.name: name for name, former in self.choices.items()}

    @cached_property
    def fields_now(self) -> dict[tuple[str, str], str]:
        """The present names of former fields that are still there, by the present name of the entity."""
        return {(entity, former.name): name for (entity, name), former in self.fields.items()}

    def former_rows(self, entity: str) -> FormerEntity | None:
        """The sub-table that an entity of its own was before."""
        found = self.entities.get(entity)
        rows = self.former.entity_by_name[found.name] if found is not None and found.owner is None else None
        return rows if rows is not None and rows.owner is not None else None

    def field_of_owner(self, entity: str) -> str | None:
        """The field with the record that rows belonged to, in an entity of its own that was a sub-table."""
        fields = ((name, each) for (of, name), each in self.fields.items() if of == entity)
        return next((name for name, each in fields if each.column == OWNER_COLUMN), None)

    def options(self, choice: str, former: FormerChoice) -> dict[str, str]:
        """The former name of each option of `choice` that was one of `former`, which may be another choice."""
        kind, owner = (Kind.ROLE, "") if choice == ROLES else (Kind.OPTION, choice)
        names = [each.name for each in self.application.choice(choice).all_options]
        return self._names.matched({kind}, (owner, former.name), names, former.option_by_name)

    def steps(self, approval: str) -> dict[str, str]:
        """The former name of each step of the approval that was there."""
        former = self.processes.get((Kind.APPROVAL, approval))
        if former is None:
            return {}
        names = [step.name for each in self.application.approvals if each.name == approval for step in each.steps]
        return self._names.matched({Kind.STEP}, (approval, former.name), names, former.parts)

    def former_owner(self, kind: Kind, owner: str) -> str:
        """What the owner of a field, option or step was called; one that is gone had the name that it is called by."""
        match kind:
            case Kind.FIELD:
                return self._former_entity(owner)
            case Kind.OPTION:
                return self._former_choice(owner)
            case Kind.STEP:
                found = self.processes.get((Kind.APPROVAL, owner))
                return owner if found is None else found.name
            case _:
                return owner

    def _former_entity(self, name: str) -> str:
        found = self.entities.get(name)
        if found is not None:
            return found.name
        outer, dot, field = name.rpartition(".")
        return f"{self._former_entity(outer)}.{field}" if dot else name

    def _former_choice(self, name: str) -> str:
        found = self.choices.get(name)
        if found is not None:
            return found.name
        outer, dot, field = name.rpartition(".")
        return f"{self._former_entity(outer)}.{field}" if dot else name

    def is_answered(self, rename: Rename) -> bool:
        """Whether an earlier revision has carried it out, maybe when its owner had another name."""
        former = self.former_owner(rename.kind, rename.owner)
        return not self.former.answered.isdisjoint({rename.key, replace(rename, owner=former).key})

    def current_type(self, type_: FieldType) -> FieldType:
        """A former type in present names; what is gone keeps its name."""
        match type_:
            case ChoiceFieldType(choice=choice) | ManyChoiceFieldType(choice=choice):
                return replace(type_, choice=self.choice_now.get(choice, choice))
            case ReferenceFieldType(entity=entity) | ManyReferenceFieldType(entity=entity):
                return replace(type_, entity=self.entity_now.get(entity, entity))
            case RowsFieldType(entity=entity):
                now = self.entity_now.get(entity, entity)
                by = self.field_of_owner(now) if self.former_rows(now) is not None else None
                return RowsFieldType(now) if by is None else ReverseFieldType(now, by)
            case ReverseFieldType(entity=entity, by=by):
                now = self.entity_now.get(entity, entity)
                return ReverseFieldType(now, self.fields_now.get((now, by), by))
            case _:
                return type_

    def is_retyped(self, former: FormerField, type_: FieldType) -> bool:
        """Whether a field's values are others now."""
        return not holds_the_same(self.current_type(former.type), type_)

    @property
    def _names(self) -> _Names:
        return _Names(self.former.answered, self.application.changes.renames)


def holds_the_same(one: FieldType, other: FieldType) -> bool:
    """Whether values of the one type are values of the other, both in present names.

    What happens when a record is deleted, and how records are numbered from now on, does not count.
    """
    return _as_stored(one) == _as_stored(other)


def match(application: Application, former: FormerApplication) -> Matching:
    """What was what."""
    return _Matcher(application, former).matching()


def _as_stored(type_: FieldType) -> FieldType:
    match type_:
        case ReferenceFieldType():
            return replace(type_, on_delete=OnDelete.RESTRICT)
        case AutonumberFieldType():
            return AutonumberFieldType("")
        case _:
            return type_


@dataclass(frozen=True, slots=True)
class _Names:
    answered: frozenset[str]
    renames: tuple[Rename, ...]

    def matched(
        self, kinds: AbstractSet[Kind], owners: tuple[str, str], names: Iterable[str], former: Iterable[str]
    ) -> dict[str, str]:
        """New name → old name. `owners`: what the owner is and was called."""
        there = set(former)
        names = list(names)
        claims: dict[str, str] = {}
        for rename in self.renames:
            if rename.kind not in kinds or rename.owner != owners[0] or rename.new in claims:
                continue
            is_done = rename.new in there and self._is_answered(rename, owners)
            if rename.old in there and not is_done:
                claims[rename.new] = rename.old
        claimed = set(claims.values())
        same = {name: name for name in names if name in there and name not in claimed}
        return {**same, **{new: old for new, old in claims.items() if new in names}}

    def _is_answered(self, rename: Rename, owners: tuple[str, str]) -> bool:
        return any(replace(rename, owner=owner).key in self.answered for owner in owners)


class _Matcher:
    def __init__(self, application: Application, former: FormerApplication) -> None:
        self.application = application
        self.former = former
        self.names = _Names(former.answered, application.changes.renames)
        self.entities: dict[str, FormerEntity] = {}
        self.fields: dict[tuple[str, str], FormerField] = {}

    def matching(self) -> Matching:
        self.match_entities()
        return Matching(
            application=self.application,
            former=self.former,
            entities=self.entities,
            fields=self.fields,
            choices=dict(self.matched_choices()),
            processes=dict(self.matched_processes()),
        )

    def match_entities(self) -> None:
        """Entities, then their fields, then the sub-tables that some of the fields hold."""
        outer = [each.name for each in self.application.entities if each.owner is None]
        former = self.former.entity_by_name
        there = [each.name for each in self.former.entities if each.owner is None]
        for new, old in self.names.matched({Kind.ENTITY}, ("", ""), outer, there).items():
            self.match_entity(new, former[old])
        for new, rows in self.former_rows(outer):
            self.match_entity(new, on_its_own(rows))
            self.match_owner(new, rows)
        for entity in self.application.entities:
            field = self.fields.get((entity.owner, entity.owner_field or "")) if entity.owner else None
            if field is not None and isinstance(field.type, RowsFieldType):
                self.match_entity(entity.name, former[field.type.entity])

    def former_rows(self, outer: Iterable[str]) -> Iterator[tuple[str, FormerEntity]]:
        """New entities that were sub-tables: `was Order.lines`, the owner by its former name or its present one."""
        former = [each for each in self.former.entities if each.owner is not None]
        now = {each.name: name for name, each in self.entities.items()}
        rows = {f"{now.get(each.owner or '', '')}.{each.owner_field}": each for each in former}
        rows.update({each.name: each for each in former})
        for rename in self.application.changes.renames:
            is_new = rename.kind is Kind.ENTITY and rename.new in outer and rename.new not in self.entities
            if is_new and rename.old in rows:
                yield rename.new, rows[rename.old]

    def match_owner(self, name: str, rows: FormerEntity) -> None:
        """The only new reference to the record that the rows belonged to leads there, unless `was` says which one."""
        fields = self.application.entity(name).fields
        taken = {each.column for (entity, _), each in self.fields.items() if entity == name}
        owner = next((new for new, each in self.entities.items() if each.name == rows.owner), "")
        new = [each.name for each in fields if (name, each.name) not in self.fields and _refers_to(each.type, owner)]
        if OWNER_COLUMN not in taken and len(new) == 1:
            former = next(each for each in self.entities[name].fields if each.column == OWNER_COLUMN)
            self.fields[name, new[0]] = former

    def match_entity(self, name: str, former: FormerEntity) -> None:
        self.entities[name] = former
        fields = [each.name for each in self.application.entity(name).fields]
        owners = (name, former.name)
        there = {each.name: each for each in former.fields if each.column != PLACE_COLUMN}
        for new, old in self.names.matched({Kind.FIELD}, owners, fields, there).items():
            self.fields[name, new] = there[old]

    def matched_choices(self) -> Iterator[tuple[str, FormerChoice]]:
        former = self.former.choice_by_name
        named = [each.name for each in self.application.choices if "." not in each.name]
        there = [name for name in former if "." not in name]
        for new, old in self.names.matched(_TYPES, ("", ""), named, there).items():
            yield new, former[old]
        for choice in self.application.choices:
            owner, dot, field = choice.name.rpartition(".")
            found = self.fields.get((owner, field)) if dot else None
            name = choice_of(found.type) if found is not None else ""
            if "." in name and name in former:
                yield choice.name, former[name]

    def matched_processes(self) -> Iterator[tuple[tuple[Kind, str], FormerProcess]]:
        application = self.application
        declared: dict[Kind, Iterable[str]] = {
            Kind.FLOW: [each.name for each in application.flows],
            Kind.APPROVAL: [each.name for each in application.approvals],
            Kind.RULE: [each.name for each in application.rules],
            Kind.MESSAGE: [each.name for each in application.messages],
            Kind.CONNECTION: [each.name for each in application.connections],
            Kind.REPORT: [each.name for each in application.reports],
            Kind.DASHBOARD: [each.name for each in application.dashboards],
        }
        for kind, names in declared.items():
            there = {each.name: each for each in self.former.processes if each.kind == kind.value}
            kinds: AbstractSet[Kind] = _TYPES if kind is Kind.FLOW else {kind}
            for new, old in self.names.matched(kinds, ("", ""), names, there).items():
                yield (kind, new), there[old]


def _refers_to(type_: FieldType, entity: str) -> bool:
    return isinstance(type_, ReferenceFieldType) and type_.entity == entity


def choice_of(type_: FieldType) -> str:
    """The choice whose options a field holds; empty if it holds something else."""
    return type_.choice if isinstance(type_, ChoiceFieldType | ManyChoiceFieldType) else ""
