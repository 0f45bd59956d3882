"""Groups as points between two scales: scatter and bubbles."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final

from lowcode.runtime.charts.drawing import Option, Sketch
from lowcode.runtime.charts.layout import base, legend
from lowcode.runtime.charts.picture import Picture
from lowcode.runtime.charts.scales import largest, scale, value_axis
from lowcode.runtime.charts.series import MOST_SERIES, color_of
from lowcode.runtime.charts.tokens import Token, own_text, page_color
from lowcode.runtime.reports.answers import Group, Place, Values

_MOST_POINTS: Final = 2000
_MOST_NAMED: Final = 30
_SMALLEST, _LARGEST = 8, 56
_FROM_ZERO: Final = 0.5
"""An axis begins at zero if the least number is less than this share of the greatest."""


def draw_scatter(picture: Picture) -> Sketch:
    """A point per group: the first measure across, the second up."""
    return _points(picture, has_size=False)


def draw_bubble(picture: Picture) -> Sketch:
    """The same, with the third measure as the size of the points."""
    return _points(picture, has_size=True)


def _points(picture: Picture, *, has_size: bool) -> Sketch:
    places = list(_placed(picture))
    notes = _notes(picture, len(places))
    places = places[:_MOST_POINTS]
    cells = [picture.answer.at(*place) for place in places]
    tops = [largest(picture.number(values[index]) for values in cells) for index in range(len(picture.measures))]
    across, up = scale(picture, (0,), tops[0]), scale(picture, (1,), tops[1])
    series = _series(picture, places, tops[2] if has_size else None)
    names = [each["name"] for each in series]
    has_legend = len(names) > 1
    option = base() | {
        "legend": legend(names),
        "grid": {
            "left": 2,
            "right": 18,
            "top": 56 if has_legend else 30,
            "bottom": 26,
            "outerBoundsMode": "same",
            "outerBoundsContain": "axisLabel",
        },
        "xAxis": value_axis(across)
        | {
            "nameLocation": "middle",
            "nameGap": 24,
            "nameTextStyle": {"color": page_color("ink-3")},
            **_extent(picture, cells, 0, has_size=has_size),
            "axisLine": {"show": True, "onZero": False, "lineStyle": {"color": page_color("line-strong")}},
        },
        "yAxis": value_axis(up)
        | {**_extent(picture, cells, 1, has_size=has_size), "axisLine": {"show": False, "onZero": False}},
        "series": series,
    }
    return Sketch(option=option, notes=notes, height=360)


def _extent(picture: Picture, cells: list[Values], measure: int, *, has_size: bool) -> Option:
    """From zero where that wastes little room and nothing is below; else around the numbers, with room for points."""
    numbers = [number for values in cells if (number := picture.number(values[measure])) is not None]
    below, above = ("10%", "14%") if has_size else ("5%", "8%")
    low, high = min(numbers, default=0), max(numbers, default=0)
    if 0 <= low < high * _FROM_ZERO:
        return {"min": 0, "boundaryGap": [0, above]}
    return {"scale": True, "boundaryGap": [below, above]}


def _placed(picture: Picture) -> Iterator[Place]:
    """Cells that have both numbers."""
    ranges = [range(len(dimension.groups)) for dimension in picture.dimensions]
    every = (
        ((place,) for place in ranges[0])
        if len(ranges) == 1
        else ((first, second) for first in ranges[0] for second in ranges[1])
    )
    for place in every:
        values = picture.answer.cells.get(place)
        if values is not None and all(picture.number(each) is not None for each in values[:2]):
            yield place


def _notes(picture: Picture, count: int) -> list[str]:
    notes = []
    if len(picture.dimensions) == 1:
        left = [
            group.label
            for place, group in enumerate(picture.dimensions[0].groups)
            if any(picture.number(each) is None for each in picture.answer.at(place)[:2])
        ]
        if left:
            labels = picture.say("filter.joined").join(left[:5])
            notes.append(picture.say("chart.points_left_out", labels=labels))
    if count > _MOST_POINTS:
        notes.append(picture.say("chart.cut", count=_MOST_POINTS))
    return notes


def _series(picture: Picture, places: list[Place], top: float | None) -> list[Option]:
    """One for all points, or one per group of the second dimension (the last of many for the rest)."""
    is_named = len(places) <= _MOST_NAMED
    if len(picture.dimensions) == 1:
        items = [_point(picture, place, top, is_named=is_named) for place in places]
        return [_scatter(picture.answer.label, page_color("accent"), items)]
    groups = picture.dimensions[1].groups
    found = []
    for index, group in enumerate(groups):
        own = [_point(picture, place, top, is_named=is_named) for place in places if place[1] == index]
        if own:
            color = color_of(group, index) if index < MOST_SERIES else page_color("grey")
            found.append(_scatter(group.label, color, own))
    return found


def _scatter(name: str, color: Token, items: list[Option]) -> Option:
    return {
        "type": "scatter",
        "name": name,
        "data": items,
        "symbolSize": 11,
        "itemStyle": {
            "color": color,
            "opacity": 0.78,
            "borderColor": page_color("surface"),
            "borderWidth": 1,
        },
        "label": {
            "show": any(item["text"] for item in items),
            "formatter": own_text(),
            "position": "top",
            "distance": 3,
            "color": page_color("ink-2"),
            "fontSize": 11,
            "width": 90,
            "overflow": "truncate",
        },
        "labelLayout": {"hideOverlap": True},
    }


def _point(picture: Picture, place: Place, top: float | None, *, is_named: bool) -> Option:
    values: Values = picture.answer.at(*place)
    groups: list[Group] = [dimension.groups[index] for dimension, index in zip(picture.dimensions, place, strict=True)]
    point: Option = {
        "name": groups[0].label,
        "value": [picture.number(values[0]), picture.number(values[1])],
        "text": groups[0].label if is_named else "",
        "title": " · ".join(group.label for group in groups),
        "tip": [
            [picture.label(measure), picture.write(measure, values[index])]
            for index, measure in enumerate(picture.measures)
        ],
        "keys": [group.key for group in groups],
    }
    if top is not None:
        size = abs(picture.number(values[2]) or 0)
        point["symbolSize"] = round(_SMALLEST + (_LARGEST - _SMALLEST) * math.sqrt(size / top if top else 0), 1)
    return point
