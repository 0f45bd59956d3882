"""Values that a transition asked for and an approval has kept as JSON: typed again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
from sqlalchemy import TypeDecorator

from lowcode.runtime.context import Context
from lowcode.runtime.definitions import EntityDefinition, ManyChoiceOf, ManyReference, Rows
from lowcode.runtime.saving.facts import attribute_of
from lowcode.runtime.saving.submission import Row


def typed_values(context: Context, entity: EntityDefinition, kept: Mapping[str, Any]) -> dict[str, Any]:
    """The values as a submission has them. A field that the app has no longer is dropped."""
    return {name: _typed(context, entity, name, value) for name, value in kept.items() if name in entity.field_by_name}


def _typed(context: Context, entity: EntityDefinition, name: str, value: Any) -> Any:
    definition = entity.field_by_name[name]
    match definition.type:
        case ManyChoiceOf() | ManyReference():
            return tuple(value or ())
        case Rows(entity=row_entity):
            cells = context.application.entity_by_name[row_entity]
            return tuple(
                Row(index=row["index"], id=row["id"], values=typed_values(context, cells, row["values"]))
                for row in value or ()
            )
    if value is None:
        return None
    kind = entity.model.__table__.c[attribute_of(definition)].type
    kind = kind.impl_instance if isinstance(kind, TypeDecorator) else kind
    return msgspec.convert(value, kind.python_type, strict=False)
