"""Pictures that cannot be drawn: what a kind of chart takes, along what it runs, and what adds up in it."""

from __future__ import annotations

from collections.abc import Iterator

from lowcode.catalog.chart_types import CHART_TYPES, Along, ChartType, TargetUse
from lowcode.diagnostics.problem import Problem
from lowcode.diagnostics.problems.report_charts import (
    ChartDoesNotTake,
    ChartTakesOthers,
    PartsOfNothing,
    TargetMissing,
    WrongAxis,
)
from lowcode.diagnostics.problems.reports import UnitsDiffer
from lowcode.dsl.checks.reports.measures import has_members, unit_text
from lowcode.dsl.checks.reports.parts import shown_unit, why_not_additive
from lowcode.ir import application as app
from lowcode.ir import reports
from lowcode.ir import types as t

_OTHERS_NAMED = 6
_FIVE_NUMBERS = 5
"""What a boxplot's number has become: the least, three quartiles, the greatest."""


def check_shape(application: app.Application, report: reports.Report) -> Iterator[Problem]:
    """The chart of a report against what its kind takes."""
    chart = report.chart
    kind = CHART_TYPES[chart.kind]
    measures = len(chart.measures) // (_FIVE_NUMBERS if kind.spread else 1)
    if not kind.accepts(len(chart.dimensions), measures):
        yield _takes_others(kind, chart, measures)
        return
    if chart.dimensions and not _runs_along(kind.along, chart.dimensions[0]):
        yield WrongAxis(span=chart.dimensions[0].span, chart=kind.name, needs=kind.along.value)
    yield from _options(kind, chart)
    yield from _parts(kind, report)
    most_units = kind.units_with(len(chart.dimensions))
    if most_units is not None:
        units = dict.fromkeys(unit for each in chart.measures if (unit := shown_unit(application, each)) is not None)
        if len(units) > most_units:
            place = chart.measures[-1].span
            yield UnitsDiffer(span=place, what="axis", units=tuple(map(unit_text, units)))


def _takes_others(kind: ChartType, chart: reports.Chart, measures: int) -> ChartTakesOthers:
    dimensions = len(chart.dimensions)
    takes = ", ".join(
        f"{form.dimensions}: {form.least}"
        if form.least == form.most
        else f"{form.dimensions}: {form.least}–{form.most}"
        for form in kind.forms
    )
    others = [each.name for each in CHART_TYPES if each.accepts(dimensions, measures) and not each.spread]
    return ChartTakesOthers(
        span=chart.span,
        chart=kind.name,
        dimensions=dimensions,
        measures=measures,
        takes=takes,
        others=tuple(others[:_OTHERS_NAMED]),
    )


def _runs_along(along: Along, dimension: reports.Dimension) -> bool:
    grouping, value_type = dimension.grouping, dimension.type
    is_choice = isinstance(value_type, t.ChoiceType)
    match along:
        case Along.ANYTHING:
            return True
        case Along.PERIODS:
            return isinstance(grouping, reports.ByPeriod)
        case Along.DAYS:
            return isinstance(grouping, reports.ByPeriod) and grouping.unit is reports.DateUnit.DAY
        case Along.ORDERED:
            if isinstance(grouping, reports.ByPeriod | reports.ByPart | reports.ByBand):
                return True
            return not isinstance(grouping, reports.ByMember) and (is_choice or isinstance(value_type, t.IntegerType))
        case Along.STAGES:
            return isinstance(grouping, reports.ByBand) or (isinstance(grouping, reports.ByValue) and is_choice)
        case Along.PLACES:
            if not isinstance(grouping, reports.ByValue | reports.ByLevel):
                return False
            return is_choice or isinstance(value_type, t.TextType)


def _options(kind: ChartType, chart: reports.Chart) -> Iterator[Problem]:
    given = {
        "sort": chart.sort is not None and not kind.sorts,
        "top": chart.top is not None and not kind.tops,
        "stack": chart.stack and not kind.stacks,
        "compare": chart.compare is not None and not kind.compares,
        "target": chart.target is not None and kind.target is TargetUse.NEVER,
        "drill": bool(chart.drill) and not kind.drills,
    }
    for word, is_unfit in given.items():
        if is_unfit:
            yield ChartDoesNotTake(span=chart.span, chart=kind.name, word=word)
    if chart.target is None and kind.target is TargetUse.NEEDED:
        yield TargetMissing(span=chart.span, chart=kind.name)


def _parts(kind: ChartType, report: reports.Report) -> Iterator[Problem]:
    """Whether what is drawn as parts of a whole makes one."""
    chart = report.chart
    if not (kind.adds_up or (chart.stack and kind.adds_up_if_stacked)):
        return
    for measure in chart.measures:
        reason = why_not_additive(measure.expression) or ("members" if has_members(report) else None)
        if reason is not None:
            yield PartsOfNothing(span=measure.span, chart=kind.name, reason=reason)
            return
