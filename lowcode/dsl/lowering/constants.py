"""Constants that go into a field: whether its column can hold them, and in which form."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from lowcode.catalog.field_types import FIELD_TYPES, FieldError, ValueContext
from lowcode.diagnostics.problems import types as problems
from lowcode.dsl import ast
from lowcode.dsl.lowering.context import Lowering
from lowcode.ir import application as app
from lowcode.ir import expressions as ir
from lowcode.ir import types as t


def checked_constant(lowering: Lowering, field_type: app.FieldType | None, value: ir.Expression) -> ir.Expression:
    """The constant as the field keeps it; a problem where the field cannot. What is no constant stays as it is."""
    if not isinstance(field_type, app.ScalarType) or not isinstance(value, ir.Literal):
        return value
    if isinstance(value.value, str):
        return _text(lowering, field_type, value, value.value)
    if isinstance(value.value, Decimal) and field_type.precision is not None:
        whole_digits = field_type.precision - (field_type.scale or 0)
        if abs(value.value) >= Decimal(10) ** whole_digits:
            name = f"{field_type.kind}({field_type.precision}, {field_type.scale})"
            lowering.report(problems.OutOfRange(span=value.span, type=name))
    return value


def in_percent(expression: ast.Expr, target: t.ValueType) -> ast.Expr:
    """A plain number as the limit or default of a percentage counts percent, as it does where people type it in.

    Only there: in other expressions `30` could as well be thirty times, so that it stays an error.
    """
    if not isinstance(target, t.PercentType):
        return expression
    if isinstance(expression, ast.UnaryExpr) and expression.operator == "-":
        return replace(expression, operand=in_percent(expression.operand, target))
    if not isinstance(expression, ast.LiteralExpr) or not isinstance(expression.value, int | Decimal):
        return expression
    if expression.kind not in (ast.LiteralKind.INTEGER, ast.LiteralKind.DECIMAL):
        return expression
    return ast.LiteralExpr(ast.LiteralKind.PERCENT, Decimal(expression.value).scaleb(-2), expression.span)


def _text(lowering: Lowering, field_type: app.ScalarType, literal: ir.Literal, text: str) -> ir.Expression:
    """A text as if somebody had typed it: a telephone number is kept in one form only."""
    limit = field_type.length
    if limit is not None and len(text) > limit:
        lowering.report(problems.TextTooLong(span=literal.span, length=len(text), limit=limit))
        return literal
    try:
        parsed = FIELD_TYPES[field_type.kind].parse(text, ValueContext(length=limit))
    except FieldError:
        lowering.report(problems.NotAValue(span=literal.span, type=field_type.kind, text=text))
        return literal
    return replace(literal, value=parsed)
