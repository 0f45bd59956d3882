"""What is known of a value without any condition: whether it may be empty, and its limits."""

from __future__ import annotations

from decimal import Decimal
from typing import TypeAlias

from lowcode.ir import application as app
from lowcode.ir import expressions as ir
from lowcode.ir import types as t

Bounds: TypeAlias = tuple[ir.LiteralValue, ir.LiteralValue]
"""The smallest and the largest value; None where there is no limit, or none is known."""
_FULL_WITH_FULL = frozenset(
    {"round", "floor", "ceil", "truncate", "abs", "money", "percent", "decimal", "date", "time"}
)
"""Functions that are empty only if an argument is."""
_KEEPS_SIGN = frozenset({"round", "money", "percent", "decimal"})
_NOT_DECIDED: Bounds = (None, None)


def may_be_empty(application: app.Application, expression: ir.Expression) -> bool:
    """Whether the value may be empty in a record that keeps to the rules of its fields."""
    match expression:
        case ir.Literal(value=value):
            return value is None
        case ir.Variable(kind=kind):
            return kind is ir.VariableKind.ME
        case ir.FieldRead(source=source):
            return may_be_empty(application, source) or _field_may_be_empty(application, expression)
        case ir.Aggregate(function=function):
            return function not in (
                ir.AggregateFunction.COUNT,
                ir.AggregateFunction.SUM,
                ir.AggregateFunction.EXISTS,
            )
        case ir.Unary(operand=operand):
            return may_be_empty(application, operand)
        case ir.Binary(operator=operator, left=left, right=right):
            is_division = operator in (ir.BinaryOperator.DIVIDE, ir.BinaryOperator.REMAINDER)
            return is_division or may_be_empty(application, left) or may_be_empty(application, right)
        case ir.Call(function=name, arguments=arguments) if name in _FULL_WITH_FULL:
            return any(may_be_empty(application, each) for each in arguments)
        case ir.Call(function="coalesce", arguments=arguments):
            return all(may_be_empty(application, each) for each in arguments)
        case ir.Call(function="now" | "today"):
            return False
        case ir.Conditional(when_true=when_true, when_false=when_false):
            return may_be_empty(application, when_true) or may_be_empty(application, when_false)
        case _:
            return True


def _field_may_be_empty(application: app.Application, read: ir.FieldRead) -> bool:
    if not isinstance(read.source.type, t.RecordType):
        return True
    if read.field in ("id", "created_at", "updated_at"):
        return False
    field = application.entity(read.source.type.entity).field_by_name.get(read.field)
    if field is None:
        return True
    if field.flow is not None or isinstance(field.type, app.AutonumberFieldType):
        return False
    if field.computed is not None:
        return may_be_empty(application, field.computed.expression)
    return field.required is None or field.required.when is not None


def bounds_of(application: app.Application, expression: ir.Expression) -> Bounds:
    """The limits of a value, as far as they follow from those of the fields that it is made of."""
    match expression:
        case ir.Literal(value=value) if isinstance(value, int | Decimal) and not isinstance(value, bool):
            return value, value
        case ir.FieldRead():
            return _field_bounds(application, expression)
        case ir.Aggregate(function=ir.AggregateFunction.COUNT):
            return 0, None
        case ir.Aggregate(function=ir.AggregateFunction.SUM, value=ir.FieldRead() as value):
            return (0, None) if _at_least_nothing(bounds_of(application, value)) else _NOT_DECIDED
        case ir.Call(function=name, arguments=(argument, *_)) if name in _KEEPS_SIGN:
            return (0, None) if _at_least_nothing(bounds_of(application, argument)) else _NOT_DECIDED
        case ir.Binary(operator=ir.BinaryOperator.ADD | ir.BinaryOperator.MULTIPLY, left=left, right=right):
            sides = (bounds_of(application, left), bounds_of(application, right))
            return (0, None) if all(map(_at_least_nothing, sides)) else _NOT_DECIDED
        case ir.Binary(
            operator=ir.BinaryOperator.SUBTRACT, left=ir.Literal(value=int() | Decimal() as most), right=right
        ):
            high = bounds_of(application, right)[1]
            is_positive = isinstance(high, int | Decimal) and high <= most
            return (0, None) if is_positive else _NOT_DECIDED
        case _:
            return _NOT_DECIDED


def _at_least_nothing(bounds: Bounds) -> bool:
    low = bounds[0]
    return isinstance(low, int | Decimal) and low >= 0


def _field_bounds(application: app.Application, read: ir.FieldRead) -> Bounds:
    if not isinstance(read.source.type, t.RecordType):
        return _NOT_DECIDED
    field = application.entity(read.source.type.entity).field_by_name.get(read.field)
    if field is None:
        return _NOT_DECIDED
    if field.computed is not None:
        return bounds_of(application, field.computed.expression)
    if isinstance(field.type, app.ScalarType) and field.type.kind == "rating":
        return 1, field.type.most
    return _limit(field.minimum), _limit(field.maximum)


def _limit(expression: ir.Expression | None) -> ir.LiteralValue:
    if isinstance(expression, ir.Unary) and expression.operator is ir.UnaryOperator.NEGATE:
        value = _limit(expression.operand)
        return -value if isinstance(value, int | Decimal) else None
    return expression.value if isinstance(expression, ir.Literal) else None
