"""Random specifications, random data, random edits: every value is where plain Python says, forth, back and forth.

`LOWCODE_MIGRATIONS=2000` plays so many scripts instead of a few, `LOWCODE_MIGRATIONS_SEED` others. A failure names
the fewest edits that suffice for it, both specifications and the values.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from lowcode.codegen.migrations.planner import SNAPSHOT_PATH
from tests.harness.databases import Databases
from tests.migrations.random_databases import BuildRefusedError, generated
from tests.migrations.random_kinds import EDITS
from tests.migrations.random_obstacles import OBSTACLES
from tests.migrations.random_runs import Place, failure_of, play_obstacle, stop_of, without_words
from tests.migrations.random_scripts import Script, play, scripts

COUNT = int(os.environ.get("LOWCODE_MIGRATIONS", "52"))
SEED = int(os.environ.get("LOWCODE_MIGRATIONS_SEED", "20261122"))
PARTS = max(8, COUNT // 10 | 1)
"""The scripts are dealt out, so that worker processes share them, and tell what fails while the others go on."""

SCRIPTS = tuple(scripts(COUNT, SEED))


def test_there_are_enough_kinds_of_edit_and_each_is_tried() -> None:
    assert len(EDITS) >= 40
    tried = {name for script in SCRIPTS for name in script.names}
    assert tried == set(EDITS)


@pytest.mark.slow
@pytest.mark.postgresql
@pytest.mark.parametrize("part", range(PARTS))
def test_no_value_is_lost_and_the_database_is_as_if_it_were_new(
    part: int, sqlite_databases: Databases, postgresql_databases: Databases, tmp_path: Path
) -> None:
    places = [Place.of(sqlite_databases), Place.of(postgresql_databases)]
    failures = [failure_of(each, tmp_path, places) for each in SCRIPTS[part::PARTS]]
    found = [str(failure) for failure in failures if failure is not None]
    assert not found, f"{len(found)} scripts fail\n" + "\n\n".join(found[:3])


WITHOUT_LOSS = {
    "rename a rule whose timers wait",
    "rename a choice",
    "rename a step with requests",
    "drop a step in favour of another",
    "rename a flow",
    "swap the names of two fields",
    "swap the names of three fields",
    "swap the names of two options",
    "options in place get a declaration of their own",
}
"""Nothing is gone there that has data, what waits is settled by itself, or rows that do not fit stop the migration."""


def test_without_its_word_nothing_goes() -> None:
    taken: list[str] = []
    for name in EDITS:
        before, after, *_ = play(Script(SEED, (name,)), (0,)).moments
        silent = without_words(after.text)
        if silent != after.text and name not in WITHOUT_LOSS:
            try:
                generated({"app.lc": silent}, generated(before.files)[SNAPSHOT_PATH])
            except BuildRefusedError:
                continue
            taken.append(name)
    assert not taken


@pytest.mark.parametrize("name", OBSTACLES)
def test_what_stands_in_the_way_is_named_and_nothing_is_changed(
    name: str, databases: Databases, tmp_path: Path
) -> None:
    case, kind, ids = play_obstacle(name, SEED)
    assert ids
    assert stop_of(case, tmp_path, Place.of(databases)) == (kind, ids[:10], [])
