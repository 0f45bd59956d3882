"""The commands of a generated app, as somebody types them, on both databases."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Any

import pytest

from tests.apps.trading import SPEC
from tests.harness.apps import AppUnderTest, CommandFailedError, GeneratedApp, is_sqlite

pytestmark = pytest.mark.slow  # each command is a process of its own


@pytest.fixture
def project(compile_spec: Callable[[str], GeneratedApp]) -> GeneratedApp:
    return compile_spec(SPEC)


def test_nothing_runs_on_a_database_that_is_behind(project: GeneratedApp, database_url: str) -> None:
    with pytest.raises(CommandFailedError, match="python -m trading migrate"):
        project.run(database_url, "user", "list")
    with pytest.raises(CommandFailedError, match="python -m trading migrate"):
        project.run(database_url, "serve", "--port", "1")

    assert "0001" in project.run(database_url, "migrate")
    assert "0001" not in project.run(database_url, "migrate")
    project.run(database_url, "check")


def test_a_database_that_is_ahead_is_left_alone(project: GeneratedApp, sqlite_databases: Any) -> None:
    url = sqlite_databases.fresh()
    project.run(url, "migrate")
    with sqlite3.connect(url.removeprefix("sqlite:///")) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0009_new'")
    connection.close()
    for command in (("migrate",), ("check",), ("serve", "--port", "1")):
        with pytest.raises(CommandFailedError, match="0009_new"):
            project.run(url, *command)
    sqlite_databases.discard(url)


@pytest.mark.one_database
def test_users_are_managed(project: GeneratedApp, boot: Callable[..., AppUnderTest]) -> None:
    url = boot(project).url
    first = project.run(url, "user", "add", "admin@example.com", "--password-stdin", text="long enough 1\n")
    assert "admin@example.com" in first
    project.run(url, "user", "add", "li@example.com", "--name", "李强", "--role", "seller", "--generate")
    project.run(url, "user", "roles", "li@example.com", "chief")
    project.run(url, "user", "password", "li@example.com", "--password-stdin", text="long enough 2\n")

    lines = [line.split("\t") for line in project.run(url, "user", "list").splitlines()]
    assert [line[:3] for line in lines] == [
        ["admin@example.com", "admin", "admin"],
        ["li@example.com", "李强", "chief"],
    ]
    for wrong in (
        ("user", "add", "x@example.com", "--role", "king", "--generate"),
        ("user", "password", "nobody@example.com", "--generate"),
    ):
        with pytest.raises(CommandFailedError):
            project.run(url, *wrong)
    with pytest.raises(CommandFailedError):
        project.run(url, "user", "password", "li@example.com", "--password-stdin", text="short\n")


@pytest.mark.one_database
def test_samples_are_connected_valid_and_loaded_once(project: GeneratedApp, boot: Callable[..., AppUnderTest]) -> None:
    app = boot(project)
    printed = project.run(app.url, "sample")
    assert "zhang@example.com" in printed
    assert "admin@example.com" in printed
    project.run(app.url, "check")

    database = app.database()
    counts = _counts(database)
    assert counts["firm"] == 31
    assert counts["person"] > 20
    assert counts["deal"] > 15
    assert counts["deal_lines"] >= counts["deal"]
    assert counts["firm_search"] > 300
    assert counts["system_account"] == 2
    with database.reading() as connection:
        stray = connection.exec_driver_sql(
            "SELECT count(*) FROM deal JOIN person ON person.id = deal.person_id WHERE person.firm_id <> deal.firm_id"
        )
        assert stray.scalar_one() == 0

    project.run(app.url, "sample")
    assert _counts(database) == counts
    project.run(app.url, "sample", "firm", "10")
    assert _counts(database)["firm"] == 41
    project.run(app.url, "check")


@pytest.mark.one_database
def test_samples_stay_away_from_real_records(project: GeneratedApp, boot: Callable[..., AppUnderTest]) -> None:
    app = boot(project)
    database = app.database()
    with database.writing() as connection:
        connection.exec_driver_sql(
            "INSERT INTO tag (name, created_at, updated_at, version) "
            "VALUES ('real', '2026-01-01 00:00:00', '2026-01-01 00:00:00', 1)"
        )
    with pytest.raises(CommandFailedError, match="--force"):
        project.run(app.url, "sample")
    project.run(app.url, "sample", "--force")
    assert _counts(database)["firm"] == 31


@pytest.mark.one_database
def test_equal_seeds_give_equal_samples(project: GeneratedApp, boot: Callable[..., AppUnderTest]) -> None:
    names = []
    for seed in ("5", "5", "6"):
        app = boot(project, key=f"seed {len(names)}")
        project.run(app.url, "sample", "firm", "20", "--seed", seed)
        with app.database().reading() as connection:
            rows = connection.exec_driver_sql("SELECT name, level, revenue, owner_id, credit FROM firm ORDER BY id")
            names.append([tuple(row) for row in rows])
    assert names[0] == names[1]
    assert names[0] != names[2]


def test_check_finds_and_reindex_repairs(project: GeneratedApp, boot: Callable[..., AppUnderTest]) -> None:
    app = boot(project)
    project.run(app.url, "sample")
    database = app.database()
    with database.writing() as connection:
        connection.exec_driver_sql("UPDATE deal SET amount = amount + 100 WHERE id = 1")
        connection.exec_driver_sql("UPDATE firm SET name_sort = 'x' WHERE id = 1")
        connection.exec_driver_sql("DELETE FROM firm_search")
    with pytest.raises(CommandFailedError, match=r"金额|Amount"):
        project.run(app.url, "check")
    project.run(app.url, "reindex")
    project.run(app.url, "check")
    assert _counts(database)["firm_search"] > 300

    with database.writing() as connection:
        connection.exec_driver_sql("DROP INDEX uq_tag_name")
    with pytest.raises(CommandFailedError, match="uq_tag_name"):
        project.run(app.url, "check")


def test_the_script_of_the_migrations_can_be_read_first(project: GeneratedApp, database_url: str) -> None:
    printed = project.run(database_url, "migrate", "--sql")
    assert "CREATE TABLE firm" in printed
    assert "AUTOINCREMENT" in printed or not is_sqlite(database_url)


def _counts(database: Any) -> dict[str, int]:
    tables = ("firm", "person", "deal", "deal_lines", "firm_search", "system_account")
    with database.reading() as connection:
        return {table: connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one() for table in tables}
