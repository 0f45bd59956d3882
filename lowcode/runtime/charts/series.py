"""The rows of numbers that charts along an axis draw: one per measure, or one per group of the second dimension."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from lowcode.runtime.charts.measures import adds_up
from lowcode.runtime.charts.picture import Picture
from lowcode.runtime.charts.scales import drawn_measures
from lowcode.runtime.charts.tokens import Token, option_color, page_color, series_color
from lowcode.runtime.report_definitions import ByPeriod, Measure, Previous
from lowcode.runtime.reports.answers import Group, Place

MOST_SERIES: Final = 10
_MOST_COMPARED: Final = 4
"""Series that are still told apart when each has a second one beside it."""
MOST_GROUPS: Final = 500
"""Groups along an axis that a canvas draws."""

Numbers = tuple[float | int | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """One row of numbers, a number per group of the first dimension."""

    label: str
    measure: int
    numbers: Numbers
    color: Token
    key: str | None = None
    """Of the group of the second dimension."""
    index: int | None = None
    """Of that group."""
    is_earlier: bool = False
    """Of the period that the chart compares with."""
    is_rest: bool = False
    """Of the smaller groups together."""


@dataclass(frozen=True, slots=True)
class Rows:
    """All rows of a chart, and the groups along its axis."""

    groups: tuple[Group, ...]
    series: tuple[Series, ...]
    notes: tuple[str, ...]

    @property
    def keys(self) -> tuple[str, ...]:
        """Keys of the groups along the axis."""
        return tuple(group.key for group in self.groups)

    @property
    def labels(self) -> list[str]:
        """Labels of the groups along the axis."""
        return [group.label for group in self.groups]


def rows_of(picture: Picture, *, most_units: int = 2, with_earlier: bool = False, is_course: bool = False) -> Rows:
    """What a chart along an axis draws, for one dimension or two. `is_course`: what has no time is left out."""
    groups = picture.dimensions[0].groups
    notes: list[str] = []
    if is_course and isinstance(picture.dimensions[0].definition.grouping, ByPeriod):
        groups = tuple(group for group in groups if not (group.is_empty or group.is_others))
        notes += _timeless_note(picture, picture.dimensions[0].groups[len(groups) :])
    if len(groups) > MOST_GROUPS:
        notes.append(picture.say("chart.cut", count=MOST_GROUPS))
        groups = groups[:MOST_GROUPS]
    if len(picture.dimensions) > 1:
        series, more = _per_group(picture, len(groups))
        notes += more
    else:
        series = _per_measure(picture, len(groups), most_units)
    if with_earlier and picture.answer.compared is not None:
        if len(series) <= _MOST_COMPARED:
            series = (*series, *(_earlier(picture, each, len(series)) for each in series if not each.is_rest))
        else:
            notes.append(picture.say("chart.compared_in_table"))
    return Rows(groups, series, tuple(notes))


def _timeless_note(picture: Picture, left: Sequence[Group]) -> list[str]:
    """A sentence about records without a date, and periods that are not shown by themselves; they come last."""
    first = len(picture.dimensions[0].groups) - len(left)
    measure = picture.measures[0]
    found = []
    for place, group in enumerate(left, start=first):
        if len(picture.dimensions) == 1:
            value = picture.answer.at(place)[0]
        else:
            value = picture.answer.table.margins.get((place, None), picture.answer.nothing)[0]
        if picture.number(value):
            found.append(f"{group.label} {picture.write_short(measure, value)}")
    return [picture.say("chart.timeless", groups=picture.say("filter.joined").join(found))] if found else []


def _per_measure(picture: Picture, count: int, most_units: int) -> tuple[Series, ...]:
    drawn = drawn_measures(picture, most_units)
    found = []
    for order, index in enumerate(drawn):
        color = _color_of_measure(picture.measures[index], order, len(drawn))
        numbers = tuple(picture.at((place,), index) for place in range(count))
        found.append(Series(label=picture.label(picture.measures[index]), measure=index, numbers=numbers, color=color))
    return tuple(found)


def _color_of_measure(measure: Measure, order: int, count: int) -> Token:
    """The accent for a single one, grey for what was before, else the next of the set."""
    expression = measure.expression
    if count == 1:
        return page_color("accent")
    if isinstance(expression, Previous) and not expression.as_growth:
        return page_color("grey")
    return series_color(order)


def _per_group(picture: Picture, count: int) -> tuple[tuple[Series, ...], list[str]]:
    """A row per group of the second dimension; where there are too many, the smaller ones together."""
    groups = picture.dimensions[1].groups
    shown, rest = _largest(picture, groups, count)
    found = [
        Series(
            label=groups[index].label,
            measure=0,
            numbers=tuple(picture.at((place, index), 0) for place in range(count)),
            color=color_of(groups[index], order),
            key=groups[index].key,
            index=index,
        )
        for order, index in enumerate(shown)
    ]
    if not rest:
        return tuple(found), []
    if not adds_up(picture.measures[0].expression):
        return tuple(found), [picture.say("chart.cut_series", count=len(shown), total=len(groups))]
    numbers = tuple(_added([picture.at((place, index), 0) for index in rest]) for place in range(count))
    label = picture.say("chart.others_count", count=len(rest))
    return (*found, Series(label=label, measure=0, numbers=numbers, color=page_color("grey"), is_rest=True)), []


def _earlier(picture: Picture, series: Series, count: int) -> Series:
    """The same row for the period that the chart compares with: grey beside a single one, else paler than its own."""
    compared = picture.answer.compared
    period = compared.label if compared is not None else ""
    beyond = () if series.index is None else (series.index,)
    return Series(
        label=period if count == 1 else picture.say("chart.with_period", label=series.label, period=period),
        measure=series.measure,
        numbers=tuple(picture.earlier((place, *beyond), series.measure) for place in range(len(series.numbers))),
        color=page_color("grey") if count == 1 else series.color | {"alpha": 0.45},
        key=series.key,
        is_earlier=True,
    )


def _largest(picture: Picture, groups: Sequence[Group], count: int) -> tuple[list[int], list[int]]:
    """Indexes of the groups with rows of their own, in their order, and of the rest."""
    every = list(range(len(groups)))
    if len(groups) <= MOST_SERIES:
        return every, []
    sizes = {index: sum(abs(picture.at((place, index), 0) or 0) for place in range(count)) for index in every}
    ranked = sorted((index for index in every if not groups[index].is_others), key=lambda index: -sizes[index])
    shown = set(ranked[: MOST_SERIES - 1])
    return sorted(shown), [index for index in every if index not in shown]


def color_of(group: Group, order: int) -> Token:
    """The colour of a group among others: the specification's, grey for what is left, else the next of the set."""
    if group.color is not None:
        return option_color(group.color)
    return page_color("grey") if group.is_others or group.is_empty else series_color(order)


def place_total(picture: Picture, place: Place, measure: int = 0) -> float | int | None:
    """The number of a group of the first dimensions over all groups of the others."""
    margin = (*place, *([None] * (len(picture.dimensions) - len(place))))
    values = picture.answer.table.margins.get(margin)
    return picture.number(values[measure]) if values is not None else None


def _added(numbers: Sequence[float | int | None]) -> float | int | None:
    known = [each for each in numbers if each is not None]
    return sum(known) if known else None
