"""Finds records that agree in a key. Each question is one query along the key's index.

Values count as they are kept: phone numbers, e-mail and web addresses have one form each; texts agree only in full,
with their case, without the blanks around them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Select, and_, func, select

from lowcode.runtime.access import is_denied, predicate
from lowcode.runtime.context import Context
from lowcode.runtime.definitions import EntityDefinition, FieldDefinition, Verb
from lowcode.runtime.field_rights import as_number, reads_every_value, sight_of

MOST_RECORDS: Final = 10
"""So many records are merged at once; larger groups become smaller by and by."""

_MOST_NAMED: Final = 3


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A record of a group, with what helps to tell it from the others."""

    id: int
    title: str | None
    created_at: Any
    updated_at: Any


@dataclass(frozen=True, slots=True)
class DuplicateGroup:
    """Records that agree in one key. `count` may be more than the records that are named."""

    value: Any
    count: int
    records: tuple[Duplicate, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """Other records that have the value of a key: those that the user may see, and whether there are more."""

    field: FieldDefinition
    records: tuple[tuple[int, str | None], ...]
    has_hidden: bool


def merge_keys(context: Context, entity: EntityDefinition) -> tuple[FieldDefinition, ...]:
    """The keys by which the user may look for duplicates: a group tells that its records agree in it."""
    return tuple(entity.field_by_name[name] for name in entity.merge_on if reads_every_value(context, entity, name))


def duplicate_groups(
    context: Context, entity: EntityDefinition, key: FieldDefinition, *, limit: int, offset: int = 0
) -> list[DuplicateGroup]:
    """Values of the key that several records have of those that the user may read, in the order of the values."""
    readable = predicate(entity, Verb.READ, context)
    if is_denied(readable):
        return []
    model: Any = entity.model
    column = getattr(model, key.name)
    count = func.count()
    shared = (
        select(column, count)
        .where(column.is_not(None), readable)
        .group_by(column)
        .having(count > 1)
        .order_by(column)
        .limit(limit)
        .offset(offset)
    )
    found: dict[Any, int] = {row[0]: row[1] for row in context.connection.execute(shared)}
    records: dict[Any, list[Duplicate]] = {value: [] for value in found}
    for value, record in _records(context, entity, key, found):
        records[value].append(record)
    return [DuplicateGroup(value, number, tuple(records[value])) for value, number in found.items()]


def _records(
    context: Context, entity: EntityDefinition, key: FieldDefinition, values: Iterable[Any]
) -> Iterable[tuple[Any, Duplicate]]:
    """The first few of each value, the oldest first."""
    model: Any = entity.model
    column = getattr(model, key.name)
    number = func.row_number().over(partition_by=column, order_by=model.id).label("number")
    found = (
        select(column.label("value"), model.id, getattr(model, entity.title).label("title"), *_times(model), number)
        .where(column.in_(list(values)), predicate(entity, Verb.READ, context))
        .subquery()
    )
    statement = select(found).where(found.c.number <= MOST_RECORDS).order_by(found.c.id)
    for value, *about, _ in context.connection.execute(statement):
        yield value, Duplicate(*about)


def _times(model: Any) -> tuple[Any, Any]:
    return model.created_at, model.updated_at


def duplicates_of(context: Context, entity: EntityDefinition, record_id: int) -> list[Duplicate]:
    """The other records that the user may read and that agree with the record in a key that he reads."""
    model: Any = entity.model
    keys = [getattr(model, each.name) for each in merge_keys(context, entity)]
    if not keys:
        return []
    own = context.connection.execute(select(*keys).where(model.id == record_id)).first()
    found: dict[int, Duplicate] = {}
    for column, value in zip(keys, own or (), strict=False):
        if value is None:
            continue
        readable = and_(column == value, model.id != record_id, predicate(entity, Verb.READ, context))
        columns = (model.id, getattr(model, entity.title), *_times(model))
        statement = select(*columns).where(readable).order_by(model.id).limit(MOST_RECORDS - 1)
        found.update((row[0], Duplicate(*row)) for row in context.connection.execute(statement))
    return list(found.values())[: MOST_RECORDS - 1]


def known_elsewhere(context: Context, entity: EntityDefinition, record: Any) -> list[Known]:
    """For a record as it stands in its form: the keys whose value another record has already, whoever may read it.

    Of a record that the user may not read, or not its key, he learns that there is one, as he does of unique values.
    """
    found: list[Known] = []
    for name in entity.merge_on:
        value = getattr(record, name)
        if value is None:
            continue
        seen = context.connection.execute(_having(context, entity, name, value, record.id, is_seen=True)).all()
        hidden = context.connection.execute(_having(context, entity, name, value, record.id, is_seen=False)).first()
        if seen or hidden:
            records = tuple((row[0], row[1]) for row in seen[:_MOST_NAMED])
            found.append(Known(entity.field_by_name[name], records, has_hidden=hidden is not None))
    return found


def _having(
    context: Context, entity: EntityDefinition, name: str, value: Any, own_id: int | None, *, is_seen: bool
) -> Select[Any]:
    model: Any = entity.model
    seen = and_(predicate(entity, Verb.READ, context), sight_of(context, entity, name).full.condition(model, context))
    statement = select(model.id, getattr(model, entity.title)).where(
        getattr(model, name) == value, as_number(seen) == int(is_seen)
    )
    if own_id is not None:
        statement = statement.where(model.id != own_id)
    return statement.order_by(model.id).limit(_MOST_NAMED)
