"""What a draft changes, in the words of the history."""

from __future__ import annotations

from typing import Any

from lowcode.runtime.definitions import FieldDefinition, ManyReference, Reference, Rows
from lowcode.runtime.history import ChangeLine
from lowcode.runtime.saving.draft import Draft, Part
from lowcode.runtime.saving.values import is_empty, value_of


def lines_of(draft: Draft) -> list[ChangeLine]:
    """All changed fields of the record and its rows; for what is new, all that has a value."""
    lines = _part_lines(draft, draft.main)
    for part in draft.removed:
        row = {name: _shown(draft, part.entity.field_by_name[name], old) for name, old in part.before.items()}
        lines.append((_row_path(part, part.record.position), row, None))
    for part in draft.rows:
        path = _row_path(part, part.record.position)
        if part.is_new:
            lines.append((path, None, {name: new for name, _, new in _part_lines(draft, part)}))
        else:
            lines += [(f"{path}.{name}", old, new) for name, old, new in _part_lines(draft, part)]
    return lines


def _row_path(part: Part, position: int) -> str:
    return f"{part.rows_field}[{position + 1}]"


def _part_lines(draft: Draft, part: Part) -> list[ChangeLine]:
    if not part.is_new:
        by_name = part.entity.field_by_name
        return [
            (name, _shown(draft, by_name[name], old), _shown(draft, by_name[name], new))
            for name, (old, new) in part.changed_fields().items()
        ]
    values = [(each, value_of(part.record, each)) for each in part.facts.stored if not isinstance(each.type, Rows)]
    return [(each.name, None, _shown(draft, each, value)) for each, value in values if not is_empty(value)]


def _shown(draft: Draft, definition: FieldDefinition, value: Any) -> Any:
    """References with the title that they have now."""
    if is_empty(value):
        return None
    if isinstance(definition.type, Reference):
        return _named(draft, definition.type.entity, value)
    if isinstance(definition.type, ManyReference):
        return [_named(draft, definition.type.entity, target_id) for target_id in value]
    return value


def _named(draft: Draft, entity: str, record_id: int) -> dict[str, Any]:
    target = draft.references.get(entity, record_id)
    title_attribute = draft.context.application.entity_by_name[entity].title
    return {"id": record_id, "title": getattr(target, title_attribute) if target is not None else None}
