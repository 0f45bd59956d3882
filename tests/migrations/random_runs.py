"""Plays a script of edits: every build on databases with data, forth, back and forth again, and what is wrong there."""

from __future__ import annotations

import copy
import itertools
import random
import re
import shutil
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from lowcode.runtime.database.session import Database
from lowcode.runtime.migrating.running import migrate
from lowcode.runtime.migrating.stopped import MigrationStopped
from tests.harness.databases import Databases
from tests.migrations.random_databases import (
    Build,
    begin,
    build,
    downgrade,
    examine,
    fresh,
    fresh_structure,
    is_of_the_runtime,
    open_database,
    recompute,
    settle,
    structure,
    upgrade,
)
from tests.migrations.random_layout import differences, layout_of, names_of, read, seen, write
from tests.migrations.random_obstacles import OBSTACLES
from tests.migrations.random_scripts import Case, Moment, Script, Way, moment_of, play
from tests.migrations.random_twins import bury_twins, problems_of_twins
from tests.migrations.random_values import fill_picture
from tests.migrations.random_worlds import make_world

MOST_SHOWN = 12


@dataclass(frozen=True)
class Place:
    """Where cases are played: databases of one kind, and one of them that is always empty."""

    databases: Databases
    empty: str

    @classmethod
    def of(cls, databases: Databases) -> Place:
        """A place among these."""
        return cls(databases, databases.fresh())


def problems_of(case: Case, folder: Path, places: Sequence[Place]) -> list[str]:
    """What is not as it should be; nothing, where all is well."""
    folder = folder / str(next(_NUMBERS))  # a folder of its own: what was imported from another stays in memory
    try:
        with ExitStack() as stack:
            databases = [stack.enter_context(_database(place)) for place in places]
            return _problems_in(case, folder, places, databases)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


_NUMBERS = itertools.count()


def _problems_in(case: Case, folder: Path, places: Sequence[Place], databases: Sequence[Database]) -> list[str]:
    """Build after build, on all databases while it is the newest; then for a chain in one go on others."""
    builds: list[Build] = []
    for number, moment in enumerate(case.moments):
        former = builds[-1] if builds else None
        builds.append(build(moment.files, folder / str(number) / "shop", former, is_online=case.way is Way.ONLINE))
        for place, database in zip(places, databases, strict=True):
            if former is None:
                _begin(case, builds[0], database)
            elif found := _problems_of_step(case, number, builds, place, database):
                return [f"{place.databases.name}, build {number + 1}: {each}" for each in found]
    if case.way is Way.CHAIN:
        for place in places:
            if found := _problems_in_one_go(case, builds, place):
                return [f"{place.databases.name}, in one go: {each}" for each in found]
    return []


def _problems_in_one_go(case: Case, builds: Sequence[Build], place: Place) -> list[str]:
    with _database(place) as database:
        _begin(case, builds[0], database)
        return _problems_of_both_ways(case, (0, len(builds) - 1), builds, place, database)


@contextmanager
def _database(place: Place) -> Iterator[Database]:
    url = fresh(place.databases)
    try:
        with open_database(url) as database:
            yield database
    finally:
        place.databases.discard(url)


def _begin(case: Case, built: Build, database: Database) -> None:
    begin(built, database)
    with database.exclusive() if database.is_sqlite else database.writing() as connection:
        write(connection, case.moments[0].layout, built.tables, case.picture)
    recompute(built, database)
    wrong = _wrong(case.moments[0], built, database)
    assert not wrong, "the first data is not what was written:\n" + "\n".join(wrong)
    bury_twins(built.definition, database)


def _problems_of_step(case: Case, number: int, builds: Sequence[Build], place: Place, database: Database) -> list[str]:
    """One build on top of another: forth, back, forth; in a chain forth only, the way back is one for all."""
    former, later = builds[number - 1], builds[number]
    before, after = case.moments[number - 1], case.moments[number]
    if case.way is Way.CHAIN:
        upgrade(later, database)
        return _wrong(after, later, database)
    if len(later.revisions) == len(former.revisions) + 2:
        structure_before = _structure(database)
        upgrade(later, database, contracts=False)
        found = _wrong(before, former, database, but=case.in_place)
        if found:
            return [f"half way, for the code of before: {each}" for each in found]
        return _problems_of_both_ways(case, (number - 1, number), builds, place, database, structure_before)
    return _problems_of_both_ways(case, (number - 1, number), builds, place, database)


def _problems_of_both_ways(
    case: Case,
    numbers: tuple[int, int],
    builds: Sequence[Build],
    place: Place,
    database: Database,
    structure_before: Mapping[str, str] | None = None,
) -> list[str]:
    """From one build to a later one, back, and forth again."""
    before, after = (case.moments[number] for number in numbers)
    former, later = (builds[number] for number in numbers)
    structure_before = structure_before or _structure(database)
    may_lack = case.of_skipped if numbers[1] > numbers[0] + 1 else ()
    upgrade(later, database)
    found = _wrong(after, later, database, may_lack=may_lack)
    found = found or problems_of_twins(later.definition, database, case.names)
    wanted = _fresh(later, place)
    found += differences(wanted, _structure(database))
    if not found:
        examine(later, database)
    if found or later.revisions == former.revisions:
        return found
    downgrade(later, former, database)
    settle(former, database)
    found = _wrong(before, former, database, case.filled_up)
    if not found:
        examine(former, database)
    if not case.filled_up:
        found = found or problems_of_twins(former.definition, database, case.names)
    found += differences(structure_before, _structure(database))
    if found:
        return [f"after the way back: {each}" for each in found]
    upgrade(later, database)
    found = _wrong(after, later, database, may_lack=may_lack) + differences(wanted, _structure(database))
    return [f"the second time: {each}" for each in found]


