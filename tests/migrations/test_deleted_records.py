"""Records in the recycle bin follow a migration in all their values: a deleted record is like its twin that lives."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from contextlib import closing, contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from lowcode.runtime.context import ADMINISTRATOR, Context, Identity, make_context, utc_now
from lowcode.runtime.database.system_tables import recycle_bin
from lowcode.runtime.migrating.running import downgrade, metadata_of
from lowcode.runtime.recycle_bin import restore
from lowcode.runtime.saving.deleting import Deleted, delete
from lowcode.runtime.saving.outcome import Refused, Saved
from tests.harness.apps import GeneratedApp
from tests.harness.databases import Databases
from tests.migrations.changed import Versions, build_versions, command, execute, insert, open_database, query

ADMIN = Identity(user_id=None, name="admin", roles=frozenset({ADMINISTRATOR}), is_system=True)
MOMENT = utc_now()

HEAD = """
app growing "Growing" { locale en; timezone "Asia/Shanghai"; currency EUR }
role staff "Staff"
choice Size "Size" { small "Small"; large "Large"; huge "Huge" }
entity Place "Place" { name "Name": text(40) required unique }
access Place { staff all }
access Client { staff all }
"""
BEFORE = (
    HEAD
    + """
entity Client "Client" {
  name    "Name": text(40) required
  typed   "Typed": text(20)
  digits  "Digits": text(20)
  amount  "Amount": money
  day     "Day": date
  size    "Size": Size
  place   "Place": Place
  town    "Town": Place
  sizes   "Sizes": many of Size
  places  "Places": many Place
  parent  "Parent": Client
  first   "First": text(20)
  last    "Last": text(20)
  left    "Left": int
  right   "Right": int
  fax     "Fax": text(20)
  lines   "Lines": rows { item "Item": text(20) required; count "Count": text(10); size "Size": Size }
}
"""
)
AFTER = """
app growing "Growing" { locale en; timezone "Asia/Shanghai"; currency EUR }
role staff "Staff"
choice Size "Size" { tiny "Tiny" was small; large "Large" }
drop option Size.huge to large "Nobody said it"
flow Course "Course" for Customer { fresh "Fresh" start; done "Done" end; fresh -> done "Do" by staff }
entity Place "Place" { name "Name": text(40) required unique }
access Place { staff all }
access Customer { staff all }
drop field Customer.fax "Nobody has one"
drop field Customer.first "One field for the whole name"
drop field Customer.last "One field for the whole name"
entity Customer "Customer" was Client {
  name    "Name": text(40) required
  digits  "Digits": int was typed
  typed   "Typed": text(30) was digits
  amount  "Amount": text(40)
  day     "Day": datetime
  size    "Size": text(20)
  place   "Place": text(40)
  town    "Town": many Place
  sizes   "Sizes": many of Size
  places  "Places": Place
  code    "Code": autonumber("C-{seq:4}")
  whole   "Whole": text(60) required from "{first} {last}"
  above   "Above": text(40) from parent.name
  parent  "Parent": Customer
  total   "Total": int from count(lines where size == tiny)
  rank    "Rank": int required default 3
  stage   "Stage": Course
  left    "Left": int was right
  right   "Right": int was left
  items   "Items": rows {
    item  "Item": text(20) required
    count "Count": int
    size  "Size": Size
    rank  "Rank": int required default 7
  } was lines
}
"""


LIVING, RESTORED, LEFT, UNFIT = 1, 2, 3, 4
"""The ids of four records that are the same, but for a text of the last one that is no number."""


@pytest.fixture(scope="module")
def versions(tmp_path_factory: pytest.TempPathFactory) -> Versions:
    return build_versions(tmp_path_factory.mktemp("bin"), BEFORE, AFTER)


@contextmanager
def acting(app: GeneratedApp, url: str) -> Iterator[Context]:
    with closing(open_database(url)) as database, database.writing() as connection:
        yield make_context(app.definition(), connection, ADMIN)


def go_back(versions: Versions, url: str) -> None:
    first = next(Path(versions.old.folder, "migrations", "versions").glob("0001*.py")).stem
    with closing(open_database(url)) as database:
        downgrade(versions.new.definition(), database, first)


def table(app: GeneratedApp, name: str) -> sa.Table:
    entity = app.definition().entity_by_name.get(name)
    if entity is not None:
        found: sa.Table = entity.model.__table__
        return found
    return metadata_of(app.definition()).tables[name]


@pytest.fixture
def url(databases: Databases, versions: Versions) -> Iterator[str]:
    """Four customers, three of them in the recycle bin."""

    def prepare(url: str) -> None:
        command(versions.old, url, "migrate")
        with acting(versions.old, url) as context:
            _make_clients(versions.old, context)
        command(versions.old, url, "reindex")
        with acting(versions.old, url) as context:
            for key in (RESTORED, LEFT, UNFIT):
                assert isinstance(delete(context, context.application.entity_by_name["client"], key), Deleted)

    found = databases.prepared("deleted records", prepare)
    yield found
    databases.discard(found)


def _make_clients(app: GeneratedApp, context: Context) -> None:
    moments = {"created_at": MOMENT, "updated_at": MOMENT, "version": 1}

    def make(name: str, *rows: dict[str, Any]) -> None:
        of = table(app, name)
        common = moments if "version" in of.c else {}
        context.connection.execute(sa.insert(of), [{**common, **row} for row in rows])

    make("place", *({"id": key, "name": name, "name_sort": name} for key, name in enumerate(("Bonn", "Mainz"), 1)))
    for key in (LIVING, RESTORED, LEFT, UNFIT):
        values = {
            "id": key, "name": "Ann", "name_sort": "Ann", "typed": "x" if key == UNFIT else "1,200", "digits": "12",
            "amount": Decimal("5000.50"), "day": datetime.date(2026, 3, 4), "size": "huge", "place_id": 1, "town_id": 2,
            "first": "Ann", "last": "Lee", "left": 1, "right": 2, "fax": "0228", "parent_id": LIVING,
        }  # fmt: skip
        make("client", values)
        rows = ({"item": "a", "count": "3", "size": "huge"}, {"item": "b", "count": "12", "size": "small"})
        make("client_lines", *({"owner_record_id": key, "position": at, **row} for at, row in enumerate(rows)))
        make("client_sizes", *({"record_id": key, "option": option} for option in ("small", "large", "huge")))
        make("client_places", {"record_id": key, "target_id": 2})


def seen(app: GeneratedApp, context: Context, key: int, record: str, rows: str, *lists: str) -> Any:
    """Everything about a record that its twins have as well."""

    def of(name: str, column: str) -> list[dict[str, Any]]:
        found = table(app, name)
        statement = sa.select(found).where(found.c[column] == key).order_by(*list(found.c)[-2:])
        own = {"id", "record_id", "owner_record_id", "code", "updated_at", "created_at", "version"}
        mappings = context.connection.execute(statement).mappings()
        return [{name: value for name, value in row.items() if name not in own} for row in mappings]

    return [of(record, "id"), of(rows, "owner_record_id"), *(of(each, "record_id") for each in lists)]


OLD = ("client", "client_lines", "client_sizes", "client_places")
NEW = ("customer", "customer_items", "customer_sizes", "customer_town")


def entry_of(context: Context, record_id: int) -> int:
    found = sa.select(recycle_bin.c.id).where(recycle_bin.c.record_id == record_id)
    return int(context.connection.execute(found).scalar_one())


def test_a_deleted_record_becomes_what_its_twin_has_become(versions: Versions, url: str) -> None:
    command(versions.new, url, "migrate", "--no-backup")
    with acting(versions.new, url) as context:
        assert isinstance(restore(context, entry_of(context, RESTORED)), Saved)
        context.session.flush()
        twin = seen(versions.new, context, LIVING, *NEW)
        assert seen(versions.new, context, RESTORED, *NEW) == twin
        assert (twin[0][0]["whole"], twin[0][0]["total"]) == ("Ann Lee", 1)
        assert (twin[0][0]["left"], twin[0][0]["right"]) == (2, 1)
        codes = context.connection.execute(sa.select(table(versions.new, "customer").c.code)).scalars().all()
        assert len(set(codes)) == len(codes) == 2


def test_what_does_not_fit_stays_as_it_was_and_stops_nothing(versions: Versions, url: str) -> None:
    with acting(versions.old, url) as context:
        before = context.connection.execute(sa.select(recycle_bin).where(recycle_bin.c.record_id == UNFIT)).one()
    command(versions.new, url, "migrate", "--no-backup")
    with acting(versions.new, url) as context:
        outcome = restore(context, entry_of(context, UNFIT))
        assert isinstance(outcome, Refused)
        assert [each.code for each in outcome.problems] == ["database"]
    go_back(versions, url)
    with acting(versions.old, url) as context:
        assert context.connection.execute(sa.select(recycle_bin).where(recycle_bin.c.id == before.id)).one() == before


def test_the_way_back_gives_deleted_records_what_it_gives_others(versions: Versions, url: str) -> None:
    command(versions.new, url, "migrate", "--no-backup")
    go_back(versions, url)
    command(versions.new, url, "migrate", "--no-backup")
    go_back(versions, url)
    command(versions.old, url, "migrate", "--no-backup")
    with acting(versions.old, url) as context:
        assert isinstance(restore(context, entry_of(context, LEFT)), Saved)
        context.session.flush()
        assert seen(versions.old, context, LEFT, *OLD) == seen(versions.old, context, LIVING, *OLD)


def test_an_option_comes_back_to_a_deleted_record_that_had_no_other(databases: Databases, tmp_path: Path) -> None:
    """Then no deleted record has anything in the list any more, from which the way back could know it."""
    access = "access Client { staff all }\n"
    client = 'entity Client "Client" { name "Name": text(40) required; sizes "Sizes": many of Size }\n' + access
    app = 'app growing "Growing" { locale en; timezone "UTC"; currency EUR }\nrole staff "Staff"\n'
    first = f'{app}choice Size "Size" {{ small "Small"; huge "Huge" }}\n{client}'
    second = f'{app}choice Size "Size" {{ small "Small" }}\ndrop option Size.huge "too much"\n{client}'
    versions, url = build_versions(tmp_path, first, second), databases.fresh()
    command(versions.old, url, "migrate")
    insert(url, "client", {"id": 1, "name": "Ann"})
    execute(url, "INSERT INTO client_sizes (record_id, option) VALUES (1, 'huge')")
    with acting(versions.old, url) as context:
        assert isinstance(delete(context, context.application.entity_by_name["client"], 1), Deleted)
    command(versions.new, url, "migrate", "--no-backup")
    go_back(versions, url)
    command(versions.old, url, "migrate", "--no-backup")
    with acting(versions.old, url) as context:
        assert isinstance(restore(context, entry_of(context, 1)), Saved)
    assert query(url, "SELECT record_id, option FROM client_sizes") == [(1, "huge")]
    databases.discard(url)
