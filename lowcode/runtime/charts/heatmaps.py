"""Colours that tell sizes: where two dimensions meet, and day by day."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from decimal import Decimal
from typing import Final

from lowcode.runtime.charts.drawing import Option, Sketch
from lowcode.runtime.charts.layout import base, group_axis, is_time
from lowcode.runtime.charts.picture import Picture
from lowcode.runtime.charts.scales import largest
from lowcode.runtime.charts.tokens import page_color, value_label
from lowcode.runtime.reports.answers import Group

_MOST_ACROSS: Final = 60
_MOST_DOWN: Final = 40
_MOST_LABELLED: Final = 120
_LANE: Final = 30
_MOST_YEARS: Final = 3
_YEAR_ROOM: Final = 172


def draw_heatmap(picture: Picture) -> Sketch:
    """The first dimension across, the second down."""
    across, down = (dimension.groups for dimension in picture.dimensions[:2])
    notes = []
    if len(across) > _MOST_ACROSS or len(down) > _MOST_DOWN:
        notes.append(picture.say("chart.cut_grid", across=_MOST_ACROSS, down=_MOST_DOWN))
    across, down = across[:_MOST_ACROSS], down[:_MOST_DOWN]
    items = [
        _square(picture, (column, row), (across[column], down[row]))
        for column in range(len(across))
        for row in range(len(down))
        if picture.at((column, row), 0) is not None
    ]
    numbers = [item["value"][2] for item in items]
    first, second = (dimension.definition for dimension in picture.dimensions[:2])
    option = base() | {
        "grid": {"left": 2, "right": 8, "top": 8, "bottom": 40, "outerBoundsMode": "same"},
        "xAxis": _plain_axis(across, is_even=is_time(first)),
        "yAxis": _plain_axis(down, is_even=is_time(second), is_lying=True),
        "visualMap": shades(picture, numbers),
        "series": [
            {
                "type": "heatmap",
                "data": items,
                "itemStyle": {"borderColor": page_color("surface"), "borderWidth": 2, "borderRadius": 4},
                "label": {"show": len(items) <= _MOST_LABELLED, "formatter": value_label(0), "fontSize": 11},
                "emphasis": {"itemStyle": {"borderColor": page_color("ink")}},
                "format": 0,
            }
        ],
    }
    return Sketch(option=option, notes=notes, height=110 + _LANE * max(5, len(down)))


def draw_calendar(picture: Picture) -> Sketch:
    """A square per day, a strip per year, the latest years."""
    days = [
        (group.value, picture.at((place,), 0), group)
        for place, group in enumerate(picture.dimensions[0].groups)
        if isinstance(group.value, datetime.date)
    ]
    years = sorted({day.year for day, number, _ in days if number} or {day.year for day, _, _ in days})
    notes = []
    if len(years) > _MOST_YEARS:
        notes.append(picture.say("chart.cut_years", count=_MOST_YEARS))
        years = years[-_MOST_YEARS:]
    numbers = [number for day, number, _ in days if day.year in years]
    option = base() | {
        "calendar": [_year(picture, year, order) for order, year in enumerate(years)],
        "visualMap": shades(picture, numbers) | {"bottom": 0},
        "series": [
            {
                "type": "heatmap",
                "coordinateSystem": "calendar",
                "calendarIndex": order,
                "data": [_day(picture, day, number, group) for day, number, group in days if day.year == year],
                "format": 0,
            }
            for order, year in enumerate(years)
        ],
    }
    return Sketch(option=option, notes=notes, height=56 + _YEAR_ROOM * max(1, len(years)))


def shades(picture: Picture, numbers: Iterable[float | None]) -> Option:
    """From hardly any colour to the accent; where there are numbers below zero, from red over nothing to the accent."""
    known = [each for each in numbers if each is not None]
    low, high = min(known, default=0), max(known, default=0)
    top = largest(known)
    colors = [page_color("accent", mix=0.08), page_color("accent", mix=0.5), page_color("accent")]
    if low < 0:
        low, high = -top, top
        colors = [page_color("bad"), page_color("track"), page_color("accent")]
    elif low == high or low > 0:
        low = 0
    return {
        "type": "continuous",
        "min": low,
        "max": high or 1,
        "calculable": False,
        "orient": "horizontal",
        "left": "center",
        "bottom": 0,
        "itemWidth": 10,
        "itemHeight": 140,
        "text": [_written(picture, high), _written(picture, low)],
        "textStyle": {"color": page_color("ink-3"), "fontSize": 11},
        "inRange": {"color": colors},
    }


def _written(picture: Picture, number: float) -> str:
    return picture.write_short(picture.measures[0], number if isinstance(number, int) else Decimal(str(number)))


def _plain_axis(groups: tuple[Group, ...], *, is_even: bool, is_lying: bool = False) -> Option:
    axis = group_axis([group.label for group in groups], is_lying=is_lying, is_time=is_even)
    return axis | {"axisLine": {"show": False}, "splitLine": {"show": False}, "splitArea": {"show": False}}


def _square(picture: Picture, place: tuple[int, int], groups: tuple[Group, Group]) -> Option:
    value = picture.answer.at(*place)[0]
    return {
        "value": [*place, picture.number(value)],
        "title": f"{groups[0].label} · {groups[1].label}",
        "tip": [[picture.label(picture.measures[0]), picture.write(picture.measures[0], value)]],
        "keys": [groups[0].key, groups[1].key],
    }


def _day(picture: Picture, day: datetime.date, number: float | None, group: Group) -> Option:
    measure = picture.measures[0]
    return {
        "value": [f"{day:%Y-%m-%d}", 0 if number is None else number],
        "title": group.label,
        "tip": [[picture.label(measure), picture.write_number(measure, number) if number is not None else ""]],
        "keys": [group.key],
    }


def _year(picture: Picture, year: int, order: int) -> Option:
    return {
        "range": str(year),
        "top": 26 + order * _YEAR_ROOM,
        "left": 44,
        "right": 8,
        "cellSize": ["auto", 17],
        "splitLine": {"lineStyle": {"color": page_color("line-strong"), "width": 1}},
        "itemStyle": {
            "color": page_color("track"),
            "borderColor": page_color("surface"),
            "borderWidth": 2,
        },
        "dayLabel": {
            "firstDay": 1,
            "nameMap": "ZH" if picture.is_chinese else "EN",
            "color": page_color("ink-3"),
            "fontSize": 10,
        },
        "monthLabel": {"nameMap": "ZH" if picture.is_chinese else "EN", "color": page_color("ink-3"), "fontSize": 11},
        "yearLabel": {"show": True, "color": page_color("ink-3"), "fontSize": 12, "margin": 24},
    }
