"""A number on an arc that ends at its target."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from lowcode.runtime.charts.changes import ChangeView, change_since
from lowcode.runtime.charts.drawing import Option, Sketch
from lowcode.runtime.charts.layout import base
from lowcode.runtime.charts.parts import decimal
from lowcode.runtime.charts.picture import Picture
from lowcode.runtime.charts.tokens import page_color
from lowcode.runtime.reports.answers import Value

_HEIGHT: Final = 260


def draw_gauge(picture: Picture) -> Sketch:
    """An arc from zero to the target, filled as far as the number has come."""
    value = picture.answer.totals[0]
    target = picture.answer.target.total if picture.answer.target is not None else None
    reached, end = decimal(value), decimal(target)
    notes = [] if end > 0 else [picture.say("chart.no_target")]
    share = max(Decimal(), min(reached / end, Decimal(1))) if end > 0 else Decimal()
    return Sketch(option=base() | {"series": [_arc(picture, value, target, share)]}, notes=notes, height=_HEIGHT)


def _change(picture: Picture, value: Value) -> ChangeView | None:
    compared = picture.answer.compared
    if compared is None:
        return None
    return change_since(picture, picture.measures[0], value, compared.table.totals[0], compared.label)


def _arc(picture: Picture, value: Value, target: Value, share: Decimal) -> Option:
    measure = picture.measures[0]
    reached, end = decimal(value), decimal(target)
    is_reached = 0 < end <= reached
    color = page_color("good" if is_reached else "accent")
    rate = picture.write_share(reached / end) if end > 0 else ""
    sentence = picture.say("chart.target_is", value=picture.write_short(measure, target)) if end > 0 else ""
    number = picture.write_short(measure, value) or picture.say("chart.no_value")
    change = _change(picture, value)
    lines = (("number", number), ("rate", rate), ("target", sentence), ("target", change.words if change else ""))
    detail = "\n".join(f"{{{style}|{text}}}" for style, text in lines if text)
    tip = [[picture.label(measure), picture.write(measure, value)]]
    if end > 0:
        tip += [[picture.say("chart.target"), picture.write(measure, target)], [picture.say("chart.reached"), rate]]
    return {
        "type": "gauge",
        "min": 0,
        "max": 1,
        "startAngle": 210,
        "endAngle": -30,
        "radius": "96%",
        "center": ["50%", "58%"],
        "progress": {"show": share > 0, "width": 16, "roundCap": True, "itemStyle": {"color": color}},
        "axisLine": {"roundCap": True, "lineStyle": {"width": 16, "color": [[1, page_color("track")]]}},
        "pointer": {"show": False},
        "anchor": {"show": False},
        "axisTick": {"show": False},
        "splitLine": {"show": False},
        "axisLabel": {"show": False},
        "title": {"show": False},
        "detail": {
            "offsetCenter": [0, "2%"],
            "formatter": detail,
            "rich": {
                "number": {"fontSize": 26, "fontWeight": 600, "lineHeight": 36, "color": page_color("ink")},
                "rate": {"fontSize": 14, "fontWeight": 600, "lineHeight": 24, "color": color},
                "target": {"fontSize": 12, "fontWeight": 400, "lineHeight": 20, "color": page_color("ink-3")},
            },
        },
        "data": [{"value": float(share), "title": picture.answer.label, "tip": tip, "keys": []}],
    }
