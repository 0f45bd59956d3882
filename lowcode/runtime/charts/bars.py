"""Columns and bars: side by side, stacked, or each of them 100 %."""

from __future__ import annotations

from lowcode.runtime.charts.drawing import Option, Sketch
from lowcode.runtime.charts.layout import (
    BARS_AT_ONCE,
    COLUMNS_AT_ONCE,
    base,
    grid,
    group_axis,
    has_room_for_labels,
    is_time,
    label_beside,
    legend,
    room_for_labels,
    zoom,
)
from lowcode.runtime.charts.picture import Picture
from lowcode.runtime.charts.scales import Scale, largest, scales, undrawn_note, value_axis
from lowcode.runtime.charts.series import Rows, Series, rows_of
from lowcode.runtime.charts.targets import Targets, target_dashes, target_line, targets_of, undrawn_target_note
from lowcode.runtime.charts.tokens import page_color

_ROUND = 3
_BAR_ROOM = 30
"""Pixels of a lying bar with the gap to the next."""
_TARGET_ROOM = 14
_WHOLE = Scale((0,), "", 1, "")


def draw_bar(picture: Picture) -> Sketch:
    """Columns beside each other, or upon each other with `stack`."""
    return _columns(picture, is_stacked=picture.chart.stack)


def draw_stacked_bar(picture: Picture) -> Sketch:
    """Columns that consist of segments."""
    return _columns(picture, is_stacked=True)


def draw_hbar(picture: Picture) -> Sketch:
    """Bars that lie, one below the other."""
    rows = rows_of(picture, most_units=1, with_earlier=True)
    is_stacked = picture.chart.stack and not _has_earlier(rows)
    targets = targets_of(picture, len(rows.groups), is_stacked=is_stacked)
    axis = _scales(picture, rows, targets, is_stacked=is_stacked)[0]
    zooms = zoom(len(rows.groups), BARS_AT_ONCE, is_lying=True)
    names = [each.label for each in rows.series]
    series = _bars(rows, is_stacked=is_stacked, is_lying=True)
    _with_targets(series, names, targets, is_lying=True)
    option = base(tooltip="axis") | {
        "legend": legend(names),
        "grid": grid(has_legend=len(names) > 1, has_name=bool(axis.name), has_zoom=bool(zooms), is_lying=True),
        "xAxis": value_axis(axis) | room_for_labels(rows, is_lying=True) | {"nameLocation": "middle", "nameGap": 22},
        "yAxis": group_axis(rows.labels, is_lying=True),
        "dataZoom": zooms,
        "series": series,
    }
    option["xAxis"] |= {"nameTextStyle": {"color": page_color("ink-3")}}
    if targets is not None and targets.is_single:
        option["grid"]["top"] += _TARGET_ROOM
    per_group = 1 if is_stacked else max(1, len(rows.series) * 0.7)
    shown = min(len(rows.groups), BARS_AT_ONCE)
    return Sketch(
        option=option,
        notes=[*rows.notes, *undrawn_note(picture, _drawn(rows)), *undrawn_target_note(picture, targets)],
        height=round(90 + shown * _BAR_ROOM * per_group),
        first_keys=rows.keys,
    )


def draw_percent_bar(picture: Picture) -> Sketch:
    """Columns of 100 %. Where something is below zero there are no such parts: then they are stacked as they are."""
    rows = rows_of(picture, most_units=1)
    if any(number is not None and number < 0 for series in rows.series for number in series.numbers):
        sketch = _columns(picture, is_stacked=True)
        sketch.notes.append(picture.say("chart.negative_parts"))
        return sketch
    totals = tuple(sum(each.numbers[place] or 0 for each in rows.series) for place in range(len(rows.groups)))
    zooms = zoom(len(rows.groups), COLUMNS_AT_ONCE)
    names = [each.label for each in rows.series]
    axis = value_axis(_WHOLE, with_name=False) | {
        "max": 1,
        "interval": 0.25,
        "axisLabel": {"formatter": {"$axis": {"percent": True}}},
    }
    option = base(tooltip="axis") | {
        "legend": legend(names),
        "grid": grid(has_legend=True, has_name=False, has_zoom=bool(zooms)),
        "xAxis": group_axis(rows.labels, is_time=is_time(picture.dimensions[0].definition)),
        "yAxis": axis,
        "dataZoom": zooms,
        "series": [_segment(each, totals) for each in rows.series],
    }
    notes = [*rows.notes, *undrawn_note(picture, _drawn(rows))]
    return Sketch(option=option, notes=notes, first_keys=rows.keys)


