"""Keeps the search terms of records true."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import ARRAY, Insert, Integer, Table, bindparam, delete, func, insert, select

from lowcode.runtime.context import Context
from lowcode.runtime.database.types import Text
from lowcode.runtime.saving.bulk_insert import insert_pairs
from lowcode.runtime.saving.facts import Facts
from lowcode.runtime.search_index import terms_of_fields


def index_record(context: Context, facts: Facts, record_id: int, texts: Iterable[str | None], *, is_new: bool) -> None:
    """Writes the terms of one record: all of them for a new one, else only the difference."""
    table = facts.search_table
    if table is None:
        return
    wanted = terms_of_fields(texts, facts.search_scopes)
    present: frozenset[str] = frozenset()
    if not is_new:
        found = context.connection.execute(select(table.c.term).where(table.c.record_id == record_id))
        present = frozenset(found.scalars())
    gone = present - wanted
    if gone:
        context.connection.execute(delete(table).where(table.c.record_id == record_id, table.c.term.in_(gone)))
    insert_terms(context, table, record_id, sorted(wanted - present))


def insert_terms(context: Context, table: Table, record_id: int, terms: Sequence[str]) -> None:
    """One statement for the terms of one record: there are dozens of them."""
    if not terms:
        return
    if context.connection.dialect.name == "postgresql":
        context.connection.execute(_insert_from_array(table), {"terms": list(terms), "record": record_id})
    else:
        insert_pairs(context, table, [(term, record_id) for term in terms])


@lru_cache(maxsize=1024)
def _insert_from_array(table: Table) -> Insert:
    rows = select(func.unnest(bindparam("terms", type_=ARRAY(Text()))), bindparam("record", type_=Integer()))
    return insert(table).from_select(["term", "record_id"], rows)


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
