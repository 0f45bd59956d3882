"""Compares what a record holds with what a submission wants: values in the submission's own form."""

from __future__ import annotations

from typing import Any

from lowcode.runtime.context import Context
from lowcode.runtime.definitions import FieldDefinition, Rows
from lowcode.runtime.saving.facts import facts_of
from lowcode.runtime.saving.submission import Row
from lowcode.runtime.saving.values import is_empty, value_of


def submitted_value(context: Context, record: Any, definition: FieldDefinition) -> Any:
    """The field's present value as a submission would have it."""
    if not isinstance(definition.type, Rows):
        return value_of(record, definition)
    cells = facts_of(context.application.entity_by_name[definition.type.entity]).editable
    return tuple(
        Row(index=row.position, id=row.id, values={each.name: value_of(row, each) for each in cells})
        for row in getattr(record, definition.name)
    )


def is_same_value(present: Any, submitted: Any) -> bool:
    """Whether the submission would leave the field as it is. Of rows only the cells that were submitted count."""
    if isinstance(submitted, tuple) and any(isinstance(each, Row) for each in (*submitted, *present)):
        return [row.id for row in present] == [row.id for row in submitted] and all(
            there.values.get(name) == value
            for there, wanted in zip(present, submitted, strict=True)
            for name, value in wanted.values.items()
        )
    if isinstance(submitted, tuple):
        return set(present) == set(submitted)
    return bool(present == submitted) or (is_empty(present) and is_empty(submitted))
