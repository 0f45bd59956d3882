"""`reindex`: computes anew whatever is derived from what people typed."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, Connection, bindparam, delete, func, insert, select, update

from lowcode.runtime.commands.console import Console
from lowcode.runtime.context import Context
from lowcode.runtime.definitions import EntityDefinition
from lowcode.runtime.jobs.workers import new_worker_name
from lowcode.runtime.migrating.batches import Batch, BatchedWork, cut, forget_batches, is_noted, work_off
from lowcode.runtime.migrating.transactions import alone_patiently
from lowcode.runtime.saving.dependants import maintain, recompute
from lowcode.runtime.saving.facts import facts_of
from lowcode.runtime.search_index import terms_of_fields
from lowcode.runtime.sort_key import sort_key

_AT_ONCE = 2_000
_IN_A_BATCH = 500


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


def refresh(console: Console, job: BatchedWork) -> None:
    """One entity, some records at a time, each batch in a transaction of its own: for an app that is in use."""
    database, entity = console.database, console.application.entity_by_name[job.name]
    table = entity.model.__table__

    def compute(connection: Connection, batch: Batch) -> None:
        context, some = console.context_on(connection), table.c.id.between(batch.first, batch.last)
        maintain(context, recompute(context, entity, entity.compute_order, some))
        rebuild_sort_keys(context, entity, some)
        rebuild_search_terms(context, entity, some)

    def is_wanted(connection: Connection) -> bool:
        return is_noted(connection, job)

    cut(database, job, table.name, _IN_A_BATCH, is_wanted)
    work_off(database, job, is_wanted, compute, by=new_worker_name())
    alone_patiently(database, lambda connection: forget_batches(connection, job), is_about_records=True)


def rebuild_sort_keys(context: Context, entity: EntityDefinition, some: ColumnElement[bool] | None = None) -> None:
    """Writes the keys that differ, of all records or some."""
    table = entity.model.__table__
    for attribute, sort_attribute in facts_of(entity).sort_columns:
        found = select(table.c.id, table.c[attribute], table.c[sort_attribute])
        rows = context.connection.execute(found if some is None else found.where(some)).all()
        wrong = [{"record": record_id, "key": sort_key(text)} for record_id, text, key in rows if sort_key(text) != key]
        if wrong:
            statement = (
                update(table).where(table.c.id == bindparam("record")).values({sort_attribute: bindparam("key")})
            )
            context.connection.execute(statement, wrong)


def rebuild_search_terms(context: Context, entity: EntityDefinition, some: ColumnElement[bool] | None = None) -> None:
    """Empties the entity's table of terms, or that of some records, and fills it again, in the order of its key."""
    facts = facts_of(entity)
    if facts.search_table is None:
        return
    table = entity.model.__table__
    terms = delete(facts.search_table)
    columns = [table.c[name] for name in facts.search_attributes]
    found = select(table.c.id, *columns).order_by(table.c.id)
    if some is not None:
        terms = terms.where(facts.search_table.c.record_id.in_(select(table.c.id).where(some)))
        found = found.where(some)
    context.connection.execute(terms)
    rows = context.connection.execute(found).all()
    for start in range(0, len(rows), _AT_ONCE):
        part, scopes = rows[start : start + _AT_ONCE], facts.search_scopes
        batch = sorted((term, row[0]) for row in part for term in terms_of_fields(row[1:], scopes))
        if batch:
            statement = insert(facts.search_table)
            context.connection.execute(statement, [{"term": term, "record_id": number} for term, number in batch])
