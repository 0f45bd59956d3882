"""One chart: its dimensions in every source, its measures, and how they are arranged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lowcode.catalog.chart_types import CHART_TYPES
from lowcode.diagnostics.problems import types as type_problems
from lowcode.diagnostics.problems.report_names import UnknownChart
from lowcode.diagnostics.problems.report_types import DimensionsDiffer, DimensionsMissing, NeedsGroups, SortNotShown
from lowcode.dsl import ast
from lowcode.dsl.ast_reports import ChartDecl, DimensionDecl, MeasureDecl, ReportSortDecl
from lowcode.dsl.lowering.bounds import number_within
from lowcode.dsl.lowering.context import Lowering
from lowcode.dsl.lowering.processes.sameness import meaning
from lowcode.dsl.lowering.reports.dimensions import Dimensions, TypedDimension
from lowcode.dsl.lowering.reports.labels import PartLabels
from lowcode.dsl.lowering.reports.measures import Measures
from lowcode.dsl.lowering.reports.naming import PartNames
from lowcode.dsl.lowering.reports.paths import written
from lowcode.dsl.lowering.reports.sources import TypedSource
from lowcode.dsl.lowering.reports.units import shown_type
from lowcode.dsl.type_checker import type_name
from lowcode.dsl.type_checker.kinds import NUMERIC, sum_type
from lowcode.ir import expressions as ir
from lowcode.ir import reports as rep
from lowcode.ir import types as t

_MOST_GROUPS = 1_000


class ChartLowering:
    """Lowers the chart of one report."""

    def __init__(
        self, lowering: Lowering, sources: tuple[TypedSource, ...], declaration: ChartDecl, currency_scale: int
    ) -> None:
        """`sources`: all of the report's, in order."""
        self._lowering = lowering
        self._sources = sources
        self._declaration = declaration
        self._currency_scale = currency_scale
        self._names = PartNames()
        self._labels = PartLabels(lowering, tuple(each.source for each in sources))

    def lowered(self) -> rep.Chart | None:
        """The chart, or None where a part of it is not understood, which has been reported."""
        declaration = self._declaration
        kind = self._kind(declaration.kind)
        first = Dimensions(self._lowering, self._sources[0])
        along = [first.typed(each) for each in declaration.dimensions]
        drilled = [first.typed(each) for each in declaration.drill]
        known = tuple(each for each in (*along, *drilled) if each is not None)
        dimensions = self._dimensions(known) if len(known) == len(along) + len(drilled) else None
        measures = Measures(self._lowering, self._sources, tuple(each for each in along if each is not None))
        shown = [self._measure(measures, each) for each in declaration.measures]
        found = tuple(each for each in shown if each is not None)
        sort = self._sort(found) if dimensions is not None and len(found) == len(shown) else None
        compare = None if declaration.compare is None else self._compare(measures, declaration.compare)
        target = None if declaration.target is None else self._target(measures, declaration.target, found)
        top = self._top()
        if kind is None or dimensions is None or len(found) < len(shown):
            return None
        return rep.Chart(
            kind=kind,
            dimensions=dimensions[: len(along)],
            measures=found,
            sort=sort,
            top=top,
            stack=declaration.stack is not None,
            compare=compare,
            target=target,
            drill=dimensions[len(along) :],
            span=declaration.span,
        )

    def _kind(self, name: ast.Name) -> str | None:
        if name.text in CHART_TYPES:
            return name.text
        self._lowering.report(UnknownChart(span=name.span, kind=name.text, candidates=CHART_TYPES.names))
        return None

    # --- dimensions --------------------------------------------------------------------------------

    def _dimensions(self, first: tuple[TypedDimension, ...]) -> tuple[rep.Dimension, ...] | None:
        joined = [self._joined(source, first) for source in self._sources[1:]]
        if any(each is None for each in joined):
            return None
        return tuple(
            self._dimension(typed, tuple(each[index] for each in joined if each is not None))
            for index, typed in enumerate(first)
        )

    def _dimension(self, typed: TypedDimension, others: tuple[ir.Expression, ...]) -> rep.Dimension:
        expression, grouping = typed.expression, typed.grouping
        given = typed.declaration.label
        name = self._names.of_dimension(typed.inner, grouping)
        expressions = _of_one_type((expression, *others))
        return rep.Dimension(
            name=name,
            label=self._labels.of_dimension(expression, grouping)
            if given is None
            else self._lowering.labels.label(given, given.parts[0].text),
            grouping=grouping,
            expressions=expressions,
            type=expressions[0].type,
            span=typed.declaration.span,
        )

    def _joined(self, source: TypedSource, first: tuple[TypedDimension, ...]) -> tuple[ir.Expression, ...] | None:
        """What corresponds to each dimension of the chart in a joined source."""
        declarations = source.declaration.dimensions
        if len(declarations) != len(first):
            self._lowering.report(
                DimensionsMissing(span=source.declaration.entity.span, wanted=len(first), found=len(declarations))
            )
            return None
        dimensions = Dimensions(self._lowering, source)
        found = [self._corresponding(dimensions, each, of) for each, of in zip(declarations, first, strict=True)]
        expressions = tuple(each for each in found if each is not None)
        return expressions if len(expressions) == len(first) else None

    def _corresponding(
        self, dimensions: Dimensions, declaration: DimensionDecl, first: TypedDimension
    ) -> ir.Expression | None:
        typed = dimensions.typed(declaration)
        if typed is None:
            return None
        if typed.grouping == first.grouping and _is_of_one_type(typed.expression.type, first.expression.type):
            return typed.expression
        self._lowering.report(
            DimensionsDiffer(
                span=declaration.span,
                expected=_shown(first),
                found=_shown(typed),
                first=first.declaration.span,
            )
        )
        return None

    # --- measures ----------------------------------------------------------------------------------

    def _measure(self, measures: Measures, declaration: MeasureDecl) -> rep.Measure | None:
        expression = measures.typed(declaration.expression)
        name = self._names.of_measure(declaration.expression)
        if expression is None:
            return None
        given = declaration.label
        unit = self._lowering.labels.message(declaration.unit) or self._labels.unit_of(expression)
        label = (
            self._labels.of_measure(expression)
            if given is None
            else self._lowering.labels.label(given, given.parts[0].text)
        )
        shown = shown_type(expression.type, self._currency_scale)
        return rep.Measure(name, label, expression, shown, declaration.span, unit)

    def _compare(self, measures: Measures, name: ast.Name) -> rep.Earlier | None:
        return measures.earlier(ast.NameExpr(name, name.span), "compare")

    def _target(
        self, measures: Measures, expression: ast.Expr, shown: Sequence[rep.Measure]
    ) -> rep.MeasureExpression | None:
        typed = measures.typed(expression)
        if typed is None or not shown:
            return None
        wanted = shown[0].expression.type
        if isinstance(typed, rep.Number) and isinstance(wanted, NUMERIC) and type(typed.type) is not type(wanted):
            typed = self._in_unit(typed, wanted)
            if typed is None:
                return None
        common = sum_type(typed.type, wanted) if _are_numbers(typed.type, wanted) else None
        if common is not None and _has_unit(typed.type) == _has_unit(wanted):
            return typed
        self._lowering.report(
            type_problems.WrongType(span=expression.span, expected=type_name(wanted), found=type_name(typed.type))
        )
        return None

    def _in_unit(self, number: rep.Number, wanted: t.ValueType) -> rep.Number | None:
        """A plain number in the unit of what it is the target of; percentages are written with their sign."""
        if isinstance(wanted, t.PercentType) and isinstance(number.type, t.IntegerType) and number.value:
            self._lowering.report(type_problems.PercentSignMissing(span=number.span, number=f"{number.value:f}"))
            return None
        return number if _has_unit(number.type) or not _has_unit(wanted) else replace(number, type=wanted)

    # --- arrangement -------------------------------------------------------------------------------

    def _top(self) -> int | None:
        declaration = self._declaration
        if declaration.top is None:
            return None
        if not declaration.dimensions:
            self._lowering.report(NeedsGroups(span=declaration.top.span, word="top"))
        return number_within(self._lowering, declaration.top, "top", 1, _MOST_GROUPS)

    def _sort(self, measures: Sequence[rep.Measure]) -> rep.ByMeasure | rep.ByDimension | None:
        """By a measure of the chart, largest first, or by its first dimension; both as they are written there."""
        sort = self._declaration.sort
        if sort is None:
            return None
        wanted = meaning(sort.expression)
        for measure, declared in zip(measures, self._declaration.measures, strict=True):
            if meaning(declared.expression) == wanted or _is_label(declared.label, sort):
                return rep.ByMeasure(measure.name, sort.descending is not False)
        for declaration in self._declaration.dimensions[:1]:
            if meaning(declaration.expression) == wanted or _is_label(declaration.label, sort):
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


