"""The dimensions of a chart and of its drill, with what each is in every source."""

from __future__ import annotations

from collections.abc import Sequence

from lowcode.diagnostics.problems.report_types import DimensionsDiffer, DimensionsMissing
from lowcode.dsl.ast_reports import ChartDecl, DimensionDecl
from lowcode.dsl.lowering.context import Lowering
from lowcode.dsl.lowering.reports.dimensions import Dimensions, TypedDimension
from lowcode.dsl.lowering.reports.labels import PartLabels
from lowcode.dsl.lowering.reports.naming import PartNames
from lowcode.dsl.lowering.reports.sources import TypedSource
from lowcode.dsl.type_checker import type_name
from lowcode.dsl.type_checker.kinds import NUMERIC
from lowcode.ir import expressions as ir
from lowcode.ir import reports as rep
from lowcode.ir import types as t

_MOMENTS = (t.DateType, t.DateTimeType)


class Axes:
    """Types and lowers the dimensions of one chart."""

    def __init__(
        self, lowering: Lowering, sources: Sequence[TypedSource], chart: ChartDecl, names: PartNames, labels: PartLabels
    ) -> None:
        """Dimensions are typed here, so that measures can ask what the chart groups by."""
        self._lowering = lowering
        self._names = names
        self._labels = labels
        first = Dimensions(lowering, sources[0])
        self.along = tuple(first.typed(each) for each in chart.dimensions)
        """The chart's in its first source; None for one that is not understood, which has been reported."""
        self._first = (*self.along, *(first.typed(each) for each in chart.drill))
        self._joined = [self._of_join(each) for each in sources[1:]]

    def lowered(self) -> tuple[rep.Dimension, ...] | None:
        """Those of the chart and then those of the drill; None after a problem."""
        known = [each for each in self._first if each is not None]
        joined = [each for each in self._joined if each is not None]
        if len(known) < len(self._first) or len(joined) < len(self._joined):
            return None
        return tuple(
            self._dimension(each, tuple(of_join[index] for of_join in joined)) for index, each in enumerate(known)
        )

    def _dimension(self, typed: TypedDimension, others: tuple[ir.Expression, ...]) -> rep.Dimension:
        given = typed.declaration.label
        expressions = _of_one_type((typed.expression, *others))
        return rep.Dimension(
            name=self._names.of_dimension(typed.inner, typed.grouping),
            label=self._labels.of_dimension(typed.expression, typed.grouping)
            if given is None
            else self._lowering.labels.label(given, given.parts[0].text),
            grouping=typed.grouping,
            expressions=expressions,
            type=expressions[0].type,
            span=typed.declaration.span,
        )

    # --- joins -------------------------------------------------------------------------------------

    def _of_join(self, source: TypedSource) -> tuple[ir.Expression, ...] | None:
        """What corresponds to each dimension of chart and drill in a joined source."""
        declarations = source.declaration.dimensions
        dimensions = Dimensions(self._lowering, source)
        if len(declarations) != len(self._first):
            place = source.declaration.entity.span
            self._lowering.report(DimensionsMissing(span=place, wanted=len(self._first), found=len(declarations)))
            return None
        found = [self._corresponding(dimensions, each, of) for each, of in zip(declarations, self._first, strict=True)]
        expressions = tuple(each for each in found if each is not None)
        return expressions if len(expressions) == len(found) else None

    def _corresponding(
        self, dimensions: Dimensions, declaration: DimensionDecl, first: TypedDimension | None
    ) -> ir.Expression | None:
        typed = dimensions.typed(declaration)
        if typed is None or first is None:
            return None
        if typed.grouping == first.grouping and _go_together(typed.expression.type, first.expression.type):
            return typed.expression
        self._lowering.report(
            DimensionsDiffer(
                span=declaration.span, expected=_shown(first), found=_shown(typed), first=first.declaration.span
            )
        )
        return None


def _shown(typed: TypedDimension) -> str:
    match typed.grouping:
        case rep.ByPeriod(unit=unit):
            return unit.value
        case rep.ByPart(part=part):
            return part.value
        case rep.ByBand(bounds=bounds):
            return f"band(…, {', '.join(f'{each:f}' for each in bounds)})"
        case rep.ByLevel(level=level):
            return f"level(…, {level})"
        case _:
            return type_name(typed.expression.type)


def _go_together(found: t.ValueType, wanted: t.ValueType) -> bool:
    """Whether the groups of two sources can be the same: days and instants by periods, numbers of one unit in bands."""
    if isinstance(found, _MOMENTS) and isinstance(wanted, _MOMENTS):
        return True
    if isinstance(found, NUMERIC) and isinstance(wanted, NUMERIC):
        return type(found) is type(wanted) or (not isinstance(found, _UNITS) and not isinstance(wanted, _UNITS))
    return found == wanted


_UNITS = (t.MoneyType, t.PercentType)


def _of_one_type(expressions: tuple[ir.Expression, ...]) -> tuple[ir.Expression, ...]:
    """Where one source has a day and another an instant, all are days."""
    if len({type(each.type) for each in expressions}) == 1:
        return expressions
    return tuple(_day(each) if isinstance(each.type, t.DateTimeType) else each for each in expressions)


def _day(instant: ir.Expression) -> ir.Expression:
    return ir.Call("date", (instant,), t.DateType(), instant.span)
