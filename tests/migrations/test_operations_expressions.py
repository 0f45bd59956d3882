"""What `from` says, on records that were there before: expressions over what is, what was, and what is elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
import sqlalchemy as sa

from lowcode.runtime.database.engine import database_url, open_engine
from lowcode.runtime.database.session import Database
from lowcode.runtime.migrating.running import migrate
from lowcode.runtime.migrating.stopped import MigrationStopped
from tests.harness.apps import GeneratedApp
from tests.harness.databases import Databases
from tests.harness.projects import compile_text, write_files

HEAD = """
app growing "Growing" { locale zh-CN; timezone "Asia/Shanghai"; currency CNY }
role staff "Staff"
entity Contact "联系人" { client "Client": Client; name "Name": text(40) required; address "Address": text(80) }
access Client { staff all }
access Contact { staff all }
"""
LISTS = """
  born "Born": date
  level "Level": one of (low "低", high "高")
  tags "Tags": many of (old "Old", big "Big")
  contacts "Contacts": many Contact by client
  lines "Lines": rows { amount "Amount": money; note "Note": text(40) }
"""
FIRST = f"""{HEAD}
entity Client "客户" {{
  first "First": text(40)
  last "Last": text(40)
  size "Size": text(20)
  seen "Seen": datetime
  main "Main": Contact
{LISTS}
}}
"""
SECOND = f"""{HEAD}
entity Client "客户" {{
  full_name "Name": text(100) required from first + "·" + last
  size "Size": int from length(size)
  address "Address": text(80) from main.address
  first_contact "First contact": text(40) from first(contacts.name)
  total "Total": money from sum(lines.amount)
  double "Double": decimal(12, 4) from decimal(sum(lines.amount)) * 2.5
  people "People": int from count(contacts)
  adult "Adult": date from born + 18y
  seen "Seen": date from date(seen)
  grade "Grade": text(10) from if level == high then "高级" else "普通"
  is_big "Is big": bool from big in tags
{LISTS}
}}
drop field Client.first "in the name"
drop field Client.last "in the name"
drop field Client.main "its address is kept"
"""
WANTED = {
    "full_name": ["陈·静", "Ada·L"],
    "size": [3, 0],
    "address": ["上海", None],
    "first_contact": ["Bo", None],
    "total": [1250, 0],
    "double": ["31.2500", "0.0000"],
    "people": [2, 0],
    "adult": ["2018-03-01", None],
    "seen": ["2026-03-02", None],
    "grade": ["高级", "普通"],
    "is_big": [True, False],
}
ROWS = (
    (
        "INSERT INTO client (id, first, last, size, seen, born, level, created_at, updated_at, version) VALUES"
        " (1, '陈', '静', 'big', '2026-03-01 16:30:00', '2000-03-01', 'high', '{0}', '{0}', 1),"
        " (2, 'Ada', 'L', NULL, NULL, NULL, NULL, '{0}', '{0}', 1)"
    ),
    (
        "INSERT INTO contact (id, client_id, name, address, created_at, updated_at, version) VALUES"
        " (1, 1, 'Bo', '上海', '{0}', '{0}', 1), (2, 1, 'Cy', NULL, '{0}', '{0}', 1)"
    ),
    "UPDATE client SET main_id = 1 WHERE id = 1",
    "INSERT INTO client_tags (record_id, option) VALUES (1, 'big'), (2, 'old')",
)


@pytest.fixture(scope="module")
def projects(tmp_path_factory: pytest.TempPathFactory) -> dict[str, GeneratedApp]:
    """The first specification alone, and with the second after it."""
    first = compile_text(FIRST)
    found = {}
    for name, files in (("first", first), ("second", {**first, **compile_text(SECOND, first)})):
        folder = tmp_path_factory.mktemp(name)
        write_files(folder, files)
        found[name] = GeneratedApp(folder, "growing")
    return found


@pytest.fixture
def database(databases: Databases, projects: dict[str, GeneratedApp]) -> Iterator[Database]:
    def prepare(url: str) -> None:
        opened = Database(open_engine(database_url({"DATABASE_URL": url}, Path(), "growing")))
        migrate(projects["first"].definition(), opened)
        amount = 1250 if opened.is_sqlite else "12.50"
        with opened.writing() as connection:
            for statement in ROWS:
                connection.exec_driver_sql(statement.format("2026-01-01 00:00:00"))
            connection.exec_driver_sql(
                "INSERT INTO client_lines (owner_record_id, position, amount, created_at, updated_at, version) VALUES"
                f" (1, 0, {amount}, '2026-01-01 00:00:00', '2026-01-01 00:00:00', 1)"
            )
        opened.close()

    url = databases.prepared("expressions", prepare)
    opened = Database(open_engine(database_url({"DATABASE_URL": url}, Path(), "growing")))
    yield opened
    opened.close()
    databases.discard(url)


def test_every_kind_of_expression(database: Database, projects: dict[str, GeneratedApp]) -> None:
    migrate(projects["second"].definition(), database)
    with database.reading() as connection:
        found = connection.execute(sa.text("SELECT * FROM client ORDER BY id")).mappings().all()
    for name, wanted in WANTED.items():
        assert [_plain(name, row[name], is_sqlite=database.is_sqlite) for row in found] == wanted, name


def _plain(name: str, value: object, *, is_sqlite: bool) -> object:
    """What the database says, as SQLite would."""
    if name == "is_big":
        return None if value is None else bool(value)
    if isinstance(value, int | Decimal) and name == "double":
        return f"{value / 10_000:.4f}" if is_sqlite else str(value)
    if isinstance(value, Decimal):
        return int(value * 100)
    return str(value) if name in ("adult", "seen") and value is not None else value


def test_a_value_that_does_not_fit_names_its_records(database: Database, projects: dict[str, GeneratedApp]) -> None:
    """Too many digits, which the database itself notices, and a text that is too long."""
    with database.writing() as connection:
        connection.execute(sa.text("UPDATE client_lines SET amount = 999999999999 WHERE owner_record_id = 1"))
    if database.is_sqlite:
        with database.writing() as connection:
            connection.execute(sa.text("UPDATE client_lines SET amount = 99999999999999900 WHERE owner_record_id = 1"))
    with pytest.raises(MigrationStopped) as stopped:
        migrate(projects["second"].definition(), database)
    assert (stopped.value.subject, stopped.value.kind, stopped.value.rows) == ("Client.double", "too_large", (1,))
    with database.reading() as connection:
        assert {"first", "last"} <= {each["name"] for each in sa.inspect(connection).get_columns("client")}
        assert not any(name.startswith("archive_") for name in sa.inspect(connection).get_table_names())
