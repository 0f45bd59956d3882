"""`count(leads where e)`, `sum(amount)` and their siblings: functions over the records of one source."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from lowcode.diagnostics.problems import types as type_problems
from lowcode.diagnostics.problems.report_names import NotASource
from lowcode.diagnostics.problems.report_types import ConditionCounted, ManyInMeasure, SourcesMixed
from lowcode.dsl import ast
from lowcode.dsl.lowering.context import Lowering
from lowcode.dsl.lowering.reports.paths import shown_path
from lowcode.dsl.lowering.reports.sources import TypedSource, names_in
from lowcode.dsl.type_checker import Checker, is_error, type_name
from lowcode.dsl.type_checker.aggregates import is_of_own_records, list_path
from lowcode.dsl.type_checker.kinds import LEAST_QUOTIENT_SCALE, NUMERIC, scale, with_scale
from lowcode.dsl.type_checker.names import variable_or_field
from lowcode.ir import expressions as ir
from lowcode.ir import reports as rep
from lowcode.ir import types as t
from lowcode.quick_dataclass import dataclass

_Function = rep.MeasureFunction
_ORDERED = (*NUMERIC, t.DateType, t.DateTimeType)
_COUNTABLE = (*_ORDERED, t.TextType, t.ChoiceType, t.RecordType, t.BooleanType, t.TimeType)

_COUNTING = (_Function.COUNT.value, _Function.DISTINCT.value)


@dataclass(frozen=True, slots=True)
class _Argument:
    """The first argument of a function."""

    source: TypedSource
    value: ast.Expr | None
    """None: the records themselves."""
    condition: ast.Expr | None


class Aggregating:
    """Types functions over records."""

    def __init__(self, lowering: Lowering, sources: tuple[TypedSource, ...]) -> None:
        """Arguments without the name of a source are about the first."""
        self._lowering = lowering
        self._sources = sources

    def typed(self, call: ast.CallExpr, function: rep.MeasureFunction) -> rep.Aggregated | None:
        """The typed call, or None after a problem."""
        if not self._has_arguments(call, function):
            return None
        argument = self._argument(call, function)
        if argument is None:
            return None
        checker = argument.source.checker
        condition = None if argument.condition is None else checker.condition(argument.condition)
        value = None if argument.value is None else self._value(call, checker, argument.value)
        share = self._share(call) if function is _Function.PERCENTILE else None
        if any(each is not None and is_error(each) for each in (condition, value)):
            return None
        result = self._result(call, function, value)
        if result is None or (function is _Function.PERCENTILE and share is None):
            return None
        return rep.Aggregated(argument.source.index, function, value, condition, share, result, call.span)

    def is_of_list(self, call: ast.CallExpr) -> bool:
        """Whether a call is about a list of each record."""
        if is_of_own_records(call):
            return False
        first = call.arguments[0]
        source = first.source if isinstance(first, ast.FilteredExpr) else first
        if not isinstance(source, ast.NameExpr | ast.MemberExpr):
            return False
        quiet = Checker(self._lowering.symbols, self._sources[0].checker.scope, [], self._lowering.titles.of)
        return isinstance(list_path(quiet, source)[0].type, t.ListType)

    def of_one_record(self, expression: ast.NameExpr | ast.MemberExpr) -> t.ValueType:
        """The type of a path that stands where a measure is wanted; an error type after a problem."""
        source = self._source(expression, expression, None)
        return t.ErrorType() if source is None else source.checker.check(expression).type

    # --- arguments ---------------------------------------------------------------------------------

    def _has_arguments(self, call: ast.CallExpr, function: rep.MeasureFunction) -> bool:
        wanted = {_Function.COUNT: (0, 1), _Function.PERCENTILE: (2,)}.get(function, (1,))
        if len(call.arguments) in wanted:
            return True
        self._lowering.report(
            type_problems.WrongArgumentCount(
                span=call.span, name=function.value, signature=_signature(function), found=len(call.arguments)
            )
        )
        return False

    def _argument(self, call: ast.CallExpr, function: rep.MeasureFunction) -> _Argument | None:
        first = call.arguments[0] if call.arguments else None
        condition = first.condition if isinstance(first, ast.FilteredExpr | ast.OwnRecordsExpr) else None
        value = first.source if isinstance(first, ast.FilteredExpr) else first
        value = None if isinstance(value, ast.OwnRecordsExpr) else value
        if value is None and function is not _Function.COUNT:
            self._refuse(call, function, call if first is None else first, "where")
            return None
        source = self._source(call, value, condition)
        if source is None:
            return None
        is_source = isinstance(value, ast.NameExpr) and value.name.text == source.name
        return _Argument(source, None if is_source and function is _Function.COUNT else value, condition)

    def _source(self, call: ast.Expr, value: ast.Expr | None, condition: ast.Expr | None) -> TypedSource | None:
        """The source whose records the function is about: the one that is named, or the first."""
        found: list[TypedSource] = []
        for name in names_in((value, condition)):
            named = next((each for each in self._sources if each.name == name.text), None)
            if named is not None and named not in found:
                found.append(named)
            elif named is None and self._is_other_entity(name, found or [self._sources[0]]):
                self._lowering.report(NotASource(span=name.span, name=name.text))
                return None
        if len(found) > 1:
            self._lowering.report(SourcesMixed(span=call.span, first=found[0].name, second=found[1].name))
            return None
        return found[0] if found else self._sources[0]

    def _is_other_entity(self, name: ast.Name, sources: Iterable[TypedSource]) -> bool:
        if name.text not in self._lowering.symbols.entities or name.text in self._lowering.symbols.choices:
            return False
        return all(variable_or_field(each.checker, name.text, name.span) is None for each in sources)

    def _value(self, call: ast.CallExpr, checker: Checker, value: ast.Expr) -> ir.Expression | None:
        if not isinstance(value, ast.NameExpr | ast.MemberExpr) or _names_choice(checker, value):
            return checker.single(value)
        typed, rest = list_path(checker, value)
        if not isinstance(typed.type, t.ListType):
            return typed
        function = call.function.text if rest and call.function.text not in _COUNTING else _Function.SUM.value
        inner = _Function.SUM if rest and function == call.function.text else _Function.COUNT
        way = f"{function}({inner.value}({shown_path(value)}))"
        self._lowering.report(ManyInMeasure(span=value.span, list=type_name(typed.type.item), way=way))
        return ir.Literal(None, t.ErrorType(), value.span)

    def _share(self, call: ast.CallExpr) -> Decimal | None:
        """The share of a percentile, between nothing and everything."""
        argument = call.arguments[1]
        typed = self._sources[0].checker.single(argument)
        value = typed.value if isinstance(typed, ir.Literal) else None
        if isinstance(value, Decimal) and isinstance(typed.type, t.PercentType) and 0 < value < 1:
            return value
        if not is_error(typed):
            self._lowering.report(
                type_problems.WrongArgument(
                    span=argument.span,
                    name=_Function.PERCENTILE.value,
                    signature=_signature(_Function.PERCENTILE),
                    expected="1% … 99%",
                    found=type_name(typed.type),
                )
            )
        return None

    # --- results -----------------------------------------------------------------------------------

    def _result(
        self, call: ast.CallExpr, function: rep.MeasureFunction, value: ir.Expression | None
    ) -> t.ValueType | None:
        if value is None:
            return t.IntegerType()
        if function is _Function.COUNT and isinstance(value.type, t.BooleanType):
            self._lowering.report(ConditionCounted(span=value.span))
            return None
        found = _result_of(function, value.type)
        if found is None:
            self._refuse(call, function, call.arguments[0], type_name(value.type))
        return found

    def _refuse(self, call: ast.CallExpr, function: rep.MeasureFunction, at: ast.Expr, found: str) -> None:
        self._lowering.report(
            type_problems.WrongArgument(
                span=at.source.span if isinstance(at, ast.FilteredExpr) else at.span,
                name=call.function.text,
                signature=_signature(function),
                expected=_EXPECTED.get(function, "decimal"),
                found=found,
            )
        )


def _result_of(function: rep.MeasureFunction, value: t.ValueType) -> t.ValueType | None:
    match function:
        case _Function.COUNT | _Function.DISTINCT:
            return t.IntegerType() if isinstance(value, _COUNTABLE) or _is_filled(function, value) else None
        case _Function.MINIMUM | _Function.MAXIMUM:
            return value if isinstance(value, _ORDERED) else None
        case _ if not isinstance(value, NUMERIC):
            return None
        case _Function.AVERAGE:
            return _finer(value, max(LEAST_QUOTIENT_SCALE, scale(value)))
        case _Function.MEDIAN:
            return _finer(value, scale(value) + 1)
        case _:
            return value


def _finer(value: t.ValueType, digits: int) -> t.ValueType:
    return t.DecimalType(digits) if isinstance(value, t.IntegerType) else with_scale(value, digits)


def _is_filled(function: rep.MeasureFunction, value: t.ValueType) -> bool:
    """Files can be there or not, which is all that `count` asks."""
    return function is _Function.COUNT and isinstance(value, t.FilesType)


def _names_choice(checker: Checker, value: ast.Expr) -> bool:
    """Whether a path may begin with a choice: `Region.east`."""
    first = next(iter(names_in(value)), None)
    return first is not None and first.text in checker.symbols.choices


_EXPECTED = {
    _Function.DISTINCT: "text, choice, record, decimal, date",
    _Function.COUNT: "text, choice, record, decimal, date",
    _Function.MINIMUM: "decimal, date",
    _Function.MAXIMUM: "decimal, date",
}


def _signature(function: rep.MeasureFunction) -> str:
    match function:
        case _Function.COUNT:
            return "count(where condition)"
        case _Function.PERCENTILE:
            return "percentile(value where condition, 90%)"
        case _:
            return f"{function.value}(value where condition)"
