"""Funnels: what is left step by step, and the rate of each step."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from lowcode.runtime.charts.bars import draw_hbar
from lowcode.runtime.charts.drawing import Option, Sketch
from lowcode.runtime.charts.layout import base
from lowcode.runtime.charts.parts import decimal
from lowcode.runtime.charts.picture import Picture
from lowcode.runtime.charts.texts import plain, shortened
from lowcode.runtime.charts.tokens import own_text, page_color
from lowcode.runtime.charts.waterfalls import draw_steps
from lowcode.runtime.process.index import dead_ends, index_of
from lowcode.runtime.reports.answers import Group, Value

_STEP: Final = 52
_MOST_BESIDE: Final = 1
"""Further measures that stand in a step's name; the others are told on hover."""
_NAME: Final = 18
"""Columns of a step's name that there is room for."""


@dataclass(frozen=True, slots=True)
class _Stage:
    label: str
    value: Value
    measure: int
    key: str | None
    others: tuple[Value, ...] = ()
    """Of the further measures, which stand beside."""


def draw_funnel(picture: Picture) -> Sketch:
    """Steps from the widest, with what passes from each to the next. What is below zero has no width: then bars."""
    stages = _stages(picture)
    if any(decimal(stage.value) < 0 for stage in stages):
        sketch = draw_hbar(picture) if picture.dimensions else draw_steps(picture)
        sketch.notes.append(picture.say("chart.negative_funnel"))
        return sketch
    series = [
        _layer(picture, stages, {"label": {"position": "left", "formatter": own_text("name_text")}}),
        _layer(picture, stages, {"label": {"position": "right", "formatter": own_text("rate_text")}, "silent": True}),
    ]
    for step in series[1]["data"]:
        step["itemStyle"] = {"color": page_color("accent", alpha=0)}
    return Sketch(
        option=base() | {"series": series}, height=60 + _STEP * max(4, len(stages)), notes=_dropped_out(picture)
    )


def _layer(picture: Picture, stages: list[_Stage], more: Option) -> Option:
    """Names stand left and rates right of the same shape, so it lies there twice, once unseen."""
    layer: Option = {
        "type": "funnel",
        "sort": "none",
        "left": "24%",
        "right": "24%",
        "top": 8,
        "bottom": 8,
        "minSize": "4%",
        "gap": 2,
        "labelLine": {"length": 12, "lineStyle": {"color": page_color("line")}},
        "itemStyle": {"borderWidth": 0},
        "emphasis": {"disabled": True},
        "data": [_step(picture, stages, place) for place in range(len(stages))],
    }
    layer |= more
    layer["label"] |= {"color": page_color("ink-2"), "lineHeight": 17, "rich": _RICH}
    return layer


_RICH: Final[dict[str, Any]] = {
    "strong": {"color": page_color("ink"), "fontWeight": 600, "fontSize": 13, "lineHeight": 19},
    "quiet": {"color": page_color("ink-3"), "fontSize": 11, "lineHeight": 16},
}


def _step(picture: Picture, stages: list[_Stage], place: int) -> Option:
    stage = stages[place]
    measure = picture.measures[stage.measure]
    value, first = decimal(stage.value), decimal(stages[0].value)
    before = decimal(stages[place - 1].value) if place else None
    step, overall = _rate(value, before), _rate(value, first) if place else None
    tip = [[picture.label(measure) if picture.dimensions else "", picture.write(measure, stage.value)]]
    rates = ""
    if step is not None:
        rates = f"{{strong|{picture.write_share(step)}}}\n{{quiet|{picture.say('chart.of_last_step')}}}"
        tip.append([picture.say("chart.of_last_step"), picture.write_share(step)])
    if overall is not None and place > 1:
        tip.append([picture.say("chart.of_first_step"), picture.write_share(overall)])
    others = list(zip(picture.measures[1:], stage.others, strict=False))
    tip += [[picture.label(each), picture.write(each, value)] for each, value in others]
    return {
        "name": stage.label,
        "value": picture.number(stage.value) or 0,
        "name_text": "\n".join(
            [
                shortened(plain(stage.label), _NAME),
                f"{{strong|{plain(picture.write_short(measure, stage.value))}}}",
                *(
                    f"{{quiet|{plain(picture.write_short(each, value))}}}"
                    for each, value in others[:_MOST_BESIDE]
                    if value
                ),
            ]
        ),
        "rate_text": rates,
        "title": stage.label,
        "tip": tip,
        "keys": [stage.key] if picture.dimensions else [],
        "measure": stage.measure,
        "itemStyle": {"color": page_color("accent", mix=1 - 0.6 * place / max(1, len(stages) - 1))},
    }


def _rate(value: Decimal, of: Decimal | None) -> Decimal | None:
    return value / of if of else None


def _stages(picture: Picture) -> list[_Stage]:
    if not picture.dimensions:
        values = picture.answer.at()
        return [
            _Stage(picture.label(measure), values[index], index, None) for index, measure in enumerate(picture.measures)
        ]
    aside = _aside(picture)
    return [
        _Stage(group.label, picture.answer.at(place)[0], 0, group.key, picture.answer.at(place)[1:])
        for place, group in enumerate(picture.dimensions[0].groups)
        if not _is_aside(group, aside)
    ]


def _is_aside(group: Group, aside: frozenset[str]) -> bool:
    """Whether the group is no step: records without one, the rest of them, or where they drop out."""
    return group.is_empty or group.is_others or group.value in aside


def _aside(picture: Picture) -> frozenset[str]:
    """Where records drop out of a flow: no step of it."""
    index = index_of(picture.presentation.application)
    flow = index.flow_by_name.get(picture.dimensions[0].definition.form.name or "") if index is not None else None
    return dead_ends(flow) if flow is not None else frozenset()


def _dropped_out(picture: Picture) -> list[str]:
    """What is in no step, as a sentence."""
    if not picture.dimensions:
        return []
    aside = _aside(picture)
    found = [
        f"{group.label} {picture.write_short(picture.measures[0], picture.answer.at(place)[0])}"
        for place, group in enumerate(picture.dimensions[0].groups)
        if _is_aside(group, aside) and decimal(picture.answer.at(place)[0])
    ]
    return [picture.say("chart.dropped_out", groups=picture.say("filter.joined").join(found))] if found else []
