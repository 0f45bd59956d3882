"""Looking through measures."""

from __future__ import annotations

from collections.abc import Iterator

from lowcode.ir.reports import (
    Aggregated,
    Combined,
    Conversion,
    Cumulative,
    Entered,
    MeasureExpression,
    Number,
    Previous,
    Report,
    Share,
    TimeInState,
)


def aggregates(expression: MeasureExpression) -> Iterator[Aggregated | Entered | Conversion | TimeInState]:
    """What is asked of the records of a source for the measure, in the order of the text."""
    match expression:
        case Combined(left=left, right=right):
            yield from aggregates(left)
            yield from aggregates(right)
        case Share(of=of) | Cumulative(of=of) | Previous(of=of):
            yield from aggregates(of)
        case Number():
            return
        case _:
            yield expression


def aggregates_of(report: Report) -> Iterator[Aggregated | Entered | Conversion | TimeInState]:
    """The same for all measures of a report, its target included."""
    for measure in report.chart.measures:
        yield from aggregates(measure.expression)
    if report.chart.target is not None:
        yield from aggregates(report.chart.target)
