"""Scripts of edits, and what they come to: specifications one after another with the data that each should keep."""

from __future__ import annotations

import copy
import random
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Any

from tests.migrations.random_edits import EDITS
from tests.migrations.random_layers import layered
from tests.migrations.random_layout import Layout, layout_of, seen
from tests.migrations.random_picture import Picture
from tests.migrations.random_values import fill_picture
from tests.migrations.random_worlds import World, make_world

EDITS_OF_A_SCRIPT = 5
EDITS_OF_A_CHAIN = 3
ONLINE, CHAIN, OF_CLIENT = (4, 9), (2,), (3, 7, 9)
"""Which of ten scripts change the database while the app is in use, which make one edit after another, and which are
about a base with a client on top of it."""


class Way(Enum):
    """How the edits of a script reach the database."""

    AT_ONCE = "at once"
    ONLINE = "online"
    """At once, while the app is in use."""
    CHAIN = "chain"
    """One build after another, and a database that has missed them all gets them in one go."""


@dataclass(frozen=True)
class Script:
    """Edits that belong together. The same seed and names give the same specifications and data."""

    seed: int
    names: tuple[str, ...]
    way: Way = Way.AT_ONCE
    is_of_client: bool = False
    """Whether the specification is a base with a client on top of it."""

    def __str__(self) -> str:
        return f"Script({self.seed}, {self.names!r}, {self.way}, {self.is_of_client})"


@dataclass(frozen=True)
class Moment:
    """A specification, where it keeps what, and what it should keep."""

    files: Mapping[str, str]
    layout: Layout
    expected: dict[str, Any]

    @property
    def text(self) -> str:
        """The specification as one text, a client's behind its base's."""
        return "".join(f"# {path}\n{text}" if len(self.files) > 1 else text for path, text in self.files.items())


@dataclass
class Case:
    """The first data, and the specifications one after another."""

    picture: Picture
    moments: list[Moment] = field(default_factory=list)
    filled_up: set[int] = field(default_factory=set)
    in_place: set[int] = field(default_factory=set)
    of_skipped: set[int] = field(default_factory=set)
    way: Way = Way.AT_ONCE
    names: tuple[str, ...] = ()
    """The edits that are made."""


def scripts(count: int, seed: int) -> Iterator[Script]:
    """So many scripts, in which all kinds of edit are equally frequent."""
    chance = random.Random(seed)
    known = list(EDITS)
    can_be_online = [name for name in known if name.startswith(_ONLINE_BEGINNINGS)]
    waiting: list[str] = []
    for number in range(count):
        own_seed, is_of_client = seed * 100_000 + number, number % 10 in OF_CLIENT
        if number % 10 in ONLINE:
            names = chance.sample(can_be_online, 2)
            yield Script(own_seed, tuple(names), Way.ONLINE, is_of_client)
            continue
        way = Way.CHAIN if number % 10 in CHAIN else Way.AT_ONCE
        length = EDITS_OF_A_CHAIN if way is Way.CHAIN else EDITS_OF_A_SCRIPT
        while len(waiting) < length:
            waiting += chance.sample(known, len(known))
        taken, waiting = waiting[:length], waiting[length:]
        yield Script(own_seed, tuple(taken), way, is_of_client)


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
    names = tuple(script.names[number] for number in applied)
    case = Case(copy.deepcopy(world.picture), [_moment(world, script, 0)], way=script.way, names=names)
    turns = [(number,) for number in applied] if script.way is Way.CHAIN else [tuple(applied)]
    for turn in turns:
        steps = {number: working[number] for number in turn}
        while steps:
            _forget_maybe(world, script, len(case.moments))
            for number, (step, chance) in list(steps.items()):
                world.chance = chance
                if next(step, _ENDED) is _ENDED:
                    del steps[number]
            case.moments.append(_moment(world, script, len(case.moments)))
    case.filled_up, case.in_place, case.of_skipped = world.filled_up, world.in_place, world.of_skipped
    return case


_ENDED = object()


def _forget_maybe(world: World, script: Script, moments: int) -> None:
    """What the last build was told about the past stays in the specification, or goes."""
    if moments > 1 and random.Random(f"{script.seed} {moments}").random() < 0.5:
        world.spec.forget_the_past()


def _moment(world: World, script: Script, number: int) -> Moment:
    moment = moment_of(world)
    if script.is_of_client:
        return replace(moment, files=layered(world.spec, str(script.seed), number))
    return moment


def moment_of(world: World) -> Moment:
    """The world as it is now, its specification in one file."""
    layout = layout_of(world.spec)
    return Moment({"app.lc": world.spec.text()}, layout, seen(layout, world.picture, world.spec))
