"""One of the two models, with what is needed to name its things and to find them again in the other one."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import field, replace
from functools import cached_property
from typing import Any

from lowcode.diagnostics.problem import Language
from lowcode.differences.renaming import NOTHING_RENAMED, Renamed
from lowcode.ir import expressions as ir
from lowcode.ir.application import (
    Application,
    Choice,
    Entity,
    Field,
    ReferenceFieldType,
    Role,
    RowsFieldType,
)
from lowcode.ir.labels import Label
from lowcode.ir.process import Approval, FieldValue, Flow, RowsValue
from lowcode.ir.reports import Report
from lowcode.ir.seeds import SeedRow
from lowcode.ir.types import RecordType
from lowcode.quick_dataclass import dataclass
from lowcode.source import SourceFile


@dataclass(frozen=True, slots=True)
class Scope:
    """What names are about at a place of the model: the fields of which entity, the states of which flow."""

    entity: str | None = None
    flow: str | None = None
    choice: str | None = None
    approval: str | None = None
    sources: tuple[str, ...] = ()
    """The entities of the report's sources, which its measures name by number."""
    field: str | None = None
    """The field that is given a value: rows of it have fields of their own."""


@dataclass(frozen=True)
class Side:
    """A model with its sources. `renamed` leads from its names to those of the other one."""

    application: Application
    sources: Mapping[str, SourceFile]
    language: Language
    shared_locales: tuple[str, ...]
    """The languages that both have: only in those can labels be compared."""
    renamed: Renamed = NOTHING_RENAMED
    essences: dict[tuple[int, Scope], Hashable] = field(default_factory=dict)
    """What is known already of things of the model, by which they are and the scope they stand in."""

    @cached_property
    def locale(self) -> int:
        """The number of the language in which labels are shown."""
        wanted = "zh" if self.language is Language.CHINESE else "en"
        return next((number for number, each in enumerate(self.application.locales) if each.startswith(wanted)), 0)

    def label(self, label: Label) -> str:
        """The text of a label that its reader understands best."""
        return label.texts[self.locale]

    def labels(self, label: Label) -> dict[str, str]:
        """Its texts by language."""
        return dict(zip(self.application.locales, label.texts, strict=True))

    # --- finding ---

    def entity(self, name: str | None) -> Entity | None:
        """The entity of a name; None for names of nothing."""
        return self._entities.get(name) if name is not None else None

    def field(self, entity: str | None, name: str) -> Field | None:
        """A field by the names of its entity and its own."""
        found = self.entity(entity)
        return found.field_by_name.get(name) if found is not None else None

    def choice(self, name: str | None) -> Choice | None:
        """The choice of a name."""
        return self._choices.get(name) if name is not None else None

    def flow(self, name: str | None) -> Flow | None:
        """The flow of a name."""
        return self._flows.get(name) if name is not None else None

    @cached_property
    def _entities(self) -> dict[str, Entity]:
        return {each.name: each for each in self.application.entities}

    @cached_property
    def _choices(self) -> dict[str, Choice]:
        return {each.name: each for each in self.application.choices}

    @cached_property
    def _flows(self) -> dict[str, Flow]:
        return {each.name: each for each in self.application.flows}

    # --- what the compiler has added ---

    @cached_property
    def watching(self) -> dict[tuple[str, str], ir.Expression]:
        """What the compiler's own fields keep true."""
        return {
            (entity.name, each.name): each.computed.expression
            for entity in self.application.entities
            for each in entity.fields
            if each.computed is not None and is_watching(each)
        }

    def condition_behind(self, expression: ir.Expression) -> ir.Expression:
        """What the specification says where the compiler reads a field of its own making."""
        match expression:
            case ir.FieldRead(source=ir.Variable(type=RecordType(entity=entity)), field=field):
                return self.watching.get((entity, field), expression)
            case _:
                return expression


def is_watching(field: Field) -> bool:
    """Whether the compiler has made the field to keep the condition of a rule or transition true.

    Nobody sees it, only the condition. Its place is that of the condition, where others have that of their name.
    """
    return field.hidden and field.computed is not None and field.span == field.computed.span


def value_of(thing: Any, attribute: str) -> Any:
    """An attribute as people understand it: fields without the compiler's own; no role includes itself."""
    value = getattr(thing, attribute)
    if isinstance(thing, Role) and attribute == "includes":
        return tuple(each for each in value if each != thing.name)
    if isinstance(thing, Entity) and attribute == "fields":
        return tuple(each for each in value if not is_watching(each))
    return value


def scope_inside(side: Side, value: object, scope: Scope) -> Scope:
    """What names are about inside `value`, which stands in `scope`."""
    match value:
        case Entity(name=name):
            return Scope(entity=name)
        case Choice(name=name):
            return Scope(choice=name)
        case Flow(name=name, entity=entity):
            return Scope(entity=entity, flow=name)
        case Report(sources=sources):
            return Scope(sources=tuple(each.entity for each in sources))
        case Approval(name=name, entity=entity):
            return Scope(entity=entity, flow=side_flow(side, entity), approval=name)
        case FieldValue(field=name):
            return replace(scope, field=name)
        case RowsValue() | SeedRow():
            return Scope(entity=_entity_of_rows(side, scope))
        case _:
            return _by_attributes(side, value, scope)


def _by_attributes(side: Side, value: object, scope: Scope) -> Scope:
    """Most classes say by an attribute which entity or flow they are about."""
    entity = getattr(value, "entity", None)
    target = getattr(value, "target", None)
    flow = getattr(value, "flow", None)
    if isinstance(entity, str):
        scope = replace(scope, entity=entity, flow=side_flow(side, entity))
    elif target is not None and isinstance(type_ := getattr(target, "type", None), RecordType):
        scope = replace(scope, entity=type_.entity, flow=side_flow(side, type_.entity))
    if isinstance(flow, str):
        scope = replace(scope, flow=flow)
    return scope


def _entity_of_rows(side: Side, scope: Scope) -> str | None:
    rows = side.field(scope.entity, scope.field) if scope.field is not None else None
    return rows.type.entity if rows is not None and isinstance(rows.type, RowsFieldType) else None


def side_flow(side: Side, entity: str) -> str | None:
    """The flow of an entity, of which there is one at most in what speaks of states without naming it."""
    return next((each.name for each in side.application.flows if each.entity == entity), None)


def steps_along(side: Side, entity: str | None, path: Iterable[str]) -> Iterator[tuple[str | None, str, Field | None]]:
    """The fields of a path with the entity that each belongs to."""
    for name in path:
        found = side.field(entity, name)
        yield entity, name, found
        entity = found.type.entity if found is not None and isinstance(found.type, ReferenceFieldType) else None
