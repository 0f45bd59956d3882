"""An expansion is taken back: the old code goes on with all that it wrote; what only the new one wrote is said."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from unittest import mock

import pytest

from lowcode.runtime.migrating import staging
from tests.harness.apps import GeneratedApp
from tests.harness.databases import Databases
from tests.harness.projects import compile_text, write_files
from tests.migrations.changed import HEAD, Versions, command, execute, insert, query, refused

BEFORE = (
    HEAD
    + """
entity Client "Client" {
  name  "Name": text(40) required unique
  size  "Size": text(20) required
  note  "Note": text(50)
  sum   "Sum": int = length(name) * 2
}
"""
)
AFTER = (
    HEAD
    + """
entity Client "Client" {
  full_name "Name": text(60) required unique was name
  amount    "Size": int required was size
  head      "Head": text(50) from note
  rank      "Rank": int required default 3
  extra     "Extra": text(20)
  label     "Label": text = full_name + "!"
  orders    "Orders": many Order by client
}
entity Order "Order" { client "Client": Client; total "Total": int }
access Order { staff all }
drop field Client.note "split"
drop field Client.sum "nobody reads it"
"""
)
OTHER = BEFORE.replace('note  "Note": text(50)', 'note  "Note": text(50)\n  fax "Fax": text(20)')
SEEN = "SELECT id, name, size, note FROM client ORDER BY id"


@pytest.fixture(scope="module")
def versions(tmp_path_factory: pytest.TempPathFactory) -> Versions:
    folder = tmp_path_factory.mktemp("abandoning")
    before = compile_text(BEFORE)
    write_files(folder / "old", before)
    write_files(folder / "new", {**before, **compile_text(AFTER, before, is_online=True)})
    write_files(folder / "other", {**before, **compile_text(OTHER, before)})
    return Versions(GeneratedApp(folder / "old", "growing"), GeneratedApp(folder / "new", "growing"))


@pytest.fixture
def url(databases: Databases, versions: Versions) -> Iterator[str]:
    def prepare(fresh: str) -> None:
        command(versions.old, fresh, "migrate")
        insert(
            fresh, "client", {"id": 1, "name": "Ada", "size": "12", "note": "a"}, {"id": 2, "name": "Bo", "size": "3"}
        )
        command(versions.old, fresh, "reindex")

    found = databases.prepared("abandoning", prepare)
    yield found
    databases.discard(found)


def is_as_before(versions: Versions, url: str) -> None:
    """The code of before finds its own database."""
    command(versions.old, url, "migrate")
    command(versions.old, url, "check")
    assert query(url, "SELECT * FROM system_migration_work") == []


def test_the_code_of_before_goes_on(
    versions: Versions, url: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    command(versions.new, url, "migrate", "--no-backup")
    insert(url, "client", {"id": 3, "name": "Cy", "size": "5", "note": "c", "sum": 4})
    insert(url, "client", {"id": 4, "full_name": "Di", "amount": 8, "rank": 9, "extra": "x"})
    insert(url, "client", {"id": 5, "full_name": "Ed", "amount": 7, "rank": 3, "head": "new"})
    insert(url, "order", {"id": 1, "client_id": 4, "total": 5})
    told = refused(capsys, versions.new, url, "downgrade", LOWCODE_BACKUPS=str(tmp_path))
    losses = [line.strip() for line in told.splitlines() if line.startswith("  ")]
    assert losses == ["Order: 1", "Client.head: 1", "Client.rank: 1", "Client.extra: 1"]
    assert query(url, "SELECT rank FROM client WHERE id = 4") == [(9,)]

    command(versions.new, url, "downgrade", "--discard", LOWCODE_BACKUPS=str(tmp_path))
    assert "goes on" in capsys.readouterr().out
    command(versions.old, url, "user", "list")  # without any command before it
    insert(url, "client", {"id": 6, "name": "Fay", "size": "1", "sum": 6})
    seen = [(1, "Ada", "12", "a"), (2, "Bo", "3", None), (3, "Cy", "5", "c"), (4, "Di", "8", None)]
    assert query(url, SEEN) == [*seen, (5, "Ed", "7", None), (6, "Fay", "1", None)]
    is_as_before(versions, url)
    assert len(list(tmp_path.iterdir())) == 1


def test_records_that_the_code_of_before_does_not_take_are_named(
    versions: Versions, url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    command(versions.new, url, "migrate", "--no-backup")
    insert(url, "client", {"id": 4, "full_name": "D" * 50, "amount": 8, "rank": 3})
    told = refused(capsys, versions.new, url, "downgrade", "--no-backup")
    assert "Client.full_name (ck_client_name_length)" in told
    assert "#4" in told
    execute(url, "UPDATE client SET full_name = 'Di' WHERE id = 4")
    command(versions.new, url, "downgrade", "--no-backup")
    assert query(url, SEEN)[-1] == (4, "Di", "8", None)


@pytest.mark.parametrize("calls", [1, 2, 4, 8])
def test_stopped_in_the_middle(versions: Versions, url: str, capsys: pytest.CaptureFixture[str], calls: int) -> None:
    """Before the commit of one stage after another, and in the middle of filling."""
    left = calls
    call = staging._Runner._call

    def stopped(self: staging._Runner, *given: object) -> None:
        nonlocal left
        call(self, *given)  # type: ignore[arg-type] # as the original is called
        left -= 1
        if left == 0:
            raise KeyboardInterrupt

    patched = mock.patch.object(staging._Runner, "_call", stopped)
    with patched, mock.patch.object(staging, "AT_ONCE", 1), pytest.raises(KeyboardInterrupt):
        command(versions.new, url, "migrate", "--no-backup")
    insert(url, "client", {"id": 3, "name": "Cy", "size": "5", "note": "c", "sum": 4})
    if calls > 1:
        assert "downgrade" in refused(capsys, versions.new, url, "migrate", "--to", "0002")
        other = GeneratedApp(versions.old.folder.with_name("other"), "growing")
        assert "does not know it" in refused(capsys, other, url, "migrate")
        assert "does not know it" in refused(capsys, other, url, "downgrade")
        command(versions.new, url, "downgrade", "--no-backup")
    assert query(url, SEEN) == [(1, "Ada", "12", "a"), (2, "Bo", "3", None), (3, "Cy", "5", "c")]
    command(versions.old, url, "reindex")  # what the app would have done as it wrote
    is_as_before(versions, url)
    command(versions.new, url, "migrate", "--contract", "--no-backup")
    command(versions.new, url, "check")


def test_a_contraction_is_finished_first(versions: Versions, url: str, capsys: pytest.CaptureFixture[str]) -> None:
    command(versions.new, url, "migrate", "--no-backup")
    patched = mock.patch.object(staging._Runner, "conclude", side_effect=KeyboardInterrupt)
    with patched, pytest.raises(KeyboardInterrupt):
        command(versions.new, url, "migrate", "--contract", "--no-backup")
    assert "migrate --contract" in refused(capsys, versions.new, url, "downgrade", "--no-backup")
    command(versions.new, url, "migrate", "--contract", "--no-backup")
    command(versions.new, url, "downgrade", "0001", "--no-backup")
    is_as_before(versions, url)
