"""Gets and sets the value of a field on a loaded record, in the plain form that submissions and history use."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm.attributes import instance_state, set_committed_value

from lowcode.runtime.definitions import FieldDefinition, ManyChoiceOf, ManyReference, Reference
from lowcode.runtime.saving.references import References


def value_of(record: Any, definition: FieldDefinition) -> Any:
    """Scalars as they are, a reference's id, a tuple of option names or of ids."""
    match definition.type:
        case Reference():
            return getattr(record, f"{definition.name}_id")
        case ManyChoiceOf():
            return (
                () if _is_untouched(record, f"{definition.name}_options") else tuple(getattr(record, definition.name))
            )
        case ManyReference():
            if _is_untouched(record, definition.name):
                return ()
            return tuple(target.id for target in getattr(record, definition.name))
        case _:
            return getattr(record, definition.name)


def set_value(record: Any, definition: FieldDefinition, value: Any, references: References) -> None:
    """Puts a plain value onto the record so that functions which read it see a whole record."""
    match definition.type:
        case Reference(entity=entity):
            setattr(record, f"{definition.name}_id", value)
            # The column is what is written; the relationship only shows the same to who reads it before the flush.
            set_committed_value(record, definition.name, references.get(entity, value))
        case ManyChoiceOf():
            _replace_items(getattr(record, definition.name), list(value or ()))
        case ManyReference(entity=entity):
            found = [references.get(entity, target_id) for target_id in value or ()]
            _replace_items(getattr(record, definition.name), [target for target in found if target is not None])
        case _:
            setattr(record, definition.name, value)


def _is_untouched(record: Any, attribute: str) -> bool:
    """Whether it is a new record's list that nothing has been put into."""
    state = instance_state(record)
    return state.key is None and attribute not in state.dict


def plain(definition: FieldDefinition, value: Any) -> Any:
    """The plain form of what a compiled function answers: a record becomes its id, a list a tuple."""
    match definition.type:
        case Reference():
            return value.id if value is not None else None
        case ManyChoiceOf():
            return tuple(value or ())
        case ManyReference():
            return tuple(target.id for target in value or ())
        case _:
            return value


def is_empty(value: Any) -> bool:
    """Whether there is no value: None, an empty text, an empty list."""
    return value is None or value in ("", ())


def _replace_items(current: Any, wanted: list[Any]) -> None:
    """Only differences touch the list: each would become a statement."""
    for item in [item for item in current if item not in wanted]:
        current.remove(item)
    for item in wanted:
        if item not in current:
            current.append(item)
