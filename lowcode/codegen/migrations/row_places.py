"""Where rows of the runtime name a field or an option beside the record itself: on the ways that lead to it."""

from __future__ import annotations

from collections.abc import Iterator

from lowcode.codegen.migrations.draft import Draft, RowName
from lowcode.ir.application import (
    Entity,
    Field,
    ManyReferenceFieldType,
    ReferenceFieldType,
    ReverseFieldType,
    RowsFieldType,
)

Place = tuple[str, str]


def places_of(draft: Draft, row_name: RowName) -> tuple[Place, ...]:
    """The fields that the renaming concerns; those that have another name themselves by both, whichever is first."""
    if row_name.kind == "field":
        return tuple(dict.fromkeys(_ways_to(draft, row_name.owner)))
    if row_name.kind == "option":
        return tuple(dict.fromkeys((*row_name.fields, *_fields_of_rows(draft, row_name.fields))))
    return row_name.fields


def _ways_to(draft: Draft, owner: str) -> Iterator[Place]:
    """References and lists that lead to records of the entity."""
    target = next((each.name for each in draft.application.entities if each.identifier == owner), None)
    for entity in draft.application.entities:
        for field in entity.fields:
            if _leads_to(field) == target is not None:
                yield from ((entity.identifier, name) for name in _names(draft, entity, field))


def _leads_to(field: Field) -> str | None:
    match field.type:
        case ReferenceFieldType(entity=name) | ManyReferenceFieldType(entity=name):
            return name
        case ReverseFieldType(entity=name) | RowsFieldType(entity=name):
            return name
        case _:
            return None


def _names(draft: Draft, entity: Entity, field: Field) -> Iterator[str]:
    yield field.identifier
    former = draft.matching.fields.get((entity.name, field.name))
    if former is not None:
        yield former.identifier


def _fields_of_rows(draft: Draft, fields: tuple[Place, ...]) -> Iterator[Place]:
    """Rows are told of with the record that they belong to: `("contract", "lines.kind")`."""
    rows = {
        draft.application.entity(field.type.entity).identifier: (entity, field)
        for entity in draft.application.entities
        for field in entity.fields
        if isinstance(field.type, RowsFieldType)
    }
    for entity, field in fields:
        if entity in rows:
            owner, list_ = rows[entity]
            yield from ((owner.identifier, f"{name}.{field}") for name in _names(draft, owner, list_))
