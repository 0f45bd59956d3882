"""Lets values out of the database only as far as the user may see them: the one place for all reads.

Lists, records, related lists, exports and history ask here. What one may not see is `WITHHELD` or left out; what one
may see masked becomes `Masked`. Where the record decides, its condition is selected beside the value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from sqlalchemy import ColumnElement, Row

from lowcode.runtime.context import Context
from lowcode.runtime.definitions import EntityDefinition, FieldDefinition, ListColumn, Reference, SortKey
from lowcode.runtime.field_rights import (
    NEVER,
    Sight,
    as_number,
    is_restricted,
    masked_value,
    reads_every_value,
    sight_of,
    states_in_record,
)

Path: TypeAlias = tuple[str, ...]
Reader: TypeAlias = Callable[[Row[Any]], Any]


class Withheld:
    """Stands for a value that the user may not see."""

    def __repr__(self) -> str:
        return "WITHHELD"


WITHHELD: Final = Withheld()
_NOTHING: Final = Sight(NEVER, NEVER)


def sights_of(context: Context, entity: EntityDefinition, paths: Iterable[Path]) -> dict[Path, Sight]:
    """What the user sees at the ends of paths, where it is less than everything."""
    found: dict[Path, Sight] = {}
    for path in paths:
        if len(path) > 1 or entity.field_grants:
            sight = sight_at(context, entity, path)
            if not sight.is_full:
                found[path] = sight
    return found


def sight_at(context: Context, entity: EntityDefinition, path: Path) -> Sight:
    """What the user sees at the end of a path. Through a reference that he may not read he sees nothing."""
    for name in path[:-1]:
        definition = entity.field_by_name.get(name)
        kind = definition.type if definition is not None else Reference("user")  # created_by, updated_by
        if not isinstance(kind, Reference) or not sight_of(context, entity, name).is_full:
            return _NOTHING
        entity = context.application.entity_by_name[kind.entity]
    return sight_of(context, entity, path[-1])


def state_of(sights: Mapping[Path, Sight]) -> tuple[tuple[Path, bool], ...]:
    """What a statement for these sights depends on, as a key; only for sights that do not depend on the record."""
    return tuple((path, sight.masked.is_always) for path, sight in sights.items())


@dataclass(frozen=True, slots=True)
class Guard:
    """Turns a value that was read into what the user sees of it."""

    definition: FieldDefinition
    sight: Sight
    full_at: int | None
    """Where the row says whether the value is seen; None: never."""
    masked_at: int | None
    """Where the row says whether the masked form is seen; None: if the user sees it at all, then always."""

    def __call__(self, row: Row[Any], value: Any) -> Any:
        """The value, its masked form, or `WITHHELD`."""
        if self.full_at is not None and row[self.full_at]:
            return value
        if self.sight.masked.is_always or (self.masked_at is not None and row[self.masked_at]):
            return masked_value(self.definition, value)
        return WITHHELD


def guard_of(
    definition: FieldDefinition,
    sight: Sight,
    subject: Any,
    context: Context,
    add: Callable[[ColumnElement[Any]], int],
) -> Guard:
    """The guard of one value; `add` selects the conditions that it needs of `subject`."""
    full_at = add(as_number(sight.full.condition(subject, context))) if sight.full.depends else None
    masked_at = add(as_number(sight.masked.condition(subject, context))) if sight.masked.depends else None
    return Guard(definition, sight, full_at, masked_at)


def readable_sort(entity: EntityDefinition, keys: Sequence[SortKey], context: Context) -> tuple[SortKey, ...]:
    """The keys that a list may be sorted by for this user: an order tells about every record."""
    if not entity.field_grants:
        return tuple(keys)
    return tuple(key for key in keys if reads_every_value(context, entity, key.field))


def readable_columns(
    entity: EntityDefinition, columns: Iterable[ListColumn], context: Context
) -> tuple[ListColumn, ...]:
    """The columns in which the user can see anything."""
    return tuple(each for each in columns if not sight_at(context, entity, each.path).is_nothing)


def sees_list(context: Context, entity: EntityDefinition, field: str, record_id: int) -> bool:
    """Whether the user sees the records (or rows) that a field of this record holds."""
    if not is_restricted(entity, field):
        return True
    return states_in_record(context, entity, record_id)[field].reads
