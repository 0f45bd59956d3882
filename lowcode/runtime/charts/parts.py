"""Parts of a whole: what they are, how large, what cannot be one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from lowcode.runtime.charts.picture import Picture
from lowcode.runtime.charts.series import color_of
from lowcode.runtime.charts.tokens import Token, page_color, series_color
from lowcode.runtime.reports.answers import Value

MOST_SLICES: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part: a group, a measure, or the small ones together."""

    label: str
    value: Decimal
    measure: int
    color: Token
    key: str | None


@dataclass(frozen=True, slots=True)
class Whole:
    """The parts that can be drawn, what they add up to, and sentences about the rest."""

    parts: tuple[Part, ...]
    total: Decimal
    notes: tuple[str, ...]
    has_negative: bool


def whole_of(picture: Picture, most: int | None = MOST_SLICES) -> Whole:
    """The parts of a chart with one dimension (a part per group) or without (a part per measure)."""
    every = _per_group(picture) if picture.dimensions else _per_measure(picture)
    notes = []
    negative = [part for part in every if part.value < 0]
    if negative:
        labels = picture.say("filter.joined").join(part.label for part in negative[:5])
        notes.append(picture.say("chart.negative_left_out", labels=labels))
    positive = [part for part in every if part.value > 0]
    total = sum((part.value for part in positive), Decimal())
    if most is not None and len(positive) > most:
        positive = _gathered(picture, positive, most)
    return Whole(tuple(positive), total, tuple(notes), bool(negative))


def decimal(value: Value) -> Decimal:
    """A number for exact addition; nothing where there is none."""
    return Decimal(value) if isinstance(value, Decimal | int) else Decimal()


def _per_group(picture: Picture) -> list[Part]:
    return [
        Part(
            label=group.label,
            value=decimal(picture.answer.at(place)[0]),
            measure=0,
            color=color_of(group, place),
            key=group.key,
        )
        for place, group in enumerate(picture.dimensions[0].groups)
    ]


def _per_measure(picture: Picture) -> list[Part]:
    values = picture.answer.at()
    return [
        Part(
            label=picture.label(measure),
            value=decimal(values[index]),
            measure=index,
            color=series_color(index),
            key=None,
        )
        for index, measure in enumerate(picture.measures)
    ]


def _gathered(picture: Picture, parts: Sequence[Part], most: int) -> list[Part]:
    """The largest, in their order, and the others together."""
    ranked = sorted(parts, key=lambda part: -part.value)
    kept, rest = ranked[: most - 1], ranked[most - 1 :]
    others = Part(
        label=picture.say("chart.others_count", count=len(rest)),
        value=sum((part.value for part in rest), Decimal()),
        measure=parts[0].measure,
        color=page_color("grey"),
        key=None,
    )
    shown = {id(part) for part in kept}
    return [*(part for part in parts if id(part) in shown), others]