def _shown(typed: TypedDimension) -> str:
    match typed.grouping:
        case rep.ByPeriod(unit=unit):
            return unit.value
        case rep.ByPart(part=part):
            return part.value
        case rep.ByBand():
            return "band"
        case rep.ByLevel(level=level):
            return f"level {level}"
        case _:
            return type_name(typed.expression.type)


def _is_of_one_type(found: t.ValueType, wanted: t.ValueType) -> bool:
    moments = (t.DateType, t.DateTimeType)
    return found == wanted or (isinstance(found, moments) and isinstance(wanted, moments)) or _alike(found, wanted)


def _alike(found: t.ValueType, wanted: t.ValueType) -> bool:
    """Numbers of one unit, in bands."""
    return _are_numbers(found, wanted) and _has_unit(found) == _has_unit(wanted)


def _are_numbers(*types: t.ValueType) -> bool:
    return all(isinstance(each, NUMERIC) for each in types)


def _has_unit(found: t.ValueType) -> type | None:
    return type(found) if isinstance(found, t.MoneyType | t.PercentType) else None


def _of_one_type(expressions: tuple[ir.Expression, ...]) -> tuple[ir.Expression, ...]:
    """Where one source has a day and another an instant, all are days."""
    if len({type(each.type) for each in expressions}) == 1:
        return expressions
    return tuple(_day(each) if isinstance(each.type, t.DateTimeType) else each for each in expressions)


def _day(instant: ir.Expression) -> ir.Expression:
    return ir.Call("date", (instant,), t.DateType(), instant.span)