def _columns(picture: Picture, *, is_stacked: bool) -> Sketch:
    rows = rows_of(picture, most_units=1 if is_stacked else 2, with_earlier=True)
    is_stacked = is_stacked and not _has_earlier(rows)
    targets = targets_of(picture, len(rows.groups), is_stacked=is_stacked)
    axes = _scales(picture, rows, targets, is_stacked=is_stacked)
    zooms = zoom(len(rows.groups), COLUMNS_AT_ONCE)
    names = [each.label for each in rows.series]
    series = _bars(rows, is_stacked=is_stacked, axes=axes)
    _with_targets(series, names, targets)
    option = base(tooltip="axis") | {
        "legend": legend(names),
        "grid": grid(has_legend=len(names) > 1, has_name=any(axis.name for axis in axes), has_zoom=bool(zooms)),
        "xAxis": group_axis(rows.labels, is_time=is_time(picture.dimensions[0].definition)),
        "yAxis": [value_axis(axis, is_second=place > 0) for place, axis in enumerate(axes)],
        "dataZoom": zooms,
        "series": series,
    }
    notes = [*rows.notes, *undrawn_note(picture, _drawn(rows)), *undrawn_target_note(picture, targets)]
    return Sketch(option=option, notes=notes, first_keys=rows.keys)


def _bars(
    rows: Rows, *, is_stacked: bool = False, is_lying: bool = False, axes: tuple[Scale, ...] = ()
) -> list[Option]:
    axis_of = {measure: place for place, axis in enumerate(axes) for measure in axis.measures}
    is_labelled = has_room_for_labels(rows) and not is_stacked
    found = []
    for each in rows.series:
        series: Option = {
            "type": "bar",
            "name": each.label,
            "data": list(each.numbers),
            "itemStyle": {"color": each.color},
            "barMaxWidth": 22 if is_lying else 40,
            "barMinHeight": 2,
            "format": each.measure,
            "key": each.key,
        }
        if is_stacked:
            series |= {"stack": "all", "barMinHeight": 0, "data": [number or None for number in each.numbers]}
            series["itemStyle"] |= {"borderColor": page_color("surface"), "borderWidth": 1}
        else:
            series["itemStyle"]["borderRadius"] = [0, _ROUND, _ROUND, 0] if is_lying else [_ROUND, _ROUND, 0, 0]
        if axis_of.get(each.measure):
            series["yAxisIndex"] = axis_of[each.measure]
        if each.is_earlier:
            series["isEarlier"] = True
        if is_labelled:
            series |= label_beside(each, "right" if is_lying else "top")
        found.append(series)
    return found


def _segment(series: Series, totals: tuple[float | int, ...]) -> Option:
    shares = [
        {"value": round((number or 0) / total, 6) if total else 0, "raw": number}
        for number, total in zip(series.numbers, totals, strict=True)
    ]
    return {
        "type": "bar",
        "stack": "all",
        "name": series.label,
        "data": shares,
        "itemStyle": {"color": series.color, "borderColor": page_color("surface"), "borderWidth": 1},
        "barMaxWidth": 48,
        "format": series.measure,
        "key": series.key,
    }


def _with_targets(series: list[Option], names: list[str], targets: Targets | None, *, is_lying: bool = False) -> None:
    if targets is None:
        return
    if targets.is_single:
        series.append(target_line(targets, is_lying=is_lying))
    else:
        names.append(targets.label)
        series.append(target_dashes(targets, is_lying=is_lying))


def _scales(picture: Picture, rows: Rows, targets: Targets | None, *, is_stacked: bool) -> tuple[Scale, ...]:
    drawn = _drawn(rows)
    sizes = []
    for measure in drawn:
        own = [each.numbers for each in rows.series if each.measure == measure]
        sizes.append(_stack_height(rows) if is_stacked else max(largest(numbers) for numbers in own))
    if targets is not None:
        sizes[0] = max(sizes[0], targets.largest)
    return scales(picture, drawn, sizes)


def _stack_height(rows: Rows) -> float:
    columns = zip(*(each.numbers for each in rows.series), strict=True)
    return max((sum(abs(number) for number in column if number is not None) for column in columns), default=0.0)


def _drawn(rows: Rows) -> tuple[int, ...]:
    return tuple(dict.fromkeys(each.measure for each in rows.series))


def _has_earlier(rows: Rows) -> bool:
    return any(each.is_earlier for each in rows.series)
