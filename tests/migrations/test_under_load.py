"""A required field, a rename, another type and a split reach an app that people work in, and nothing is lost.

Workers of the new code and `migrate` fill the records together.
"""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.harness.apps import add_user
from tests.harness.databases import Databases
from tests.harness.load import Load, served, workers, working
from tests.migrations.changed import HEAD, MOMENT, Versions, build_versions, command, open_database, query

pytestmark = pytest.mark.slow

RECORDS = 800
BEFORE = (
    HEAD
    + """
entity Client "Client" {
  name  "Name": text(80) required unique
  size  "Size": text(20) required
  place "Place": text(80)
}
"""
)
AFTER = (
    HEAD
    + """
entity Client "Client" {
  title  "Title": text(80) required unique was name
  amount "Amount": int required was size
  city   "City": text(80) from place
  region "Region": text(80) from place + " region"
  rank   "Rank": int required from 7
}
drop field Client.place "split into city and region"
"""
)
OLD_FIELDS = ("name", "size", "place")
NEW_FIELDS = ("title", "amount", "city")


@pytest.fixture(scope="module")
def versions(tmp_path_factory: pytest.TempPathFactory) -> Versions:
    return build_versions(tmp_path_factory.mktemp("load"), BEFORE, AFTER, is_online=True)


def fill(url: str) -> None:
    """Records that were there before."""
    rows = [{"name": f"r{number}", "size": str(number), "place": f"P{number}"} for number in range(RECORDS)]
    known = {"created_at": MOMENT, "updated_at": MOMENT, "version": 1}
    database = open_database(url)
    columns = [sa.column(name) for name in (*rows[0], *known)]
    with database.writing() as connection:
        connection.execute(sa.insert(sa.table("client", *columns)), [{**row, **known} for row in rows])
    database.close()


def test_nothing_is_lost(versions: Versions, databases: Databases, tmp_path: Path) -> None:
    url = databases.fresh()
    command(versions.old, url, "migrate")
    fill(url)
    command(versions.old, url, "reindex")
    database = open_database(url)
    add_user(versions.old.definition(), database, "clerk", ["staff"])
    database.close()
    before, after = Load("old", OLD_FIELDS), Load("new", NEW_FIELDS, {"rank": "9", "region": "R"})
    with served(versions.old, url, tmp_path / "old.log") as old_address:
        with working(before, old_address):
            command(versions.new, url, "migrate", "--by-workers", "--no-backup")
            with workers(versions.new, url, 2, tmp_path / "workers.log"):
                command(versions.new, url, "migrate", "--no-backup")  # takes its share, and waits for the others
            with served(versions.new, url, tmp_path / "new.log") as new_address, working(after, new_address):
                began = before.requests
        assert before.requests > began
    with served(versions.new, url, tmp_path / "new.log") as new_address:
        later = Load("later", NEW_FIELDS, {"rank": "9", "region": "R"})
        with working(later, new_address):
            command(versions.new, url, "migrate", "--contract", "--no-backup")
    for load in (before, after, later):
        assert load.expected
        assert not load.refused, (tmp_path / "new.log").read_text()[-3000:] + load.refused[0]
    found = {row[0]: row[1:] for row in query(url, "SELECT title, amount, city, region, rank FROM client")}
    for number in range(RECORDS):
        assert found.pop(f"r{number}") == (number, f"P{number}", f"P{number} region", 7)
    for name, (size, place) in before.expected.items():
        assert found.pop(name) == (int(size), place, f"{place} region", 7)
    for name, (size, place) in {**after.expected, **later.expected}.items():
        assert found.pop(name) == (int(size), place, "R", 9)
    assert not found
    command(versions.new, url, "check")
    databases.discard(url)
