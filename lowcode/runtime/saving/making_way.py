"""Rows of one record may exchange unique values in one save, which statement by statement would clash on the way.

A flush inserts and updates row by row and deletes at the end. So rows that go leave before it, and rows that take
values over from each other are taken out and put back at once as they are to be.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, insert, inspect

from lowcode.runtime.definitions import ManyChoiceOf, ManyReference
from lowcode.runtime.saving.draft import Draft, Part
from lowcode.runtime.saving.facts import Facts


def make_way(draft: Draft) -> None:
    """Frees the unique values of rows that go, and of rows that change theirs."""
    leaving = [part for part in draft.removed if _unique_names(part.facts)]
    for table, parts in _by_table(leaving).items():
        _take_out(draft, table, parts)
    changing = [part for part in draft.rows if not part.is_new and _changes_unique_values(part)]
    for table, parts in _by_table(changing).items():
        if len(parts) > 1:
            _take_out(draft, table, parts)
            draft.context.connection.execute(insert(table), [_columns(part.record) for part in parts])


def _unique_names(facts: Facts) -> frozenset[str]:
    single = {definition.name for definition in facts.entity.fields if definition.unique}
    return frozenset(single.union(*(key.fields for key in facts.entity.unique_keys)))


def _changes_unique_values(part: Part) -> bool:
    """Rows with lists stay where they are: what hangs on them would go with them."""
    if any(isinstance(definition.type, ManyChoiceOf | ManyReference) for definition in part.entity.fields):
        return False
    return any(part.is_changed(name) for name in _unique_names(part.facts))


def _by_table(parts: list[Part]) -> dict[Any, list[Part]]:
    found: dict[Any, list[Part]] = {}
    for part in parts:
        found.setdefault(part.entity.model.__table__, []).append(part)
    return found


def _take_out(draft: Draft, table: Any, parts: list[Part]) -> None:
    ids = [part.record.id for part in parts]
    draft.context.connection.execute(delete(table).where(table.c.id.in_(ids)))


def _columns(record: Any) -> dict[str, Any]:
    attributes = inspect(type(record)).column_attrs
    return {attribute.columns[0].name: getattr(record, attribute.key) for attribute in attributes}
