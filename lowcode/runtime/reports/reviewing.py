"""What a reader may not know of a report, found out before anything is asked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lowcode.runtime.context import Context
from lowcode.runtime.definitions import EntityDefinition
from lowcode.runtime.locale.wording import Wording, wording_for
from lowcode.runtime.report_definitions import Aggregated, Measure, MeasureExpression, ReportDefinition
from lowcode.runtime.reports.atoms import leaves
from lowcode.runtime.reports.rights import Standing, finding_of, finding_of_reading, reads_of_flow
from lowcode.runtime.reports.selection import Selection, shown_dimensions


@dataclass(frozen=True, slots=True)
class Review:
    """What is left of a report."""

    measures: tuple[Measure, ...]
    """Those that the reader may know."""
    withheld: tuple[str, ...]
    """Labels of the rest."""
    is_withheld: bool
    """There is nothing left: a dimension or the choice of records may not be known."""
    shows_target: bool


def review(report: ReportDefinition, context: Context, selection: Selection) -> Review:
    """What the reader may know of a report."""
    wording = wording_for(context.locale)
    basic = list(_withheld_basics(report, context, selection, wording))
    hidden = [each for each in report.chart.measures if _is_withheld(report, context, each.expression)]
    target = report.chart.target
    hides_target = target is not None and _is_withheld(report, context, target)
    labels = [*basic, *(context.text(each.label) for each in hidden)]
    if hides_target:
        labels.append(wording.say("answer.target"))
    shown = tuple(each for each in report.chart.measures if each not in hidden)
    return Review(shown, tuple(dict.fromkeys(labels)), bool(basic) or not shown, not hides_target)


def _withheld_basics(
    report: ReportDefinition, context: Context, selection: Selection, wording: Wording
) -> Iterator[str]:
    for index, source in enumerate(report.sources):
        entity = _entity(report, context, index)
        if finding_of(context, entity, (), source.reads)[0] is Standing.WITHHELD:
            yield wording.say("answer.source_records", entity=context.text(entity.label))
        for dimension in shown_dimensions(report, selection):
            finding = finding_of_reading(context, entity, dimension.readings[index])
            if finding[0] is Standing.WITHHELD:
                yield context.text(dimension.label)


def _is_withheld(report: ReportDefinition, context: Context, expression: MeasureExpression) -> bool:
    for leaf in leaves(expression):
        entity = _entity(report, context, leaf.source)
        if isinstance(leaf, Aggregated):
            findings = [finding_of(context, entity, (), leaf.reads)]
            if leaf.value is not None:
                findings.append(finding_of_reading(context, entity, leaf.value))
        else:
            findings = [finding_of(context, entity, (), reads_of_flow(context, leaf))]
        if any(standing is Standing.WITHHELD for standing, _ in findings):
            return True
    return False


def _entity(report: ReportDefinition, context: Context, source: int) -> EntityDefinition:
    return context.application.entity_by_name[report.sources[source].entity]
