"""What is signed: the values of the shown fields, kept as they were, and how they differ from before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

import msgspec

from lowcode.runtime.context import Context
from lowcode.runtime.definitions import (
    EntityDefinition,
    FieldDefinition,
    ManyReference,
    Reference,
    Reverse,
    Rows,
    Scalar,
)
from lowcode.runtime.process_definitions import ApprovalDefinition
from lowcode.runtime.saving.values import value_of


@dataclass(frozen=True, slots=True)
class Change:
    """A field that is no longer as it was submitted or signed before."""

    field: str
    before: Any
    after: Any


def content_of(context: Context, definition: ApprovalDefinition, record: Any) -> dict[str, Any]:
    """The shown and the locked fields in plain form: references as `{"id": 5, "title": "…"}`, sub-tables as rows."""
    entity = context.application.entity_by_name[definition.entity]
    fields = entity.field_by_name
    kept = dict.fromkeys((*definition.shown_fields, *definition.locked_fields))
    found = {name: _plain(context, fields[name], record) for name in kept if name in fields}
    plain: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(found))
    return plain


def changes_between(
    before: Mapping[str, Any], after: Mapping[str, Any], entity: EntityDefinition | None = None
) -> tuple[Change, ...]:
    """The fields whose values differ, in the order of the newer content.

    Nobody has changed a field that was not shown then, nor a number by whose field has another type of number since.
    """
    exact = {each.name for each in entity.fields if _is_exact(each)} if entity is not None else set()
    return tuple(
        Change(name, before[name], value)
        for name, value in after.items()
        if name in before and not _is_same(before[name], value, is_number=name in exact)
    )


def _is_exact(definition: FieldDefinition) -> bool:
    return isinstance(definition.type, Scalar) and definition.type.kind in {"decimal", "money", "percent"}


def _is_same(before: Any, after: Any, *, is_number: bool) -> bool:
    """JSON says whole numbers as numbers and exact ones as texts, with all digits that the field has."""
    if before == after:
        return True
    types = {type(before), type(after)}
    if types != {int, str} and not (is_number and types == {str}):
        return _is_same_list(before, after)
    try:
        return Decimal(before) == Decimal(after)
    except InvalidOperation:
        return False


def _is_same_list(before: Any, after: Any) -> bool:
    """Rows of sub-tables, cell by cell; cells that were not shown then do not count."""
    if not (isinstance(before, list) and isinstance(after, list) and len(before) == len(after)):
        return False
    return all(
        isinstance(one, dict) and isinstance(other, dict) and not changes_between(one, other)
        for one, other in zip(before, after, strict=True)
    )


def _plain(context: Context, definition: FieldDefinition, record: Any) -> Any:
    match definition.type:
        case Reference(entity=name):
            return _titled(context, name, getattr(record, definition.name))
        case ManyReference(entity=name):
            return [_titled(context, name, target) for target in getattr(record, definition.name)]
        case Rows(entity=name):
            row_entity = context.application.entity_by_name[name]
            return [_row(context, row_entity, row) for row in getattr(record, definition.name)]
        case Reverse():
            return len(getattr(record, definition.name))
        case _ if definition.computed is not None and not definition.computed.stored:
            return definition.computed.record(record, context)
        case _:
            return value_of(record, definition)


def _row(context: Context, entity: EntityDefinition, row: Any) -> dict[str, Any]:
    return {each.name: _plain(context, each, row) for each in entity.fields if not each.hidden}


def _titled(context: Context, entity_name: str, target: Any) -> dict[str, Any] | None:
    if target is None:
        return None
    return {"id": target.id, "title": getattr(target, context.application.entity_by_name[entity_name].title)}
