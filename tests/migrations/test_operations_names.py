"""Rows of the runtime follow renames: a day of work, then other names for all, is the same day under the new names.

What the real runtime wrote under the old names and the migration rewrote is compared, row by row, with what the real
runtime writes when the app has had the new names from the beginning.
"""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.operations import Operations

from lowcode.runtime.context import EVERYONE, Identity
from lowcode.runtime.database import system_tables
from lowcode.runtime.migrating.names_in_rows import cancel_waiting, restore_waiting
from lowcode.runtime.migrating.running import downgrade, migrate
from lowcode.runtime.recycle_bin import restore
from lowcode.runtime.saving.outcome import Saved
from lowcode.runtime.seeds import Seeds
from tests.apps.dealing import Desk
from tests.harness.apps import AppUnderTest, GeneratedApp
from tests.harness.databases import Databases
from tests.harness.projects import compile_text, write_files
from tests.migrations.renaming import BEGIN, identifiers, specification, work_for_a_day

_OF_PEOPLE = {"system_account", "system_session", "system_login_attempt", "system_worker", "system_token"}
_OF_MIGRATIONS = {"system_migration_work", "system_archive", "system_snapshot"}
_BY_CHANCE = re.compile(r"\b[0-9a-f]{16,64}\b")
"""Keys that nobody else has."""
_NAMELESS = {"system_absence", "system_approval_copy", "system_kept_answer"}
_DIFFERENT = {"fingerprint", "token_hash", "key_hash"}
"""Columns that are hashes of names, or of chance."""


@pytest.fixture(scope="module")
def projects(tmp_path_factory: pytest.TempPathFactory) -> dict[str, GeneratedApp]:
    first = compile_text(specification(is_new=False))
    second = compile_text(specification(is_new=True), first)
    found = {}
    for name, files in (
        ("first", first),
        ("second", {**first, **second}),
        ("fresh", compile_text(specification(is_new=True))),
    ):
        folder = tmp_path_factory.mktemp(name)
        write_files(folder, files)
        found[name] = GeneratedApp(folder, "dealing")
    return found


@contextmanager
def at_work(app: GeneratedApp, url: str) -> Iterator[Desk]:
    """The app on a database that is migrated, if need be."""
    running = AppUnderTest(app, url, app.definition())
    desk = Desk(app=running, database=running.database(), now=BEGIN)
    migrate(desk.app.definition, desk.database)
    yield desk
    running.close()


@pytest.fixture
def worked(databases: Databases, projects: dict[str, GeneratedApp]) -> Iterator[Callable[[str], str]]:
    """`worked("first")`: the URL of a database after a day of work under the first names."""
    urls = []

    def after_a_day(name: str) -> str:
        def prepare(url: str) -> None:
            with at_work(projects[name], url) as desk:
                work_for_a_day(desk, identifiers(is_new=name != "first"))

        urls.append(databases.prepared(f"{projects[name].folder}", prepare))
        return urls[-1]

    yield after_a_day
    for url in urls:
        databases.discard(url)


def contents(desk: Desk) -> dict[str, list[dict[str, Any]]]:
    """All rows of the runtime's tables, JSON as what it says."""
    found = {}
    with desk.database.reading() as connection:
        for table in system_tables.ALL:
            if table.name in _OF_PEOPLE | _OF_MIGRATIONS:
                continue
            rows = connection.execute(sa.select(table).order_by(*table.primary_key)).mappings()
            found[table.name] = sorted(
                ({name: _said(value) for name, value in row.items() if name not in _DIFFERENT} for row in rows),
                key=str,
            )
    return found


def _said(value: Any) -> Any:
    if isinstance(value, str):
        value = _BY_CHANCE.sub("*", value)
    if isinstance(value, str) and value[:1] in ("[", "{"):
        return json.loads(value)
    return str(value) if value is not None else None


