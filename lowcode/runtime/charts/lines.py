"""Courses: lines, areas, columns with lines, and dots along time."""

from __future__ import annotations

import math
from dataclasses import replace

from lowcode.runtime.charts.drawing import Option, Sketch
from lowcode.runtime.charts.layout import (
    base,
    grid,
    group_axis,
    has_room_for_labels,
    is_time,
    label_beside,
    legend,
    time_zoom,
)
from lowcode.runtime.charts.picture import Picture
from lowcode.runtime.charts.scales import Scale, largest, scale, scales, undrawn_note, units_of, value_axis
from lowcode.runtime.charts.series import Rows, Series, rows_of
from lowcode.runtime.charts.targets import Targets, target_line, target_steps, targets_of, undrawn_target_note
from lowcode.runtime.charts.tokens import Token, page_color

_MARKED, _MOST_MARKS = 31, 72
"""Lines of up to so many points, and so many in all, show each of them."""
_FLAT = 12
"""How many times smaller than the columns a line may be before it gets an axis of its own."""
_LARGEST_DOT, _SMALLEST_DOT = 26, 5
_LANE = 48


def draw_line(picture: Picture) -> Sketch:
    """A line per measure or group."""
    rows = rows_of(picture, with_earlier=True, is_course=True)
    return _course(picture, rows, [_line(each, rows) for each in rows.series], is_stacked=False)


def draw_area(picture: Picture) -> Sketch:
    """Lines with the surface below them; with `stack` one upon the other."""
    is_stacked = picture.chart.stack
    rows = rows_of(picture, most_units=1 if is_stacked else 2, with_earlier=not is_stacked, is_course=True)
    series = []
    for each in rows.series:
        line = _line(each, rows)
        if not each.is_earlier:
            line["areaStyle"] = {"opacity": 0.75 if is_stacked else 0.14}
        if is_stacked:
            line |= {"stack": "all", "lineStyle": {"width": 1}, "label": {"show": False}}
        series.append(line)
    return _course(picture, rows, series, is_stacked=is_stacked)


def draw_combo(picture: Picture) -> Sketch:
    """Columns for measures in the unit of the first, lines for the rest; if all have one unit, the last is a line."""
    rows = rows_of(picture, is_course=True)
    first_unit = units_of(picture)[0]
    lines = {each.measure for each in rows.series if picture.unit(picture.measures[each.measure]) != first_unit}
    if not lines and len(rows.series) > 1:
        lines = {rows.series[-1].measure}
    series = [
        _line(each, rows) if each.measure in lines else _column(replace(each, color=_leading(each, order)))
        for order, each in enumerate(rows.series)
    ]
    return _course(picture, rows, series, is_stacked=False, apart=_flat_lines(rows, lines))


def _leading(series: Series, order: int) -> Token:
    """The first column has the accent."""
    return page_color("accent") if order == 0 else series.color


def _flat_lines(rows: Rows, lines: set[int]) -> frozenset[int]:
    """Lines that would lie on the ground beside the columns."""
    columns = max((largest(each.numbers) for each in rows.series if each.measure not in lines), default=0.0)
    top = max((largest(each.numbers) for each in rows.series if each.measure in lines), default=0.0)
    return frozenset(lines) if 0 < top * _FLAT < columns else frozenset()


def draw_timeline(picture: Picture) -> Sketch:
    """A lane per measure or group, and in it a dot per period, as large as the number."""
    rows = rows_of(picture, most_units=6, is_course=True)
    tops = [largest(each.numbers) for each in rows.series]
    if len(picture.dimensions) > 1:
        tops = [max(tops, default=0.0)] * len(tops)
    lanes = [each.label for each in rows.series]
    series = [
        {
            "type": "scatter",
            "name": each.label,
            "data": _dots(picture, rows, each, lane, top),
            "itemStyle": {"color": each.color, "opacity": 0.8},
            "format": each.measure,
            "key": each.key,
        }
        for lane, (each, top) in enumerate(zip(rows.series, tops, strict=True))
    ]
    zooms = time_zoom(len(rows.groups))
    option = base() | {
        "grid": grid(has_legend=False, has_name=False, has_zoom=bool(zooms)) | {"right": 20},
        "xAxis": group_axis(rows.labels, is_time=True) | {"boundaryGap": True, "splitLine": {"show": False}},
        "yAxis": _lanes(lanes),
        "dataZoom": zooms,
        "series": series,
    }
    return Sketch(option=option, notes=list(rows.notes), height=70 + _LANE * max(2, len(lanes)), first_keys=rows.keys)


def _lanes(names: list[str]) -> Option:
    axis = group_axis(names, is_lying=True)
    axis["axisLabel"]["margin"] = _LARGEST_DOT // 2 + 4
    return axis | {"splitLine": {"show": True, "lineStyle": {"color": page_color("line")}}}


