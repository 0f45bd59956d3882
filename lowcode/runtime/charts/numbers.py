"""Big numbers: each with its change, its target and its course."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from lowcode.runtime.charts.changes import ChangeView, change_since
from lowcode.runtime.charts.parts import decimal
from lowcode.runtime.charts.picture import Picture

WIDTH: Final = 120
HEIGHT: Final = 32
_EDGE: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One number. `full` is the whole of it where `text` is short."""

    label: str
    text: str
    full: str
    change: ChangeView | None
    target: str
    """`目标 500万 · 68%`, empty without one."""
    share: float | None
    """Of the target, from 0 to 100; None without one."""
    measure: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """A line below the number, as the paths of an SVG `WIDTH` by `HEIGHT` wide."""

    line: str
    surface: str
    first: str
    last: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberView:
    """For `charts/number.html`."""

    figures: tuple[Figure, ...]
    course: Course | None


def number_view(picture: Picture) -> NumberView:
    """The totals of all measures."""
    return NumberView(
        figures=tuple(_figure(picture, index) for index in range(len(picture.measures))),
        course=_course(picture) if picture.dimensions else None,
    )


def _figure(picture: Picture, index: int) -> Figure:
    measure, value = picture.measures[index], picture.answer.totals[index]
    compared, target = picture.answer.compared, picture.answer.target
    goal = decimal(target.total) if target is not None and index == 0 else Decimal()
    reached = decimal(value) / goal if goal > 0 else None
    text = ""
    if reached is not None and target is not None:
        text = picture.say(
            "chart.target_and_rate",
            value=picture.write_short(measure, target.total),
            rate=picture.write_share(reached),
        )
    return Figure(
        label=picture.label(measure),
        text=picture.write_short(measure, value) or picture.say("chart.no_value"),
        full=picture.write(measure, value),
        change=change_since(picture, measure, value, compared.table.totals[index], compared.label)
        if compared is not None
        else None,
        target=text,
        share=float(round(min(max(reached, Decimal()), Decimal(1)) * 100, 1)) if reached is not None else None,
        measure=index,
    )


def _course(picture: Picture) -> Course | None:
    groups = picture.dimensions[0].groups
    numbers = [picture.at((place,), 0) for place, group in enumerate(groups) if not group.is_empty]
    if len(numbers) < 2:
        return None
    line = sparkline([each or 0 for each in numbers])
    surface = f"{line}L{WIDTH},{HEIGHT}L0,{HEIGHT}Z"
    shown = [group.label for group in groups if not group.is_empty]
    return Course(line=line, surface=surface, first=shown[0], last=shown[-1])


def sparkline(numbers: Sequence[float]) -> str:
    """The path of a line through the numbers, from edge to edge; even ones lie in the middle."""
    low, high = min(numbers), max(numbers)
    step = WIDTH / (len(numbers) - 1)
    room = HEIGHT - 2 * _EDGE
    points = []
    for place, number in enumerate(numbers):
        share = (number - low) / (high - low) if high > low else 0.5
        points.append(f"{place * step:.1f},{HEIGHT - _EDGE - share * room:.1f}")
    return "M" + "L".join(points)
