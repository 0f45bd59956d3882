"""Whether a value fits where it is put, and what has to be done to it there."""

from __future__ import annotations

from decimal import Decimal

from lowcode.diagnostics.problems import types as problems
from lowcode.dsl.type_checker.context import Typing, error, is_error
from lowcode.dsl.type_checker.kinds import common_type, scale, type_name
from lowcode.dsl.type_checker.names import spelled_option
from lowcode.ir import expressions as ir
from lowcode.ir import types as t


def fitted(typing: Typing, expression: ir.Expression, target: t.ValueType) -> ir.Expression:
    """The expression as a value of `target`, rounded to its digits; a problem where it does not fit.

    A plain number takes the unit of its place (`default 0` of an amount), a unit is never dropped.
    """
    if is_error(expression) or isinstance(target, t.ErrorType):
        return expression
    if isinstance(expression.type, t.EmptyType):
        return converted(expression, target)
    if not _fits(expression, target):
        if not _whole_percentage(typing, expression, target):
            typing.report(
                problems.WrongType(
                    span=expression.span,
                    expected=type_name(target),
                    found=type_name(expression.type),
                    option=spelled_option(typing, expression, target),
                )
            )
        return error(expression.span)
    if scale(expression.type) <= scale(target) or isinstance(target, t.IntegerType):
        return converted(expression, target)
    if isinstance(expression, ir.Literal):
        typing.report(problems.OutOfRange(span=expression.span, type=type_name(target)))
        return error(expression.span)
    return rounded(expression, target)


def _fits(expression: ir.Expression, target: t.ValueType) -> bool:
    found = expression.type
    match target:
        case t.DecimalType():
            return isinstance(found, t.IntegerType | t.DecimalType)
        case t.MoneyType():
            return isinstance(found, t.IntegerType | t.DecimalType | t.MoneyType)
        case t.PercentType():
            return isinstance(found, t.DecimalType | t.PercentType) or is_zero(expression)
        case _:
            return found == target


def is_zero(expression: ir.Expression) -> bool:
    """Whether it is the constant 0, which is the same in every unit."""
    return isinstance(expression, ir.Literal) and isinstance(expression.type, t.IntegerType) and expression.value == 0


def common_of(left: ir.Expression, right: ir.Expression) -> t.ValueType | None:
    """The type that holds the values of both, None if there is none; the constant 0 has every unit."""
    if is_zero(left) and isinstance(right.type, t.PercentType):
        return right.type
    if is_zero(right) and isinstance(left.type, t.PercentType):
        return left.type
    return common_type(left.type, right.type)


def _whole_percentage(typing: Typing, expression: ir.Expression, target: t.ValueType) -> bool:
    if not isinstance(target, t.PercentType) or not isinstance(expression.type, t.IntegerType):
        return False
    if not isinstance(expression, ir.Literal):
        return False
    typing.report(problems.PercentSignMissing(span=expression.span, number=str(expression.value)))
    return True


def missing_percent_sign(typing: Typing, left: ir.Expression, right: ir.Expression) -> bool:
    """Report a whole number that is compared with a percentage."""
    return (isinstance(left.type, t.PercentType) and _whole_percentage(typing, right, left.type)) or (
        isinstance(right.type, t.PercentType) and _whole_percentage(typing, left, right.type)
    )


def rounded(expression: ir.Expression, target: t.ValueType) -> ir.Expression:
    """The number with the digits of `target` after the point, rounded half away from zero."""
    digits = ir.Literal(scale(target), t.IntegerType(), expression.span)
    return ir.Call("round", (expression, digits), target, expression.span)


def converted(expression: ir.Expression, target: t.ValueType) -> ir.Expression:
    """A constant as a constant of `target`; everything else as it is, because numbers mix exactly."""
    if not isinstance(expression, ir.Literal) or expression.type == target:
        return expression
    if isinstance(expression.type, t.EmptyType):
        return ir.Literal(None, target, expression.span)
    if isinstance(target, t.DecimalType | t.MoneyType | t.PercentType) and isinstance(expression.value, int | Decimal):
        return ir.Literal(Decimal(expression.value), target, expression.span)
    return expression
