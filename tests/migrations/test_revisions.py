"""What revisions do to a database with records in it, on both databases."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy.exc import IntegrityError

from lowcode.runtime.database.engine import database_url, open_engine
from lowcode.runtime.database.session import Database
from lowcode.runtime.migrating.running import metadata_of, migrate
from tests.harness.apps import GeneratedApp
from tests.harness.databases import Databases
from tests.harness.projects import compile_text, write_files

HEAD = """
app growing "Growing" { locale en; timezone "UTC"; currency EUR }
role staff "Staff"
"""
FIRST = (
    HEAD
    + """
entity Client "Client" {
  name  "Name": text(40) required unique
  level "Level": one of (low "Low", high "High") default low
  limit "Limit": money min 0
  deals "Deals": many Deal by client
  best  "Best": Deal
}
entity Deal "Deal" { client "Client": Client required on delete cascade; name "Name": text(40) required }
access Client { staff all }
access Deal { staff all }
"""
)
SECOND = (
    HEAD
    + """
entity Client "Client" {
  name  "Name": text(40) required unique
  level "Level": one of (low "Low", high "High", top "Top") default low
  limit "Limit": money min 0 max 1_000
  rank  "Rank": int required default 3
  since "Since": date
  guide "Guide": Client on delete clear
  marks "Marks": many Mark
  deals "Deals": many Deal by client
  best  "Best": Deal
  unique (level, since)
}
entity Deal "Deal" { client "Client": Client required on delete cascade; name "Name": text(40) }
entity Mark "Mark" { name "Name": text(40) required }
access Client { staff all }
access Deal { staff all }
access Mark { staff all }
"""
)
MOMENT = "2026-01-01 00:00:00"


@pytest.fixture
def database(databases: Databases) -> Iterator[Database]:
    url = databases.fresh()
    opened = Database(open_engine(database_url({"DATABASE_URL": url}, Path(), "growing")))
    yield opened
    opened.close()
    databases.discard(url)


def build_both(folder: Path) -> GeneratedApp:
    """The first specification and then the second, into one project."""
    first = compile_text(FIRST)
    second = compile_text(SECOND, first)
    write_files(folder, {**first, **second})
    return GeneratedApp(folder, "growing")


def upgrade(connection: sa.Connection, folder: Path, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(folder / "migrations"))
    config.attributes["connection"] = connection
    (command.downgrade if revision.startswith("-") or revision == "base" else command.upgrade)(config, revision)


def differences(connection: sa.Connection, metadata: sa.MetaData) -> list[object]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", sa.exc.SAWarning)  # tables in a circle have no order; none is needed here
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        return list(compare_metadata(context, metadata))


def test_the_migrated_database_is_what_the_models_say(tmp_path: Path, database: Database) -> None:
    app = build_both(tmp_path).definition()
    assert len(migrate(app, database).revisions) == 2
    assert not migrate(app, database).revisions
    with database.reading() as connection:
        assert differences(connection, metadata_of(app)) == []


def test_records_survive_every_additive_change_and_the_way_back(tmp_path: Path, database: Database) -> None:
    app = build_both(tmp_path)
    app.definition()
    with database.exclusive() if database.is_sqlite else database.writing() as connection:
        upgrade(connection, tmp_path, "+1")
        insert(connection, "client", id=1, name="Ada", level="high", limit=5)
        insert(connection, "client", id=2, name="Bob")
        insert(connection, "deal", id=1, client_id=1, name="Engine")
        upgrade(connection, tmp_path, "+1")
        assert rows(connection, "SELECT name, level, rank, since FROM client ORDER BY id") == [
            ("Ada", "high", 3, None),
            ("Bob", None, 3, None),
        ]
        assert rows(connection, "SELECT client_id, name FROM deal") == [(1, "Engine")]
        insert(connection, "client", id=3, name="Cleo", level="top", rank=1)
        connection.execute(sa.text("DELETE FROM client WHERE id = 3"))
        upgrade(connection, tmp_path, "-1")
        assert rows(connection, "SELECT name, level FROM client ORDER BY id") == [("Ada", "high"), ("Bob", None)]
        assert "rank" not in {column["name"] for column in sa.inspect(connection).get_columns("client")}
        upgrade(connection, tmp_path, "+1")
        upgrade(connection, tmp_path, "base")
        assert set(sa.inspect(connection).get_table_names()) <= {"alembic_version"}


@pytest.mark.parametrize(
    "values",
    [
        {"name": "x" * 41},
        {"name": "Ada"},
        {"name": None},
        {"name": "Eve", "level": "middle"},
        {"name": "Eve", "limit": -1},
        {"name": "Eve", "limit": 100_001},
        {"name": "Eve", "guide_id": 99},
    ],
)
def test_the_database_refuses_what_the_specification_forbids(
    tmp_path: Path, database: Database, values: dict[str, object]
) -> None:
    app = build_both(tmp_path).definition()
    migrate(app, database)
    with database.writing() as connection:
        insert(connection, "client", id=1, name="Ada", rank=1)
    with pytest.raises((IntegrityError, sa.exc.DataError)), database.writing() as connection:
        insert(connection, "client", id=2, rank=1, **values)


def insert(connection: sa.Connection, table: str, **values: object) -> None:
    """A row, bypassing all types."""
    known = {"created_at": MOMENT, "updated_at": MOMENT, "version": 1, **values}
    target = sa.table(table, *(sa.column(name) for name in known))
    connection.execute(sa.insert(target).values(known))


def rows(connection: sa.Connection, statement: str) -> list[tuple[object, ...]]:
    return [tuple(row) for row in connection.execute(sa.text(statement))]


def test_stored_values_follow_a_new_formula(tmp_path: Path, databases: Databases) -> None:
    formula = 'entity Deal "Deal" { size "Size": int; '
    first = compile_text(FIRST.replace('entity Deal "Deal" { ', formula))
    second = compile_text(
        FIRST.replace('entity Deal "Deal" { ', f'{formula}twice "Twice": int = size * 2; code "Code": text = name; '),
        first,
    )
    url = databases.fresh()
    write_files(tmp_path, first)
    app = GeneratedApp(tmp_path, "growing")
    app.run(url, "migrate")
    engine = open_engine(database_url({"DATABASE_URL": url}, tmp_path, "growing"))
    with engine.begin() as connection:
        insert(connection, "client", id=1, name="Ada")
        insert(connection, "deal", id=1, client_id=1, name="Engine", size=21)
    write_files(tmp_path, second)
    app.run(url, "migrate")
    with engine.connect() as connection:
        assert rows(connection, "SELECT twice, code FROM deal") == [(42, "Engine")]
    engine.dispose()
    databases.discard(url)
