"""How many records of which entities are made up, and in which order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from weakref import WeakKeyDictionary

from sqlalchemy import func, select

from lowcode.runtime.context import Context
from lowcode.runtime.database.record import Record
from lowcode.runtime.definitions import EntityDefinition, FieldDefinition, Reference, Rows

BUILT_IN = frozenset({"user", "department"})
_PREREQUISITES = 12
_MANY = 2_000
"""From so many parents on, fewer children come with each."""


def plan(context: Context, wanted: Sequence[tuple[EntityDefinition, int]]) -> dict[str, int]:
    """The number of records by entity, in an order in which what is referred to comes first.

    With an entity come those that belong to it (contacts, follow-ups, deals of customers), and a few of those that
    its records must refer to, where there are none yet.
    """
    entities = context.application.entity_by_name
    counts: dict[str, int] = {}
    for entity, count in wanted:
        counts[entity.name] = counts.get(entity.name, 0) + count
    asked = set(counts)
    for entity, count in wanted:
        for child in _children(context, entity):
            if child.name not in asked:
                share = _share(context, child, asked)
                many = count if count <= _MANY else _MANY + (count - _MANY) // 8
                counts[child.name] = max(counts.get(child.name, 0), round(many * share))
    for name in list(counts):
        _add_prerequisites(context, entities[name], counts)
    return {name: counts[name] for name in _ordered(context, counts)}


def references_of(entity: EntityDefinition) -> list[tuple[FieldDefinition, str]]:
    """The entity's references that people fill in, with the entity referred to."""
    found = _references.get(entity.model)
    if found is None:
        found = _references[entity.model] = [
            (each, each.type.entity)
            for each in entity.fields
            if isinstance(each.type, Reference) and each.computed is None
        ]
    return found


_references: WeakKeyDictionary[type[Record], list[tuple[FieldDefinition, str]]] = WeakKeyDictionary()


def _children(context: Context, entity: EntityDefinition) -> list[EntityDefinition]:
    """Entities whose records must belong to one of this entity, and theirs in turn."""
    found: list[EntityDefinition] = []
    queue = [entity.name]
    while queue:
        parent = queue.pop(0)
        for each in context.application.entities:
            if each.owner is not None or each.name in BUILT_IN or each in found or each is entity:
                continue
            if any(target == parent and field.required is not None for field, target in references_of(each)):
                found.append(each)
                queue.append(each.name)
    return found


def _share(context: Context, child: EntityDefinition, asked: Iterable[str]) -> float:
    """Records per parent: more of small things (a contact, a note), fewer of those that others belong to."""
    has_children = bool(_children(context, child)) or any(isinstance(each.type, Rows) for each in child.fields)
    is_direct = any(target in asked and field.required is not None for field, target in references_of(child))
    return (0.7 if has_children else 1.4) * (1 if is_direct else 0.4)


def _add_prerequisites(context: Context, entity: EntityDefinition, counts: dict[str, int]) -> None:
    for target in _needed(context, entity):
        if target.name in counts or target is entity:
            continue
        model = target.model.__table__
        if context.connection.execute(select(func.count()).select_from(model)).scalar_one() == 0:
            counts[target.name] = _PREREQUISITES
            _add_prerequisites(context, target, counts)


def _needed(context: Context, entity: EntityDefinition) -> list[EntityDefinition]:
    """What the records and their rows refer to, required or not: a product list makes better deals."""
    entities = context.application.entity_by_name
    rows = [each.type.entity for each in entity.fields if isinstance(each.type, Rows)]
    found = [entities[target] for _, target in references_of(entity)]
    return [*found, *(entities[target] for name in rows for _, target in references_of(entities[name]))]


def _ordered(context: Context, counts: dict[str, int]) -> list[str]:
    entities = context.application.entity_by_name
    ordered: list[str] = []

    def visit(name: str, path: tuple[str, ...]) -> None:
        if name in ordered or name in path or name not in counts:
            return
        targets = {target for _, target in references_of(entities[name])}
        targets |= {each.name for each in _needed(context, entities[name])}
        for target in sorted(targets):
            visit(target, (*path, name))
        ordered.append(name)

    for name in counts:
        visit(name, ())
    return ordered
