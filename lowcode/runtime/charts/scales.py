"""Axes: which measures share one, in which magnitude their labels are told, and what stands at their end."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from babel import Locale
from babel.numbers import get_currency_name

from lowcode.runtime.charts.drawing import Option
from lowcode.runtime.charts.picture import Picture, Unit
from lowcode.runtime.charts.tokens import axis_label, page_color
from lowcode.runtime.locale.short_numbers import magnitudes
from lowcode.runtime.report_definitions import ValueForm

MOST_AXES: Final = 2
_PERCENT: Final = ValueForm.PERCENT.value
_MONEY: Final = ValueForm.MONEY.value
_YUAN: Final = {"CNY": "元"}


@dataclass(frozen=True, slots=True)
class Scale:
    """One axis of values."""

    measures: tuple[int, ...]
    """Those that are drawn along it."""
    name: str
    """At its end: `金额（万元）`."""
    divisor: int
    sign: str


def units_of(picture: Picture) -> tuple[Unit, ...]:
    """The different units of the measures, in their order."""
    return tuple(dict.fromkeys(picture.unit(each) for each in picture.measures))


def drawn_measures(picture: Picture, most_units: int = MOST_AXES) -> tuple[int, ...]:
    """The measures that find room on so many axes; the rest is in the table."""
    units = units_of(picture)[:most_units]
    return tuple(index for index, each in enumerate(picture.measures) if picture.unit(each) in units)


def undrawn_note(picture: Picture, drawn: Sequence[int]) -> list[str]:
    """A sentence about the measures that are not drawn."""
    left = [picture.label(each) for index, each in enumerate(picture.measures) if index not in drawn]
    return [picture.say("chart.more_units", labels=picture.say("filter.joined").join(left))] if left else []


def scales(picture: Picture, drawn: Sequence[int], greatest: Sequence[float]) -> tuple[Scale, ...]:
    """The axes for the measures in `drawn`; `greatest` is the largest size that each of them is drawn with."""
    units = tuple(dict.fromkeys(picture.unit(picture.measures[index]) for index in drawn))
    found = []
    for unit in units[:MOST_AXES]:
        own = tuple(index for index in drawn if picture.unit(picture.measures[index]) == unit)
        top = max((size for index, size in zip(drawn, greatest, strict=True) if index in own), default=0.0)
        found.append(scale(picture, own, top))
    return tuple(found)


def scale(picture: Picture, measures: Sequence[int], greatest: float) -> Scale:
    """One axis for measures of one unit, the largest of which is `greatest`."""
    unit = picture.unit(picture.measures[measures[0]])
    size, sign = (1, "") if unit[0] == _PERCENT else _magnitude(picture, greatest)
    label = picture.label(picture.measures[measures[0]]) if len(measures) == 1 else ""
    if not picture.is_chinese:
        return Scale(tuple(measures), _named(label, unit[1], " ({})"), size, sign)
    counted = sign + (_currency(picture) if unit[0] == _MONEY else unit[1])
    return Scale(tuple(measures), _named(label, counted, "（{}）"), size, "")


def value_axis(scale: Scale, *, with_name: bool = True, is_second: bool = False) -> Option:
    """The axis of an option, along which lengths are told."""
    axis: Option = {
        "type": "value",
        "axisLabel": {"formatter": axis_label(scale.measures[0], scale.divisor, scale.sign), "hideOverlap": True},
        "splitLine": {"show": not is_second, "lineStyle": {"color": page_color("line")}},
        "axisLine": {"show": False},
        "axisTick": {"show": False},
        "splitNumber": 4,
    }
    if with_name and scale.name:
        axis |= {
            "name": scale.name,
            "nameLocation": "end",
            "nameGap": 14,
            "nameTextStyle": {"color": page_color("ink-3"), "align": "right" if is_second else "left"},
        }
    return axis


def largest(numbers: Iterable[float | int | None]) -> float:
    """The greatest size among the numbers, 0 without any."""
    return max((abs(each) for each in numbers if each is not None), default=0.0)


def _magnitude(picture: Picture, greatest: float) -> tuple[int, str]:
    for each in magnitudes(picture.language):
        if greatest >= each.least:
            return each.size, each.sign
    return 1, ""


def _named(label: str, unit: str, brackets: str) -> str:
    if not unit:
        return label
    return label + brackets.format(unit) if label else unit


def _currency(picture: Picture) -> str:
    code = picture.presentation.application.currency
    return _YUAN.get(code) or get_currency_name(code, locale=Locale.parse(picture.presentation.locale, sep="-"))
