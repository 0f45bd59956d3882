"""What a chart shows: its measures with names, labels and digits; five of them where it shows how a number spreads."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from lowcode.diagnostics.problems.report_types import NotASpread
from lowcode.dsl import ast
from lowcode.dsl.ast_reports import MeasureDecl
from lowcode.dsl.lowering.context import Lowering
from lowcode.dsl.lowering.reports.labels import PartLabels
from lowcode.dsl.lowering.reports.measures import Measures
from lowcode.dsl.lowering.reports.naming import PartNames
from lowcode.dsl.lowering.reports.paths import written
from lowcode.dsl.lowering.reports.units import shown_type
from lowcode.dsl.type_checker.measures import MEASURE_FUNCTIONS
from lowcode.ir import reports as rep
from lowcode.ir.labels import Label

_Function = rep.MeasureFunction
_SPREAD: tuple[tuple[str, rep.MeasureFunction, Decimal | None], ...] = (
    ("min", _Function.MINIMUM, None),
    ("p25", _Function.PERCENTILE, Decimal("0.25")),
    ("median", _Function.MEDIAN, None),
    ("p75", _Function.PERCENTILE, Decimal("0.75")),
    ("max", _Function.MAXIMUM, None),
)


class Shown:
    """Lowers what stands after `show`."""

    def __init__(
        self, lowering: Lowering, measures: Measures, names: PartNames, labels: PartLabels, currency_scale: int
    ) -> None:
        """`currency_scale`: the digits with which amounts are shown."""
        self._lowering = lowering
        self._measures = measures
        self._names = names
        self._labels = labels
        self._currency_scale = currency_scale

    def lowered(self, declaration: MeasureDecl) -> rep.Measure | None:
        """One measure; None after a problem."""
        expression = self._measures.typed(declaration.expression)
        name = self._names.of_measure(declaration.expression)
        if expression is None:
            return None
        label = self._given(declaration) or self._labels.of_measure(expression)
        return self._measure(declaration, name, label, expression)

    def spread(self, declaration: MeasureDecl, kind: str) -> tuple[rep.Measure, ...] | None:
        """The least, the quartiles and the greatest of a number of the records; None after a problem."""
        if self._is_measure(declaration.expression, kind):
            return None
        median = ast.CallExpr(
            ast.Name(_Function.MEDIAN.value, declaration.expression.span),
            (declaration.expression,),
            declaration.expression.span,
        )
        typed = self._measures.typed(median)
        if not isinstance(typed, rep.Aggregated) or typed.value is None:
            return None
        label = self._given(declaration) or self._labels.of_value(typed.value)
        found: list[rep.Measure] = []
        for part, function, share in _SPREAD:
            result = typed.type if function is _Function.MEDIAN else typed.value.type
            expression = replace(typed, function=function, share=share, type=result)
            name = self._names.of_part(declaration.expression, part)
            found.append(self._measure(declaration, name, self._labels.of_part(label, part), expression))
        return tuple(found)

    def _is_measure(self, expression: ast.Expr, kind: str) -> bool:
        """Whether a measure stands where a number of the records is shown; `sum(lines.amount)` is such a number."""
        if not isinstance(expression, ast.CallExpr) or expression.function.text not in MEASURE_FUNCTIONS:
            return False
        if not self._measures.is_misplaced(expression):
            return False
        self._lowering.report(NotASpread(span=expression.span, kind=kind, found=f"`{written(expression)}`"))
        return True

    def _measure(
        self, declaration: MeasureDecl, name: str, label: Label, expression: rep.MeasureExpression
    ) -> rep.Measure:
        return rep.Measure(
            name=name,
            label=label,
            expression=expression,
            type=shown_type(expression.type, self._currency_scale),
            span=declaration.span,
            unit=self._lowering.labels.message(declaration.unit) or self._labels.unit_of(expression),
        )

    def _given(self, declaration: MeasureDecl) -> Label | None:
        given = declaration.label
        return None if given is None else self._lowering.labels.label(given, given.parts[0].text)
