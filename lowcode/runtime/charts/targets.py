"""Targets along an axis: one line where all groups have the same, a dash for each where they have their own."""

from __future__ import annotations

from dataclasses import dataclass

from lowcode.runtime.charts.drawing import Option
from lowcode.runtime.charts.picture import Picture
from lowcode.runtime.charts.series import Numbers
from lowcode.runtime.charts.texts import plain
from lowcode.runtime.charts.tokens import page_color
from lowcode.runtime.reports.answers import Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Targets:
    """What the groups along the axis should reach."""

    label: str
    numbers: Numbers
    text: str
    """What stands at the line, if all have the same target."""

    @property
    def is_single(self) -> bool:
        """Whether all groups have the same target."""
        return len(set(self.numbers)) == 1

    @property
    def largest(self) -> float:
        """The greatest of them."""
        return max((abs(number) for number in self.numbers if number is not None), default=0.0)


def targets_of(picture: Picture, count: int, *, is_stacked: bool = False) -> Targets | None:
    """The targets of the first groups; None without any, or where each of several series has its own."""
    target = picture.answer.target
    if target is None:
        return None
    if len(picture.dimensions) == 1:
        values = [target.cells.get((place,)) for place in range(count)]
    elif is_stacked:
        values = [target.margins.get((place, None)) for place in range(count)]
    else:
        values = _same_for_all(list(target.cells.values()), count)
    numbers = tuple(picture.number(value) for value in values)
    if not any(number is not None for number in numbers):
        return None
    first = next(value for value in values if value is not None)
    text = picture.say("chart.target_is", value=picture.write_short(picture.measures[0], first))
    return Targets(label=picture.say("chart.target"), numbers=numbers, text=text)


def undrawn_target_note(picture: Picture, targets: Targets | None) -> list[str]:
    """A sentence where the report has a target that the chart has no place for."""
    target = picture.answer.target
    if targets is not None or target is None or not any(value is not None for value in target.cells.values()):
        return []
    return [picture.say("chart.target_in_table")]


def target_line(targets: Targets, *, is_lying: bool = False) -> Option:
    """A series that is nothing but a line across, with the target at its end; the axis reaches as far."""
    number = targets.numbers[0]
    return {
        "type": "scatter",
        "data": [[number, 0] if is_lying else [0, number]],
        "symbolSize": 0,
        "silent": True,
        "tooltip": {"show": False},
        "markLine": {
            "silent": True,
            "symbol": "none",
            "animation": False,
            "data": [{"xAxis" if is_lying else "yAxis": number}],
            "lineStyle": {"color": page_color("target"), "type": "dashed", "width": 1.5},
            "label": {
                "formatter": plain(targets.text),
                "position": "start" if is_lying else "insideEndTop",
                "color": page_color("target"),
            },
        },
    }


def target_dashes(targets: Targets, *, is_lying: bool = False) -> Option:
    """A dash at the target of each group."""
    numbers = enumerate(targets.numbers)
    return {
        "type": "scatter",
        "name": targets.label,
        "data": [[number, place] if is_lying else [place, number] for place, number in numbers if number is not None],
        "symbol": "rect",
        "symbolSize": [3, 20] if is_lying else [28, 3],
        "itemStyle": {"color": page_color("target")},
        "format": 0,
        "z": 4,
    }


def target_steps(targets: Targets) -> Option:
    """A stepped line through the targets of the groups."""
    return {
        "type": "line",
        "name": targets.label,
        "data": list(targets.numbers),
        "step": "middle",
        "showSymbol": False,
        "itemStyle": {"color": page_color("target")},
        "lineStyle": {"width": 1.5, "type": "dashed"},
        "format": 0,
    }


def _same_for_all(values: list[Value], count: int) -> list[Value]:
    return values[:1] * count if len(set(values)) == 1 else []
