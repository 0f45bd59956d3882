"""`<app>/reports/<report>.py`: what a report reads as plain functions, then its definition."""

from __future__ import annotations

from typing import assert_never

from lowcode.codegen.emitters.report_measures import MeasureEmitter
from lowcode.codegen.emitters.report_values import ReportFunctions
from lowcode.codegen.expressions.analysis import identifier_of
from lowcode.codegen.labels import label_source
from lowcode.codegen.origins import report_title
from lowcode.codegen.project import Project
from lowcode.codegen.python_source import (
    HEADER,
    Imports,
    call,
    literal,
    module_source,
    some_tuple,
    tuple_of,
)
from lowcode.ir.reports import (
    ByBand,
    ByDimension,
    ByLevel,
    ByMeasure,
    ByMember,
    ByPart,
    ByPeriod,
    ByValue,
    Chart,
    Dimension,
    Report,
    Source,
)
from lowcode.ir.types import RecordType


def report_source(project: Project, report: Report) -> str:
    """The module of one report."""
    return _ReportModule(project, report).source()


class _ReportModule:
    def __init__(self, project: Project, report: Report) -> None:
        self._project = project
        self._report = report
        self._imports = Imports(project.package)
        self._functions = ReportFunctions(project, self._imports, report_title(report))
        self._measures = MeasureEmitter(report, self._functions)
        self._word = self._functions.word

    def source(self) -> str:
        report = self._report
        definition = self._definition()
        about = f"{report.label.texts[0]} — {self._project.origins(report.span, report_title(report))}. {HEADER}"
        about = f"{about}\n\n{report.documentation}" if report.documentation else about
        return module_source(about, self._imports, [*self._functions.sources, f"DEFINITION = {definition}"])

    def _definition(self) -> str:
        report = self._report
        return call(
            self._word("ReportDefinition"),
            name=literal(report.identifier),
            label=label_source(self._imports, report.label),
            sources=tuple_of([self._source(each) for each in report.sources]),
            chart=self._chart(report.chart),
            roles=some_tuple(literal(role) for role in report.roles),
            refresh=self._functions.time_span(report.refresh),
            documentation=literal(report.documentation) if report.documentation else None,
            source=self._project.source_of(report.span, report_title(report)),
        )

    def _source(self, source: Source) -> str:
        functions, where = self._functions, source.where
        return call(
            self._word("Source"),
            entity=literal(self._project.application.entity(source.entity).identifier),
            name=literal(source.name),
            date=functions.reading(source.entity, source.date, "date"),
            date_form=functions.form(source.date.type),
            where=functions.condition(source.entity, where, source.name) if where is not None else None,
            reads=functions.reads(source.entity, where),
        )

    def _chart(self, chart: Chart) -> str:
        return call(
            self._word("Chart"),
            kind=literal(chart.kind),
            dimensions=self._dimensions(chart.dimensions),
            measures=tuple_of([self._measures.measure(each) for each in chart.measures]),
            sort=self._sort(chart.sort),
            top=str(chart.top) if chart.top is not None else None,
            stack="True" if chart.stack else None,
            compare=f"{self._word('Earlier')}.{chart.compare.name}" if chart.compare is not None else None,
            target=self._measures.expression(chart.target, "target") if chart.target is not None else None,
            drill=self._dimensions(chart.drill) if chart.drill else None,
        )

    def _dimensions(self, dimensions: tuple[Dimension, ...]) -> str:
        return tuple_of([self._dimension(each) for each in dimensions])

    def _dimension(self, dimension: Dimension) -> str:
        readings = [
            self._functions.reading(source.entity, expression, dimension.name)
            for source, expression in zip(self._report.sources, dimension.expressions, strict=False)
        ]
        return call(
            self._word("Dimension"),
            name=literal(dimension.name),
            label=label_source(self._imports, dimension.label),
            grouping=self._grouping(dimension),
            form=self._functions.form(dimension.type),
            readings=tuple_of(readings),
        )

    def _grouping(self, dimension: Dimension) -> str:
        match dimension.grouping:
            case ByValue():
                return call(self._word("ByValue"))
            case ByPeriod(unit=unit):
                return call(self._word("ByPeriod"), f"{self._word('DateUnit')}.{unit.name}")
            case ByPart(part=part):
                return call(self._word("ByPart"), f"{self._word('DatePart')}.{part.name}")
            case ByBand(bounds=bounds):
                return call(self._word("ByBand"), tuple_of(self._functions.decimal(bound) for bound in bounds))
            case ByLevel(level=level, parent_field=parent):
                return call(self._word("ByLevel"), str(level), parent=self._parent(dimension, parent))
            case ByMember():
                return call(self._word("ByMember"))
            case _:
                assert_never(dimension.grouping)

    def _parent(self, dimension: Dimension, name: str | None) -> str | None:
        if name is None:
            return None
        assert isinstance(dimension.type, RecordType)
        return literal(identifier_of(self._project.application.entity(dimension.type.entity), name))

    def _sort(self, sort: ByMeasure | ByDimension | None) -> str | None:
        match sort:
            case None:
                return None
            case ByMeasure(measure=measure, descending=descending):
                return call(self._word("SortByMeasure"), literal(measure), descending=str(descending))
            case ByDimension(descending=descending):
                return call(self._word("SortByDimension"), descending=str(descending))
