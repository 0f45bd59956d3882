"""Answers less nice than examples: none, one, many, empty, zero, negative, strange; for every kind and form."""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Iterator
from decimal import Decimal

from lowcode.catalog.chart_types import CHART_TYPES, Along, ChartType, Form, TargetUse
from lowcode.runtime.charts.registry import TABLES
from lowcode.runtime.report_definitions import Measure, MeasureFunction
from lowcode.runtime.reports.answers import Answer, AnswerDimension, Group, Place, Value, Values
from tests.harness.answers import CHOICE, EMPTY, INTEGER, OTHERS, answer, days, dimension, measure, months

CASES = ("none", "one", "many", "empty", "zeros", "negative", "strange")
STRANGE = (
    "</script><script>alert(1)</script>",
    "\"quoted\" & 'single'",
    "{b|styled} {c}",
    "很长很长很长很长很长很长很长很长很长很长很长很长很长很长的名称" * 3,
    "@accent",
    "a\nb\tc\\",
    "😀 emoji \u202e rtl",
    "",
)
_COUNTS = {"none": 0, "one": 1, "many": 700}
_INNER = {"none": 0, "one": 1, "many": 40}


def odd_answers(kinds: Iterator[ChartType] | None = None) -> Iterator[tuple[str, Answer]]:
    """Each kind that is drawn, in each of its forms, with each case, by a name of its own."""
    for kind in kinds or iter(CHART_TYPES):
        if kind.name in TABLES:
            continue
        for form, case in itertools.product(kind.forms, CASES):
            yield f"{kind.name}-{form.dimensions}-{case}", odd_answer(kind, form, case)


def odd_answer(kind: ChartType, form: Form, case: str) -> Answer:
    """The kind with the fewest measures of its form."""
    dimensions = [_dimension(kind, at, case, form.dimensions) for at in range(form.dimensions)]
    measures = _measures(kind, form.least)
    ranges = [range(len(each.groups)) for each in dimensions]
    places: list[Place] = list(itertools.islice(itertools.product(*ranges), 3000))
    cells: dict[Place, Values] = {place: _values(case, place, len(measures)) for place in places}
    target: dict[Place, Value] | None = None
    if kind.target is not TargetUse.NEVER:
        target = {place: Decimal(50_000) if case != "zeros" else Decimal(0) for place in places}
    earlier = cells if kind.compares and case != "one" else None
    return answer(kind.name, dimensions, measures, cells, earlier=earlier, target=target)


def _measures(kind: ChartType, count: int) -> list[Measure]:
    if kind.spread:
        return [measure(f"五数{at}", function=MeasureFunction.MEDIAN) for at in range(5)]
    if kind.most_units is None and count > 1:
        return [measure(f"指标{at}", INTEGER if at % 2 else measure("x").form) for at in range(count)]
    return [measure(f"指标{at}") for at in range(count)]


def _dimension(kind: ChartType, at: int, case: str, depth: int) -> AnswerDimension:
    count = (_COUNTS if at == 0 and depth < 3 else _INNER).get(case, 6)
    if at == 0 and kind.along is Along.DAYS:
        return days(count, datetime.date(2024, 2, 1))
    if at == 0 and kind.along in {Along.PERIODS, Along.ORDERED}:
        return months(min(count, 300), "2000-01")
    names = STRANGE if case == "strange" else [f"第{at}维第{index}组" for index in range(count)]
    if at == 0 and kind.along is Along.PLACES and case != "strange":
        names = ["江苏", "浙江省", "Shanghai", "苏州", "火星", "台湾"][:count] + [
            f"第{index}组" for index in range(6, count)
        ]
    form = CHOICE if kind.along in {Along.STAGES, Along.PLACES} and at == 0 else measure("x").form
    members = [Group(key=f"{index}", label=name, value=name) for index, name in enumerate(names)]
    if case == "empty":
        members += [EMPTY, OTHERS]
    return dimension(f"维度{at}", members, form)


def _values(case: str, place: Place, count: int) -> Values:
    number = sum(index * (at + 2) for at, index in enumerate(place)) * 7 % 97
    match case:
        case "empty":
            return tuple(None if (number + at) % 2 else Decimal(number * 100) for at in range(count))
        case "zeros":
            return (Decimal(0),) * count
        case "negative":
            return tuple(Decimal((number - 48) * 1000 + at) for at in range(count))
        case _:
            return tuple(Decimal(number * 1000 + at + 1) for at in range(count))
