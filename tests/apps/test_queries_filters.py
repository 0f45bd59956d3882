"""Filters and search against an independent computation, hostile addresses, and what may not be inferred."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

import pytest
from sqlalchemy import Connection, delete, insert, select, update
from starlette.datastructures import QueryParams

from lowcode.runtime.context import Context
from lowcode.runtime.queries.address import ListAddress
from lowcode.runtime.queries.reading import Queries
from lowcode.runtime.search_index import terms_of_text
from tests.apps.selling import SPEC, context_of, fill
from tests.conftest import Boot
from tests.harness.apps import AppUnderTest
from tests.harness.specs import SpecCompiler

SHANGHAI = datetime.timedelta(hours=8)


class Asked:
    """Asks the list of customers, and the table itself."""

    def __init__(self, app: AppUnderTest, connection: Connection) -> None:
        self.app = app
        self.connection = connection
        self.queries = Queries(app.definition)
        self.customer = app.definition.entity_by_name["customer"]

    def context(self, name: str = "eve") -> Context:
        return context_of(self.app, self.app.database(), self.connection, name)

    def address(self, query: str, name: str = "eve") -> ListAddress:
        return self.queries.list_address(self.customer, QueryParams(query), self.context(name))

    def ids(self, query: str, name: str = "eve", size: int = 100) -> set[int]:
        context = self.context(name)
        found: set[int] = set()
        for number in range(1, 5):
            address = self.queries.list_address(
                self.customer, QueryParams(f"{query}&size={size}&page={number}"), context
            )
            page, shown = self.queries.list_page(address, context)
            assert not shown.notices, shown.notices
            assert page.count.number == len(found | {row.id for row in page.rows}) or page.pages > 1
            found |= {row.id for row in page.rows}
            if number >= page.pages:
                break
        return found

    def matching(self, condition: Callable[[Any], bool]) -> set[int]:
        table = self.customer.model.__table__
        return {row.id for row in self.connection.execute(select(table)) if condition(row)}


@pytest.fixture
def asked(compile_spec: SpecCompiler, boot: Boot) -> Iterator[Asked]:
    project = compile_spec(SPEC)
    app = boot(project, fill(project), key="selling")
    with app.database().reading() as connection:
        yield Asked(app, connection)


JIANGSU = {"jiangsu", "nanjing"}
CASES: dict[str, Callable[[Any], bool]] = {
    "level=high": lambda row: row.level == "high",
    "level=high&level=low": lambda row: row.level in {"high", "low"},
    "region=jiangsu": lambda row: row.region in JIANGSU,
    "region=east": lambda row: row.region in JIANGSU | {"east", "shanghai"},
    "owner=1": lambda row: row.owner_id == 1,
    "owner=1&owner=2": lambda row: row.owner_id in {1, 2},
    "active=1": lambda row: row.active is True,
    "active=0": lambda row: row.active is not True,
    "revenue.from=0.5": lambda row: row.revenue is not None and row.revenue >= Decimal("0.5"),
    "revenue.to=0": lambda row: row.revenue is not None and row.revenue <= 0,
    "revenue=12": lambda row: row.revenue == 12,
    "staff.from=2&staff.to=5": lambda row: row.staff is not None and 2 <= row.staff <= 5,
    "since.from=2026-01-10&since.to=2026-01-20": lambda row: (
        row.since is not None and datetime.date(2026, 1, 10) <= row.since <= datetime.date(2026, 1, 20)
    ),
    "met_at=2026-03-03": lambda row: (
        row.met_at is not None and (row.met_at + SHANGHAI).date() == datetime.date(2026, 3, 3)
    ),
    "met_at.from=2026-03-04": lambda row: (
        row.met_at is not None and (row.met_at + SHANGHAI).date() >= datetime.date(2026, 3, 4)
    ),
    "since.in=this_month": lambda row: False,
    "level.empty=1": lambda row: row.level is None,
    "level.empty=0": lambda row: row.level is not None,
    "tags=2": lambda row: row.id % 3 == 0,
    "tags.empty=1": lambda row: row.id % 2 != 0 and row.id % 3 != 0,
    "wants=hardware": lambda row: row.id % 4 == 0,
    "wants.empty=0": lambda row: row.id % 4 == 0,
    "name.has=acme": lambda row: "acme" in row.name.lower(),
    "name.has=%25": lambda row: False,
    "overdue=1": lambda row: row.since is not None,
    "level=high&owner=2&revenue.from=0": lambda row: (
        row.level == "high" and row.owner_id == 2 and row.revenue is not None and row.revenue >= 0
    ),
    "level=high&sort=name": lambda row: row.level == "high",
    "revenue.from=0&sort=-since": lambda row: row.revenue is not None and row.revenue >= 0,
}


@pytest.mark.parametrize("query", CASES)
def test_filters(asked: Asked, query: str) -> None:
    assert asked.ids(query) == asked.matching(CASES[query])
    own = asked.matching(lambda row: row.owner_id == 1 and CASES[query](row))
    assert asked.ids(query, "ann") == own


def test_me_is_whoever_asks(asked: Asked) -> None:
    assert asked.ids("owner=me", "bob") == asked.matching(lambda row: row.owner_id == 2)


@pytest.mark.parametrize("rare", [0, 1_500])
@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("华星", lambda row: "华星" in row.name),
        ("华", lambda row: "华" in row.name),
        ("华星 电子", lambda row: "华星" in row.name and "电子" in row.name),
        ("ACME", lambda row: "Acme" in row.name),
        ("union", lambda row: "Ünion" in row.name),
        ("hx", lambda row: "华星" in row.name),
        ("dianzi", lambda row: "电子" in row.name),
        ("不存在", lambda row: False),
        ("%", lambda row: False),
    ],
)
def test_search(
    asked: Asked, text: str, condition: Callable[[Any], bool], rare: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both ways, by the ids of rare terms and on a walk past common ones, find the same."""
    monkeypatch.setattr("lowcode.runtime.queries.selecting.RARE", rare)
    query = urlencode({"q": text})
    assert asked.ids(query) == asked.matching(condition)
    assert asked.ids(f"{query}&level=high") == asked.matching(lambda row: condition(row) and row.level == "high")
    assert asked.ids(query, "bob") == asked.matching(lambda row: condition(row) and row.owner_id == 2)
    assert asked.ids(f"{query}&sort=-name", "bob", size=20) >= set()


