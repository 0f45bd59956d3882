"""A sub-table becomes an entity of its own, and its rows records: with their owner, files, history and recycle bin."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

import pytest
import sqlalchemy as sa

from lowcode.runtime.command_line import main
from lowcode.runtime.context import EVERYONE, Identity
from lowcode.runtime.database import system_tables
from lowcode.runtime.files.records import register
from lowcode.runtime.files.store import StoredFile
from lowcode.runtime.recycle_bin import restore
from lowcode.runtime.saving.deleting import Deleted
from lowcode.runtime.saving.outcome import Saved
from tests.apps.trading import Office
from tests.harness.apps import AppUnderTest, GeneratedApp
from tests.harness.databases import Databases
from tests.harness.projects import compile_text, write_files

_ORDER = 'name "Name": text(20) required; total "Total": money = sum(lines.amount)'
_LINE = """
  product "Product": text(40) required {unique}
  amount  "Amount": money
  photo   "Photo": files
  colors  "Colors": many of (red "Red", blue "Blue")
"""
_HEAD = """
app shop "Shop" { locale en; timezone "Asia/Shanghai"; currency EUR }
role clerk "Clerk"
access Order { clerk all }
"""
BEFORE = f"""{_HEAD}
entity Order "Order" {{ {_ORDER}; lines "Lines": rows {{ {_LINE.format(unique="unique")} }} }}
"""
AFTER = f"""{_HEAD}
entity Order "Order" {{ {_ORDER}; lines "Lines": many LineItem by order }}
entity LineItem "Line" was Order.lines {{
  order "Order": Order required on delete cascade
  number "Number": int from position + 1
  {_LINE.format(unique="search")}
  title product
}}
access LineItem {{ clerk all }}
"""


@pytest.fixture(scope="module")
def projects(tmp_path_factory: pytest.TempPathFactory) -> tuple[GeneratedApp, GeneratedApp]:
    """Before and after."""
    first = compile_text(BEFORE)
    found = []
    for files in (first, {**first, **compile_text(AFTER, first)}):
        folder = tmp_path_factory.mktemp("rows")
        write_files(folder, files)
        found.append(GeneratedApp(folder, "shop"))
    return found[0], found[1]


ANN = Identity(user_id=1, name="ann", roles=frozenset({EVERYONE, "clerk"}))


@contextmanager
def at_work(project: GeneratedApp, url: str) -> Iterator[Office]:
    """Ann at the app of a version."""
    app = AppUnderTest(project, url, project.definition())
    yield Office(app, app.database(), {"ann": ANN})
    app.close()


def command(project: GeneratedApp, url: str, *arguments: str) -> None:
    """`python -m shop …`, in this process."""
    with mock.patch.dict(os.environ, DATABASE_URL=url):
        main(project.definition(), list(arguments))


def rows(office: Office, statement: str) -> list[tuple[Any, ...]]:
    with office.database.reading() as connection:
        return [tuple(row) for row in connection.execute(sa.text(statement))]


def bring_file(office: Office, name: str) -> str:
    """A file that waits to be attached, as forms say it."""
    with office.acting("ann") as context:
        stored = StoredFile(sha256="0" * 64, name=name, size=3, media_type="text/plain")
        return register(context, stored).attached.line


def lines(*found: tuple[str, str, str]) -> Iterator[tuple[str, str]]:
    """A form's lines: product, amount, file."""
    for number, (product, amount, photo) in enumerate(found):
        yield f"lines[{number}].product", product
        yield f"lines[{number}].amount", amount
        yield f"lines[{number}].colors", "red"
        yield f"lines[{number}].photo", photo


def begin(office: Office) -> None:
    """Three orders with lines; the last one is deleted."""
    office.employ("ann", "clerk")
    photos = [bring_file(office, f"{each}.txt") for each in "ae"]
    office.saved("ann", "order", [("name", "One"), *lines(("A", "1", photos[0]), ("B", "2", ""), ("C", "3", ""))])
    office.saved("ann", "order", [("name", "Two"), *lines(("A", "4", ""))])
    office.saved("ann", "order", [("name", "Three"), *lines(("E", "5", photos[1]))])
    assert isinstance(office.delete("ann", "order", 3), Deleted)


FILES = "SELECT name, entity, record_id, field FROM system_file ORDER BY id"
ITEMS = """SELECT id, order_id, number, product, color FROM line_item
LEFT JOIN (SELECT record_id, option AS color FROM line_item_colors) AS c ON c.record_id = id ORDER BY id"""
MOVED = [(1, 1, 1, "A", "red"), (2, 1, 2, "B", "red"), (3, 1, 3, "C", "red"), (4, 2, 1, "A", "red")]
LINES = "SELECT owner_record_id, position, product FROM order_lines ORDER BY owner_record_id, position"
KEPT = [(1, 0, "A"), (1, 1, "B"), (1, 2, "C"), (2, 0, "A")]


def test_rows_are_records_and_rows_again(databases: Databases, projects: tuple[GeneratedApp, GeneratedApp]) -> None:
    before, after = projects
    url = databases.fresh()
    command(before, url, "migrate")
    with at_work(before, url) as office:
        begin(office)
    command(after, url, "migrate", "--no-backup")
    with at_work(after, url) as office:
        assert rows(office, ITEMS) == MOVED
        assert rows(office, FILES) == [("a.txt", "line_item", 1, "photo"), ("e.txt", "line_item", 5, "photo")]
        with office.acting("ann") as context:
            entry = context.connection.execute(sa.select(system_tables.recycle_bin.c.id)).scalar_one()
            assert isinstance(restore(context, entry), Saved)
        assert rows(office, ITEMS)[-1][:2] == (5, 3)
        office.saved("ann", "line_item", {"order": 1, "product": "F", "amount": "10"})
        totals = [office.value("order", number, "total") for number in (1, 2, 3)]
        assert totals == [16, 4, 5]
        command(after, url, "check")
    command(after, url, "downgrade", "--no-backup")
    with at_work(before, url) as office:
        assert rows(office, LINES) == [*KEPT[:3], (1, 3, "F"), KEPT[3], (3, 0, "E")]
        assert rows(office, FILES) == [("a.txt", "order", 1, "lines.photo"), ("e.txt", "order", 3, "lines.photo")]
        command(before, url, "migrate", "--no-backup")
    command(after, url, "migrate", "--no-backup")
    with at_work(after, url) as office:
        assert {row[:4] for row in rows(office, ITEMS)} == {
            *(row[:4] for row in MOVED),
            (5, 3, 1, "E"),
            (6, 1, 4, "F"),
        }
    databases.discard(url)
