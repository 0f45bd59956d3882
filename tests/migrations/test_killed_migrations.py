"""Migrations that are killed (SIGKILL) wherever they are: taken back whole, or finished by the next one, never half."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.harness.databases import Databases
from tests.migrations.changed import HEAD, Versions, build_versions, command, insert, query

POINTS = 7
"""How many statements of a migration are the last one once."""

SECOND = (
    HEAD
    + """
entity Client "Client" {
  title "Name": text(60) required unique was name
  size  "Size": text(20)
  long  "Long": text = title + "!"
  rank  "Rank": int required from 3
}
"""
)
"""With guards, a rename, a conversion, an expression, and values that are computed after the commit."""

BEFORE = [("Ada", 21), ("Bob", None)]
AFTER = [("Ada", "21", "Ada!", 3), ("Bob", None, "Bob!", 3)]


@pytest.fixture(scope="module")
def versions(tmp_path_factory: pytest.TempPathFactory) -> Versions:
    return build_versions(tmp_path_factory.mktemp("versions"), second=SECOND)


@pytest.fixture
def copies(databases: Databases, versions: Versions) -> Iterator[list[str]]:
    """Databases of the first version, with records."""

    def prepare(fresh: str) -> None:
        command(versions.old, fresh, "migrate")
        insert(fresh, "client", {"id": 1, "name": "Ada", "size": 21}, {"id": 2, "name": "Bob"})
        command(versions.old, fresh, "reindex")

    found = [databases.prepared("versions", prepare) for _ in range(POINTS + 3)]
    yield found
    for each in found:
        databases.discard(each)


def kill(versions: Versions, points: list[tuple[str, str]]) -> list[str]:
    """The answers of the killer to pairs of a point and a database."""
    finished = subprocess.run(
        [sys.executable, "-m", "tests.migrations.killing", str(versions.new.folder), versions.new.package],
        input="".join(f"{point} {url}\n" for point, url in points),
        cwd=Path(__file__).parents[2],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return finished.stdout.split()


def revision(url: str) -> str:
    return str(query(url, "SELECT version_num FROM alembic_version")[0][0])[:4]


def test_a_killed_migration_is_taken_back_or_finished(versions: Versions, copies: list[str]) -> None:
    (statements,) = kill(versions, [("count", copies.pop())])
    last = int(statements)
    numbers = sorted({1 + (last - 1) * each // (POINTS - 1) for each in range(POINTS)})
    points = list(zip([*map(str, numbers), "commit", "left"], copies, strict=False))
    assert kill(versions, points) == ["killed"] * len(points)
    states = [revision(url) for _, url in points]
    assert states[:-2] == sorted(states[:-2])  # before some statement all of it is committed
    assert states[-2:] == ["0001", "0002"]
    for (_, url), state in zip(points, states, strict=True):
        if state == "0001":
            assert query(url, "SELECT name, size FROM client ORDER BY id") == BEFORE
    for _, url in (points[POINTS // 2], *points[-2:]):
        command(versions.new, url, "migrate", "--no-backup")
        assert query(url, "SELECT title, size, long, rank FROM client ORDER BY id") == AFTER
    command(versions.new, points[-1][1], "check")