PLACED = {1: "华星电容厂", 2: "星电与华星合资", 3: "批号１３８００１", 4: "批号 1380 与 3800"}
"""The second and the fourth hold all pairs of 华星电 and all triples of 13800, but not the word."""


@pytest.mark.parametrize("rare", [0, 1_500])
def test_a_longer_word_is_found_as_a_whole(asked: Asked, rare: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lowcode.runtime.queries.selecting.RARE", rare)
    customers = asked.customer.model.__table__
    terms = customers.metadata.tables["customer_search"]
    with asked.app.database().writing() as connection:
        for number, name in PLACED.items():
            connection.execute(update(customers).where(customers.c.id == number).values(name=name))
            connection.execute(delete(terms).where(terms.c.record_id == number))
            connection.execute(insert(terms), [{"term": term, "record_id": number} for term in terms_of_text([name])])
    assert asked.ids(urlencode({"q": "华星电容"})) == {1}
    assert 2 not in asked.ids(urlencode({"q": "华星电"}))
    assert asked.ids(urlencode({"q": "13800"})) == {3}
    assert asked.ids(urlencode({"q": "合资 星电"})) == {2}


HOSTILE = (
    "' OR 1=1 --",
    '"; DROP TABLE customer; --',
    "%' UNION SELECT password_hash FROM system_account --",
    "\\",
    "'",
    "1; SELECT pg_sleep(5)",
    "９９９９９９９９９９９９",
    "-1",
    "99999999999999999999999999",
    "1e999",
    "NaN",
    "0x10",
    "2026-13-45",
    "\U0001f4a5",
    "a" * 5000,
    "[]",
    "high,low",
)
PARAMETERS = (
    "q sort page after size level region owner tags wants active revenue revenue.from revenue.to staff "
    "staff.to since since.from since.in met_at met_at.to name name.has level.empty visits visits.empty "
    "secret secret.has created_by id overdue nothing level.what ."
)


@pytest.mark.parametrize("parameter", PARAMETERS.split(" "))
def test_hostile_values_are_left_out_or_find_nothing(asked: Asked, parameter: str) -> None:
    for value in HOSTILE:
        context = asked.context("ann")
        address = asked.queries.list_address(asked.customer, QueryParams([(parameter, value)]), context)
        page, shown = asked.queries.list_page(address, context)
        assert {row.id for row in page.rows} <= asked.matching(lambda row: row.owner_id == 1)
        assert shown.url().startswith("/customer")
    assert asked.matching(lambda row: True), "the table is still there"


def test_what_is_left_out_is_said(asked: Asked) -> None:
    address = asked.address(
        "nothing=1&level=huge&owner=x&since.in=eternity&sort=secret&sort2=&visits=3&secret.has=hush"
    )
    assert [(notice.kind, notice.name) for notice in address.notices] == [
        ("unknown_sort", "secret"),
        ("unknown_filter", "nothing"),
        ("invalid_value", "level"),
        ("invalid_value", "owner"),
        ("invalid_value", "since"),
        ("unknown_filter", "visits"),
        ("unknown_filter", "secret"),
    ]
    assert address.filters == ()


def test_an_address_says_again_what_it_was_read_from(asked: Asked) -> None:
    query = (
        "q=%E5%8D%8E%E6%98%9F&level=high&level=low&owner=me&active=1&revenue.from=0.50&since.in=this_month"
        "&name.has=a%26b&region.empty=1&sort=-since%2Cname&size=20&page=3"
    )
    address = asked.address(query, "ann")
    assert address.query() == query
    assert asked.address(address.query(), "ann") == address
    assert "page" not in address.without_filter(address.filters[0]).query()


def test_a_record_that_may_not_be_read_is_no_value_of_a_filter(asked: Asked) -> None:
    """Whether a filter by a foreign customer finds visits would tell whether he exists."""
    visit = asked.app.definition.entity_by_name["visit"]
    foreign = min(asked.matching(lambda row: row.owner_id == 2))
    own = min(asked.matching(lambda row: row.owner_id == 1))
    context = asked.context("ann")
    addresses = [
        asked.queries.list_address(visit, QueryParams(f"customer={number}"), context)
        for number in (foreign, 10**6, own)
    ]
    assert [[notice.kind for notice in each.notices] for each in addresses] == [
        ["invalid_value"],
        ["invalid_value"],
        [],
    ]
    assert addresses[0].filters == addresses[1].filters == ()


def test_a_path_through_a_record_that_may_not_be_read_is_empty(asked: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    """`customer.level` of a visit that one may read, to a customer that one may not."""
    visit = asked.app.definition.entity_by_name["visit"]
    everything = tuple(each for each in visit.grants if each.where is None)
    for_all = tuple(type(each)(role="everyone", verbs=each.verbs) for each in everything)
    monkeypatch.setattr(type(visit), "__setattr__", object.__setattr__)
    monkeypatch.setattr(visit, "grants", for_all)
    context = asked.context("ann")
    address = asked.queries.list_address(visit, QueryParams("size=100"), context)
    rows = asked.queries.list_page(address, context)[0].rows
    own = asked.matching(lambda row: row.owner_id == 1)
    foreign = [row for row in rows if row.values[1].id not in own]
    assert foreign
    assert all(row.values[2] is None for row in foreign)
    assert any(row.values[2] is not None for row in rows)
