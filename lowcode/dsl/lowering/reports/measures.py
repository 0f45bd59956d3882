"""What a chart shows: functions over the records of a source, and what is computed from their results."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from lowcode.catalog.functions import FUNCTIONS
from lowcode.diagnostics.problems import names as name_problems
from lowcode.diagnostics.problems import types as type_problems
from lowcode.diagnostics.problems.report_types import NeedsGroups, NotAMeasure
from lowcode.diagnostics.suggestions import LabelledName
from lowcode.dsl import ast
from lowcode.dsl.lowering.context import Lowering
from lowcode.dsl.lowering.reports.aggregating import Aggregating
from lowcode.dsl.lowering.reports.dimensions import TypedDimension
from lowcode.dsl.lowering.reports.flow_measures import FlowMeasures
from lowcode.dsl.lowering.reports.paths import shown_path
from lowcode.dsl.lowering.reports.sources import TypedSource
from lowcode.dsl.lowering.reports.units import PERCENT_SCALE, quotient
from lowcode.dsl.type_checker import is_error, type_name
from lowcode.dsl.type_checker.aggregates import AGGREGATES
from lowcode.dsl.type_checker.kinds import NUMERIC, product_type, sum_type
from lowcode.dsl.type_checker.measures import (
    AGGREGATING,
    CONVERSION,
    CUMULATIVE,
    ENTERED,
    GROWTH,
    MEASURE_FUNCTIONS,
    PREVIOUS,
    RATIO,
    REACHED,
    SHARE,
    TIME_IN,
)
from lowcode.dsl.type_checker.names import variable_or_field
from lowcode.ir import expressions as ir
from lowcode.ir import reports as rep
from lowcode.ir import types as t
from lowcode.source import Span

RATIO_SCALE = 2
EARLIER = {each.value: each for each in rep.Earlier}
_EARLIER_WORDS = tuple(
    LabelledName(name, labels)
    for name, labels in {
        rep.Earlier.PERIOD.value: ("上期", "环比"),
        rep.Earlier.WEEK.value: ("上周",),
        rep.Earlier.MONTH.value: ("上月",),
        rep.Earlier.QUARTER.value: ("上季度",),
        rep.Earlier.YEAR.value: ("去年", "去年同期", "同比"),
    }.items()
)
_FLOW_FUNCTIONS = (ENTERED, REACHED, CONVERSION, TIME_IN)
_COUNT = "count()"
_OPERATORS = {each.value: each for each in rep.MeasureOperator}
_SIGNATURES = {
    SHARE: "share(measure)",
    CUMULATIVE: "cumulative(measure)",
    PREVIOUS: "previous(measure, last_year)",
    GROWTH: "growth(measure, last_year)",
    RATIO: "ratio(measure, measure)",
}


class Measures:
    """Types the measures of one report."""

    def __init__(
        self, lowering: Lowering, sources: tuple[TypedSource, ...], dimensions: tuple[TypedDimension | None, ...]
    ) -> None:
        """`dimensions`: the chart's, in its first source; None for those that are not understood."""
        self._lowering = lowering
        self._has_groups = bool(dimensions)
        self._checker = sources[0].checker
        self._aggregating = Aggregating(lowering, sources)
        self._flow_measures = FlowMeasures(lowering, sources, dimensions)

    def typed(self, expression: ast.Expr) -> rep.MeasureExpression | None:
        """The measure, or None after a problem."""
        match expression:
            case ast.CallExpr():
                return self._call(expression)
            case ast.BinaryExpr() if expression.operator in _OPERATORS:
                return self._combined(expression)
            case ast.UnaryExpr(operator="-", operand=operand, span=span):
                return self._negated(operand, span)
            case ast.LiteralExpr():
                return self._number(expression)
            case ast.ErrorExpr():
                return None
            case ast.NameExpr() | ast.MemberExpr():
                self._report_value(expression)
            case _:
                self._lowering.report(NotAMeasure(span=expression.span, way=_COUNT))
        return None

    def _report_value(self, path: ast.NameExpr | ast.MemberExpr) -> None:
        """What may have been meant by a field: a number is summed up; of everything else there are so many."""
        shown = shown_path(path)
        if shown in MEASURE_FUNCTIONS and self._is_no_field(shown, path.span):
            self._lowering.report(NotAMeasure(span=path.span, way=_COUNT if f"{shown}()" == _COUNT else f"{shown}(…)"))
            return
        found = self._aggregating.of_one_record(path)
        if not isinstance(found, t.ErrorType):
            function = (
                rep.MeasureFunction.SUM.value if isinstance(found, NUMERIC) else rep.MeasureFunction.DISTINCT.value
            )
            self._lowering.report(NotAMeasure(span=path.span, way=f"{function}({shown})"))

    def _is_no_field(self, name: str, span: Span) -> bool:
        return variable_or_field(self._checker, name, span) is None

    def is_misplaced(self, call: ast.CallExpr) -> bool:
        """Whether a call is a measure, and no number of each record such as `sum(lines.amount)`."""
        return call.function.text not in AGGREGATES or not self._aggregating.is_of_list(call)

    # --- calls -------------------------------------------------------------------------------------

    def _call(self, call: ast.CallExpr) -> rep.MeasureExpression | None:
        name = call.function.text
        if name in AGGREGATING:
            return self._aggregating.typed(call, AGGREGATING[name])
        if name in _FLOW_FUNCTIONS:
            return self._flow_measures.typed(call)
        if name in (SHARE, CUMULATIVE):
            return self._along(call)
        if name in (PREVIOUS, GROWTH):
            return self._earlier(call)
        if name == RATIO:
            return self._ratio(call)
        if name in FUNCTIONS:
            self._lowering.report(NotAMeasure(span=call.span, way=f"sum({name}(…))"))
        else:
            self._lowering.report(
                name_problems.UnknownFunction(span=call.function.span, name=name, candidates=MEASURE_FUNCTIONS)
            )
        return None

    def _has_arguments(self, call: ast.CallExpr, wanted: int) -> bool:
        if len(call.arguments) == wanted:
            return True
        name = call.function.text
        self._lowering.report(
            type_problems.WrongArgumentCount(
                span=call.span, name=name, signature=_SIGNATURES[name], found=len(call.arguments)
            )
        )
        return False

    def _numeric(self, call: ast.CallExpr, index: int) -> rep.MeasureExpression | None:
        """An argument that is a number."""
        argument = call.arguments[index]
        typed = self.typed(argument)
        if typed is None or isinstance(typed.type, NUMERIC):
            return typed
        name = call.function.text
        self._lowering.report(
            type_problems.WrongArgument(
                span=argument.span,
                name=name,
                signature=_SIGNATURES[name],
                expected="decimal",
                found=type_name(typed.type),
            )
        )
        return None

    def _along(self, call: ast.CallExpr) -> rep.MeasureExpression | None:
        of = self._numeric(call, 0) if self._has_arguments(call, 1) else None
        if of is None:
            return None
        if not self._has_groups:
            self._lowering.report(NeedsGroups(span=call.span, word=call.function.text))
            return None
        if call.function.text == SHARE:
            return rep.Share(of, t.PercentType(PERCENT_SCALE), call.span)
        return rep.Cumulative(of, of.type, call.span)

    def _earlier(self, call: ast.CallExpr) -> rep.MeasureExpression | None:
        if not self._has_arguments(call, 2):
            return None
        of = self._numeric(call, 0)
        against = self.earlier(call.arguments[1], call.function.text)
        if of is None or against is None:
            return None
        is_growth = call.function.text == GROWTH
        return rep.Previous(of, against, is_growth, t.PercentType(PERCENT_SCALE) if is_growth else of.type, call.span)

    def earlier(self, expression: ast.Expr, what: str) -> rep.Earlier | None:
        """The period that something is compared with; reported if it is none."""
        word = expression.name.text if isinstance(expression, ast.NameExpr) else "?"
        if word not in EARLIER:
            self._lowering.report(
                name_problems.UnknownValue(span=expression.span, what=what, value=word, candidates=_EARLIER_WORDS)
            )
        return EARLIER.get(word)

    def _ratio(self, call: ast.CallExpr) -> rep.MeasureExpression | None:
        if not self._has_arguments(call, 2):
            return None
        left, right = self._numeric(call, 0), self._numeric(call, 1)
        if left is None or right is None:
            return None
        if quotient(left, right) is None:
            self._refuse_operands(call, "/", left, right)
            return None
        return rep.Combined(rep.MeasureOperator.DIVIDE, left, right, t.DecimalType(RATIO_SCALE), call.span)

    # --- arithmetic --------------------------------------------------------------------------------

    def _combined(self, expression: ast.BinaryExpr) -> rep.MeasureExpression | None:
        left, right = self.typed(expression.left), self.typed(expression.right)
        if left is None or right is None:
            return None
        result: t.ValueType | None = None
        operator = _OPERATORS[expression.operator]
        if isinstance(left.type, NUMERIC) and isinstance(right.type, NUMERIC):
            match operator:
                case rep.MeasureOperator.ADD | rep.MeasureOperator.SUBTRACT:
                    result = sum_type(left.type, right.type)
                case rep.MeasureOperator.MULTIPLY:
                    result = product_type(left.type, right.type)
                case rep.MeasureOperator.DIVIDE:
                    result = quotient(left, right)
        if result is None:
            self._refuse_operands(expression, expression.operator, left, right)
            return None
        return rep.Combined(operator, left, right, result, expression.span)

    def _refuse_operands(
        self,
        expression: ast.BinaryExpr | ast.CallExpr,
        operator: str,
        left: rep.MeasureExpression,
        right: rep.MeasureExpression,
    ) -> None:
        span = expression.operator_span if isinstance(expression, ast.BinaryExpr) else expression.span
        self._lowering.report(
            type_problems.WrongOperands(
                span=span, operator=operator, left=type_name(left.type), right=type_name(right.type)
            )
        )

    def _negated(self, operand: ast.Expr, span: Span) -> rep.MeasureExpression | None:
        typed = self.typed(operand)
        if typed is None:
            return None
        if isinstance(typed, rep.Number):
            return replace(typed, value=typed.value.copy_negate(), span=span)
        if not isinstance(typed.type, NUMERIC):
            self._lowering.report(
                type_problems.WrongType(span=operand.span, expected="decimal", found=type_name(typed.type))
            )
            return None
        zero = rep.Number(Decimal(0), typed.type, span)
        return rep.Combined(rep.MeasureOperator.SUBTRACT, zero, typed, typed.type, span)

    def _number(self, literal: ast.LiteralExpr) -> rep.MeasureExpression | None:
        typed = self._checker.single(literal)
        value = typed.value if isinstance(typed, ir.Literal) else None
        if isinstance(value, int | Decimal) and isinstance(typed.type, NUMERIC):
            return rep.Number(Decimal(value), typed.type, literal.span)
        if not is_error(typed):
            self._lowering.report(NotAMeasure(span=literal.span, way=_COUNT))
        return None
