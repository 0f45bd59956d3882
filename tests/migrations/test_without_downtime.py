"""A change of the database beside the running app: code of both versions writes meanwhile, and nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from unittest import mock

import pytest
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext

from lowcode.codegen.generator import PreviousState, generate
from lowcode.codegen.migrations.planner import SNAPSHOT_PATH
from lowcode.codegen.migrations.snapshot import former_of
from lowcode.compiler import check, sources_from
from lowcode.diagnostics.problems.online import NotWithoutDowntime
from lowcode.runtime.migrating import staging
from lowcode.runtime.migrating.online import ALONE, create_index_online
from lowcode.runtime.migrating.running import metadata_of
from lowcode.runtime.migrating.verifying import differences
from tests.harness.apps import GeneratedApp
from tests.harness.databases import Databases
from tests.harness.projects import compile_text, write_files
from tests.migrations.changed import (
    HEAD,
    Versions,
    build_versions,
    command,
    execute,
    insert,
    open_database,
    query,
    refused,
)
from tests.migrations.random_twins import bury_twins, problems_of_twins

BEFORE = (
    HEAD
    + """
entity Client "Client" {
  name  "Name": text(40) required unique
  size  "Size": text(20) required
  boss  "Boss": Client
  note  "Note": text(50)
  fax   "Fax": text(20)
  size_of "Size of": int
}
"""
)
AFTER = (
    HEAD
    + """
