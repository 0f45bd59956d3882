"""Arithmetic, logic and comparison."""

from __future__ import annotations

from decimal import Decimal

from lowcode.diagnostics.problems import types as problems
from lowcode.diagnostics.problems.comparisons import ComparedWithItself
from lowcode.dsl import ast
from lowcode.dsl.type_checker import membership
from lowcode.dsl.type_checker.context import Typing, error, is_error
from lowcode.dsl.type_checker.fitting import common_of, converted, missing_percent_sign
from lowcode.dsl.type_checker.kinds import (
    NUMERIC,
    ORDERED,
    product_type,
    quotient_type,
    remainder_type,
    sum_type,
    type_name,
)
from lowcode.dsl.type_checker.names import expected_option, spelled_option, variable_or_field
from lowcode.ir import expressions as ir
from lowcode.ir import types as t
from lowcode.source import Span

_EQUALITY = {"==", "!="}
_ORDER = {"<", "<=", ">", ">="}
_NUMBERS = {"*": product_type, "/": quotient_type, "%": remainder_type, "+": sum_type, "-": sum_type}


def unary(typing: Typing, expression: ast.UnaryExpr) -> ir.Expression:
    """`not e` and `-e`."""
    if expression.operator == "not":
        operand = typing.condition(expression.operand)
        return ir.Unary(ir.UnaryOperator.NOT, operand, t.BooleanType(), expression.span)
    operand = typing.single(expression.operand)
    if is_error(operand):
        return error(expression.span)
    if not isinstance(operand.type, NUMERIC):
        typing.report(problems.WrongType(span=operand.span, expected="decimal", found=type_name(operand.type)))
        return error(expression.span)
    if isinstance(operand, ir.Literal) and isinstance(operand.value, int | Decimal):
        negated = -operand.value if isinstance(operand.value, int) else operand.value.copy_negate()
        return ir.Literal(negated, operand.type, expression.span)
    return ir.Unary(ir.UnaryOperator.NEGATE, operand, operand.type, expression.span)


def binary(typing: Typing, expression: ast.BinaryExpr) -> ir.Expression:
    """`left operator right`."""
    operator = expression.operator
    if operator in ("and", "or"):
        left, right = typing.condition(expression.left), typing.condition(expression.right)
        return ir.Binary(ir.BinaryOperator(operator), left, right, t.BooleanType(), expression.span)
    if operator == "in":
        return membership.contained(typing, expression)
    if operator == "within":
        return membership.within(typing, expression)
    if operator in _EQUALITY or operator in _ORDER:
        return _comparison(typing, expression)
    return _arithmetic(typing, expression)


def _arithmetic(typing: Typing, expression: ast.BinaryExpr) -> ir.Expression:
    left, right = typing.single(expression.left), typing.single(expression.right)
    if is_error(left) or is_error(right):
        return error(expression.span)
    result = _arithmetic_type(expression.operator, left.type, right.type)
    if result is None:
        typing.report(
            problems.WrongOperands(
                span=expression.operator_span,
                operator=expression.operator,
                left=type_name(left.type),
                right=type_name(right.type),
            )
        )
        return error(expression.span)
    return ir.Binary(ir.BinaryOperator(expression.operator), left, right, result, expression.span)


def _arithmetic_type(operator: str, left: t.ValueType, right: t.ValueType) -> t.ValueType | None:
    if isinstance(left, t.EmptyType) or isinstance(right, t.EmptyType):
        return None
    if isinstance(left, NUMERIC) and isinstance(right, NUMERIC):
        return _NUMBERS[operator](left, right)
    if operator == "+" and isinstance(left, t.TextType) and isinstance(right, t.TextType):
        return t.TextType()
    if operator in ("+", "-") and isinstance(right, t.DurationType):
        return left if isinstance(left, t.DateType | t.DateTimeType) else None
    if operator == "-" and isinstance(left, t.DateType) and isinstance(right, t.DateType):
        return t.IntegerType()
    return None


