"""Quantities that flow from the groups of one dimension to those of the next."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from lowcode.runtime.charts.drawing import Option, Sketch
from lowcode.runtime.charts.layout import base
from lowcode.runtime.charts.parts import decimal
from lowcode.runtime.charts.picture import Picture
from lowcode.runtime.charts.series import color_of
from lowcode.runtime.charts.tokens import own_text, page_color

_MOST_NODES: Final = 24
"""Groups of one dimension; the smaller ones are drawn together."""
_REST: Final = -1


def draw_sankey(picture: Picture) -> Sketch:
    """A column of nodes per dimension, with bands between neighbours."""
    folded = [_folded(picture, depth) for depth in range(len(picture.dimensions))]
    sizes: dict[tuple[int, int], Decimal] = {}
    bands: dict[tuple[int, int, int], Decimal] = {}
    for place, values in picture.answer.cells.items():
        value = decimal(values[0])
        if value <= 0:
            continue
        nodes = [folded[depth].get(index, _REST) for depth, index in enumerate(place)]
        for depth, index in enumerate(nodes):
            sizes[depth, index] = sizes.get((depth, index), Decimal()) + value
        for depth in range(len(nodes) - 1):
            band = (depth, nodes[depth], nodes[depth + 1])
            bands[band] = bands.get(band, Decimal()) + value
    has_negative = any(decimal(values[0]) < 0 for values in picture.answer.cells.values())
    option = base() | {
        "series": [
            {
                "type": "sankey",
                "left": 2,
                "right": 92,
                "top": 8,
                "bottom": 8,
                "nodeWidth": 14,
                "nodeGap": 10,
                "draggable": False,
                "layoutIterations": 32,
                "emphasis": {"focus": "adjacency"},
                "label": {
                    "formatter": own_text(),
                    "color": page_color("ink-2"),
                    "fontSize": 12,
                    "width": 84,
                    "overflow": "truncate",
                },
                "lineStyle": {"color": "source", "opacity": 0.28, "curveness": 0.5},
                "data": [_node(picture, *node, size) for node, size in sorted(sizes.items())],
                "links": [_band(picture, *band, size) for band, size in sorted(bands.items())],
            }
        ]
    }
    widest = max((sum(1 for depth, _ in sizes if depth == each) for each in range(len(picture.dimensions))), default=0)
    notes = [picture.say("chart.negative_parts_left_out")] if has_negative else []
    return Sketch(option=option, notes=notes, height=120 + 30 * max(6, widest))


def _folded(picture: Picture, depth: int) -> dict[int, int]:
    """The groups with a node of their own."""
    groups = picture.dimensions[depth].groups
    if len(groups) <= _MOST_NODES:
        return {index: index for index in range(len(groups))}
    sizes: dict[int, Decimal] = {}
    for place, values in picture.answer.cells.items():
        sizes[place[depth]] = sizes.get(place[depth], Decimal()) + max(decimal(values[0]), Decimal())
    kept = sorted(sizes, key=lambda index: -sizes[index])[: _MOST_NODES - 1]
    return {index: index for index in kept}


def _label(picture: Picture, depth: int, index: int) -> str:
    return picture.say("chart.others") if index == _REST else picture.dimensions[depth].groups[index].label


def _key(picture: Picture, depth: int, index: int) -> str | None:
    return None if index == _REST else picture.dimensions[depth].groups[index].key


def _node(picture: Picture, depth: int, index: int, size: Decimal) -> Option:
    measure, label = picture.measures[0], _label(picture, depth, index)
    keys: list[str | None] = [None] * len(picture.dimensions)
    keys[depth] = _key(picture, depth, index)
    color = (
        page_color("grey") if index == _REST else color_of(picture.dimensions[depth].groups[index], index + depth * 3)
    )
    return {
        "name": f"{depth}/{index}",
        "depth": depth,
        "text": label,
        "title": label,
        "tip": [[picture.label(measure), picture.write(measure, size)]],
        "keys": keys,
        "itemStyle": {"color": color, "borderWidth": 0},
    }


def _band(picture: Picture, depth: int, start: int, end: int, size: Decimal) -> Option:
    measure = picture.measures[0]
    keys: list[str | None] = [None] * len(picture.dimensions)
    keys[depth], keys[depth + 1] = _key(picture, depth, start), _key(picture, depth + 1, end)
    return {
        "source": f"{depth}/{start}",
        "target": f"{depth + 1}/{end}",
        "value": picture.number(size),
        "title": f"{_label(picture, depth, start)} → {_label(picture, depth + 1, end)}",
        "tip": [[picture.label(measure), picture.write(measure, size)]],
        "keys": keys,
    }
