"""Parts within parts: treemap and sunburst."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from lowcode.runtime.charts.drawing import Option, Sketch
from lowcode.runtime.charts.layout import base
from lowcode.runtime.charts.parts import decimal
from lowcode.runtime.charts.picture import Picture
from lowcode.runtime.charts.series import color_of
from lowcode.runtime.charts.tokens import Token, own_text, page_color, text_on
from lowcode.runtime.reports.answers import Group, Place

_ALONG_THE_RING: Final[Option] = {"rotate": "tangential", "minAngle": 20}
_MOST_PARTS: Final = 60
"""Parts of one part; the smaller ones are drawn together."""


def draw_treemap(picture: Picture) -> Sketch:
    """Areas are sizes; later dimensions lie inside earlier ones."""
    nodes, notes = _nodes(picture)
    has_depth = len(picture.dimensions) > 1
    level: Option = {"itemStyle": {"borderColor": page_color("surface"), "borderWidth": 2, "gapWidth": 2}}
    option = base() | {
        "series": [
            {
                "type": "treemap",
                "roam": False,
                "nodeClick": False,
                "breadcrumb": {"show": False},
                "left": 0,
                "right": 0,
                "top": 0,
                "bottom": 0,
                "visibleMin": 60,
                "label": {
                    "formatter": own_text(),
                    "fontSize": 12,
                    "lineHeight": 17,
                    "overflow": "truncate",
                    "color": "#fff",
                },
                "upperLabel": {
                    "show": has_depth,
                    "height": 24,
                    "formatter": own_text("short"),
                    "color": page_color("ink-2"),
                    "fontWeight": 600,
                },
                "levels": [
                    {
                        "itemStyle": {"borderColor": page_color("surface"), "borderWidth": 0, "gapWidth": 3},
                        "upperLabel": {"show": False},
                    },
                    level,
                    {"itemStyle": {"borderColor": page_color("surface"), "borderWidth": 1, "gapWidth": 1}},
                ],
                "data": nodes,
            }
        ]
    }
    return Sketch(option=option, notes=notes, height=360)


def draw_sunburst(picture: Picture) -> Sketch:
    """Rings: the first dimension inside, later ones around it."""
    nodes, notes = _nodes(picture)
    depth = len(picture.dimensions)
    width = 62 / depth
    rings: list[Option] = [{}]
    rings += [
        {
            "r0": f"{18 + width * ring:.0f}%",
            "r": f"{18 + width * (ring + 1):.0f}%",
            "itemStyle": {"opacity": 1 - 0.22 * ring},
            "label": {"rotate": "radial", "minAngle": 8} if depth > 1 and ring == depth - 1 else _ALONG_THE_RING,
        }
        for ring in range(depth)
    ]
    option = base() | {
        "series": [
            {
                "type": "sunburst",
                "nodeClick": False,
                "sort": None,
                "radius": ["18%", "80%"],
                "itemStyle": {"borderColor": page_color("surface"), "borderWidth": 2, "borderRadius": 3},
                "label": {
                    "formatter": own_text("short"),
                    "minAngle": 12,
                    "fontSize": 11,
                    "width": 84 if depth == 1 else 62,
                    "overflow": "truncate",
                    "color": "#fff",
                },
                "emphasis": {"focus": "ancestor"},
                "levels": rings,
                "data": nodes,
            }
        ]
    }
    return Sketch(option=option, notes=notes, height=400)


def _nodes(picture: Picture) -> tuple[list[Option], list[str]]:
    """The tree of what is above zero, and a sentence where something was not."""
    has_negative = any(decimal(values[0]) < 0 for values in picture.answer.cells.values())
    notes = [picture.say("chart.negative_parts_left_out")] if has_negative else []
    places = {place: decimal(values[0]) for place, values in picture.answer.cells.items() if decimal(values[0]) > 0}
    sums: dict[Place, Decimal] = {}
    for place, value in places.items():
        for depth in range(len(place)):
            sums[place[: depth + 1]] = sums.get(place[: depth + 1], Decimal()) + value
    total = sum(places.values(), Decimal())
    return _below(picture, sums, (), total, None), notes


def _below(
    picture: Picture, sums: dict[Place, Decimal], above: Place, total: Decimal, color: Token | None
) -> list[Option]:
    depth = len(above)
    groups = picture.dimensions[depth].groups
    own = [index for index in range(len(groups)) if (*above, index) in sums]
    kept = own
    if len(own) > _MOST_PARTS:
        ranked = sorted(own, key=lambda index: -sums[*above, index])[: _MOST_PARTS - 1]
        kept = [index for index in own if index in set(ranked)]
    nodes = []
    for order, index in enumerate(kept):
        place = (*above, index)
        shade = color or color_of(groups[index], order)
        node = _node(picture, place, groups[index].label, sums[place], total)
        node |= {"itemStyle": {"color": shade}, "label": {"color": text_on(shade)}}
        if depth + 1 < len(picture.dimensions):
            node["children"] = _below(picture, sums, place, total, shade)
        nodes.append(node)
    left = [index for index in own if index not in set(kept)]
    if left:
        rest = sum((sums[*above, index] for index in left), Decimal())
        others = _node(picture, above, picture.say("chart.others_count", count=len(left)), rest, total)
        nodes.append(
            others | {"itemStyle": {"color": page_color("grey")}, "label": {"color": text_on(page_color("grey"))}}
        )
    return nodes


def _node(picture: Picture, place: Place, label: str, value: Decimal, total: Decimal) -> Option:
    measure = picture.measures[0]
    groups = _path(picture, place)
    share = picture.write_share(value / total)
    is_leaf = len(place) == len(picture.dimensions)
    return {
        "name": label,
        "value": picture.number(value),
        "text": f"{label}\n{picture.write_short(measure, value)}" if is_leaf else label,
        "short": label,
        "title": " / ".join(group.label for group in groups) or label,
        "tip": [[picture.label(measure), picture.write(measure, value)], [picture.say("chart.share"), share]],
        "keys": [*(group.key for group in groups), *([None] * (len(picture.dimensions) - len(groups)))],
    }


def _path(picture: Picture, place: Place) -> Sequence[Group]:
    return [dimension.groups[index] for dimension, index in zip(picture.dimensions, place, strict=False)]