def _comparison(typing: Typing, expression: ast.BinaryExpr) -> ir.Expression:
    if _compares_with_empty(typing, expression):
        return error(expression.span)
    left, right = sides(typing, expression.left, expression.right)
    if is_error(left) or is_error(right):
        return error(expression.span)
    _report_itself(typing, expression, left, right)
    if expression.operator in _EQUALITY and isinstance(left.type, t.ChoiceType) and left.type == right.type:
        return membership.equal_options(typing, expression, left, right)
    pair = _comparable(typing, expression, left, right)
    if pair is None:
        return error(expression.span)
    operator = ir.BinaryOperator(expression.operator)
    return ir.Binary(operator, *pair, t.BooleanType(), expression.span)


def _report_itself(typing: Typing, expression: ast.BinaryExpr, left: ir.Expression, right: ir.Expression) -> None:
    """A field compared with the same field of the same record: one of them was meant to be another record's."""
    if not isinstance(left, ir.FieldRead) or not _is_same_place(left, right):
        return
    record = left.source
    is_looked_at = isinstance(record, ir.Variable) and record.kind in (ir.VariableKind.ITEM, ir.VariableKind.OPTION)
    around = f"this.{left.field}" if is_looked_at else ""
    typing.report(ComparedWithItself(span=expression.span, written=left.field, around=around))


def _is_same_place(one: ir.Expression, other: ir.Expression) -> bool:
    if isinstance(one, ir.FieldRead) and isinstance(other, ir.FieldRead):
        return one.field == other.field and _is_same_place(one.source, other.source)
    if isinstance(one, ir.Variable) and isinstance(other, ir.Variable):
        return (one.kind, one.depth, one.name) == (other.kind, other.depth, other.name)
    return False


def _comparable(
    typing: Typing, expression: ast.BinaryExpr, left: ir.Expression, right: ir.Expression
) -> tuple[ir.Expression, ir.Expression] | None:
    left, right = same_moment(left, right)
    common = common_of(left, right)
    if common is None or isinstance(left.type, t.DurationType | t.FilesType):
        if not missing_percent_sign(typing, left, right):
            typing.report(
                problems.NotComparable(
                    span=expression.operator_span,
                    left=type_name(left.type),
                    right=type_name(right.type),
                    option=spelled_option(typing, right, left.type) or spelled_option(typing, left, right.type),
                )
            )
        return None
    if expression.operator in _ORDER and not isinstance(common, ORDERED):
        typing.report(
            problems.NoOrder(span=expression.operator_span, operator=expression.operator, type=type_name(common))
        )
        return None
    return converted(left, common), converted(right, common)


def same_moment(left: ir.Expression, right: ir.Expression) -> tuple[ir.Expression, ir.Expression]:
    """A date and an instant are compared by the day."""
    if isinstance(left.type, t.DateType) and isinstance(right.type, t.DateTimeType):
        return left, _day(right)
    if isinstance(left.type, t.DateTimeType) and isinstance(right.type, t.DateType):
        return _day(left), right
    return left, right


def _day(instant: ir.Expression) -> ir.Expression:
    return ir.Call("date", (instant,), t.DateType(), instant.span)


def _compares_with_empty(typing: Typing, expression: ast.BinaryExpr) -> bool:
    for empty, other in ((expression.right, expression.left), (expression.left, expression.right)):
        if isinstance(empty, ast.LiteralExpr) and empty.kind is ast.LiteralKind.EMPTY:
            typing.check(other)
            question = "is not empty" if expression.operator == "!=" else "is empty"
            edit = Span(empty.span.path, expression.operator_span.start, empty.span.end)
            typing.report(
                problems.ComparedWithEmpty(
                    span=expression.operator_span,
                    replacement=question,
                    edit=edit if empty is expression.right else expression.operator_span,
                )
            )
            return True
    return False


def sides(typing: Typing, left: ast.Expr, right: ast.Expr) -> tuple[ir.Expression, ir.Expression]:
    """The two sides of a comparison: an option may stand bare on either, the other side says of which choice."""
    if isinstance(left, ast.NameExpr) and variable_or_field(typing, left.name.text, left.span) is None:
        typed_right = typing.single(right)
        return typing.single(left, typed_right.type), typed_right
    typed_left = typing.single(left)
    typed_right = typing.single(right, typed_left.type)
    if isinstance(left, ast.NameExpr) and typed_left.type != typed_right.type:
        option = expected_option(typing, left.name.text, left.span, typed_right.type)
        if option is not None:
            return option, typed_right
    return typed_left, typed_right
