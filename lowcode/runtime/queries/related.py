"""The related lists of a record's page: the first of the records that point to it, and how many there are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, select

from lowcode.runtime.access import is_denied, is_unconditional, predicate
from lowcode.runtime.context import Context
from lowcode.runtime.definitions import FieldDefinition, ManyReference, Reverse, SortKey, Verb
from lowcode.runtime.field_rights import reads_every_value
from lowcode.runtime.queries.counting import capped_count
from lowcode.runtime.queries.field_guards import Path, readable_columns, readable_sort, sees_list
from lowcode.runtime.queries.lists import read_rows
from lowcode.runtime.queries.plans import EntityPlan, Plans
from lowcode.runtime.queries.results import Count, RelatedList
from lowcode.runtime.queries.sorting import segments_of
from lowcode.runtime.queries.walking import Walk

FIRST = 20


def read_related(
    plan: EntityPlan, plans: Plans, definition: FieldDefinition, record_id: int, context: Context
) -> RelatedList | None:
    """The related list `definition` of a record that the user may read; None if he may read none of its entity."""
    if not sees_list(context, plan.definition, definition.name, record_id):
        return None
    match definition.type:
        case Reverse(entity=entity, by=by):
            target = plans(entity)
            if not reads_every_value(context, target.definition, by):
                return None  # that a record points here is what its reference says
            columns = tuple(path for path in _columns(target, context) if path != (by,))
            return _read(
                target,
                plans,
                definition,
                context,
                lambda: target.table.c[f"{by}_id"] == record_id,
                columns,
                (by, record_id),
            )
        case ManyReference(entity=entity):
            target, links = plans(entity), plan.link_table(definition)
            condition = target.table.c.id.in_(select(links.c.target_id).where(links.c.record_id == record_id))
            return _read(target, plans, definition, context, lambda: condition, _columns(target, context), None)
        case _:
            raise TypeError(f"the field {definition.name} is no related list")


def _columns(target: EntityPlan, context: Context) -> tuple[Path, ...]:
    listing = target.definition.list
    if listing is None:
        return ()
    return tuple(each.path for each in readable_columns(target.definition, listing.columns, context))


def _read(
    target: EntityPlan,
    plans: Plans,
    definition: FieldDefinition,
    context: Context,
    condition: Callable[[], ColumnElement[bool]],
    columns: tuple[Path, ...],
    link: tuple[str, int] | None,
) -> RelatedList | None:
    readable = predicate(target.definition, Verb.READ, context)
    if is_denied(readable):
        return None
    listing = target.definition.list
    sort = readable_sort(target.definition, listing.sort, context) if listing is not None else ()
    if is_unconditional(readable) and link is not None:
        ids = _first_ids(target, plans, context, sort, link)
    else:
        segments = segments_of(target, plans, sort)
        ids = Walk(context.connection, segments, _conditions(condition, readable)).page(0, FIRST + 1)
    count = Count(len(ids), is_capped=False)
    if len(ids) > FIRST:
        count = capped_count(context.connection, target.table, _conditions(condition, readable))
    return RelatedList(
        field=definition.name,
        entity=target.definition,
        columns=columns,
        rows=read_rows(target, plans, context, ids[:FIRST], columns),
        count=count,
        list_query=f"{link[0]}={link[1]}" if link is not None else None,
        reference=link[0] if link is not None else None,
    )


def _conditions(
    condition: Callable[[], ColumnElement[bool]], readable: ColumnElement[bool]
) -> list[ColumnElement[bool]]:
    """For the queries that are made anew each time. Short lists of who may read everything need none of it."""
    return [condition()] if is_unconditional(readable) else [condition(), readable]


def _first_ids(
    target: EntityPlan, plans: Plans, context: Context, sort: tuple[SortKey, ...], link: tuple[str, int]
) -> list[int]:
    """The first of all records that refer to this one, by statements that are made once."""
    reference, record_id = link
    key = ("related", target.definition.name, reference, sort)
    statements = plans.kept(key, lambda: _first_statements(target, plans, sort, reference))
    found: list[int] = []
    for statement in statements:
        wanted = {"related": record_id, "size": FIRST + 1 - len(found), "start": 0}
        found += context.connection.execute(statement, wanted).scalars()
        if len(found) > FIRST:
            break
    return found


def _first_statements(
    target: EntityPlan, plans: Plans, sort: tuple[SortKey, ...], reference: str
) -> tuple[Select[Any], ...]:
    refers = target.table.c[f"{reference}_id"] == bindparam("related")
    return tuple(segment.ids.where(refers) for segment in segments_of(target, plans, sort))
