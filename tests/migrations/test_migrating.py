"""How a change reaches a database with records: saved before, verified before the commit, finished after it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

import pytest

from lowcode.runtime.commands import migrate as migrate_command
from lowcode.runtime.http.application import DatabaseNotReadyError
from lowcode.runtime.migrating.stopped import SchemaEditRefusedError
from tests.harness.apps import GeneratedApp
from tests.harness.databases import Databases
from tests.harness.projects import compile_text, write_files
from tests.migrations.changed import FIRST, Versions, build_versions, command, execute, insert, query, refused

RECORDS = ({"id": 1, "name": "Ada", "size": 21}, {"id": 2, "name": "Bob"})
ALL_VALUES = "SELECT name, size, twice, rank FROM client ORDER BY id"


@pytest.fixture(scope="module")
def versions(tmp_path_factory: pytest.TempPathFactory) -> Versions:
    return build_versions(tmp_path_factory.mktemp("versions"))


@pytest.fixture
def url(databases: Databases, versions: Versions) -> Iterator[str]:
    """A database of the first version, with records."""

    def prepare(fresh: str) -> None:
        command(versions.old, fresh, "migrate")
        insert(fresh, "client", *RECORDS)
        command(versions.old, fresh, "reindex")

    found = databases.prepared("versions", prepare)
    yield found
    databases.discard(found)


def backups(folder: Path) -> list[Path]:
    return sorted(folder.glob("*"))


def test_a_migration_saves_verifies_and_finishes(
    versions: Versions, url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command(versions.new, url, "migrate", LOWCODE_BACKUPS=str(tmp_path))
    said = capsys.readouterr().out
    assert "is what the code expects" in said
    assert query(url, ALL_VALUES) == [("Ada", 21, 42, 3), ("Bob", None, None, 3)]
    assert query(url, "SELECT * FROM system_migration_work") == []
    (saved,) = backups(tmp_path)
    assert str(saved) in said
    assert saved.name.startswith("growing-0001_")
    assert saved.stat().st_mode & 0o077 == 0
    command(versions.new, url, "check")

    command(versions.new, url, "migrate", LOWCODE_BACKUPS=str(tmp_path))
    assert backups(tmp_path) == [saved]
    assert "was up to date" in capsys.readouterr().out


def test_without_records_or_if_it_is_not_wanted_there_is_no_backup(
    versions: Versions, url: str, databases: Databases, tmp_path: Path
) -> None:
    empty = databases.fresh()
    command(versions.old, empty, "migrate", LOWCODE_BACKUPS=str(tmp_path))
    command(versions.new, empty, "migrate", LOWCODE_BACKUPS=str(tmp_path))
    command(versions.new, url, "migrate", "--no-backup", LOWCODE_BACKUPS=str(tmp_path))
    assert backups(tmp_path) == []
    databases.discard(empty)


def test_only_the_newest_backups_are_kept(versions: Versions, url: str, tmp_path: Path) -> None:
    suffix = "sqlite3" if url.startswith("sqlite") else "dump"
    others = [tmp_path / f"growing-0001_x-2025010{day}-000000.{suffix}" for day in range(1, 5)]
    foreign = tmp_path / f"mine.{suffix}"
    for each in (*others, foreign):
        each.touch()
    command(versions.new, url, "migrate", LOWCODE_BACKUPS=str(tmp_path), LOWCODE_BACKUPS_KEPT="2")
    assert others[3].exists()
    assert foreign.exists()
    assert len(backups(tmp_path)) == 3


def test_a_database_that_is_not_as_declared_is_left_as_it_was(
    versions: Versions, url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    execute(url, "CREATE INDEX ix_client_extra ON client (size)")
    execute(url, "ALTER TABLE client ADD COLUMN stray VARCHAR(3)")
    said = refused(capsys, versions.new, url, "migrate", "--no-backup", LOWCODE_BACKUPS=str(tmp_path))
    assert "nothing was changed" in said
    assert "client.stray" in said
    assert "ix_client_extra" in said
    assert query(url, "SELECT version_num FROM alembic_version")[0][0].startswith("0001_")
    assert query(url, "SELECT name, size FROM client ORDER BY id") == [("Ada", 21), ("Bob", None)]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ("DROP INDEX uq_client_name", "uq_client_name"),
        ("CREATE INDEX ix_client_other ON client (size)", "ix_client_other"),
        ("ALTER TABLE client ADD COLUMN stray INTEGER", "client.stray"),
        ("DROP TABLE client_search", "client_search"),
        ("DROP INDEX uq_client_name; CREATE UNIQUE INDEX uq_client_name ON client (name, size)", "name, size"),
    ],
)
def test_check_says_what_differs(
    versions: Versions, url: str, capsys: pytest.CaptureFixture[str], change: str, expected: str
) -> None:
    for statement in change.split(";"):
        execute(url, statement)
    assert expected.replace(" ", "") in refused(capsys, versions.old, url, "check").replace(" ", "")


def test_indexes_of_the_owner_are_his(versions: Versions, url: str) -> None:
    execute(url, "CREATE INDEX mine ON client (size)")
    command(versions.old, url, "check")
    command(versions.new, url, "migrate", "--no-backup")


@pytest.mark.parametrize("is_code_older", [False, True])
def test_code_and_revisions_of_different_builds_are_refused(
    versions: Versions, url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], is_code_older: bool
) -> None:
    """Half of a deployment has not arrived: the database would seem to be up to date."""
    code, revisions = (versions.old, versions.new) if is_code_older else (versions.new, versions.old)
    shutil.copytree(code.folder / "growing", tmp_path / "growing")
    shutil.copytree(revisions.folder / "migrations", tmp_path / "migrations")
    torn = GeneratedApp(tmp_path, "growing")
    for arguments in (("migrate",), ("migrate", "--to", "0001"), ("check",), ("user", "list"), ("worker", "--once")):
        said = refused(capsys, torn, url, *arguments)
        assert "of the same build" in said
        assert str(code.definition().revision) in said
    with pytest.raises(DatabaseNotReadyError, match="of the same build"):
        torn.asgi(url)
    assert query(url, "SELECT id FROM client ORDER BY id") == [(1,), (2,)]


def test_what_is_interrupted_after_the_commit_is_finished_by_the_next_migrate(
    versions: Versions, url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with mock.patch.object(migrate_command, "_finish", side_effect=KeyboardInterrupt), pytest.raises(KeyboardInterrupt):
        command(versions.new, url, "migrate", "--no-backup")
    assert query(url, "SELECT twice FROM client ORDER BY id") == [(None,), (None,)]
    assert "not finished" in refused(capsys, versions.new, url, "user", "list")
    with pytest.raises(DatabaseNotReadyError, match="interrupted"):
        versions.new.asgi(url)
    command(versions.new, url, "migrate")
    assert query(url, ALL_VALUES) == [("Ada", 21, 42, 3), ("Bob", None, None, 3)]
    command(versions.new, url, "user", "list")


def test_the_way_back_and_forth(
    versions: Versions, url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command(versions.new, url, "migrate", "--no-backup")
    command(versions.new, url, "downgrade", LOWCODE_BACKUPS=str(tmp_path))
    assert "Taken back: 0002_" in capsys.readouterr().out
    assert [path.name[:12] for path in backups(tmp_path)] == ["growing-0002"]
    assert query(url, "SELECT name, size FROM client ORDER BY id") == [("Ada", 21), ("Bob", None)]
    assert "Run first" in refused(capsys, versions.new, url, "check")
    command(versions.old, url, "migrate")
    command(versions.old, url, "check")
    command(versions.new, url, "migrate", "--to", "0002", "--no-backup")
    assert query(url, ALL_VALUES) == [("Ada", 21, 42, 3), ("Bob", None, None, 3)]


def test_a_revision_that_is_not_there_or_on_the_other_side_is_explained(
    versions: Versions, url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "no revision 0009" in refused(capsys, versions.new, url, "migrate", "--to", "0009")
    assert "Several" in refused(capsys, versions.new, url, "migrate", "--to", "00")
    assert "migrate --to" in refused(capsys, versions.new, url, "downgrade", "0002")
    assert "not so many" in refused(capsys, versions.new, url, "downgrade", "-7")
    command(versions.new, url, "migrate", "--to", "0001")
    command(versions.new, url, "migrate", "--no-backup")
    assert "downgrade" in refused(capsys, versions.new, url, "migrate", "--to", "0001")


def test_base_is_before_the_first_revision_and_has_to_be_said(
    versions: Versions, url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "downgrade base" in refused(capsys, versions.old, url, "downgrade", LOWCODE_BACKUPS=str(tmp_path))
    assert not backups(tmp_path)
    assert query(url, "SELECT name, size FROM client ORDER BY id") == [("Ada", 21), ("Bob", None)]
    command(versions.old, url, "downgrade", "base", LOWCODE_BACKUPS=str(tmp_path))
    assert len(backups(tmp_path)) == 1
    command(versions.old, url, "migrate")
    assert query(url, "SELECT * FROM client") == []


def test_an_sqlite_that_forbids_changes_is_named(
    versions: Versions, url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    forbidden = SchemaEditRefusedError("table sqlite_master may not be modified")
    with mock.patch.object(migrate_command, "migrate", side_effect=forbidden):
        said = refused(capsys, versions.new, url, "migrate", LOWCODE_BACKUPS=str(tmp_path))
    assert "may not be modified" in said
    assert "Use a Python from python.org" in said


def test_a_rule_in_the_way_is_called_as_in_the_specification(
    versions: Versions, url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With the name that the database has for it, and with the message that people would see."""
    ruled = FIRST.replace('size "Size": int }', 'size "Size": int; check size > 30 "Too small for a client" }')
    files = compile_text(FIRST)
    write_files(tmp_path, {**files, **compile_text(ruled, files)})
    app = GeneratedApp(tmp_path, "growing")
    called = "Client.size (ck_client_"
    said = refused(capsys, app, url, "migrate", "--no-backup")
    assert called in said
    assert '): "Too small for a client": the new rule does not hold (records: 1, such as #1)' in said
    assert "”：不符合新的规则，共 1 条记录" in refused(capsys, app, url, "migrate", "--no-backup", LC_ALL="zh_CN.UTF-8")
    execute(url, "UPDATE client SET size = 31 WHERE id = 1")
    execute(url, "DROP INDEX uq_client_name")
    assert "Client.name (uq_client_name)" in refused(capsys, app, url, "migrate", "--no-backup")