def _wrong(
    moment: Moment,
    built: Build,
    database: Database,
    filled_up: Collection[int] = (),
    *,
    but: Collection[int] = (),
    may_lack: Collection[int] = (),
) -> list[str]:
    """Values that are not as expected.

    Gaps in `filled_up` fields may have been filled, `but` fields hold anything, what `may_lack` a value may be empty.
    """
    with database.reading() as connection:
        picture = read(connection, moment.layout, built.tables)
    found = seen(moment.layout, picture)
    for name in names_of(moment.layout, picture, filled_up):
        if moment.expected.get(name) is None:
            found[name] = None
    for name in names_of(moment.layout, picture, may_lack):
        if found.get(name) is None:
            found[name] = moment.expected.get(name)
    found |= {name: moment.expected.get(name) for name in names_of(moment.layout, picture, but)}
    return differences(moment.expected, found)


def _structure(database: Database) -> dict[str, str]:
    with database.reading() as connection:
        return {
            name: described
            for name, described in structure(connection).items()
            if not is_of_the_runtime(name.partition(" ")[2])
        }


def _fresh(built: Build, place: Place) -> dict[str, str]:
    with open_database(place.empty) as database:
        return fresh_structure(built, database)


# --- words and obstacles ---


def without_words(text: str) -> str:
    """A specification that says nothing about its past any more."""
    lines = [line for line in text.splitlines() if not line.startswith("drop ")]
    return re.sub(r" was \w+", "", "\n".join(lines)) + "\n"


def play_obstacle(name: str, seed: int) -> tuple[Case, str, list[int]]:
    """A specification, one that its data does not go along with, and what is in the way: the kind and the ids."""
    world = make_world(random.Random(f"{seed} {name}"))
    obstacle = OBSTACLES[name](world)
    next(obstacle)
    world.picture = fill_picture(world.spec, random.Random(f"{seed} {name} values"))
    case = Case(copy.deepcopy(world.picture), [moment_of(world)])
    kind, ids = "nothing", list[int]()
    try:
        next(obstacle)
    except StopIteration as ended:
        kind, ids = ended.value
    case.moments.append(Moment({"app.lc": world.spec.text()}, layout_of(world.spec), {}))
    return case, kind, ids


def stop_of(case: Case, folder: Path, place: Place) -> tuple[str, list[int], list[str]]:
    """What stops the migration of the case's data, and what it has changed all the same."""
    url = fresh(place.databases)
    first = build(case.moments[0].files, folder / "0" / "shop")
    with open_database(url) as database:
        _begin(case, first, database)
        structure_before = _structure(database)
        later = build(case.moments[1].files, folder / "1" / "shop", first)
        kind, rows = "nothing", list[int]()
        try:
            migrate(later.definition, database)
        except MigrationStopped as stopped:
            kind, rows = stopped.kind, sorted(int(row) for row in stopped.rows)
        changed = _wrong(case.moments[0], first, database) + differences(structure_before, _structure(database))
    place.databases.discard(url)
    return kind, rows, changed


# --- failures ---


@dataclass(frozen=True)
class Failure:
    """What went wrong with which edits, and the specifications before and after."""

    script: Script
    applied: tuple[int, ...]
    problems: tuple[str, ...]
    texts: tuple[str, ...]

    def __str__(self) -> str:
        edits = ", ".join(repr(self.script.names[number]) for number in self.applied)
        shown = "\n".join(self.problems[:MOST_SHOWN])
        texts = "\n--- then ---\n".join(self.texts)
        return f"{self.script}\nedits that suffice: {edits}\n{shown}\n{texts}"


def failure_of(script: Script, folder: Path, places: Sequence[Place]) -> Failure | None:
    """What is wrong with a script, reduced to the fewest edits that still go wrong."""
    everything = tuple(range(len(script.names)))
    failed = _tried(script, everything, folder, places)
    if failed is None:
        return None
    for number in everything:
        fewer = tuple(each for each in failed.applied if each != number)
        failed = (_tried(script, fewer, folder, places) if fewer else None) or failed
    return failed


def _tried(script: Script, applied: tuple[int, ...], folder: Path, places: Sequence[Place]) -> Failure | None:
    case = play(script, applied)
    try:
        problems = problems_of(case, folder, places)
    except Exception as error:  # noqa: BLE001 - whatever fails is what is to be reduced and told
        problems = [f"{type(error).__name__}: {error}"]
    if not problems:
        return None
    return Failure(script, applied, tuple(problems), tuple(moment.text for moment in case.moments))
