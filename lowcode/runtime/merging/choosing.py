"""What there is to choose when records become one: for each field in which they differ, whose value stays."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from lowcode.catalog.field_types import AttachedFile, attached_files, attachments_value
from lowcode.runtime.access import may_read_field, may_update_field
from lowcode.runtime.context import Context
from lowcode.runtime.definitions import (
    EntityDefinition,
    FieldDefinition,
    ManyChoiceOf,
    ManyReference,
    Reference,
    Rows,
    Scalar,
)
from lowcode.runtime.saving.facts import facts_of
from lowcode.runtime.saving.values import is_empty, value_of

TOGETHER: Final = 0
"""In place of a record's id: what all of them have."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A field whose values differ. `usual`: whose value stays if nobody says otherwise."""

    field: FieldDefinition
    values: Mapping[int, Any]
    """By the id of the record; of a sub-table the ids of its rows."""
    usual: int
    can_be_joined: bool

    @property
    def has_choice(self) -> bool:
        """Whether there are several values."""
        given = [value for value in self.values.values() if not is_empty(value)]
        return any(value != given[0] for value in given)


class Choosing:
    """The differences between records. `records` are loaded; the survivor is one of them."""

    def __init__(self, context: Context, entity: EntityDefinition, records: Sequence[Any], survivor_id: int) -> None:
        self._context = context
        self._entity = entity
        self._records = records
        self._ids = frozenset(each.id for each in records)
        self.survivor = next(each for each in records if each.id == survivor_id)
        self._newest = sorted(records, key=lambda each: (each.updated_at, each.id), reverse=True)

    def offered(self) -> list[Difference]:
        """Those between which the user chooses: he reads the field in all of the records and may change it.

        Where only one of the records has a value, or all have the same, there is nothing to choose.
        """
        return [each for each in self.all() if self._is_offered(each.field) and each.has_choice]

    def all(self) -> Iterator[Difference]:
        """All fields that have another value in one of the records, but for the state, which only steps change."""
        facts = facts_of(self._entity)
        for definition in facts.editable:
            if definition is facts.state:
                continue
            values = {each.id: self._value(each, definition) for each in self._records}
            given = [value for value in values.values() if not is_empty(value)]
            if any(value != values[self.survivor.id] for value in given):
                joined = self._can_be_joined(definition, values)
                yield Difference(definition, values, self._usual(definition, values, joined), joined)

    def taken(self, wanted: Mapping[str, int]) -> dict[str, int]:
        """Whose value stays, by field: as wanted where the user may choose, else as is usual."""
        found: dict[str, int] = {}
        for each in self.all():
            choice = wanted.get(each.field.name) if self._is_offered(each.field) else None
            is_one = choice in each.values or (choice == TOGETHER and each.can_be_joined)
            found[each.field.name] = choice if choice is not None and is_one else each.usual
        return found

    def result(self, taken: Mapping[str, int]) -> dict[str, Any]:
        """The values that the survivor gets, those of sub-tables apart."""
        found: dict[str, Any] = {}
        for each in self.all():
            if isinstance(each.field.type, Rows):
                continue
            choice = taken[each.field.name]
            value = self._joined(each) if choice == TOGETHER else each.values[choice]
            if value != each.values[self.survivor.id]:
                found[each.field.name] = value
        return found

    def _is_offered(self, definition: FieldDefinition) -> bool:
        if definition.hidden or not may_update_field(self._context, self._entity, definition.name, self.survivor):
            return False
        return all(may_read_field(self._context, self._entity, definition.name, each) for each in self._records)

    def _value(self, record: Any, definition: FieldDefinition) -> Any:
        """What would lead to one of the merged records itself counts as empty."""
        match definition.type:
            case Rows():
                return tuple(each.id for each in getattr(record, definition.name))
            case Reference(entity=entity) if entity == self._entity.name:
                value = value_of(record, definition)
                return None if value in self._ids else value
            case ManyReference(entity=entity) if entity == self._entity.name:
                return tuple(each for each in value_of(record, definition) if each not in self._ids)
            case _:
                return value_of(record, definition)

    def _can_be_joined(self, definition: FieldDefinition, values: Mapping[int, Any]) -> bool:
        if isinstance(definition.type, Rows | ManyChoiceOf | ManyReference):
            return True
        if definition in facts_of(self._entity).attachments and isinstance(definition.type, Scalar):
            return len(_files(values)) <= (definition.type.most or 1)
        return False

    def _usual(self, definition: FieldDefinition, values: Mapping[int, Any], can_be_joined: bool) -> int:
        """Lists are joined, so that nothing is lost; of single values the newest stays, of unseen ones the own."""
        if can_be_joined:
            return TOGETHER
        is_own = not self._is_offered(definition) and not is_empty(values[self.survivor.id])
        if is_own:
            return int(self.survivor.id)
        return next(int(each.id) for each in self._newest if not is_empty(values[each.id]))

    def _joined(self, difference: Difference) -> Any:
        own = difference.values[self.survivor.id]
        others = [value for key, value in difference.values.items() if key != self.survivor.id]
        if difference.field in facts_of(self._entity).attachments:
            return attachments_value(_files({0: own, **dict(enumerate(others, 1))}))
        return tuple(dict.fromkeys(each for value in (own, *others) for each in value))


def _files(values: Mapping[int, Any]) -> list[AttachedFile]:
    return [each for value in values.values() for each in attached_files(value)]
