"""What was dropped is listed, comes back where there is a place for it, and can be written as CSV otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.harness.apps import GeneratedApp
from tests.harness.databases import Databases
from tests.harness.projects import compile_text, write_files
from tests.migrations.changed import HEAD, command, execute, insert, query, refused

FULL = (
    HEAD
    + """
access Fax { staff all }
entity Client "Client" { name "Name": text(40) required; limit "Limit": money; size "Size": int }
entity Fax "Fax" { number "Number": text(20) required; price "Price": money }
"""
)
BARE = (
    HEAD
    + """
entity Client "Client" { name "Name": text(40) required; size "Size": int }
drop field Client.limit "nobody keeps to it"
drop entity Fax "no longer used"
"""
)
OTHER = FULL.partition("entity Fax")[0].replace("access Fax { staff all }", "") + 'drop entity Fax "no longer used"'


@pytest.fixture(scope="module")
def apps(tmp_path_factory: pytest.TempPathFactory) -> list[GeneratedApp]:
    """With everything, without it, and with the field again."""
    found, disk = [], dict[str, str]()
    for number, text in enumerate((FULL, BARE, OTHER)):
        disk = {**disk, **compile_text(text, disk)}
        folder = tmp_path_factory.mktemp(f"archive{number}")
        write_files(folder, disk)
        found.append(GeneratedApp(folder, "growing"))
    return found


@pytest.fixture
def url(databases: Databases, apps: list[GeneratedApp]) -> Iterator[str]:
    def prepare(fresh: str) -> None:
        command(apps[0], fresh, "migrate")
        units = 1234 if fresh.startswith("sqlite") else "12.34"
        insert(fresh, "client", {"name": "Ada", "limit": units}, {"name": "Bob"})
        insert(fresh, "fax", {"number": "555", "price": units})
        command(apps[1], fresh, "migrate", "--no-backup")

    found = databases.prepared("archive", prepare)
    yield found
    databases.discard(found)


def names(capsys: pytest.CaptureFixture[str], app: GeneratedApp, url: str) -> list[str]:
    capsys.readouterr()
    command(app, url, "archive", "list")
    return [line.partition("\t")[0] for line in capsys.readouterr().out.splitlines()]


def test_archives_are_listed_and_written_as_csv(
    apps: list[GeneratedApp], url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = names(capsys, apps[1], url)
    assert len(found) == 2
    fax, limit = sorted(found, key=lambda name: "limit" in name)
    file = tmp_path / "limit.csv"
    command(apps[1], url, "archive", "export", limit, str(file))
    assert file.read_text(encoding="utf-8-sig").splitlines() == ["record_id,value", "1,12.34"]
    other = tmp_path / "fax.csv"
    command(apps[1], url, "archive", "export", fax, str(other))
    header, row = other.read_text(encoding="utf-8-sig").splitlines()
    assert (
        dict(zip(header.split(","), row.split(","), strict=True)).items() >= {"number": "555", "price": "12.34"}.items()
    )
    assert "exists" in refused(capsys, apps[1], url, "archive", "export", fax, str(other))


def test_what_has_no_place_is_explained(apps: list[GeneratedApp], url: str, capsys: pytest.CaptureFixture[str]) -> None:
    for name in names(capsys, apps[1], url):
        assert "archive export" in refused(capsys, apps[1], url, "archive", "restore", name)
    assert "There are" in refused(capsys, apps[1], url, "archive", "restore", "nothing")


def test_values_come_back_into_the_field(
    apps: list[GeneratedApp], url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    command(apps[2], url, "migrate", "--no-backup")
    execute(url, 'UPDATE client SET "limit" = NULL')
    for name in names(capsys, apps[2], url):
        if "limit" in name:
            command(apps[2], url, "archive", "restore", name)
    units = 1234 if url.startswith("sqlite") else 12.34
    assert [float(row[0] or 0) for row in query(url, 'SELECT "limit" FROM client ORDER BY id')] == [units, 0]
