"""Records are filled in batches: workers of the new code take them, beside each other, while the old code serves."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from unittest import mock

import pytest
from sqlalchemy import inspect

from lowcode.runtime.migrating import staging
from lowcode.runtime.migrating.batches import Progress, progress
from tests.harness.databases import Databases
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

BEFORE = (
    HEAD
    + """
entity Client "Client" {
  name "Name": text(40) required unique
  size "Size": text(20) required
}
"""
)
AFTER = (
    HEAD
    + """
entity Client "Client" {
  name   "Name": text(40) required unique
  amount "Size": int required was size
  grade  "Grade": int required from 5
  label  "Label": text = name + "!"
}
"""
)
RECORDS = 5
FILLED = [(number, 10 * number, 5, f"n{number}!") for number in range(1, RECORDS + 1)]
VALUES = "SELECT id, amount, grade, label FROM client ORDER BY id"


@pytest.fixture(scope="module")
def versions(tmp_path_factory: pytest.TempPathFactory) -> Versions:
    return build_versions(tmp_path_factory.mktemp("batches"), BEFORE, AFTER, is_online=True)


@pytest.fixture
def url(databases: Databases, versions: Versions) -> Iterator[str]:
    """The old app with records, and the new code's tables ready to be filled."""

    def prepare(fresh: str) -> None:
        command(versions.old, fresh, "migrate")
        for number in range(1, RECORDS + 1):
            insert(fresh, "client", {"id": number, "name": f"n{number}", "size": str(10 * number)})
        command(versions.old, fresh, "reindex")

    found = databases.prepared("batches", prepare)
    with in_ones():
        command(versions.new, found, "migrate", "--by-workers", "--no-backup")
    yield found
    databases.discard(found)


def in_ones() -> AbstractContextManager[object]:
    """A batch for each record."""
    return mock.patch.object(staging, "AT_ONCE", 1)


def progress_of(url: str) -> list[Progress]:
    database = open_database(url)
    with database.reading() as connection:
        found = progress(connection, inspect(connection))
    database.close()
    return found


def between_batches(do: Callable[[], None]) -> AbstractContextManager[object]:
    """Something that happens once, right after the first batch."""
    left = [do]

    def rest(_seconds: float) -> None:
        while left:
            left.pop()()

    return mock.patch("time.sleep", rest)


def test_workers_do_what_migrate_has_left(versions: Versions, url: str, capsys: pytest.CaptureFixture[str]) -> None:
    (fill,) = progress_of(url)
    assert (fill.subject, fill.batches, fill.done, fill.workers) == ("client", RECORDS, 0, ())
    assert query(url, "SELECT amount FROM client WHERE amount IS NOT NULL") == []
    assert "migrate does its share" in refused(capsys, versions.new, url, "user", "list")
    command(versions.old, url, "user", "list")
    command(versions.old, url, "worker", "--once")
    assert progress_of(url)[0].done == 0

    command(versions.new, url, "worker", "--once")
    assert query(url, VALUES) == FILLED
    assert progress_of(url) == []
    command(versions.new, url, "user", "list")
    command(versions.new, url, "migrate", "--contract", "--no-backup")
    command(versions.new, url, "check")
    assert query(url, "SELECT * FROM system_migration_work") == []


def test_whatever_is_killed_others_do_the_rest(versions: Versions, url: str) -> None:
    """In the middle of a batch, of which nothing is left then, and between two of them."""
    call = staging._Runner._call
    calls = 0

    def killed(self: staging._Runner, *given: object) -> None:
        nonlocal calls
        calls += 1
        call(self, *given)  # type: ignore[arg-type] # as the original is called
        if calls == 3:
            raise KeyboardInterrupt

    with mock.patch.object(staging._Runner, "_call", killed), pytest.raises(KeyboardInterrupt):
        command(versions.new, url, "worker", "--once")
    (fill,) = progress_of(url)
    assert (fill.batches, fill.done, len(fill.workers)) == (RECORDS, 2, 1)
    assert query(url, "SELECT id FROM client WHERE amount IS NOT NULL ORDER BY id") == [(1,), (2,)]

    def kill() -> None:
        raise KeyboardInterrupt

    with between_batches(kill), pytest.raises(KeyboardInterrupt):
        command(versions.new, url, "worker", "--once")
    (fill,) = progress_of(url)
    assert (fill.done, len(fill.workers)) == (3, 2)
    command(versions.new, url, "migrate", "--no-backup")
    assert query(url, VALUES) == FILLED


def test_a_batch_that_another_process_is_at_holds_up_nobody(versions: Versions, url: str) -> None:
    """The other one holds the first batch; the others are done, and the end waits for it."""
    if url.startswith("sqlite"):
        pytest.skip("SQLite has one writer at a time")
    database = open_database(url)
    other = database.engine.connect()
    first = "SELECT name FROM system_migration_work WHERE kind = 'batch' AND position = 1 FOR UPDATE"
    assert len(other.exec_driver_sql(first).all()) == 1
    done_by_then: list[Sequence[tuple[int]]] = []

    def killed(_seconds: float) -> None:
        if not done_by_then and progress_of(url)[0].done == RECORDS - 1:
            done_by_then.append(query(url, "SELECT id FROM client WHERE amount IS NULL"))
            other.rollback()

    with mock.patch("time.sleep", killed):
        command(versions.new, url, "worker", "--once")
    other.close()
    database.close()
    assert done_by_then == [[(1,)]]
    assert query(url, VALUES) == FILLED


def test_a_value_that_does_not_fit_is_told_and_waited_for(
    versions: Versions, url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """It was entered by the old code when the first look at all records was over."""
    execute(url, "UPDATE client SET size = 'big' WHERE id = 4")
    told = refused(capsys, versions.new, url, "worker", "--once")
    assert "#4" in told
    assert "what is done stays" in told
    (fill,) = progress_of(url)
    assert fill.trouble is not None
    assert "#4" in fill.trouble
    assert query(url, "SELECT id FROM client WHERE amount IS NULL ORDER BY id") == [(4,), (5,)]
    execute(url, "UPDATE client SET size = '40' WHERE id = 4")
    command(versions.new, url, "worker", "--once")
    assert query(url, VALUES) == FILLED


def test_who_was_at_it_hears_that_it_was_taken_back(
    versions: Versions, url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with between_batches(lambda: command(versions.new, url, "downgrade", "--no-backup")):
        assert "taken back meanwhile" in refused(capsys, versions.new, url, "worker", "--once")
    assert query(url, "SELECT * FROM system_migration_work") == []
    command(versions.old, url, "check")
    assert "behind the code" in refused(capsys, versions.new, url, "worker", "--once")


def test_who_comes_when_others_have_finished_finds_nothing_to_do(versions: Versions, url: str) -> None:
    with between_batches(lambda: command(versions.new, url, "migrate", "--no-backup")):
        command(versions.new, url, "migrate", "--no-backup")
    command(versions.new, url, "migrate", "--contract", "--no-backup")
    command(versions.new, url, "check")
    assert query(url, VALUES) == FILLED


def test_only_what_runs_under_load_can_be_left_to_workers(
    databases: Databases, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    versions, url = build_versions(tmp_path, BEFORE, AFTER), databases.fresh()
    command(versions.old, url, "migrate", "--by-workers")
    assert "--zero-downtime" in refused(capsys, versions.new, url, "migrate", "--by-workers")
    assert "not allowed with" in refused(capsys, versions.new, url, "migrate", "--by-workers", "--contract")
    databases.discard(url)
