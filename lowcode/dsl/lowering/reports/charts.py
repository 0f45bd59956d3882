"""One chart: what it groups by and shows, and how that is arranged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lowcode.catalog.chart_types import CHART_TYPES
from lowcode.diagnostics.problems import types as type_problems
from lowcode.diagnostics.problems.report_names import UnknownChart
from lowcode.diagnostics.problems.report_types import NeedsGroups, SortNotShown
from lowcode.diagnostics.suggestions import LabelledName
from lowcode.dsl import ast
from lowcode.dsl.ast_reports import ChartDecl, MeasureDecl, ReportSortDecl
from lowcode.dsl.lowering.bounds import number_within
from lowcode.dsl.lowering.context import Lowering
from lowcode.dsl.lowering.processes.sameness import meaning
from lowcode.dsl.lowering.reports.axes import Axes
from lowcode.dsl.lowering.reports.labels import PartLabels
from lowcode.dsl.lowering.reports.measures import Measures
from lowcode.dsl.lowering.reports.naming import PartNames
from lowcode.dsl.lowering.reports.paths import written
from lowcode.dsl.lowering.reports.shown import Shown
from lowcode.dsl.lowering.reports.sources import TypedSource
from lowcode.dsl.lowering.reports.units import has_unit
from lowcode.dsl.type_checker import type_name
from lowcode.dsl.type_checker.kinds import NUMERIC
from lowcode.ir import reports as rep
from lowcode.ir import types as t

_MOST_GROUPS = 1_000
_MIDDLE = 2
"""The median among the five numbers of a spread."""


class ChartLowering:
    """Lowers the chart of one report."""

    def __init__(
        self, lowering: Lowering, sources: tuple[TypedSource, ...], declaration: ChartDecl, currency_scale: int
    ) -> None:
        """`sources`: all of the report's, in order."""
        names, labels = PartNames(), PartLabels(lowering, tuple(each.source for each in sources))
        self._lowering = lowering
        self._declaration = declaration
        self._axes = Axes(lowering, sources, declaration, names, labels)
        self._measures = Measures(lowering, sources, self._axes.along)
        self._shown = Shown(lowering, self._measures, names, labels, currency_scale)

    def lowered(self) -> rep.Chart | None:
        """The chart, or None where a part of it is not understood, which has been reported."""
        declaration = self._declaration
        kind = self._kind(declaration.kind)
        dimensions = self._axes.lowered()
        groups = [self._of_declaration(each, kind) for each in declaration.measures]
        shown = [each for each in groups if each is not None]
        is_whole = dimensions is not None and len(shown) == len(groups)
        sort = self._sort(shown) if is_whole else None
        compare = None if declaration.compare is None else self._compare(declaration.compare)
        target = None if declaration.target is None else self._target(declaration.target, shown)
        top = self._top()
        if kind is None or dimensions is None or not is_whole:
            return None
        along = len(declaration.dimensions)
        return rep.Chart(
            kind=kind,
            dimensions=dimensions[:along],
            measures=tuple(measure for group in shown for measure in group),
            sort=sort,
            top=top,
            stack=declaration.stack is not None,
            compare=compare,
            target=target,
            drill=dimensions[along:],
            span=declaration.span,
        )

    def _kind(self, name: ast.Name) -> str | None:
        if name.text in CHART_TYPES:
            return name.text
        kinds = tuple(LabelledName(each.name, (each.zh, each.en)) for each in CHART_TYPES)
        self._lowering.report(UnknownChart(span=name.span, kind=name.text, candidates=kinds))
        return None

    def _of_declaration(self, declaration: MeasureDecl, kind: str | None) -> tuple[rep.Measure, ...] | None:
        """The measures that one declaration stands for."""
        if kind is not None and CHART_TYPES[kind].spread:
            return self._shown.spread(declaration, kind)
        measure = self._shown.lowered(declaration)
        return None if measure is None else (measure,)

    # --- against what ------------------------------------------------------------------------------

    def _compare(self, name: ast.Name) -> rep.Earlier | None:
        return self._measures.earlier(ast.NameExpr(name, name.span), "compare")

    def _target(self, expression: ast.Expr, shown: Sequence[tuple[rep.Measure, ...]]) -> rep.MeasureExpression | None:
        """A number in the unit of the first measure."""
        typed = self._measures.typed(expression)
        if typed is None or not shown:
            return None
        wanted = shown[0][0].expression.type
        if isinstance(typed, rep.Number) and isinstance(wanted, NUMERIC):
            return self._in_unit(typed, wanted)
        if isinstance(typed.type, NUMERIC) and has_unit(typed.type) is has_unit(wanted):
            return typed
        self._refuse(expression, typed.type, wanted)
        return None

    def _in_unit(self, number: rep.Number, wanted: t.ValueType) -> rep.Number | None:
        """A plain number in the unit of what it is the target of; percentages are written with their sign."""
        if isinstance(wanted, t.PercentType) and isinstance(number.type, t.IntegerType) and number.value:
            self._lowering.report(type_problems.PercentSignMissing(span=number.span, number=f"{number.value:f}"))
            return None
        if has_unit(number.type) is None:
            return number if has_unit(wanted) is None else replace(number, type=wanted)
        if has_unit(number.type) is has_unit(wanted):
            return number
        self._lowering.report(
            type_problems.WrongType(span=number.span, expected=type_name(wanted), found=type_name(number.type))
        )
        return None

    def _refuse(self, expression: ast.Expr, found: t.ValueType, wanted: t.ValueType) -> None:
        self._lowering.report(
            type_problems.WrongType(span=expression.span, expected=type_name(wanted), found=type_name(found))
        )

    # --- arrangement -------------------------------------------------------------------------------

    def _top(self) -> int | None:
        declaration = self._declaration
        if declaration.top is None:
            return None
        if not declaration.dimensions:
            self._lowering.report(NeedsGroups(span=declaration.top.span, word="top"))
        return number_within(self._lowering, declaration.top, "top", 1, _MOST_GROUPS)

    def _sort(self, shown: Sequence[tuple[rep.Measure, ...]]) -> rep.ByMeasure | rep.ByDimension | None:
        """By a measure of the chart, largest first, or by its first dimension; both as they are written there."""
        sort = self._declaration.sort
        if sort is None:
            return None
        wanted = meaning(sort.expression)
        for measures, measured in zip(shown, self._declaration.measures, strict=True):
            if meaning(measured.expression) == wanted or _is_label(measured.label, sort):
                measure = measures[_MIDDLE if len(measures) > 1 else 0]
                return rep.ByMeasure(measure.name, sort.descending is not False)
        for dimension in self._declaration.dimensions[:1]:
            if meaning(dimension.expression) == wanted or _is_label(dimension.label, sort):
                return rep.ByDimension(sort.descending is True)
        self._report_sort(sort)
        return None

    def _report_sort(self, sort: ReportSortDecl) -> None:
        expressions = (
            *(each.expression for each in self._declaration.measures),
            *(each.expression for each in self._declaration.dimensions[:1]),
        )
        self._lowering.report(
            SortNotShown(span=sort.expression.span, candidates=tuple(written(each) for each in expressions))
        )


def _is_label(label: ast.LocalizedTextDecl | None, sort: ReportSortDecl) -> bool:
    """Whether what is sorted by is called by its label: `sort "金额" desc`."""
    match sort.expression:
        case ast.TextExpr(parts=(ast.TextDecl(text=text),)):
            return label is not None and any(part.text == text for part in label.parts)
        case _:
            return False
