"""Whether a made-up record keeps to the rules of its entity: limits, checks, what is required, unique keys."""

from __future__ import annotations

from typing import Any

from lowcode.runtime.context import Context
from lowcode.runtime.definitions import ChoiceOf, EntityDefinition, FieldDefinition, Reference, Scalar
from lowcode.runtime.saving.facts import attribute_of, facts_of
from lowcode.runtime.saving.values import is_empty


class Judge:
    """Judges the records of one entity, and knows the unique values that are taken."""

    def __init__(self, context: Context, entity: EntityDefinition) -> None:
        self._context = context
        self._entity = entity
        self._editable = facts_of(entity).editable
        self._keys = unique_keys(entity)
        self._taken: dict[tuple[str, ...], set[tuple[Any, ...]]] = {}

    def take(self, keys: dict[tuple[str, ...], set[tuple[Any, ...]]]) -> None:
        """The values that are in the database already, by unique key."""
        self._taken = keys

    def forget(self) -> None:
        """What is unique in a sub-table is so among the rows of one record."""
        self._taken.clear()

    def is_valid(self, record: Any) -> bool:
        """Limits, required values and checks."""
        if not all(self.is_within_limits(record, definition) for definition in self._editable):
            return False
        return not any(check.function(record, self._context) is False for check in self._entity.checks)

    def is_within_limits(self, record: Any, definition: FieldDefinition) -> bool:
        """Whether the value is there if it must be, and neither too small nor too large."""
        if not isinstance(definition.type, ChoiceOf | Scalar | Reference):
            return True
        value = getattr(record, attribute_of(definition))
        if is_empty(value):
            return not self._is_required(record, definition)
        low = definition.minimum(record, self._context) if definition.minimum is not None else None
        high = definition.maximum(record, self._context) if definition.maximum is not None else None
        return (low is None or value >= low) and (high is None or value <= high)

    def _is_required(self, record: Any, definition: FieldDefinition) -> bool:
        required, visible = definition.required, definition.visible
        if required is None or (required.when is not None and required.when(record, self._context) is not True):
            return False
        return visible is None or visible.when is None or visible.when(record, self._context) is True

    def is_alone(self, record: Any) -> bool:
        """Whether nothing has the record's unique values yet; from now on the record has them."""
        drawn: list[tuple[set[tuple[Any, ...]], tuple[Any, ...]]] = []
        for names in self._keys:
            value = tuple(getattr(record, name) for name in names)
            if None in value:
                continue
            taken = self._taken.setdefault(names, set())
            if value in taken:
                return False
            drawn.append((taken, value))
        for taken, value in drawn:
            taken.add(value)
        return True


def unique_keys(entity: EntityDefinition) -> list[tuple[str, ...]]:
    """The attributes of each unique key; conditions are ignored, which only makes records more different."""
    by_name = entity.field_by_name
    single = [(attribute_of(each),) for each in facts_of(entity).editable if each.unique]
    return [*single, *(tuple(attribute_of(by_name[name]) for name in key.fields) for key in entity.unique_keys)]
