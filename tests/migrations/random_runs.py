"""Plays a script of edits: every build on databases with data, forth, back and forth again, and what is wrong there."""

from __future__ import annotations

import copy
import itertools
import random
import re
import shutil
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

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
    fresh_structure,
    open_database,
    recompute,
    structure,
    upgrade,
)
from tests.migrations.random_edits import EDITS
from tests.migrations.random_layout import Layout, differences, layout_of, names_of, read, seen, write
from tests.migrations.random_obstacles import OBSTACLES
from tests.migrations.random_picture import Picture
from tests.migrations.random_values import fill_picture
from tests.migrations.random_worlds import World, make_world

EDITS_OF_A_SCRIPT = 4
ONLINE = 5
"""One script of so many changes the database while the app is in use."""
MOST_SHOWN = 12


@dataclass(frozen=True)
class Script:
    """Edits that are made at the same time. The same seed and names give the same specifications and data."""

    seed: int
    names: tuple[str, ...]
    is_online: bool = False
    """Whether the app is in use meanwhile."""

    def __str__(self) -> str:
        return f"Script({self.seed}, {self.names!r}, {self.is_online})"


@dataclass(frozen=True)
class Moment:
    """A specification, where it keeps what, and what it should keep."""

    text: str
    layout: Layout
    expected: dict[str, Any]


@dataclass
class Case:
    """The first data, and the specifications one after another."""

    picture: Picture
    moments: list[Moment] = field(default_factory=list)
    filled_up: set[int] = field(default_factory=set)
    in_place: set[int] = field(default_factory=set)
    is_online: bool = False


def scripts(count: int, seed: int, names: Sequence[str] = ()) -> Iterator[Script]:
    """So many scripts, in which all kinds of edit are equally frequent."""
    chance = random.Random(seed)
    known = list(names or EDITS)
    can_be_online = [name for name in known if name.startswith(_ONLINE_BEGINNINGS)] or known
    waiting: list[str] = []
    for number in range(seed * 100_000, seed * 100_000 + count):
        if number % ONLINE == ONLINE - 1:
            yield Script(number, tuple(chance.sample(can_be_online, min(2, len(can_be_online)))), is_online=True)
            continue
        while len(waiting) < EDITS_OF_A_SCRIPT:
            waiting += chance.sample(known, len(known))
        taken, waiting = waiting[:EDITS_OF_A_SCRIPT], waiting[EDITS_OF_A_SCRIPT:]
        yield Script(number, tuple(taken))


_ONLINE_BEGINNINGS = (
    "add ", "a text ", "change ", "compute ", "drop a field", "drop a re", "drop an entity", "drop many", "drop the",
    "entered ", "merge two", "optional ", "remove ", "rename a field", "rename and retype", "rename a reference",
    "required ", "split ", "values ", "what nobody",
)  # fmt: skip
"""How edits begin that mostly can be made while the app is in use; where one cannot, the app is stopped."""


def play(script: Script, applied: Collection[int]) -> Case:
    """The specifications of the script; of its edits only `applied` are made, for the others all is prepared."""
    world = make_world(random.Random(f"{script.seed} world"))
    working = {}
    for number, name in enumerate(script.names):
        world.chance = random.Random(f"{script.seed} {number} {name}")
        working[number] = (EDITS[name](world), world.chance)
        next(working[number][0])
    world.picture = fill_picture(world.spec, random.Random(f"{script.seed} values"))
    case = Case(copy.deepcopy(world.picture), [_moment(world)], is_online=script.is_online)
    steps = {number: working[number] for number in applied}
    while steps:
        if len(case.moments) > 1 and random.Random(f"{script.seed} {len(case.moments)}").random() < 0.5:
            world.spec.forget_the_past()
        for number, (step, chance) in list(steps.items()):
            world.chance = chance
            if next(step, _ENDED) is _ENDED:
                del steps[number]
        case.moments.append(_moment(world))
    case.filled_up, case.in_place = world.filled_up, world.in_place
    return case


_ENDED = object()


