"""A page of a list: which rows it shows, and how many there are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import ColumnElement

from lowcode.runtime.context import Context
from lowcode.runtime.definitions import Verb
from lowcode.runtime.queries.address import AddressNotice, ListAddress
from lowcode.runtime.queries.cells import plan_cells, read_cells
from lowcode.runtime.queries.field_guards import Path
from lowcode.runtime.queries.plans import EntityPlan, Plans
from lowcode.runtime.queries.results import Count, ListPage, ListRow, Walked
from lowcode.runtime.queries.selecting import Selection, select_records

_AT_ONCE = 500
"""Rows of an export that are read in one statement."""


def read_list(
    plan: EntityPlan,
    plans: Plans,
    address: ListAddress,
    context: Context,
    within: ColumnElement[bool] | None = None,
) -> tuple[ListPage, ListAddress]:
    """The page that the address asks for, and the address of what is shown: the last page instead of one beyond."""
    selection = select_records(plan, plans, address, context, within=within)
    if selection is None:
        nothing = ListPage(rows=(), count=Count(0, is_capped=False), page=1, pages=1, next_after=None)
        return nothing, replace(address, page=1, after=None)
    found = _continued(selection, address) or _numbered(selection, address)
    page = ListPage(
        rows=read_rows(plan, plans, context, found.ids, tuple(column.path for column in address.columns)),
        count=found.count,
        page=0 if found.address.after is not None else found.address.page,
        pages=_pages(found.count, address.size),
        next_after=found.next_after,
    )
    return page, found.address


def walk_list(
    plan: EntityPlan, plans: Plans, address: ListAddress, context: Context, *, wants_count: bool
) -> Walked | None:
    """The rows behind the record `after` (or the first), counted only if that is wanted or shows the way.

    None: there is no such record in the list (any more).
    """
    selection = select_records(plan, plans, address, context)
    if selection is None:
        nothing = Walked(rows=(), next_after=None, count=Count(0, is_capped=False))
        return nothing if address.after is None else None
    count = selection.count() if wants_count or selection.needs_count_first() else None
    walk = selection.walk(count, address.size + 1)
    found = walk.page(0, address.size + 1) if address.after is None else walk.continued(address.after, address.size + 1)
    if found is None:
        return None
    shown = found[: address.size]
    return Walked(
        rows=read_rows(plan, plans, context, shown, tuple(column.path for column in address.columns)),
        next_after=shown[-1] if len(found) > len(shown) else None,
        count=count,
    )


def exported_rows(
    plan: EntityPlan,
    plans: Plans,
    address: ListAddress,
    context: Context,
    most: int,
    within: ColumnElement[bool] | None = None,
) -> Iterator[ListRow] | None:
    """All rows that the address asks for and the user may export, in the order of the list; None: more than `most`.

    Only the ids are held; the rows are read while they are asked for.
    """
    selection = select_records(plan, plans, address, context, also=Verb.EXPORT, within=within)
    if selection is None:
        return iter(())
    ids = selection.walk(None, most).page(0, most + 1)
    if len(ids) > most:
        return None
    paths = tuple(column.path for column in address.columns)
    batches = (ids[start : start + _AT_ONCE] for start in range(0, len(ids), _AT_ONCE))
    return (row for batch in batches for row in read_rows(plan, plans, context, batch, paths))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    ids: list[int]
    count: Count
    next_after: int | None
    address: ListAddress


def _continued(selection: Selection, address: ListAddress) -> _Found | None:
    """The page behind a record; its depth costs nothing."""
    if address.after is None:
        return None
    count = selection.count()
    ids = selection.walk(count, address.size).continued(address.after, address.size + 1)
    if ids is None:
        return None
    shown = ids[: address.size]
    return _Found(ids=shown, count=count, next_after=shown[-1] if len(ids) > len(shown) else None, address=address)


def _numbered(selection: Selection, address: ListAddress) -> _Found:
    if address.after is not None:
        gone = AddressNotice("record_gone", "after", str(address.after))
        address = replace(address, after=None, page=1, notices=(*address.notices, gone))
    size = address.size
    ids: list[int] | None = None
    if address.page == 1 and not selection.needs_count_first():
        ids = selection.walk(None, size).page(0, size + 1)
    count = selection.count() if ids is None or len(ids) > size else Count(len(ids), is_capped=False)
    address = address.at_page(min(address.page, _pages(count, size)))
    start = (address.page - 1) * size
    if ids is None:
        ids = selection.walk(count, start + size).page(start, size + 1) if count.number else []
    shown = ids[:size]
    continues = address.page == _pages(count, size) and len(ids) > size
    return _Found(ids=shown, count=count, next_after=shown[-1] if continues else None, address=address)


def _pages(count: Count, size: int) -> int:
    return max(1, -(-count.number // size))


def read_rows(
    plan: EntityPlan, plans: Plans, context: Context, ids: Sequence[int], paths: tuple[Path, ...]
) -> list[ListRow]:
    """The rows of a page, in the order of the ids."""
    found = read_cells(plan_cells(plan, plans, context, paths), plan, plans, context, ids)
    return [ListRow(number, *found[number]) for number in ids if number in found]
