"""What a chart shows, in a sentence: for those who do not see it, and as the picture's description in mails."""

from __future__ import annotations

from collections.abc import Sequence

from lowcode.catalog.chart_types import CHART_TYPES
from lowcode.runtime.charts.picture import Picture

_MOST_FIGURES = 4


def summary_of(picture: Picture, kind: str) -> str:
    """Name and kind, what it is by, the most and the least, the totals: `销售走势（折线图），月份共 12 组，…`."""
    type_ = CHART_TYPES[kind]
    title = picture.say(
        "chart.summary_title", label=picture.answer.label, kind=type_.zh if picture.is_chinese else type_.en.lower()
    )
    return picture.say("chart.sentence", text=picture.say("chart.summary_joined").join([title, *_parts(picture)]))


def _parts(picture: Picture) -> Sequence[str]:
    parts = []
    if picture.dimensions:
        dimension = picture.dimensions[0]
        parts.append(picture.say("chart.summary_groups", label=dimension.label, count=len(dimension.groups)))
    if len(picture.dimensions) == 1 and picture.measures:
        parts += _extremes(picture)
    totals = picture.answer.totals if picture.answer.table.margins or not picture.dimensions else ()
    for measure, value in list(zip(picture.measures, totals, strict=False))[:_MOST_FIGURES]:
        text = picture.write_short(measure, value)
        if text:
            parts.append(picture.say("chart.summary_figure", label=picture.label(measure), value=text))
    return parts


def _extremes(picture: Picture) -> Sequence[str]:
    groups, measure = picture.dimensions[0].groups, picture.measures[0]
    numbers = [(number, place) for place in range(len(groups)) if (number := picture.at((place,), 0)) is not None]
    if len(numbers) < 2:
        return []
    found = []
    for key, (_, place) in (("chart.summary_most", max(numbers)), ("chart.summary_least", min(numbers))):
        value = picture.write_short(measure, picture.answer.at(place)[0])
        found.append(picture.say(key, group=groups[place].label, value=value))
    return found