def _moment(world: World) -> Moment:
    layout = layout_of(world.spec)
    return Moment(world.spec.text(), layout, seen(layout, world.picture, world.spec))


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
    urls = [place.databases.fresh() for place in places]
    try:
        first = build(case.moments[0].text, folder / "0" / "shop")
        for url in urls:
            with open_database(url) as database:
                _begin(case, first, database)
        former = first
        for number in range(1, len(case.moments)):
            later = build(case.moments[number].text, folder / str(number) / "shop", former, is_online=case.is_online)
            for place, url in zip(places, urls, strict=True):
                found = _problems_of_step(case, number, (former, later), place, url)
                if found:
                    return [f"{place.databases.name}, build {number + 1}: {each}" for each in found]
            former = later
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        for place, url in zip(places, urls, strict=True):
            place.databases.discard(url)
    return []


_NUMBERS = itertools.count()


def _begin(case: Case, built: Build, database: Database) -> None:
    begin(built, database)
    with database.exclusive() if database.is_sqlite else database.writing() as connection:
        write(connection, case.moments[0].layout, built.tables, case.picture)
    recompute(built, database)
    wrong = _wrong(case.moments[0], built, database)
    assert not wrong, "the first data is not what was written:\n" + "\n".join(wrong)


def _problems_of_step(case: Case, number: int, builds: tuple[Build, Build], place: Place, url: str) -> list[str]:
    """One build on top of another: forth, back, forth."""
    former, later = builds
    before, after = case.moments[number - 1], case.moments[number]
    with open_database(url) as database:
        structure_before = _structure(database)
        if len(later.revisions) == len(former.revisions) + 2:
            upgrade(later, database, contracts=False)
            found = _wrong(before, former, database, but=case.in_place)
            if found:
                return [f"half way, for the code of before: {each}" for each in found]
        upgrade(later, database)
        found = _wrong(after, later, database)
        wanted = _fresh(later, place)
        found += differences(wanted, _structure(database))
        if not found:
            examine(later, database)
        if found or later.revisions == former.revisions:
            return found
        downgrade(later, former, database)
        recompute(former, database)
        found = _wrong(before, former, database, case.filled_up)
        found += differences(structure_before, _structure(database))
        if found:
            return [f"after the way back: {each}" for each in found]
        upgrade(later, database)
        found = _wrong(after, later, database) + differences(wanted, _structure(database))
        return [f"the second time: {each}" for each in found]


def _wrong(
    moment: Moment,
    built: Build,
    database: Database,
    filled_up: Collection[int] = (),
    *,
    but: Collection[int] = (),
) -> list[str]:
    """Values that are not as expected; gaps in `filled_up` fields may have been filled, `but` fields hold anything."""
    with database.reading() as connection:
        picture = read(connection, moment.layout, built.tables)
    found = seen(moment.layout, picture)
    for name in names_of(moment.layout, picture, filled_up):
        if moment.expected.get(name) is None:
            found[name] = None
    found |= {name: moment.expected.get(name) for name in names_of(moment.layout, picture, but)}
    return differences(moment.expected, found)


def _structure(database: Database) -> dict[str, str]:
    with database.reading() as connection:
        return {
            name: described
            for name, described in structure(connection).items()
            if not _is_of_the_runtime(name.partition(" ")[2])
        }


def _is_of_the_runtime(name: str) -> bool:
    return name.startswith(("system_", "alembic_version", "archive_"))


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
    case = Case(copy.deepcopy(world.picture), [_moment(world)])
    kind, ids = "nothing", list[int]()
    try:
        next(obstacle)
    except StopIteration as ended:
        kind, ids = ended.value
    case.moments.append(Moment(world.spec.text(), layout_of(world.spec), {}))
    return case, kind, ids


def stop_of(case: Case, folder: Path, place: Place) -> tuple[str, list[int], list[str]]:
    """What stops the migration of the case's data, and what it has changed all the same."""
    url = place.databases.fresh()
    first = build(case.moments[0].text, folder / "0" / "shop")
    with open_database(url) as database:
        _begin(case, first, database)
        structure_before = _structure(database)
        later = build(case.moments[1].text, folder / "1" / "shop", first)
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
