"""Values of actions in the plain form of submissions: records become ids, lists tuples, rows `Row`s."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Final

from lowcode.runtime.context import Context
from lowcode.runtime.definitions import (
    EntityDefinition,
    FieldDefinition,
    ManyChoiceOf,
    ManyReference,
    Reference,
    Rows,
)
from lowcode.runtime.process.timers import due_after
from lowcode.runtime.process_definitions import Span
from lowcode.runtime.saving.submission import Row

OFFICE_CLOSES: Final = datetime.time(18)
"""When a day is over for tasks that are due on it."""


def plain_values(context: Context, entity: EntityDefinition, values: Mapping[str, Any]) -> dict[str, Any]:
    """What a submission takes."""
    return {name: _plain(context, entity.field_by_name[name], value) for name, value in values.items()}


def due_instant(context: Context, due: Span | datetime.date | datetime.datetime | None) -> datetime.datetime | None:
    """When something is due: a span from now, an instant, or a day."""
    if due is None or isinstance(due, datetime.datetime):
        return due
    if isinstance(due, Span):
        return due_after(context, due)
    local = datetime.datetime.combine(due, OFFICE_CLOSES, tzinfo=context.timezone)
    return local.astimezone(datetime.UTC).replace(tzinfo=None)


def _plain(context: Context, definition: FieldDefinition, value: Any) -> Any:
    match definition.type:
        case Reference():
            return None if value is None else value.id
        case ManyReference():
            return tuple(each.id for each in value or () if each is not None)
        case ManyChoiceOf():
            return tuple(each for each in value or () if each is not None)
        case Rows(entity=row_entity):
            cells = context.application.entity_by_name[row_entity]
            return tuple(
                Row(index=index, values=plain_values(context, cells, row)) for index, row in enumerate(value or ())
            )
    return value
