"""`sum(lines.amount where taxable)` and its siblings."""

from __future__ import annotations

from lowcode.diagnostics.problems import types as problems
from lowcode.diagnostics.problems.process_types import OnlyInRules, QueryInQuery
from lowcode.diagnostics.problems.report_types import MeasureMisplaced
from lowcode.dsl import ast
from lowcode.dsl.type_checker.context import Typing, error, is_error
from lowcode.dsl.type_checker.kinds import LEAST_QUOTIENT_SCALE, NUMERIC, ORDERED, scale, type_name, with_scale
from lowcode.dsl.type_checker.names import member_of, source_of, variable_or_field
from lowcode.ir import expressions as ir
from lowcode.ir import types as t

AGGREGATES = {each.value: each for each in ir.AggregateFunction}
_SIGNATURES = {
    ir.AggregateFunction.COUNT: "count(list where condition)",
    ir.AggregateFunction.EXISTS: "exists(list where condition)",
    ir.AggregateFunction.FIRST: "first(list.field where condition)",
}
_NEEDS_NO_VALUE = {ir.AggregateFunction.COUNT, ir.AggregateFunction.EXISTS, ir.AggregateFunction.FIRST}


def signature(function: ir.AggregateFunction) -> str:
    """How the function is used."""
    return _SIGNATURES.get(function, f"{function.value}(list.field where condition)")


def aggregate(typing: Typing, expression: ast.CallExpr) -> ir.Expression:
    """A call of an aggregate function."""
    function = AGGREGATES[expression.function.text]
    if typing.scope.is_report and is_of_own_records(expression):
        typing.report(MeasureMisplaced(span=expression.span, function=function.value))
        return error(expression.span)
    if len(expression.arguments) != 1:
        typing.report(
            problems.WrongArgumentCount(
                span=expression.span,
                name=function.value,
                signature=signature(function),
                found=len(expression.arguments),
            )
        )
        return error(expression.span)
    argument = expression.arguments[0]
    filtered = argument if isinstance(argument, ast.FilteredExpr) else None
    source, rest = list_path(typing, filtered.source if filtered else argument)
    if is_error(source):
        return error(expression.span)
    if not isinstance(source.type, t.ListType) and typing.scope.is_report:
        typing.report(MeasureMisplaced(span=expression.span, function=function.value))
        return error(expression.span)
    if not isinstance(source.type, t.ListType):
        typing.report(problems.NotAList(span=source.span, function=function.value, found=type_name(source.type)))
        return error(expression.span)
    if isinstance(source.type.item, t.ChoiceType):
        return _of_options(typing, expression, function, source, filtered)
    return _of_records(typing, expression, function, source, rest)


def is_of_own_records(expression: ast.CallExpr) -> bool:
    """`count()` and `count(where e)`: over the records that a report counts."""
    return not expression.arguments or isinstance(expression.arguments[0], ast.OwnRecordsExpr)


def list_path(typing: Typing, expression: ast.Expr) -> tuple[ir.Expression, tuple[ast.Name, ...]]:
    """The list that a path leads to, and the names behind it that are read from each of its records."""
    names: list[ast.Name] = []
    base = expression
    while isinstance(base, ast.MemberExpr):
        names.append(base.name)
        base = base.source
    source = all_records(typing, base) or source_of(typing, base)
    while names and not isinstance(source.type, t.ListType):
        if is_error(source):
            return source, ()
        source = member_of(typing, source, names.pop())
    return source, tuple(reversed(names))


def all_records(typing: Typing, expression: ast.Expr) -> ir.Expression | None:
    """`Opportunity`, where no record's field has that name: every record of the entity; None for anything else."""
    if not isinstance(expression, ast.NameExpr):
        return None
    name, span = expression.name.text, expression.span
    entity = typing.symbols.entities.get(name)
    if entity is None or variable_or_field(typing, name, span) is not None:
        return None
    if not typing.scope.reads_all:
        typing.report(
            QueryInQuery(span=span, name=name) if typing.scope.is_query else OnlyInRules(span=span, name=name)
        )
        return error(span)
    return ir.AllRecords(name, t.ListType(t.RecordType(name)), span)


