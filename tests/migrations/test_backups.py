"""The whole database as a file and back, on both databases."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from sqlalchemy.engine import make_url

from lowcode.runtime.commands import backup as backup_command
from lowcode.runtime.migrating import postgresql_backups
from lowcode.runtime.migrating.postgresql_backups import SET_ASIDE
from tests.harness.databases import Databases
from tests.migrations.changed import Versions, build_versions, command, execute, insert, open_database, query, refused

NAMES = "SELECT name FROM client ORDER BY id"


@pytest.fixture(scope="module")
def versions(tmp_path_factory: pytest.TempPathFactory) -> Versions:
    return build_versions(tmp_path_factory.mktemp("versions"))


@pytest.fixture
def url(databases: Databases, versions: Versions) -> Iterator[str]:
    def prepare(fresh: str) -> None:
        command(versions.old, fresh, "migrate")
        insert(fresh, "client", {"name": "Ada"})

    found = databases.prepared("backups", prepare)
    yield found
    databases.discard(found)


def test_a_backup_comes_back_whole_whatever_came_after_it(
    versions: Versions, url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "mine.backup"
    reader = open_database(url)
    with reader.reading() as connection:
        connection.exec_driver_sql("SELECT 1")
        command(versions.old, url, "backup", str(file))
    reader.close()
    assert file.stat().st_mode & 0o077 == 0
    command(versions.new, url, "migrate", "--no-backup")
    insert(url, "client", {"name": "Bob", "rank": 1})

    others = tmp_path / "others"
    assert "--force" in refused(capsys, versions.new, url, "restore", str(file))
    command(versions.new, url, "restore", str(file), "--force", LOWCODE_BACKUPS=str(others))
    said = capsys.readouterr().out
    assert "migrate" in said
    assert query(url, NAMES) == [("Ada",)]
    (before,) = others.iterdir()
    command(versions.new, url, "migrate", "--no-backup")
    command(versions.new, url, "restore", str(before), "--force", "--no-backup")
    assert query(url, NAMES) == [("Ada",), ("Bob",)]
    insert(url, "client", {"name": "Cleo", "rank": 2})
    assert query(url, "SELECT max(id) FROM client") == [(3,)]


def test_a_backup_goes_into_an_empty_database(
    versions: Versions, url: str, databases: Databases, tmp_path: Path
) -> None:
    file = tmp_path / "mine.backup"
    command(versions.old, url, "backup", str(file))
    empty = databases.fresh()
    command(versions.old, empty, "restore", str(file))
    assert query(empty, NAMES) == [("Ada",)]
    databases.discard(empty)


def test_a_database_in_use_is_left_alone(
    versions: Versions, url: str, databases: Databases, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "mine.backup"
    command(versions.old, url, "backup", str(file))
    empty = databases.fresh()
    command(versions.old, empty, "migrate")
    other = open_database(empty)
    with other.reading() as connection:
        connection.exec_driver_sql("SELECT * FROM client").all()
        assert "in use" in refused(capsys, versions.old, empty, "restore", str(file))
    other.close()
    command(versions.old, empty, "restore", str(file))
    assert query(empty, NAMES) == [("Ada",)]
    databases.discard(empty)


def test_what_is_no_backup_changes_nothing(
    versions: Versions, url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "other"
    assert "no file" in refused(capsys, versions.old, url, "restore", str(file), "--force")
    file.write_bytes(b"something else" * 1000)
    assert refused(capsys, versions.old, url, "restore", str(file), "--force", "--no-backup")
    assert query(url, NAMES) == [("Ada",)]


def test_a_backup_that_cannot_be_written_leaves_nothing(
    versions: Versions, url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()
    assert "cannot be written" in refused(capsys, versions.old, url, "backup", str(tmp_path / "file" / "x"))
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_too_little_room_is_told(
    versions: Versions, url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = {"LOWCODE_BACKUPS": str(tmp_path)}
    if url.startswith("sqlite"):
        with mock.patch.object(backup_command, "free_space", return_value=1000):
            assert "--no-backup" in refused(capsys, versions.new, url, "migrate", **place)
    with mock.patch.object(backup_command, "free_space", return_value=10**6 if url.startswith("sqlite") else 1000):
        command(versions.new, url, "migrate", **place)
    assert "Warning" in capsys.readouterr().out


def test_a_wrong_setting_is_told_before_anything_happens(
    versions: Versions, url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    said = refused(capsys, versions.new, url, "migrate", LOWCODE_BACKUPS_KEPT="none")
    assert "LOWCODE_BACKUPS_KEPT" in said
    assert query(url, "SELECT version_num FROM alembic_version")[0][0].startswith("0001")


class TestPostgreSQL:
    """What its programs are told, and what is done without them."""

    @pytest.fixture
    def url(self, url: str) -> str:
        if url.startswith("sqlite"):
            pytest.skip("programs of PostgreSQL")
        return url

    def test_without_the_programs_the_way_out_is_named(
        self, versions: Versions, url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        nowhere = {"LOWCODE_POSTGRESQL_BIN": str(tmp_path)}
        assert "--no-backup" in refused(capsys, versions.new, url, "migrate", **nowhere)
        assert query(url, "SELECT version_num FROM alembic_version")[0][0].startswith("0001")
        command(versions.new, url, "migrate", "--no-backup", **nowhere)

    def test_a_restore_that_was_killed_loses_nothing(self, versions: Versions, url: str, tmp_path: Path) -> None:
        file = tmp_path / "mine.backup"
        command(versions.old, url, "backup", str(file))
        execute(url, f"CREATE SCHEMA {SET_ASIDE}")
        execute(url, f"ALTER TABLE client SET SCHEMA {SET_ASIDE}")
        command(versions.old, url, "restore", str(file), "--force", "--no-backup")
        assert query(url, NAMES) == [("Ada",)]
        assert query(url, f"SELECT count(*) FROM pg_namespace WHERE nspname = '{SET_ASIDE}'") == [(0,)]


def test_no_password_stands_on_a_command_line(tmp_path: Path) -> None:
    seen: list[Any] = []

    def run(arguments: list[str], **options: Any) -> subprocess.CompletedProcess[str]:
        seen.append((arguments, options["env"]))
        return subprocess.CompletedProcess(arguments, 0, "", "")

    url = make_url("postgresql+psycopg://ada:s3cret@db.example.com:5433/crm?sslmode=require")
    with mock.patch.object(subprocess, "run", run):
        postgresql_backups.dump(url, tmp_path / "x", {"PATH": "/usr/bin:/bin", "LOWCODE_POSTGRESQL_BIN": ""})
    ((arguments, environment),) = seen
    assert "s3cret" not in " ".join(arguments)
    wanted = {"PGPASSWORD": "s3cret", "PGHOST": "db.example.com", "PGPORT": "5433", "PGDATABASE": "crm"}
    assert wanted.items() <= environment.items()
    assert environment["PGSSLMODE"] == "require"


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("postgresql://ann:secret@127.0.0.1:1/nothing", "cannot be reached"),
        ("postgres//nothing", "no address"),
        ("mysql://127.0.0.1:1/nothing", "no address"),
        ("sqlite:////dev/null/nothing.sqlite3", "cannot be reached"),
    ],
)
def test_a_database_that_is_not_there_is_one_line(
    versions: Versions, address: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for words in (["migrate"], ["backup"], ["check"], ["archive", "list"]):
        message = refused(capsys, versions.old, address, *words)
        assert said in message
        assert message.count("\n") == 1
        assert "secret" not in message
