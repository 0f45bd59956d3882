"""Rankings: places, bars, and how places have changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from lowcode.runtime.charts.changes import ChangeView, change_since
from lowcode.runtime.charts.drawing import Keys
from lowcode.runtime.charts.parts import decimal
from lowcode.runtime.charts.picture import Picture
from lowcode.runtime.reports.answers import Group, Value

_MOST: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """How a place has changed: `direction` is `up`, `down`, `same` or `new`."""

    direction: str
    steps: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rank:
    """One line. `place` is None for what is not ranked: others, empty."""

    place: int | None
    label: str
    text: str
    full: str
    width: float
    """Of the first, from 0 to 100."""
    others: tuple[str, ...]
    """Further measures, written."""
    move: Move | None
    change: ChangeView | None
    rate: str
    """What is reached of the group's target."""
    keys: Keys


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaderboardView:
    """For `charts/leaderboard.html`."""

    dimension: str
    measures: tuple[str, ...]
    has_moves: bool
    has_targets: bool
    compared: str
    """What places are compared with."""
    ranks: tuple[Rank, ...]
    more: int


def leaderboard_view(picture: Picture) -> LeaderboardView:
    """Groups from the largest first measure to the smallest; equal ones share a place."""
    groups = picture.dimensions[0].groups
    present = {place: picture.answer.at(place)[0] for place in range(len(groups))}
    compared = picture.answer.compared
    earlier: dict[int, Value] = {}
    if compared is not None:
        nothing = picture.answer.nothing
        earlier = {place: compared.table.cells.get((place,), nothing)[0] for place in range(len(groups))}
    order = sorted(present, key=lambda place: (not _is_ranked(groups[place]), -decimal(present[place])))
    places, places_before = _places(groups, present), _places(groups, earlier)
    top = max((decimal(value) for value in present.values()), default=Decimal())
    ranks = tuple(
        _rank(picture, place, places.get(place), places_before, earlier.get(place), top) for place in order[:_MOST]
    )
    return LeaderboardView(
        dimension=picture.dimensions[0].label,
        measures=tuple(picture.label(each) for each in picture.measures),
        has_moves=compared is not None,
        has_targets=picture.answer.target is not None,
        compared=compared.label if compared is not None else "",
        ranks=ranks,
        more=max(0, len(order) - _MOST),
    )


def _is_ranked(group: Group) -> bool:
    return not (group.is_empty or group.is_others)


def _places(groups: Sequence[Group], values: Mapping[int, Value]) -> Mapping[int, int]:
    """The place of each group that has a number other than nothing; 1 is the first."""
    known = {index: decimal(value) for index, value in values.items() if value and _is_ranked(groups[index])}
    ordered = sorted(known.values(), reverse=True)
    return {index: ordered.index(value) + 1 for index, value in known.items()}


def _rank(
    picture: Picture, index: int, place: int | None, before: Mapping[int, int], earlier: Value, top: Decimal
) -> Rank:
    group, values = picture.dimensions[0].groups[index], picture.answer.at(index)
    measure, compared = picture.measures[0], picture.answer.compared
    target = picture.answer.target
    goal = decimal(target.cells.get((index,))) if target is not None else Decimal()
    width = decimal(values[0]) / top * 100 if top > 0 else Decimal()
    return Rank(
        place=place,
        label=group.label,
        text=picture.write_short(measure, values[0]) or picture.say("chart.no_value"),
        full=picture.write(measure, values[0]),
        width=float(round(max(width, Decimal()), 1)) if not group.is_others else 0.0,
        others=tuple(
            picture.write_short(each, value) for each, value in zip(picture.measures[1:], values[1:], strict=True)
        ),
        move=_move(picture, place, before.get(index)) if compared is not None else None,
        change=change_since(picture, measure, values[0], earlier, compared.label) if compared is not None else None,
        rate=picture.write_share(decimal(values[0]) / goal) if goal > 0 else "",
        keys=(group.key,),
    )


def _move(picture: Picture, place: int | None, before: int | None) -> Move | None:
    if place is None:
        return None
    if before is None:
        return Move(direction="new", steps=0, text=picture.say("chart.new_rank"))
    steps = before - place
    if steps == 0:
        return Move(direction="same", steps=0, text=picture.say("chart.same_rank"))
    key = "chart.ranks_up" if steps > 0 else "chart.ranks_down"
    return Move(direction="up" if steps > 0 else "down", steps=abs(steps), text=picture.say(key, count=abs(steps)))
