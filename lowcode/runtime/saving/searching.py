"""Keeps the search terms of records true."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import delete, insert, select

from lowcode.runtime.context import Context
from lowcode.runtime.saving.facts import Facts
from lowcode.runtime.search_index import terms_of_text


def index_record(context: Context, facts: Facts, record_id: int, texts: Iterable[str | None], *, is_new: bool) -> None:
    """Writes the terms of one record: all of them for a new one, else only the difference."""
    table = facts.search_table
    if table is None:
        return
    wanted = terms_of_text(texts)
    present: frozenset[str] = frozenset()
    if not is_new:
        found = context.connection.execute(select(table.c.term).where(table.c.record_id == record_id))
        present = frozenset(found.scalars())
    gone = present - wanted
    if gone:
        context.connection.execute(delete(table).where(table.c.record_id == record_id, table.c.term.in_(gone)))
    added = [{"term": term, "record_id": record_id} for term in sorted(wanted - present)]
    if added:
        context.connection.execute(insert(table), added)


def index_records(context: Context, facts: Facts, record_ids: Iterable[int]) -> None:
    """Writes the terms of records whose texts have changed in the database."""
    table = facts.search_table
    if table is None:
        return
    model: Any = facts.entity.model
    columns = [getattr(model, name) for name in facts.search_attributes]
    ids = list(record_ids)
    for row in context.connection.execute(select(model.id, *columns).where(model.id.in_(ids))).all():
        index_record(context, facts, row[0], row[1:], is_new=False)


def texts_of(facts: Facts, record: Any) -> list[str | None]:
    """The texts that the record is found by."""
    return [getattr(record, name) for name in facts.search_attributes]


def have_texts_changed(facts: Facts, changes: Mapping[str, Any]) -> bool:
    """Whether one of the texts that records are found by is among the changes."""
    return any(name in changes for name in facts.search_attributes)
