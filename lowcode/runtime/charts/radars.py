"""Radars: shapes over several axes."""

from __future__ import annotations

from typing import Final

from lowcode.runtime.charts.drawing import Option, Sketch
from lowcode.runtime.charts.layout import base, legend
from lowcode.runtime.charts.picture import Picture
from lowcode.runtime.charts.scales import drawn_measures, largest, undrawn_note
from lowcode.runtime.charts.series import MOST_SERIES, Series, color_of, rows_of
from lowcode.runtime.charts.texts import plain, shortened
from lowcode.runtime.charts.tokens import Token, page_color

_MOST_AXES: Final = 12
LEAST_AXES: Final = 3
_NAME: Final = 14
"""Columns of an axis' name that there is room for."""
_MOST_SHAPES: Final = 8
_ROOM: Final = 1.1
"""How much further than the greatest number an axis reaches."""


def draw_radar(picture: Picture) -> Sketch:
    """Three or more measures are the axes and groups the shapes; with fewer, groups are the axes."""
    if len(picture.measures) >= LEAST_AXES and len(picture.dimensions) == 1:
        return _by_measures(picture)
    return _by_groups(picture)


def _by_measures(picture: Picture) -> Sketch:
    """Each axis has a scale of its own."""
    groups = picture.dimensions[0].groups[:_MOST_SHAPES]
    notes = []
    if len(picture.dimensions[0].groups) > _MOST_SHAPES:
        total = len(picture.dimensions[0].groups)
        notes.append(picture.say("chart.cut_series", count=_MOST_SHAPES, total=total))
    measures = range(len(picture.measures))
    tops = [largest(picture.at((place,), index) for place in range(len(groups))) for index in measures]
    axes = [(picture.label(measure), top) for measure, top in zip(picture.measures, tops, strict=True)]
    shapes = []
    for place, group in enumerate(groups):
        values = picture.answer.at(place)
        tip = [[picture.label(each), picture.write(each, values[index])] for index, each in enumerate(picture.measures)]
        numbers = [picture.at((place,), index) for index in measures]
        shapes.append(_shape(group.label, numbers, tip, color_of(group, place), group.key))
    return _radar(axes, shapes, notes)


def _by_groups(picture: Picture) -> Sketch:
    """The axes are the groups of the first dimension, with one scale for all of them."""
    rows = rows_of(picture, most_units=1)
    shown = min(len(rows.groups), _MOST_AXES)
    notes = [*rows.notes, *undrawn_note(picture, drawn_measures(picture, 1))]
    if len(rows.groups) > shown:
        notes.append(picture.say("chart.cut", count=shown))
    top = max((largest(series.numbers[:shown]) for series in rows.series), default=0.0)
    axes = [(group.label, top) for group in rows.groups[:shown]]
    shapes = [
        _shape(each.label, list(each.numbers[:shown]), _tip(picture, each, axes), each.color, each.key)
        for each in rows.series[:MOST_SERIES]
    ]
    for shape in shapes:
        shape["keys"] = [None, shape["keys"][0]]
    return _radar(axes, shapes, notes)


def _tip(picture: Picture, series: Series, axes: list[tuple[str, float]]) -> list[list[str]]:
    measure = picture.measures[series.measure]
    return [
        [label, picture.write_number(measure, number) if number is not None else ""]
        for (label, _), number in zip(axes, series.numbers, strict=False)
    ]


def _shape(name: str, numbers: list[float | int | None], tip: list[list[str]], color: Token, key: str | None) -> Option:
    return {
        "name": name,
        "value": [0 if each is None else each for each in numbers],
        "title": name,
        "tip": tip,
        "keys": [key],
        "itemStyle": {"color": color},
        "lineStyle": {"color": color, "width": 2},
        "areaStyle": {"color": color, "opacity": 0.1},
    }


def _radar(axes: list[tuple[str, float]], shapes: list[Option], notes: list[str]) -> Sketch:
    names = [each["name"] for each in shapes]
    option = base() | {
        "legend": legend(names),
        "radar": {
            "indicator": [{"name": shortened(plain(name), _NAME), "max": top * _ROOM or 1} for name, top in axes],
            "center": ["50%", "54%" if len(names) > 1 else "50%"],
            "radius": "58%",
            "splitNumber": 4,
            "axisName": {"color": page_color("ink-2")},
            "axisLine": {"lineStyle": {"color": page_color("line")}},
            "splitLine": {"lineStyle": {"color": page_color("line")}},
            "splitArea": {"show": False},
        },
        "series": [{"type": "radar", "symbolSize": 5, "data": shapes}],
    }
    return Sketch(option=option, notes=notes, height=340)