entity Client "Client" {
  full_name "Name": text(60) required unique was name
  amount    "Size": int required was size
  chief     "Boss": Client was boss
  telefax   "Fax": text(20) was fax
  head      "Head": text(50) from note
  rank      "Rank": int required default 3
  grade     "Grade": int required from 5
  weight    "Weight": int from size_of * 2
  cost      "Cost": decimal(12,2) from size_of * 1.5
  label     "Label": text = full_name + "!"
}
drop field Client.note "split"
drop field Client.size_of "split"
"""
)
OLD = "INSERT INTO client (id, name, size, note, created_at, updated_at, version) VALUES ({}, now, now, 1)"
NEW = OLD.replace("name, size, note", "full_name, amount, rank, grade")
NOW = "'2026-01-01 00:00:00'"
NEW_VALUES = "SELECT full_name, amount, head, rank, grade FROM client ORDER BY id"


@pytest.fixture(scope="module")
def versions(tmp_path_factory: pytest.TempPathFactory) -> Versions:
    return build_versions(tmp_path_factory.mktemp("online"), BEFORE, AFTER, is_online=True)


def old(url: str, values: str) -> None:
    execute(url, OLD.format(values).replace("now", NOW))


def new(url: str, values: str) -> None:
    execute(url, NEW.format(values).replace("now", NOW))


@pytest.fixture
def url(databases: Databases, versions: Versions) -> Iterator[str]:
    def prepare(fresh: str) -> None:
        command(versions.old, fresh, "migrate")
        for values in ("1, 'Ada', '12', 'first'", "2, 'Bob', '3万', NULL"):
            old(fresh, values)

    found = databases.prepared("online", prepare)
    yield found
    databases.discard(found)


def test_code_of_both_versions_writes_and_reads(
    versions: Versions, url: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    command(versions.new, url, "migrate", LOWCODE_BACKUPS=str(tmp_path))
    assert "--contract" in capsys.readouterr().out
    assert query(url, NEW_VALUES) == [("Ada", 12, "first", 3, 5), ("Bob", 30_000, None, 3, 5)]
    for app in (versions.old, versions.new):
        command(app, url, "user", "list")
        command(app, url, "migrate", "--no-backup")
    old(url, "3, 'Cleo', '7', 'third'")
    new(url, "4, 'Dan', 8, 1, 2")
    execute(url, "UPDATE client SET name = 'Adam', note = 'changed' WHERE id = 1")
    execute(url, "UPDATE client SET full_name = 'Rob', amount = 4 WHERE id = 2")
    execute(url, "UPDATE client SET boss_id = 2, size_of = 4 WHERE id = 3")
    execute(url, "UPDATE client SET size = '5万' WHERE id = 3")
    expected = [
        ("Adam", 12, "changed", 3, 5),
        ("Rob", 4, None, 3, 5),
        ("Cleo", None, "third", 3, 5),
        ("Dan", 8, None, 1, 2),
    ]
    assert query(url, NEW_VALUES) == expected
    seen = [("Adam", "12", None), ("Rob", "4", None), ("Cleo", "5万", 2), ("Dan", "8", None)]
    assert query(url, "SELECT name, size, boss_id FROM client ORDER BY id") == seen

    command(versions.new, url, "migrate", "--contract", LOWCODE_BACKUPS=str(tmp_path))
    expected[2] = ("Cleo", 50_000, "third", 3, 5)
    assert query(url, NEW_VALUES) == expected
    units = 600 if url.startswith("sqlite") else 6
    assert query(url, "SELECT label, chief_id, weight, cost FROM client WHERE id = 3") == [("Cleo!", 2, 8, units)]
    assert "0003" in refused(capsys, versions.old, url, "user", "list")
    command(versions.new, url, "check")
    assert query(url, "SELECT * FROM system_migration_work") == []
    assert len(list(tmp_path.iterdir())) == 2


@pytest.mark.parametrize(
    "way", [("sqlite:///none.sqlite3", "sqlite"), ("postgresql://nobody@localhost/none", "postgresql")]
)
def test_the_script_has_both_halves(
    versions: Versions, capsys: pytest.CaptureFixture[str], way: tuple[str, str]
) -> None:
    """`migrate --sql` asks no database; with everything done at once, nothing has to be kept in step."""
    url, dialect = way
    command(versions.new, url, "migrate", "--sql")
    script = capsys.readouterr().out
    assert "ix_client_chief_id_id" in script
    assert "fill Client.head by its expression" in script
    assert "UPDATE client SET rank=coalesce(client.rank, 3)" in script
    assert "lowcode_step" not in script
    assert ("VALIDATE CONSTRAINT" in script) == (dialect == "postgresql")


def test_all_at_once_gives_the_same_database(versions: Versions, databases: Databases) -> None:
    fresh = databases.fresh()
    command(versions.new, fresh, "migrate")
    database = open_database(fresh)
    with database.writing() as connection:
        assert differences(connection, metadata_of(versions.new.definition())) == []
    database.close()
    databases.discard(fresh)


@pytest.mark.parametrize("phase", ["expand", "contract"])
def test_what_is_interrupted_goes_on(versions: Versions, url: str, phase: str) -> None:
    """After each stage and in the middle of a backfill, on which the next run goes on."""
    arguments = ("migrate", "--no-backup", *(["--contract"] if phase == "contract" else []))
    if phase == "contract":
        command(versions.new, url, "migrate", "--no-backup")
    calls = 0
    call = staging._Runner._call

    def interrupted(self: staging._Runner, *given: object) -> None:
        nonlocal calls
        calls += 1
        call(self, *given)  # type: ignore[arg-type] # as the original is called
        if calls % 3 == 2:
            raise KeyboardInterrupt

    with mock.patch.object(staging._Runner, "_call", interrupted), mock.patch.object(staging, "AT_ONCE", 1):
        interruptions = 0
        while True:
            try:
                command(versions.new, url, *arguments)
            except KeyboardInterrupt:
                interruptions += 1
            else:
                break
    assert interruptions > 2
    assert query(url, NEW_VALUES) == [("Ada", 12, "first", 3, 5), ("Bob", 30_000, None, 3, 5)]
    if phase == "contract":
        command(versions.new, url, "check")


def test_the_way_back(versions: Versions, url: str) -> None:
    command(versions.new, url, "migrate", "--contract", "--no-backup")
    new(url, "7, 'Eve', 9, 1, 2")
    command(versions.new, url, "downgrade", "0001", "--no-backup")
    seen = [("Ada", "12", "first"), ("Bob", "3万", None), ("Eve", "9", None)]
    assert query(url, "SELECT name, size, note FROM client ORDER BY id") == seen
    command(versions.old, url, "migrate")
    command(versions.old, url, "check")


def test_an_index_that_was_left_half_built_is_built_again(versions: Versions, url: str) -> None:
    if url.startswith("sqlite"):
        pytest.skip("SQLite builds indexes at once")
    command(versions.new, url, "migrate", "--no-backup")
    name = "ix_client_chief_id_id"
    execute(url, f"UPDATE pg_index SET indisvalid = false WHERE indexrelid = '{name}'::regclass")
    database = open_database(url)
    engine = database.engine.execution_options(isolation_level="AUTOCOMMIT", **{ALONE: True})
    with engine.connect() as connection:
        operations = Operations(MigrationContext.configure(connection))
        create_index_online(operations, name, "client", ["chief_id", "id"])
    database.close()
    assert query(url, f"SELECT indisvalid FROM pg_index WHERE indexrelid = '{name}'::regclass") == [(True,)]


def test_numbers_need_the_app_to_stand_still() -> None:
    before = compile_text(BEFORE)[SNAPSHOT_PATH]
    after = sources_from(
        {"app.lc": BEFORE.replace('fax   "Fax"', 'code "Code": autonumber("K-{seq:4}")\n  fax   "Fax"')}
    )
    checked = check(after, former=former_of(before))
    assert checked.application is not None, checked.problems
    (problem,) = generate(checked.application, after, PreviousState(before, is_online=True)).problems
    assert isinstance(problem, NotWithoutDowntime)
    assert (problem.reason, problem.table, problem.column) == ("numbers", "client", "code")


def test_another_type_under_the_same_name_in_two_builds(databases: Databases, tmp_path: Path) -> None:
    """As the refusal proposes: by way of another name, under load each time."""
    texts = [
        f'{HEAD}entity Client "Client" {{ name "Name": text(40); size "Size": {size} }}\n'
        for size in ("text(20)", "int was size", "int was size_2")
    ]
    texts[1] = texts[1].replace('size "Size"', 'size_2 "Size"')
    files = compile_text(texts[0])
    write_files(tmp_path / "0", files)
    url = databases.fresh()
    app = GeneratedApp(tmp_path / "0", "growing")
    command(app, url, "migrate")
    insert(url, "client", {"id": 1, "size": "1,200"})
    for number, text in enumerate(texts[1:], 1):
        files = {**files, **compile_text(text, files, is_online=True)}
        write_files(tmp_path / str(number), files)
        app = GeneratedApp(tmp_path / str(number), "growing")
        command(app, url, "migrate", "--contract", "--no-backup")
    assert query(url, "SELECT size FROM client") == [(1200,)]
    command(app, url, "check")
    databases.discard(url)


def test_requests_of_the_code_of_before_go_on_until_the_contraction(databases: Databases, tmp_path: Path) -> None:
    """The new code has dropped their approval, but the old one still serves them."""
    entity = f'{HEAD}entity Client "Client" {{ size "Size": int; rank "Rank": int }}\n'
    kept, gone = (
        f'approval {name} "{name}" for Client by staff {{ step one "One": role staff }}\n' for name in ("Small", "Big")
    )
    before = compile_text(entity + kept + gone)
    dropped = 'drop approval Big "nobody asks"\ndrop field Client.rank "nobody asks"\n'
    after = compile_text(entity.replace('; rank "Rank": int', "") + kept + dropped, before, is_online=True)
    write_files(tmp_path / "old", before)
    write_files(tmp_path / "new", {**before, **after})
    url = databases.fresh()
    command(GeneratedApp(tmp_path / "old", "growing"), url, "migrate")
    insert(url, "client", {"id": 1, "size": 7, "rank": 2})
    names = "approval, fingerprint, entity, record_id, title, status, stage, round, content, record_version, started_at"
    values = f"'big', '', 'client', 1, 'A', 'running', 0, 1, '{{}}', 1, {NOW}"
    execute(url, f"INSERT INTO system_approval ({names}) VALUES ({values})")
    app = GeneratedApp(tmp_path / "new", "growing")
    command(app, url, "migrate", "--no-backup")
    assert query(url, "SELECT status FROM system_approval") == [("running",)]
    command(app, url, "migrate", "--contract", "--no-backup")
    assert query(url, "SELECT status FROM system_approval") != [("running",)]
    databases.discard(url)


def test_deleted_records_become_what_their_twins_become(versions: Versions, url: str) -> None:
    old(url, "50, 'Deleted', '7', 'note'")
    with closing(open_database(url)) as database:
        bury_twins(versions.old.definition(), database)
        command(versions.new, url, "migrate", "--contract", "--no-backup")
        assert not problems_of_twins(versions.new.definition(), database, ())
