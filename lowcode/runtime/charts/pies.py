"""Slices: pie, donut, rose."""

from __future__ import annotations

from typing import Any

from lowcode.runtime.charts.drawing import Option, Sketch
from lowcode.runtime.charts.layout import base
from lowcode.runtime.charts.parts import Part, Whole, whole_of
from lowcode.runtime.charts.picture import Picture
from lowcode.runtime.charts.tokens import own_text, page_color

_MOST_PETALS = 16


def draw_pie(picture: Picture) -> Sketch:
    """A pie: slices from twelve o'clock, with their names and shares around it."""
    return _slices(picture, whole_of(picture), {"radius": ["0%", "68%"]})


def draw_donut(picture: Picture) -> Sketch:
    """A pie with the total in its middle."""
    whole = whole_of(picture)
    sketch = _slices(picture, whole, {"radius": ["46%", "68%"]})
    measure = picture.measures[0]
    sketch.option["title"] = {
        "text": picture.write_short(measure, whole.total),
        "subtext": picture.label(measure) if picture.dimensions else picture.say("chart.total"),
        "left": "center",
        "top": "middle",
        "itemGap": 2,
        "textStyle": {"fontSize": 20, "fontWeight": 600, "color": page_color("ink")},
        "subtextStyle": {"fontSize": 12, "color": page_color("ink-3")},
    }
    return sketch


def draw_rose(picture: Picture) -> Sketch:
    """Petals of one angle, whose length tells the size."""
    return _slices(picture, whole_of(picture, _MOST_PETALS), {"radius": ["12%", "70%"], "roseType": "area"})


def _slices(picture: Picture, whole: Whole, shape: dict[str, Any]) -> Sketch:
    option = base() | {
        "series": [
            {
                "type": "pie",
                "center": ["50%", "50%"],
                "startAngle": 90,
                "percentPrecision": 1,
                "data": [_slice(picture, whole, part) for part in whole.parts],
                "itemStyle": {"borderColor": page_color("surface"), "borderWidth": 2, "borderRadius": 3},
                "minShowLabelAngle": 4,
                "label": {
                    "formatter": own_text(),
                    "color": page_color("ink-2"),
                    "lineHeight": 17,
                    "overflow": "truncate",
                },
                "labelLine": {"length": 10, "length2": 12, "lineStyle": {"color": page_color("line-strong")}},
                "emphasis": {"scaleSize": 4},
            }
            | shape,
        ],
    }
    return Sketch(option=option, notes=list(whole.notes))


def _slice(picture: Picture, whole: Whole, part: Part) -> Option:
    measure = picture.measures[part.measure]
    share = picture.write_share(part.value / whole.total)
    return {
        "name": part.label,
        "value": picture.number(part.value),
        "text": f"{part.label}\n{share}",
        "title": part.label,
        "tip": [
            [picture.label(measure) if picture.dimensions else "", picture.write(measure, part.value)],
            [picture.say("chart.share"), share],
        ],
        "keys": [part.key] if picture.dimensions else [],
        "measure": part.measure,
        "itemStyle": {"color": part.color},
    }
