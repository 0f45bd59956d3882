"""What charts along axes have in common: the room they take, the legend, the axis of groups, zoom, targets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from lowcode.runtime.charts.drawing import Option
from lowcode.runtime.charts.series import Rows, Series
from lowcode.runtime.charts.tokens import page_color, value_label
from lowcode.runtime.report_definitions import ByPart, ByPeriod, Dimension

LEGEND_ROOM: Final = 30
NAME_ROOM: Final = 26
_ZOOM_ROOM: Final = 34
MOST_LABELLED: Final = 12
"""Values stand beside the marks of a single series where there are no more than so many."""
COLUMNS_AT_ONCE: Final = 40
BARS_AT_ONCE: Final = 30
_POINTS_AT_ONCE: Final = 90


def base(*, tooltip: str = "item") -> Option:
    """What every option begins with; colours, fonts and the tooltip's content are the browser's business."""
    return {"tooltip": {"trigger": tooltip}, "animationDuration": 300}


def legend(names: Sequence[str]) -> Option:
    """A legend above, which turns pages when it is long; none for a single name."""
    return {"show": len(names) > 1, "type": "scroll", "top": 0, "left": 0, "data": list(names)}


def grid(*, has_legend: bool, has_name: bool, has_zoom: bool = False, is_lying: bool = False) -> Option:
    """The room of the axes with everything that stands beside them."""
    top = (LEGEND_ROOM if has_legend else 0) + (NAME_ROOM if has_name and not is_lying else 8)
    return {
        "left": 2,
        "right": 34 if is_lying and has_zoom else 18 if is_lying else 8,
        "top": top,
        "bottom": _ZOOM_ROOM if has_zoom and not is_lying else 26 if is_lying and has_name else 2,
        "outerBoundsMode": "same",
        "outerBoundsContain": "axisLabel",
    }


def group_axis(labels: Sequence[str], *, is_lying: bool = False, is_time: bool = False) -> Option:
    """The axis of groups. The browser turns, breaks or cuts labels that are too long for the room there is (`$fit`)."""
    axis: Option = {
        "type": "category",
        "data": list(labels),
        "axisTick": {"show": False},
        "axisLine": {"lineStyle": {"color": page_color("line-strong")}},
        "axisLabel": {"color": page_color("ink-2"), "hideOverlap": True},
    }
    if is_lying:
        axis |= {"inverse": True, "axisLine": {"show": False}}
        axis["axisLabel"] |= {"interval": 0}
    if not is_time:
        axis["$fit"] = "lying" if is_lying else "standing"
    return axis


def is_time(dimension: Dimension) -> bool:
    """Whether the labels of the groups follow each other so evenly that some may be left out."""
    return isinstance(dimension.grouping, ByPeriod | ByPart)


def zoom(count: int, at_once: int, *, is_lying: bool = False) -> list[Option]:
    """A slider and the wheel, where there are more groups than can be told apart at once."""
    if count <= at_once:
        return []
    axis = {"yAxisIndex": 0} if is_lying else {"xAxisIndex": 0}
    window: Option = {**axis, "startValue": 0, "endValue": at_once - 1}
    room = {"right": 2, "width": 14, "top": 8, "bottom": 8} if is_lying else {"bottom": 2, "height": 18}
    slider: Option = {**window, "type": "slider", "brushSelect": False, "showDetail": False, **room}
    inside = {**window, "type": "inside", "zoomOnMouseWheel": "ctrl", "moveOnMouseWheel": is_lying}
    return [slider, inside]


def time_zoom(count: int) -> list[Option]:
    """The same for a course: it opens on all of it."""
    if count <= _POINTS_AT_ONCE:
        return []
    slider: Option = {
        "type": "slider", "xAxisIndex": 0, "brushSelect": False, "showDetail": False, "bottom": 2, "height": 18,
    }  # fmt: skip
    return [slider, {"type": "inside", "xAxisIndex": 0, "zoomOnMouseWheel": "ctrl"}]


def has_room_for_labels(rows: Rows) -> bool:
    """Whether values may stand beside their marks."""
    return len(rows.series) == 1 and len(rows.groups) <= MOST_LABELLED


def room_for_labels(rows: Rows, *, is_lying: bool = False) -> Option:
    """What an axis of values needs beyond the largest of them, if they stand beside their marks."""
    if not has_room_for_labels(rows):
        return {}
    return {"boundaryGap": [0, "14%" if is_lying else "6%"]}


def label_beside(series: Series, position: str) -> Option:
    """The value beside its mark; hidden where two would lie upon each other."""
    return {
        "label": {
            "show": True,
            "position": position,
            "formatter": value_label(series.measure),
            "color": page_color("ink-2"),
            "fontSize": 11,
        },
        "labelLayout": {"hideOverlap": True},
    }
