"""Finds records by what people type into a reference input or into the search of the whole app."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, false, select

from lowcode.runtime.access import is_denied, is_unconditional
from lowcode.runtime.context import Context
from lowcode.runtime.queries.plans import EntityPlan
from lowcode.runtime.queries.readable import nameable
from lowcode.runtime.queries.results import RecordLink
from lowcode.runtime.queries.searching import search_for

OFFERED = 20
_RARE = 1_500


def find_records(
    plan: EntityPlan,
    text: str,
    context: Context,
    *,
    conditions: Sequence[ColumnElement[bool]] = (),
    most: int = OFFERED,
) -> list[RecordLink]:
    """Records by title, number or pinyin; those whose title begins with the text first, then the newest.

    Without a text the newest of all. `conditions` are on the entity's model.
    """
    readable = nameable(context, plan.definition.name)
    if is_denied(readable):
        return []
    wanted = [*conditions] if is_unconditional(readable) else [readable, *conditions]
    identity, title = plan.table.c.id, plan.title_column
    order: list[ColumnElement[Any]] = [identity.desc()]
    if text.strip():
        wanted.append(_matching(plan, text, context, order))
    statement = select(identity, title).where(*wanted).order_by(*order).limit(most)
    return [RecordLink(row[0], row[1]) for row in context.connection.execute(statement)]


def _matching(plan: EntityPlan, text: str, context: Context, order: list[ColumnElement[Any]]) -> ColumnElement[bool]:
    """The condition that the record matches the text; few matches are also put into a better order."""
    search = search_for(plan, text, context)
    title = plan.title_column
    if search is None:
        return false() if plan.search_table is not None else title.icontains(text.strip(), autoescape=True)
    if search.number_of_candidates(context.connection, _RARE + 1) > _RARE:
        return search.matches(plan.table.c.id)
    order.insert(0, title.istartswith(text.strip(), autoescape=True).desc())
    return plan.table.c.id.in_(search.ids())


def titles_of(plan: EntityPlan, ids: Iterable[int], context: Context) -> dict[int, RecordLink]:
    """The records with these ids that may be named to the user."""
    wanted = list(dict.fromkeys(ids))
    readable = nameable(context, plan.definition.name)
    if not wanted or is_denied(readable):
        return {}
    statement = plan.select_titles
    if not is_unconditional(readable):
        statement = statement.where(readable)
    return {row[0]: RecordLink(row[0], row[1]) for row in context.connection.execute(statement, {"ids": wanted})}
