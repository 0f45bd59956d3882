"""Sorting and paging against an independent computation, with ties and empties, on both databases."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Connection, select
from starlette.datastructures import QueryParams

from lowcode.runtime.context import Context
from lowcode.runtime.database.session import Database
from lowcode.runtime.definitions import ListColumn
from lowcode.runtime.queries.reading import Queries
from lowcode.runtime.queries.results import ListPage
from lowcode.runtime.sort_key import sort_key
from tests.apps.selling import NUMBER, SPEC, context_of, fill
from tests.conftest import Boot
from tests.harness.apps import AppUnderTest
from tests.harness.specs import SpecCompiler

LEVELS = ["high", "middle", "low"]
REGIONS = ["east", "shanghai", "jiangsu", "nanjing", "north"]


@dataclasses.dataclass
class Lists:
    """The lists of the app for one user."""

    app: AppUnderTest
    database: Database
    connection: Connection
    queries: Queries

    def context(self, name: str = "eve") -> Context:
        return context_of(self.app, self.database, self.connection, name)

    def page(self, query: str, name: str = "eve", entity: str = "customer") -> ListPage:
        context = self.context(name)
        address = self.queries.list_address(self.app.definition.entity_by_name[entity], QueryParams(query), context)
        return self.queries.list_page(address, context)[0]

    def rows(self, entity: str = "customer") -> list[Any]:
        table = self.app.definition.entity_by_name[entity].model.__table__
        return list(self.connection.execute(select(table)))


@pytest.fixture
def lists(compile_spec: SpecCompiler, boot: Boot) -> Iterator[Lists]:
    project = compile_spec(SPEC)
    app = boot(project, fill(project), key="selling")
    database = app.database()
    with database.reading() as connection:
        yield Lists(app, database, connection, Queries(app.definition))


def expected_order(rows: list[Any], field: str, *, descending: bool) -> list[int]:
    """Empties last in both directions; ties by id, in the direction of the sort."""

    def key(row: Any) -> Any:
        value = getattr(row, field)
        if field == "name":
            return sort_key(value)
        return LEVELS.index(value) if field == "level" else REGIONS.index(value) if field == "region" else value

    full = [row for row in rows if getattr(row, field) is not None]
    empty = [row for row in rows if getattr(row, field) is None]
    if field in ("level", "region"):  # within an option, the list's own order: revenue desc
        ranked = sorted({key(row) for row in full}, reverse=descending)
        groups = [[row for row in full if key(row) == rank] for rank in ranked]
        return [number for group in (*groups, empty) for number in _within_option(group, field)]
    full.sort(key=lambda row: (key(row), row.id), reverse=descending)
    empty.sort(key=lambda row: row.id, reverse=descending)
    return [row.id for row in (*full, *empty)]


def _within_option(group: list[Any], field: str) -> list[int]:
    del field
    return expected_order(group, "revenue", descending=True)


@pytest.mark.parametrize("field", ["name", "level", "region", "revenue", "staff", "active", "since", "met_at"])
def test_every_sort_in_both_directions_page_by_page_and_record_by_record(lists: Lists, field: str) -> None:
    rows = lists.rows()
    for descending in (False, True):
        sort = f"-{field}" if descending else field
        expected = expected_order(rows, field, descending=descending)
        first = lists.page(f"sort={sort}&size=20")
        assert (first.count.number, first.count.is_capped, first.pages) == (NUMBER, False, 13)
        paged = [row.id for page in range(1, 14) for row in lists.page(f"sort={sort}&size=20&page={page}").rows]
        assert paged == expected
        walked = [row.id for row in first.rows]
        while len(walked) < NUMBER:
            step = lists.page(f"sort={sort}&size=50&after={walked[-1]}")
            assert step.page == 0
            walked += [row.id for row in step.rows]
            assert (step.next_after is None) == (len(walked) == NUMBER)
        assert walked == expected


def test_two_keys_in_opposite_directions(lists: Lists) -> None:
    rows = lists.rows()
    rows.sort(key=lambda row: row.id, reverse=True)
    by_since = sorted(rows, key=lambda row: (row.since is None, row.since.toordinal() if row.since else 0))
    by_staff = sorted(by_since, key=lambda row: (row.staff is None, -(row.staff or 0)))
    expected = [row.id for row in by_staff]
    paged = [row.id for page in range(1, 14) for row in lists.page(f"sort=-staff,since&size=20&page={page}").rows]
    assert paged == expected
    walked = paged[:20]
    while len(walked) < NUMBER:
        walked += [row.id for row in lists.page(f"sort=-staff,since&size=50&after={walked[-1]}").rows]
    assert walked == expected


def test_a_page_beyond_the_last_shows_the_last(lists: Lists) -> None:
    page = lists.page("size=100&page=999")
    assert (page.page, page.pages, len(page.rows)) == (3, 3, NUMBER % 100)


def test_beyond_the_counted_records_the_walk_goes_on_without_numbers(
    lists: Lists, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lowcode.runtime.queries.selecting.Selection.count.__defaults__", (100,))
    last_numbered = lists.page("size=20&page=5&sort=name")
    assert (last_numbered.count.number, last_numbered.count.is_capped, last_numbered.pages) == (100, True, 5)
    assert last_numbered.next_after == last_numbered.rows[-1].id
    following = lists.page(f"size=20&sort=name&after={last_numbered.next_after}")
    expected = expected_order(lists.rows(), "name", descending=False)
    assert [row.id for row in following.rows] == expected[100:120]


def test_own_rows_only_are_paged_and_counted(lists: Lists) -> None:
    own = [row for row in lists.rows() if row.owner_id == lists.context("ann").user_id]
    expected = expected_order(own, "revenue", descending=True)
    pages = [lists.page(f"size=20&page={number}", "ann") for number in range(1, 6)]
    assert [row.id for page in pages for row in page.rows] == expected
    assert pages[0].count.number == len(own)


def test_a_walk_does_not_continue_from_a_record_that_may_not_be_read(lists: Lists) -> None:
    """Where it starts would tell how a hidden record sorts."""
    foreign = next(row.id for row in lists.rows() if row.owner_id == lists.context("bob").user_id)
    page = lists.page(f"after={foreign}", "ann")
    assert page.page == 1


def test_nobody_without_a_grant_sees_a_row(lists: Lists) -> None:
    page = lists.page("", "nil")
    assert (list(page.rows), page.count.number) == ([], 0)


def test_rows_show_titles_many_values_and_paths(lists: Lists) -> None:
    context = lists.context()
    customer = lists.app.definition.entity_by_name["customer"]
    columns = tuple(ListColumn((name,)) for name in ("tags", "wants", "owner"))
    address = lists.queries.list_address(customer, QueryParams("size=100&sort=name"), context, columns)
    row = next(row for row in lists.queries.list_page(address, context)[0].rows if row.id % 12 == 0)
    owner = next(each.owner_id for each in lists.rows() if each.id == row.id)
    assert row.values == (
        ((1, "T1"), (2, "T2")),
        ("hardware",),
        None if owner is None else (owner, {1: "ann", 2: "bob"}[owner]),
    )
    levels = {each.id: each.level for each in lists.rows()}
    visits = lists.page("size=20", entity="visit")
    assert [visit.values[2] for visit in visits.rows] == [levels[visit.values[1].id] for visit in visits.rows]
