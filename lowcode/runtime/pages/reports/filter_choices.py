"""What the filters of reports offer: periods, options, records as a tree or to be looked up, yes and no."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from sqlalchemy import ColumnElement, null, select

from lowcode.catalog.functions.periods import PERIODS
from lowcode.runtime.access import is_unconditional
from lowcode.runtime.context import Context
from lowcode.runtime.definitions import EntityDefinition
from lowcode.runtime.pages.presentation import Presentation
from lowcode.runtime.queries.parsing import TODAY
from lowcode.runtime.queries.readable import nameable
from lowcode.runtime.reports.conditions import is_tree

OFFERED_PERIODS: Final = (
    (TODAY, "yesterday"),
    ("this_week", "last_week"),
    ("this_month", "last_month"),
    ("this_quarter", "last_quarter"),
    ("this_year", "last_year"),
    ("last_7_days", "last_30_days", "last_90_days"),
)
"""The periods that a filter offers, as they stand beside each other; an address may name any other."""

MOST_IN_TREE: Final = 200
MOST_IN_LIST: Final = 30
"""More records than these are looked up, not ticked."""


def period_label(presentation: Presentation, name: str) -> str:
    """`本季度`."""
    if name not in PERIODS:
        return presentation.say("period.today")
    period = PERIODS[name]
    return period.zh if presentation.wording.language.startswith("zh") else period.en


def ticked_records(context: Context, entity: EntityDefinition) -> Sequence[tuple[int, str, int]] | None:
    """Id, title and depth of all records, children after their parents; None if there are too many to be ticked."""
    has_tree, table = is_tree(entity), entity.model.__table__
    most = MOST_IN_TREE if has_tree else MOST_IN_LIST
    above = table.c.parent_id if has_tree else null()
    statement = select(table.c.id, table.c[entity.title], above).order_by(table.c[_sort_column(entity)], table.c.id)
    condition: ColumnElement[bool] = nameable(context, entity.name)
    if not is_unconditional(condition):
        statement = statement.where(condition)
    if entity.name == "user":
        statement = statement.where(table.c.active.is_(True))
    rows = context.connection.execute(statement.limit(most + 1)).all()
    if len(rows) > most:
        return None
    titles = {row[0]: row[1] or f"#{row[0]}" for row in rows}
    children: dict[int | None, list[int]] = {}
    for number, _, parent_id in rows:
        children.setdefault(parent_id if parent_id in titles else None, []).append(number)
    return tuple(_walked(children, titles, None, 0))


def _walked(
    children: Mapping[int | None, Sequence[int]], titles: Mapping[int, str], above: int | None, depth: int
) -> Iterator[tuple[int, str, int]]:
    for number in children.get(above, ()):
        yield number, titles[number], depth
        yield from _walked(children, titles, number, depth + 1)


def _sort_column(entity: EntityDefinition) -> str:
    title = entity.field_by_name.get(entity.title)
    return title.sort_column if title is not None and title.sort_column else entity.title
