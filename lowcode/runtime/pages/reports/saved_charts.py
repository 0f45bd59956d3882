"""Charts that people keep for themselves: the address of the chart under a title, in a table of the runtime."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from sqlalchemy import delete, func, insert, select

from lowcode.runtime.context import Context
from lowcode.runtime.database.report_tables import saved_report

MOST_SAVED: Final = 50
"""Charts of one person over one list."""
LONGEST_TITLE: Final = 80
LONGEST_QUERY: Final = 2000


class SavedChart(NamedTuple):
    """One of them; `query` is the address without what stands before the question mark."""

    id: int
    title: str
    query: str


def saved_charts(context: Context, entity: str) -> Sequence[SavedChart]:
    """The reader's own charts of an entity's list, by title."""
    statement = (
        select(saved_report.c.id, saved_report.c.title, saved_report.c.query)
        .where(saved_report.c.user_id == context.user_id, saved_report.c.entity == entity)
        .order_by(saved_report.c.title, saved_report.c.id)
    )
    return [SavedChart(*row) for row in context.connection.execute(statement)]


def save_chart(context: Context, entity: str, title: str, query: str) -> bool:
    """Keeps a chart; one of the same title is replaced. False: there are too many."""
    own = (saved_report.c.user_id == context.user_id, saved_report.c.entity == entity)
    context.connection.execute(delete(saved_report).where(*own, saved_report.c.title == title))
    number = context.connection.execute(select(func.count()).select_from(saved_report).where(*own)).scalar_one()
    if number >= MOST_SAVED:
        return False
    values = {"user_id": context.user_id, "entity": entity, "title": title, "query": query, "created_at": context.now}
    context.connection.execute(insert(saved_report).values(values))
    return True


def forget_chart(context: Context, entity: str, number: int) -> bool:
    """Deletes one of the reader's own charts; False if there is none."""
    done = context.connection.execute(
        delete(saved_report).where(
            saved_report.c.id == number, saved_report.c.user_id == context.user_id, saved_report.c.entity == entity
        )
    )
    return done.rowcount == 1
