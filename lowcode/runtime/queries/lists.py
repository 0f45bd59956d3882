"""A page of a list: what is asked for, what may be seen, how many there are, which rows the page shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import ColumnElement, FromClause, false

from lowcode.runtime.access import is_denied, is_unconditional, predicate
from lowcode.runtime.context import Context
from lowcode.runtime.definitions import Verb
from lowcode.runtime.queries.address import AddressNotice, ListAddress
from lowcode.runtime.queries.cells import Path, plan_cells, read_cells
from lowcode.runtime.queries.conditions import filter_condition
from lowcode.runtime.queries.counting import capped_count
from lowcode.runtime.queries.plans import EntityPlan, Plans
from lowcode.runtime.queries.results import COUNTED, Count, ListPage, ListRow
from lowcode.runtime.queries.searching import Search, search_for
from lowcode.runtime.queries.sorting import segments_of
from lowcode.runtime.queries.walking import Walk

RARE = 1_500
"""So few candidates are sorted faster than they are met on a walk."""


@dataclass(frozen=True, slots=True)
class Selection:
    """Which records a list is about: what the user may read of what the address asks for."""

    plan: EntityPlan
    conditions: Sequence[ColumnElement[bool]]
    """Without the search."""
    search: Search | None = None
    candidates: int = 0
    """How many records the search can find at most, counted up to a little more than `RARE`."""

    def for_walk(self) -> list[ColumnElement[bool]]:
        """The conditions for a walk along an index."""
        identity = self.plan.table.c.id
        if self.search is None:
            return [*self.conditions]
        if self.candidates <= RARE:
            return [*self.conditions, identity.in_(self.search.ids())]
        return [*self.conditions, self.search.matches(identity)]

    def count(self, context: Context, most: int = COUNTED) -> Count:
        """How many records there are, counted no further than `most`."""
        table: FromClause = self.plan.table
        conditions = list(self.conditions)
        if self.search is not None:
            found = self.search.ids().subquery()
            table = found.join(table, self.plan.table.c.id == found.c.record_id) if conditions else found
        return capped_count(context.connection, table, conditions, most)


def select_records(plan: EntityPlan, address: ListAddress, context: Context) -> Selection | None:
    """The records that the address asks for and the user may read; None if that cannot be any."""
    readable = predicate(plan.definition, Verb.READ, context)
    if is_denied(readable):
        return None
    conditions = [] if is_unconditional(readable) else [readable]
    conditions += [filter_condition(plan, one, context).condition for one in address.filters]
    if not address.search:
        return Selection(plan, conditions)
    search = search_for(plan, address.search)
    if search is None:
        return Selection(plan, [*conditions, false()])
    return Selection(plan, conditions, search, search.number_of_candidates(context.connection, RARE + 1))


def read_list(plan: EntityPlan, plans: Plans, address: ListAddress, context: Context) -> tuple[ListPage, ListAddress]:
    """The page that the address asks for, and the address of what is shown: the last page instead of one beyond."""
    selection = select_records(plan, address, context)
    if selection is None:
        return _no_rows(), replace(address, page=1, after=None)
    walk = Walk(context.connection, plan, segments_of(plan, address.sort), selection.for_walk())
    found = _find(walk, selection, address, context)
    paths = tuple(column.path for column in address.columns)
    page = ListPage(
        rows=read_rows(plan, plans, context, found.ids, paths),
        count=found.count,
        page=0 if found.address.after is not None else found.address.page,
        pages=found.pages,
        next_after=found.next_after,
    )
    return page, found.address


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    ids: list[int]
    count: Count
    pages: int
    next_after: int | None
    address: ListAddress = field()


def _find(walk: Walk, selection: Selection, address: ListAddress, context: Context) -> _Found:
    size = address.size
    if address.after is not None:
        count = selection.count(context)
        pages = _pages(count, size)
        ids = walk.continued(address.after, size + 1)
        if ids is not None:
            return _Found(
                ids=ids[:size],
                count=count,
                pages=pages,
                next_after=ids[size - 1] if len(ids) > size else None,
                address=address,
            )
        gone = AddressNotice("record_gone", "after", str(address.after))
        address = replace(address, after=None, page=1, notices=(*address.notices, gone))
    ids = walk.page(0, size + 1) if address.page == 1 else []
    count = Count(len(ids), is_capped=False) if address.page == 1 and len(ids) <= size else selection.count(context)
    pages = _pages(count, size)
    address = address.at_page(min(address.page, pages))
    if not ids and count.number:
        ids = walk.page((address.page - 1) * size, size + 1)
    continues = address.page == pages and len(ids) > size
    return _Found(
        ids=ids[:size], count=count, pages=pages, next_after=ids[size - 1] if continues else None, address=address
    )


def _pages(count: Count, size: int) -> int:
    return max(1, -(-count.number // size))


def read_rows(
    plan: EntityPlan, plans: Plans, context: Context, ids: Sequence[int], paths: tuple[Path, ...]
) -> list[ListRow]:
    """The rows of a page, in the order of the ids."""
    found = read_cells(plan_cells(plan, plans, context, paths), plan, plans, context, ids)
    rows = []
    for number in ids:
        if number in found:
            version, title, values = found[number]
            rows.append(ListRow(number, version, title, values))
    return rows


def _no_rows() -> ListPage:
    return ListPage(rows=(), count=Count(0, is_capped=False), page=1, pages=1, next_after=None)
