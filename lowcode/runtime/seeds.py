"""Loads the records that `data` and `sample` of the specification write out, each once, through the one way to save."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert, select

from lowcode.runtime.context import Context
from lowcode.runtime.database.system_tables import seed
from lowcode.runtime.definitions import (
    EntityDefinition,
    FieldDefinition,
    Link,
    ManyChoiceOf,
    ManyReference,
    Reference,
    Rows,
    SeedRecord,
)
from lowcode.runtime.saving.outcome import Problem, Saved
from lowcode.runtime.saving.save import save
from lowcode.runtime.saving.submission import SEEDED, Row, Submission


class SeedError(Exception):
    """A record of the specification that the specification's own rules refuse."""

    def __init__(self, key: str, entity: EntityDefinition, problems: Sequence[Problem]) -> None:
        super().__init__(key)
        self.key = key
        self.entity = entity
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class _Pending:
    key: str
    record: SeedRecord


class Seeds:
    """What has been loaded so far, by key: the handle, or the place among the entity's records without one."""

    def __init__(self, context: Context) -> None:
        self._context = context
        rows = context.connection.execute(select(seed.c.key, seed.c.record_id))
        self._ids: dict[str, int] = {row.key: row.record_id for row in rows}

    def __contains__(self, key: str) -> bool:
        return key in self._ids

    def note(self, key: str, entity: EntityDefinition, record_id: int) -> None:
        """Remembers, in the database too, that the record was loaded."""
        self._ids[key] = record_id
        values = {"key": key, "entity": entity.name, "record_id": record_id}
        self._context.connection.execute(insert(seed), values)

    def load(self, kind: str, records: Iterable[SeedRecord]) -> dict[str, int]:
        """Saves those that are not there yet, whatever their order; the new ones' ids by key.

        A record that others have removed since stays removed. Where records refer to each other in a circle, the
        reference is set when both are there.
        """
        waiting = [each for each in _with_keys(kind, records) if each.key not in self._ids]
        loaded: dict[str, int] = {}
        later: list[_Pending] = []
        while waiting:
            ready = [each for each in waiting if self._missing(each).isdisjoint(_keys(waiting))]
            if not ready:
                ready = waiting[:1]
                later += ready
            for each in ready:
                loaded[each.key] = self._save(each, without=self._missing(each))
            waiting = [each for each in waiting if each not in ready]
        for each in later:
            self._save(each, record_id=loaded[each.key])
        return loaded

    def _missing(self, pending: _Pending) -> set[str]:
        return {handle for handle in _links(pending.record.values.values()) if handle not in self._ids}

    def _save(self, pending: _Pending, record_id: int | None = None, without: Iterable[str] = ()) -> int:
        context = self._context
        entity = context.application.entity_by_name[pending.record.entity]
        left_out = set(without)
        values = {
            name: self._value(entity.field_by_name[name], value)
            for name, value in pending.record.values.items()
            if left_out.isdisjoint(_links([value])) and not (record_id and isinstance(_type(entity, name), Rows))
        }
        outcome = save(context, entity, record_id, Submission(values=values, is_trusted=True, transition=SEEDED))
        if not isinstance(outcome, Saved):
            raise SeedError(pending.key, entity, getattr(outcome, "problems", ()))
        if record_id is None:
            self.note(pending.key, entity, outcome.record_id)
        return outcome.record_id

    def _value(self, definition: FieldDefinition, value: Any) -> Any:
        match definition.type:
            case Reference():
                return self._single(value)
            case ManyReference() | ManyChoiceOf():
                return tuple(self._single(item) for item in _items(value))
            case Rows(entity=row_entity):
                fields = self._context.application.entity_by_name[row_entity].field_by_name
                return tuple(
                    Row(index=index, values={name: self._value(fields[name], cell) for name, cell in row.items()})
                    for index, row in enumerate(_items(value))
                )
            case _:
                return self._single(value)

    def _single(self, value: Any) -> Any:
        """A link's id, or what the seed's function answers; records become their ids."""
        if isinstance(value, Link):
            return self._ids[value.handle]
        found = value(self._context)
        return getattr(found, "id", found)


def _type(entity: EntityDefinition, name: str) -> Any:
    return entity.field_by_name[name].type


def _items(value: Any) -> tuple[Any, ...]:
    return value if isinstance(value, tuple) else (value,)


def _keys(waiting: Iterable[_Pending]) -> set[str]:
    return {each.key for each in waiting}


def _with_keys(kind: str, records: Iterable[SeedRecord]) -> list[_Pending]:
    numbers: dict[str, int] = {}
    found: list[_Pending] = []
    for record in records:
        key = record.handle
        if key is None:
            numbers[record.entity] = numbers.get(record.entity, 0) + 1
            key = f"{kind}:{record.entity}:{numbers[record.entity]}"
        found.append(_Pending(key, record))
    return found


def _links(values: Iterable[Any]) -> set[str]:
    """The handles that values name, however deep."""
    found: set[str] = set()
    for value in values:
        if isinstance(value, Link):
            found.add(value.handle)
        elif isinstance(value, tuple):
            found |= _links(value)
        elif isinstance(value, Mapping):
            found |= _links(value.values())
    return found