def test_every_row_says_what_it_would_say_under_the_new_names(
    worked: Callable[[str], str], projects: dict[str, GeneratedApp]
) -> None:
    url = worked("first")
    with at_work(projects["first"], url) as desk:
        before = contents(desk)
    assert {name for name in before if not before[name]} == _NAMELESS
    with at_work(projects["fresh"], worked("fresh")) as desk:
        wanted = contents(desk)
    with at_work(projects["second"], url) as desk:
        found = contents(desk)
        for name, rows in wanted.items():
            assert found[name] == rows, name
        first = next(Path(projects["first"].folder, "migrations", "versions").glob("0001*.py")).stem
        downgrade(desk.app.definition, desk.database, first)
        after = contents(desk)
        for name, rows in before.items():
            assert after[name] == rows, name


def test_work_goes_on_under_the_new_names(worked: Callable[[str], str], projects: dict[str, GeneratedApp]) -> None:
    names = identifiers(is_new=True)
    with at_work(projects["second"], worked("first")) as desk:
        desk.now += datetime.timedelta(days=1, hours=1)
        identity = Identity(user_id=1, name="ann", roles=frozenset({EVERYONE, names["seller"]}))
        desk.people["ann"] = identity
        with desk.acting() as context:
            assert not Seeds(context).load("data", desk.app.definition.data)
            entries = context.connection.execute(sa.select(system_tables.recycle_bin.c.id)).scalars().all()
            assert len(entries) == 2
            assert all(isinstance(restore(context, entry), Saved) for entry in entries)
        assert isinstance(desk.submit("ann", names["firm_"], {names["name"]: "新"}), Saved)
        numbers = [row[names["code"]] for row in desk.rows(names["firm_"])]
        assert len(set(numbers)) == len(numbers) == 3
        desk.wait(days=9)
        states = {row["topic"]: row[names["stage"]] for row in desk.rows(names["deal_"])}
        assert states["三"] == "contact"
        assert any("报价已超过三天" in text for text in desk.notes("ann"))


CANCELLED = [
    ("rule", "", "welcome", "system_timer", {"later:welcome.after_1:firm:2:*"}),
    ("wait", "welcome", "after_1", "system_timer", {"later:welcome.after_1:firm:2:*"}),
    ("approval", "", "big", "system_approval", {"1", "2"}),
    ("entity", "", "deal", "system_approval", {"1", "2"}),
    ("entity", "", "firm", "system_task", {"1"}),
    ("connection", "", "erp", "system_delivery", None),
    ("transition", "pipeline", "offer_to_contact", "system_timer", None),
    ("hook", "pipeline", "on_stay_offer", "system_timer", None),
    ("flow", "", "pipeline", "system_timer", None),
]


def test_what_waits_is_cancelled_and_waits_again(
    worked: Callable[[str], str], projects: dict[str, GeneratedApp]
) -> None:
    with at_work(projects["first"], worked("first")) as desk:
        before = contents(desk)
        for kind, owner, name, table, ended in CANCELLED:
            with desk.database.writing() as connection:
                operations = Operations(MigrationContext.configure(connection))
                cancel_waiting(operations, kind, name, owner=owner, revision="0002_x", reason="gone")
            after = contents(desk)
            changed = [row for row in after[table] if row not in before[table]]
            assert changed, (kind, name)
            assert {row["status"] for row in changed} <= {"cancelled", "withdrawn"}
            if ended is not None:
                assert {row["key"] if table == "system_timer" else row["id"] for row in changed} == ended
            with desk.database.writing() as connection:
                operations = Operations(MigrationContext.configure(connection))
                restore_waiting(operations, kind, name, owner=owner, revision="0002_x")
                assert not sa.inspect(connection).has_table("archive_0002_waiting")
            assert contents(desk) == before


def test_stays_and_steps_go_on_elsewhere(worked: Callable[[str], str], projects: dict[str, GeneratedApp]) -> None:
    with at_work(projects["first"], worked("first")) as desk:
        before = contents(desk)
        for kind, owner, name, replacement in (
            ("option", "pipeline", "offer", "won"),
            ("step", "big", "law", "end"),
        ):
            with desk.database.writing() as connection:
                operations = Operations(MigrationContext.configure(connection))
                cancel_waiting(operations, kind, name, owner=owner, replacement=replacement, revision="0002_x")
            after = contents(desk)
            assert after != before
            with desk.database.writing() as connection:
                operations = Operations(MigrationContext.configure(connection))
                restore_waiting(operations, kind, name, owner=owner, revision="0002_x")
            assert contents(desk) == before