def _course(
    picture: Picture, rows: Rows, series: list[Option], *, is_stacked: bool, apart: frozenset[int] = frozenset()
) -> Sketch:
    """`apart`: measures with an axis of their own, although their unit is that of the others."""
    targets = targets_of(picture, len(rows.groups), is_stacked=is_stacked)
    axes = _scales(picture, rows, targets, is_stacked=is_stacked, apart=apart)
    axis_of = {measure: place for place, axis in enumerate(axes) for measure in axis.measures}
    for each in series:
        if axis_of.get(each["format"]):
            each["yAxisIndex"] = axis_of[each["format"]]
    names = [each.label for each in rows.series]
    if targets is not None and targets.is_single:
        series.append(target_line(targets))
    elif targets is not None:
        names.append(targets.label)
        series.append(target_steps(targets))
    zooms = time_zoom(len(rows.groups))
    has_columns = any(each["type"] == "bar" for each in series)
    option = base(tooltip="axis") | {
        "legend": legend(names),
        "grid": grid(has_legend=len(names) > 1, has_name=any(axis.name for axis in axes), has_zoom=bool(zooms)),
        "xAxis": group_axis(rows.labels, is_time=is_time(picture.dimensions[0].definition))
        | {"boundaryGap": has_columns or len(rows.groups) == 1},
        "yAxis": [value_axis(axis, is_second=place > 0) for place, axis in enumerate(axes)],
        "dataZoom": zooms,
        "series": series,
    }
    drawn = tuple(dict.fromkeys(each.measure for each in rows.series))
    notes = [*rows.notes, *undrawn_note(picture, drawn), *undrawn_target_note(picture, targets)]
    return Sketch(option=option, notes=notes, first_keys=rows.keys)


def _line(series: Series, rows: Rows) -> Option:
    count = sum(number is not None for number in series.numbers)
    found: Option = {
        "type": "line",
        "name": series.label,
        "data": list(series.numbers),
        "itemStyle": {"color": series.color},
        "lineStyle": {"width": 2},
        "symbol": "circle",
        "symbolSize": 8 if count == 1 else 6,
        "showSymbol": len(rows.groups) <= _MARKED and len(rows.groups) * len(rows.series) <= _MOST_MARKS,
        "format": series.measure,
        "key": series.key,
    }
    if series.is_earlier:
        found |= {"lineStyle": {"width": 1.5, "type": "dashed"}, "showSymbol": count == 1, "isEarlier": True}
    elif has_room_for_labels(rows):
        found |= label_beside(series, "top")
    return found


def _column(series: Series) -> Option:
    return {
        "type": "bar",
        "name": series.label,
        "data": list(series.numbers),
        "itemStyle": {"color": series.color, "borderRadius": [3, 3, 0, 0]},
        "barMaxWidth": 36,
        "format": series.measure,
        "key": series.key,
    }


def _dots(picture: Picture, rows: Rows, series: Series, lane: int, top: float) -> list[Option]:
    """Surfaces, not diameters, are in proportion."""
    dots = []
    for place, number in enumerate(series.numbers):
        if not number:
            continue
        size = _SMALLEST_DOT + (_LARGEST_DOT - _SMALLEST_DOT) * math.sqrt(abs(number) / top)
        measure = picture.measures[series.measure]
        dot: Option = {
            "value": [place, lane, number],
            "symbolSize": round(size, 1),
            "title": f"{series.label} · {rows.groups[place].label}",
            "tip": [[picture.label(measure), picture.write_number(measure, number)]],
            "keys": [rows.groups[place].key, series.key],
        }
        if number < 0:
            dot["itemStyle"] = {"color": page_color("bad")}
        dots.append(dot)
    return dots


def _scales(
    picture: Picture, rows: Rows, targets: Targets | None, *, is_stacked: bool, apart: frozenset[int]
) -> tuple[Scale, ...]:
    drawn = tuple(dict.fromkeys(each.measure for each in rows.series))
    if is_stacked:
        columns = zip(*(each.numbers for each in rows.series), strict=True)
        sizes = [max((sum(abs(number or 0) for number in column) for column in columns), default=0.0)] * len(drawn)
    else:
        own = [[each.numbers for each in rows.series if each.measure == measure] for measure in drawn]
        sizes = [max(largest(numbers) for numbers in rows_of_measure) for rows_of_measure in own]
    if targets is not None and sizes:
        sizes[0] = max(sizes[0], targets.largest)
    if not apart:
        return scales(picture, drawn, sizes)
    size_of = dict(zip(drawn, sizes, strict=True))
    parts = ([each for each in drawn if each not in apart], [each for each in drawn if each in apart])
    return tuple(scale(picture, part, max(size_of[each] for each in part)) for part in parts if part)
