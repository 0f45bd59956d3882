"""Waterfalls: how a total comes about, one gain or loss after another. And plain columns for measures as steps."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from lowcode.runtime.charts.drawing import Option, Sketch
from lowcode.runtime.charts.layout import COLUMNS_AT_ONCE, MOST_LABELLED, base, grid, group_axis, is_time, zoom
from lowcode.runtime.charts.parts import decimal
from lowcode.runtime.charts.picture import Picture
from lowcode.runtime.charts.scales import largest, scale, value_axis
from lowcode.runtime.charts.series import MOST_GROUPS
from lowcode.runtime.charts.tokens import Token, own_text, page_color
from lowcode.runtime.reports.answers import Value


@dataclass(frozen=True, slots=True)
class _Stretch:
    """A column from `start` to `end`."""

    label: str
    start: Decimal
    end: Decimal
    change: Decimal
    key: str | None
    measure: int
    color: Token


def draw_waterfall(picture: Picture) -> Sketch:
    """A column per change, each from where the one before has ended; the last is the total."""
    stretches = _changes(picture)
    total = stretches[-1].end if stretches else Decimal()
    whole = _Stretch(picture.say("chart.total"), Decimal(), total, total, None, 0, page_color("accent"))
    return _columns(picture, [*stretches, whole])


def draw_steps(picture: Picture) -> Sketch:
    """A column per measure, each from zero."""
    values = picture.answer.at()
    steps = [
        _Stretch(
            picture.label(measure), Decimal(), decimal(values[index]), decimal(values[index]), None, index,
            page_color("accent"),
        )
        for index, measure in enumerate(picture.measures)
    ]  # fmt: skip
    return _columns(picture, steps)


def _changes(picture: Picture) -> list[_Stretch]:
    if picture.dimensions:
        groups = picture.dimensions[0].groups[:MOST_GROUPS]
        given: list[tuple[str, Value, str | None, int]] = [
            (group.label, picture.answer.at(place)[0], group.key, 0) for place, group in enumerate(groups)
        ]
    else:
        values = picture.answer.at()
        given = [(picture.label(each), values[index], None, index) for index, each in enumerate(picture.measures)]
    found, height = [], Decimal()
    for label, value, key, measure in given:
        change = decimal(value)
        color = page_color("good" if change >= 0 else "bad")
        found.append(_Stretch(label, height, height + change, change, key, measure, color))
        height += change
    return found


def _columns(picture: Picture, stretches: list[_Stretch]) -> Sketch:
    """What reaches across zero is two columns, one on each side; what hangs in the air stands on one that is unseen."""
    axis = scale(picture, range(len(picture.measures)), largest(float(each.end) for each in stretches))
    zooms = zoom(len(stretches), COLUMNS_AT_ONCE)
    is_labelled = len(stretches) <= MOST_LABELLED
    is_even = bool(picture.dimensions) and is_time(picture.dimensions[0].definition)
    option = base() | {
        "grid": grid(has_legend=False, has_name=bool(axis.name), has_zoom=bool(zooms)),
        "xAxis": group_axis([each.label for each in stretches], is_time=is_even),
        "yAxis": value_axis(axis),
        "dataZoom": zooms,
        "series": [
            _series([_between(each) for each in stretches]) | {"silent": True, "itemStyle": {"opacity": 0}},
            _series([_item(picture, each, max(each.start, each.end, Decimal()), each.end >= 0) for each in stretches])
            | _labelled(is_labelled, "top"),
            _series([_item(picture, each, min(each.start, each.end, Decimal()), each.end < 0) for each in stretches])
            | _labelled(is_labelled, "bottom"),
        ],
    }
    return Sketch(option=option)


def _series(data: list[Option]) -> Option:
    return {"type": "bar", "stack": "all", "barMaxWidth": 44, "data": data}


def _between(stretch: _Stretch) -> Option:
    """From zero to where the column begins; nothing if it reaches across zero."""
    low, high = sorted((stretch.start, stretch.end))
    return {"value": float(low if low > 0 else min(high, Decimal()))}


def _item(picture: Picture, stretch: _Stretch, far: Decimal, is_end: bool) -> Option:
    """The part of a column on one side of zero, as far as `far`; the label stands where the column ends."""
    base_value = Decimal(str(_between(stretch)["value"]))
    measure = picture.measures[stretch.measure]
    same_side = base_value * far >= 0 and far != 0
    return {
        "value": float(far - base_value) if same_side else 0,
        "text": picture.write_short(measure, stretch.change) if is_end and (same_side or not stretch.change) else "",
        "title": stretch.label,
        "tip": [
            [picture.label(measure), picture.write(measure, stretch.change)],
            [picture.say("chart.so_far"), picture.write(measure, stretch.end)],
        ],
        "keys": [stretch.key] if picture.dimensions else [],
        "measure": stretch.measure,
        "itemStyle": {"color": stretch.color, "borderRadius": 2},
    }


def _labelled(is_labelled: bool, position: str) -> Option:
    if not is_labelled:
        return {}
    return {
        "label": {
            "show": True,
            "position": position,
            "formatter": own_text(),
            "color": page_color("ink-2"),
            "fontSize": 11,
        }
    }
