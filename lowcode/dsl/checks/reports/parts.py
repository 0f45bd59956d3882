"""Looking through measures: what they consist of, whether they add up, and in which unit they are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from lowcode.ir import application as app
from lowcode.ir import expressions as ir
from lowcode.ir import reports
from lowcode.ir import types as t

Unit = tuple[str, ...]
"""The kind of number, and the words of its unit: `("money",)`, `("number", "小时")`."""

_ADDITIVE = frozenset({reports.MeasureFunction.COUNT, reports.MeasureFunction.SUM})
_COUNTED = frozenset({reports.MeasureFunction.COUNT, reports.MeasureFunction.DISTINCT})
_LIKE_ITS_PARTS = frozenset({reports.MeasureOperator.ADD, reports.MeasureOperator.SUBTRACT})


def walk(measure: reports.MeasureExpression) -> Iterator[reports.MeasureExpression]:
    """The measure and all inside it, outer ones first."""
    yield measure
    match measure:
        case reports.Combined(left=left, right=right):
            yield from walk(left)
            yield from walk(right)
        case reports.Share(of=of) | reports.Cumulative(of=of) | reports.Previous(of=of):
            yield from walk(of)
        case _:
            return


def expressions_of(report: reports.Report) -> Iterator[ir.Expression]:
    """Every expression that a report reads of its records."""
    for source in report.sources:
        yield source.date
        if source.where is not None:
            yield source.where
    for dimension in (*report.chart.dimensions, *report.chart.drill):
        yield from dimension.expressions
    targets = () if report.chart.target is None else (report.chart.target,)
    for measure in (*(each.expression for each in report.chart.measures), *targets):
        for part in walk(measure):
            if isinstance(part, reports.Aggregated):
                yield from (each for each in (part.value, part.condition) if each is not None)


def why_not_additive(measure: reports.MeasureExpression) -> str | None:
    """Why the values of the groups do not add up to that of the whole; None if they do."""
    match measure:
        case reports.Aggregated(function=function):
            return None if function in _ADDITIVE else "measure"
        case reports.Entered(state=state):
            return "states" if state is None else None
        case reports.Combined(operator=operator, left=left, right=right):
            if operator in _LIKE_ITS_PARTS:
                return why_not_additive(left) or why_not_additive(right)
            if isinstance(right, reports.Number):
                return why_not_additive(left)
            is_multiple = operator is reports.MeasureOperator.MULTIPLY and isinstance(left, reports.Number)
            return why_not_additive(right) if is_multiple else "measure"
        case reports.Share(of=of):
            return why_not_additive(of)
        case reports.Previous(of=of, as_growth=as_growth):
            return "measure" if as_growth else why_not_additive(of)
        case reports.Conversion() | reports.TimeInState() | reports.Number() | reports.Cumulative():
            return "measure"
        case _:
            assert_never(measure)


def unit_of(application: app.Application, measure: reports.MeasureExpression) -> Unit | None:
    """The unit of a measure; None where any fits: a constant."""
    match measure:
        case reports.Number():
            return None
        case reports.Aggregated(function=function, value=value):
            words = () if function in _COUNTED or value is None else _words(application, value)
            return (kind_of(measure.type), *words)
        case reports.Combined(operator=operator, left=left, right=right) if operator in _LIKE_ITS_PARTS:
            return unit_of(application, left) or unit_of(application, right)
        case reports.Cumulative(of=of) | reports.Previous(of=of, as_growth=False):
            return unit_of(application, of)
        case reports.TimeInState():
            return (kind_of(measure.type), "d")
        case _:
            return (kind_of(measure.type),)


def shown_unit(application: app.Application, measure: reports.Measure) -> Unit | None:
    """The unit that stands beside a measure: its own, or that of what it is computed from."""
    if measure.unit is not None:
        return (kind_of(measure.type), measure.unit.texts[0])
    return unit_of(application, measure.expression)


def kind_of(value_type: t.ValueType) -> str:
    """Numbers that can stand along one axis have one kind."""
    match value_type:
        case t.MoneyType():
            return "money"
        case t.PercentType():
            return "%"
        case t.IntegerType() | t.DecimalType():
            return "number"
        case _:
            return "moment"


def _words(application: app.Application, value: ir.Expression) -> tuple[str, ...]:
    """The unit that a field is declared with."""
    if isinstance(value, ir.FieldRead) and isinstance(value.source.type, t.RecordType):
        field = application.entity(value.source.type.entity).field_by_name.get(value.field)
        if field is not None and field.unit is not None:
            return (field.unit.texts[0],)
    return ()
