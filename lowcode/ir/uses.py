"""Where fields are used: one walk over the whole model, for those who explain or judge a field."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

from lowcode.ir import actions
from lowcode.ir.application import Application, Entity, ListColumn, View
from lowcode.ir.expressions import FieldRead
from lowcode.ir.types import ListType, RecordType, ValueType
from lowcode.quick_dataclass import dataclass
from lowcode.source import Span


@dataclass(frozen=True, slots=True)
class Use:
    """A field is named by a declaration."""

    entity: str
    field: str
    kind: str
    """The keyword of the declaration; `field` for the expressions of another field."""
    name: str
    span: Span


_NAMES = frozenset({"field", "fields", "asks", "edits", "filters", "page", "by", "watches", "merge_on"})
"""Attributes that name fields of the entity around them."""
_PEOPLE = ("Transition", "OnButton")
"""Whose `by` is people."""


def uses(application: Application) -> Iterator[Use]:
    """Every mention of a field, declaration by declaration."""
    for entity in application.entities:
        yield from _of_entity(application, entity)
    named: dict[str, tuple[Any, ...]] = {
        "flow": application.flows,
        "approval": application.approvals,
        "rule": application.rules,
        "message": application.messages,
        "report": application.reports,
        "dashboard": application.dashboards,
    }
    for kind, declarations in named.items():
        for each in declarations:
            yield from _Walk(application, kind, each.name).of(each, getattr(each, "entity", None), each.span)
    for view in application.views:
        yield from _Walk(application, "view", view.entity).of(view, view.entity, view.span)
    for access in application.access:
        yield from _Walk(application, "access", access.entity).of(access, access.entity, access.span)


def _of_entity(application: Application, entity: Entity) -> Iterator[Use]:
    walk = _Walk(application, "entity", entity.name)
    for part in (entity.title, *entity.checks, *entity.unique_keys, *entity.indexes):
        yield from walk.of(part, entity.name, entity.span)
    yield from walk.names(entity.merge_on, entity.name, entity.span)
    for field in entity.fields:
        own = _Walk(application, "field", f"{entity.name}.{field.name}")
        for attribute in dataclasses.fields(field):
            yield from own.of(getattr(field, attribute.name), entity.name, field.span)


class _Walk:
    """Within one declaration."""

    def __init__(self, application: Application, kind: str, name: str) -> None:
        self.application = application
        self.kind = kind
        self.name = name

    def of(self, node: object, entity: str | None, span: Span) -> Iterator[Use]:
        """The fields that a node names; `entity` is what bare names belong to."""
        if isinstance(node, tuple | frozenset):
            for each in node:
                yield from self.of(each, entity, span)
        elif dataclasses.is_dataclass(node) and not isinstance(node, type):
            yield from self.of_node(node, _entity_of(node, entity), getattr(node, "span", span))

    def of_node(self, node: Any, entity: str | None, span: Span) -> Iterator[Use]:
        """The fields that one node names itself, and those inside it."""
        if isinstance(node, ListColumn):
            yield from self.path(node.path, entity, span)
            return
        if isinstance(node, FieldRead):
            yield from self.names((node.field,), _record(node.source.type), span)
        for part in dataclasses.fields(node):
            value = getattr(node, part.name)
            is_people = part.name == "by" and type(node).__name__ in _PEOPLE
            if part.name in _NAMES and not is_people and not isinstance(node, FieldRead):
                yield from self.names((value,) if isinstance(value, str) else value, entity, span)
            if part.name != "type":
                yield from self.of(value, entity, span)

    def names(self, names: Any, entity: str | None, span: Span) -> Iterator[Use]:
        """Bare names."""
        if entity is None or not isinstance(names, tuple):
            return
        for name in names:
            if isinstance(name, str):
                yield Use(entity, name, self.kind, self.name, span)

    def path(self, path: tuple[str, ...], entity: str | None, span: Span) -> Iterator[Use]:
        """`customer.region`: a field of this record, and one of the record that it refers to."""
        for name in path:
            if entity is None:
                return
            yield Use(entity, name, self.kind, self.name, span)
            field = self.application.entity(entity).field_by_name.get(name)
            entity = _record(field.value_type) if field is not None else None


def _entity_of(node: object, entity: str | None) -> str | None:
    """What bare names inside a node belong to."""
    match node:
        case actions.SetFields(target=target):
            return _record(target.type)
        case View() | FieldRead():
            return entity
        case _:
            own = getattr(node, "entity", None)
            return own if isinstance(own, str) else entity


def _record(value_type: ValueType) -> str | None:
    match value_type:
        case RecordType(entity=entity) | ListType(item=RecordType(entity=entity)):
            return entity
        case _:
            return None