def _of_options(
    typing: Typing,
    expression: ast.CallExpr,
    function: ir.AggregateFunction,
    source: ir.Expression,
    filtered: ast.FilteredExpr | None,
) -> ir.Expression:
    result: t.ValueType
    match function:
        case ir.AggregateFunction.COUNT:
            result = t.IntegerType()
        case ir.AggregateFunction.EXISTS:
            result = t.BooleanType()
        case _:
            typing.report(problems.NotAList(span=source.span, function=function.value, found=type_name(source.type)))
            return error(expression.span)
    if filtered is not None:
        typing.report(problems.NotAnExpression(span=filtered.condition.span, what="where"))
        return error(expression.span)
    return ir.Aggregate(function, source, len(typing.scope.items), None, None, result, expression.span)


def _of_records(
    typing: Typing,
    expression: ast.CallExpr,
    function: ir.AggregateFunction,
    source: ir.Expression,
    rest: tuple[ast.Name, ...],
) -> ir.Expression:
    assert isinstance(source.type, t.ListType)
    assert isinstance(source.type.item, t.RecordType)
    item = source.type.item
    depth = len(typing.scope.items)
    entity = typing.symbols.entities[item.entity]
    inside = typing.within_query(entity) if isinstance(source, ir.AllRecords) else typing.within_item(entity)
    value: ir.Expression | None = None
    if rest:
        value = ir.Variable(ir.VariableKind.ITEM, depth, item, source.span)
        for name in rest:
            value = member_of(inside, value, name)
    argument = expression.arguments[0]
    condition = inside.condition(argument.condition) if isinstance(argument, ast.FilteredExpr) else None
    if (value is not None and is_error(value)) or (condition is not None and is_error(condition)):
        return error(expression.span)
    result = _result(typing, expression, function, item, value)
    if result is None:
        return error(expression.span)
    if value is not None and function in (ir.AggregateFunction.COUNT, ir.AggregateFunction.EXISTS):
        condition = _and_filled(value, condition)
        value = None
    return ir.Aggregate(function, source, depth, value, condition, result, expression.span)


def _and_filled(value: ir.Expression, condition: ir.Expression | None) -> ir.Expression:
    filled = ir.IsEmpty(value, negated=True, type=t.BooleanType(), span=value.span)
    if condition is None:
        return filled
    return ir.Binary(ir.BinaryOperator.AND, filled, condition, t.BooleanType(), condition.span)


def _result(
    typing: Typing,
    expression: ast.CallExpr,
    function: ir.AggregateFunction,
    item: t.RecordType,
    value: ir.Expression | None,
) -> t.ValueType | None:
    if function is ir.AggregateFunction.COUNT:
        return t.IntegerType()
    if function is ir.AggregateFunction.EXISTS:
        return t.BooleanType()
    if value is None:
        if function is ir.AggregateFunction.FIRST:
            return item
        _refuse(typing, expression, function, "decimal", f"many {item.entity}")
        return None
    if isinstance(value.type, t.ListType):
        typing.report(problems.ManyValues(span=value.span, found=type_name(value.type)))
        return None
    return _result_of_values(typing, expression, function, value.type)


def _result_of_values(
    typing: Typing, expression: ast.CallExpr, function: ir.AggregateFunction, value: t.ValueType
) -> t.ValueType | None:
    match function:
        case ir.AggregateFunction.SUM if isinstance(value, NUMERIC):
            return value
        case ir.AggregateFunction.AVERAGE if isinstance(value, NUMERIC):
            if isinstance(value, t.IntegerType):
                return t.DecimalType(LEAST_QUOTIENT_SCALE)
            return with_scale(value, max(LEAST_QUOTIENT_SCALE, scale(value)))
        case ir.AggregateFunction.MINIMUM | ir.AggregateFunction.MAXIMUM if isinstance(value, ORDERED):
            return value
        case ir.AggregateFunction.FIRST:
            return value
        case _:
            _refuse(typing, expression, function, "decimal", type_name(value))
            return None


def _refuse(
    typing: Typing, expression: ast.CallExpr, function: ir.AggregateFunction, expected: str, found: str
) -> None:
    typing.report(
        problems.WrongArgument(
            span=expression.arguments[0].span,
            name=function.value,
            signature=signature(function),
            expected=expected,
            found=found,
        )
    )
