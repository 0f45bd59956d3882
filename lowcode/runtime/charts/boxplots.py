"""Boxes: how the values of each group lie."""

from __future__ import annotations

from typing import Final

from lowcode.runtime.charts.drawing import Option, Sketch
from lowcode.runtime.charts.layout import COLUMNS_AT_ONCE, base, grid, group_axis, is_time, zoom
from lowcode.runtime.charts.picture import Picture
from lowcode.runtime.charts.scales import largest, scale, value_axis
from lowcode.runtime.charts.series import MOST_GROUPS
from lowcode.runtime.charts.tokens import page_color

BOX: Final = ("chart.least", "chart.quarter", "chart.median", "chart.three_quarters", "chart.greatest")
"""What the five measures of a box are, in their order."""


def draw_boxplot(picture: Picture) -> Sketch:
    """A box from the first to the third quartile, a line at the median, whiskers to the least and the greatest."""
    groups = picture.dimensions[0].groups[:MOST_GROUPS]
    boxes = [_box(picture, place) for place in range(len(groups))]
    axis = scale(picture, range(len(BOX)), largest(number for box in boxes for number in box["value"]))
    zooms = zoom(len(groups), COLUMNS_AT_ONCE)
    notes = [picture.say("chart.cut", count=MOST_GROUPS)] if len(picture.dimensions[0].groups) > MOST_GROUPS else []
    option = base() | {
        "grid": grid(has_legend=False, has_name=bool(axis.name), has_zoom=bool(zooms)),
        "xAxis": group_axis([group.label for group in groups], is_time=is_time(picture.dimensions[0].definition)),
        "yAxis": value_axis(axis) | {"scale": True},
        "dataZoom": zooms,
        "series": [
            {
                "type": "boxplot",
                "boxWidth": [8, 36],
                "itemStyle": {
                    "color": page_color("accent", mix=0.2),
                    "borderColor": page_color("accent"),
                    "borderWidth": 1.5,
                },
                "data": boxes,
            }
        ],
    }
    return Sketch(option=option, notes=notes, first_keys=tuple(group.key for group in groups))


def _box(picture: Picture, place: int) -> Option:
    group = picture.dimensions[0].groups[place]
    values = picture.answer.at(place)
    numbers = [picture.number(each) for each in values[: len(BOX)]]
    measure = picture.measures[0]
    if any(number is None for number in numbers):
        return {"value": [], "keys": [group.key]}
    return {
        "value": numbers,
        "title": group.label,
        "tip": [[picture.say(key), picture.write(measure, value)] for key, value in zip(BOX, values, strict=False)],
        "keys": [group.key],
    }
