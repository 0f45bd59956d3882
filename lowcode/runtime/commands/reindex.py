"""`reindex`: computes anew whatever is derived from what people typed."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import bindparam, delete, func, insert, select, update

from lowcode.runtime.commands.console import Console
from lowcode.runtime.context import Context
from lowcode.runtime.definitions import EntityDefinition
from lowcode.runtime.saving.dependants import maintain, recompute
from lowcode.runtime.saving.facts import facts_of
from lowcode.runtime.search_index import terms_of_fields
from lowcode.runtime.sort_key import sort_key

_AT_ONCE = 2_000


def run_reindex(console: Console) -> None:
    """All entities."""
    with console.writing() as context:
        reindex(console, context, [entity.name for entity in console.application.entities])


def reindex(console: Console, context: Context, names: Collection[str]) -> None:
    """The entities of these names and whatever depends on them."""
    entities = [entity for entity in console.application.entities if entity.name in names]
    for entity in entities:
        maintain(context, recompute(context, entity, entity.compute_order, None))
    for entity in entities:
        rebuild_sort_keys(context, entity)
        rebuild_search_terms(context, entity)
        model: Any = entity.model
        count = context.connection.execute(select(func.count()).select_from(model)).scalar_one()
        if entity.owner is None:
            console.print("reindex.done", label=context.text(entity.label), count=count)


def rebuild_sort_keys(context: Context, entity: EntityDefinition) -> None:
    """Writes the keys that differ."""
    table = entity.model.__table__
    for attribute, sort_attribute in facts_of(entity).sort_columns:
        rows = context.connection.execute(select(table.c.id, table.c[attribute], table.c[sort_attribute])).all()
        wrong = [{"record": record_id, "key": sort_key(text)} for record_id, text, key in rows if sort_key(text) != key]
        if wrong:
            statement = (
                update(table).where(table.c.id == bindparam("record")).values({sort_attribute: bindparam("key")})
            )
            context.connection.execute(statement, wrong)


def rebuild_search_terms(context: Context, entity: EntityDefinition) -> None:
    """Empties the entity's table of terms and fills it again, in the order of its key."""
    facts = facts_of(entity)
    if facts.search_table is None:
        return
    table = entity.model.__table__
    context.connection.execute(delete(facts.search_table))
    columns = [table.c[name] for name in facts.search_attributes]
    rows = context.connection.execute(select(table.c.id, *columns).order_by(table.c.id)).all()
    for start in range(0, len(rows), _AT_ONCE):
        some, scopes = rows[start : start + _AT_ONCE], facts.search_scopes
        batch = sorted((term, row[0]) for row in some for term in terms_of_fields(row[1:], scopes))
        if batch:
            statement = insert(facts.search_table)
            context.connection.execute(statement, [{"term": term, "record_id": number} for term, number in batch])
