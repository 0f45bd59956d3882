"""`from` with records in the database: what each of them gets, on both databases, there and back."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from typing import Any

import pytest

from tests.harness.databases import Databases
from tests.migrations.changed import Versions, build_versions, command, execute, insert, query

HEAD = 'app growing "Growing" { locale en; timezone "Asia/Shanghai"; currency EUR }\nrole staff "Staff"\n'
FIRST = (
    HEAD
    + """
entity Client {
  first: text(40)
  last: text(40)
  main: Person
  kind: one of (a "Alpha", b "Beta", c "Gamma")
  people: many Person by client
  lines: rows { price: int; count: int }
  tags: many of (x, y)
  fax: Fax
  source: Source
  spent: text(20)
  phone: phone
  mobile: phone
  rate: int
}
entity Person { client: Client; address: text(80); age: int }
entity Fax { number: text(20); title number + "!" }
choice Source { web; fair }
access Client { staff all }
access Person { staff all }
access Fax { staff all }
"""
)
SECOND = (
    HEAD
    + """
entity Customer was Client {
  full: text(90) required from first + " " + last
  main: Person
  kind: text(40) from if kind == a then "first" else text(kind)
  address: text(80) from main.address
  oldest: text(80) from first(persons.address where age > 30)
  persons: many Person by customer
  number: text(20) from fax.number
  shown: text(40) from "fax {fax}"
  tagged: int from count(tags)
  parts: rows { price: int; count: int; total: int from price * count; who: text(40) from last } was lines
  sum: int from sum(parts.total) * 2
  online: bool from source == website
  source: Source
  spent: int from if spent is empty then 0 else length(spent) * 2
  phone: phone from if phone is empty then mobile else phone
  rate: int max 30 from if rate > 30 then 30 else rate
  since: date from date(created_at)
}
entity Person {
  customer: Customer was client
  age: int
  from_: text(40) from customer.last
  level: one of (old, young) required from if age > 30 then old else young
}
choice Source { website was web; fair }
access Customer { staff all }
access Person { staff all }
drop field Customer.first "one name"
drop field Customer.last "one name"
drop field Customer.tags "no longer used"
drop field Customer.fax "no longer used"
drop field Customer.mobile "one number is enough"
drop field Person.address "it is the customer's"
drop entity Fax "no longer used"
"""
)
ROWS: dict[str, tuple[dict[str, Any], ...]] = {
    "fax": ({"id": 1, "number": "7", "title_text": "7!"},),
    "client": (
        {
            "id": 1,
            "first": "Ada",
            "last": "Lane",
            "kind": "a",
            "fax_id": 1,
            "source": "web",
            "spent": "12345",
            "phone": "+8613800000001",
            "rate": 50,
        },
        {
            "id": 2,
            "first": "Bob",
            "last": "Moor",
            "kind": "b",
            "source": "fair",
            "rate": 20,
            "mobile": "+8613800000002",
        },
    ),
    "person": (
        {"id": 1, "client_id": 1, "address": "Main Street", "age": 40},
        {"id": 2, "client_id": 1, "address": "Side Street", "age": 20},
        {"id": 3, "client_id": 2, "address": "Hill", "age": 31},
    ),
    "client_lines": (
        {"id": 1, "owner_record_id": 1, "position": 0, "price": 5, "count": 3},
        {"id": 2, "owner_record_id": 1, "position": 1, "price": 7, "count": 2},
    ),
}
TAGS = ({"record_id": 1, "option": "x"}, {"record_id": 1, "option": "y"})
AFTER = {
    'SELECT "full", kind, address, oldest, number, shown, tagged FROM customer ORDER BY id': [
        ("Ada Lane", "first", "Main Street", "Main Street", "7", "fax 7!", 2),
        ("Bob Moor", "Beta", None, "Hill", None, "fax ", 0),
    ],
    "SELECT sum, online, source, spent, phone, rate, since FROM customer ORDER BY id": [
        (58, True, "website", 10, "+8613800000001", 30, "2026-01-01"),
        (0, False, "fair", 0, "+8613800000002", 20, "2026-01-01"),
    ],
    "SELECT total, who FROM customer_parts ORDER BY id": [(15, "Lane"), (14, "Lane")],
    "SELECT from_, level FROM person ORDER BY id": [("Lane", "old"), ("Lane", "young"), ("Moor", "old")],
}
BEFORE = {
    "SELECT first, last, kind, source, spent, phone, mobile, rate FROM client ORDER BY id": [
        ("Ada", "Lane", "a", "web", "12345", "+8613800000001", None, 50),
        ("Bob", "Moor", "b", "fair", None, None, "+8613800000002", 20),
    ],
    "SELECT client_id, address, age FROM person ORDER BY id": [
        (1, "Main Street", 40),
        (1, "Side Street", 20),
        (2, "Hill", 31),
    ],
    "SELECT owner_record_id, price, count FROM client_lines ORDER BY id": [(1, 5, 3), (1, 7, 2)],
    "SELECT record_id, option FROM client_tags ORDER BY option": [(1, "x"), (1, "y")],
    "SELECT number FROM fax": [("7",)],
}


@pytest.fixture(scope="module")
def versions(tmp_path_factory: pytest.TempPathFactory) -> Versions:
    return build_versions(tmp_path_factory.mktemp("filling"), FIRST, SECOND)


@pytest.fixture
def url(databases: Databases, versions: Versions) -> Iterator[str]:
    """A database of the first version, with records."""
    fresh = databases.fresh()
    command(versions.old, fresh, "migrate")
    for table, rows in ROWS.items():
        insert(fresh, table, *rows)
    for tag in TAGS:
        execute(fresh, f"INSERT INTO client_tags VALUES ({tag['record_id']}, '{tag['option']}')")
    execute(fresh, "UPDATE client SET main_id = 1 WHERE id = 1")
    yield fresh
    databases.discard(fresh)


def answers(url: str, questions: Iterable[str]) -> dict[str, list[tuple[Any, ...]]]:
    """What the database says; days as texts, which SQLite keeps."""
    return {
        question: [
            tuple(str(each) if isinstance(each, datetime.date) else each for each in row)
            for row in query(url, question)
        ]
        for question in questions
    }


def test_each_record_gets_what_the_specification_says(versions: Versions, url: str) -> None:
    command(versions.new, url, "migrate", "--no-backup")
    assert answers(url, AFTER) == AFTER
    command(versions.new, url, "check")
    command(versions.new, url, "downgrade", "--no-backup")
    assert answers(url, BEFORE) == BEFORE
    command(versions.new, url, "migrate", "--no-backup")
    assert answers(url, AFTER) == AFTER
