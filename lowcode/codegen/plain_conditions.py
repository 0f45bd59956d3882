"""Conditions that both databases can check by themselves: comparisons of a record's own columns.

A condition is enforced by the server whatever happens here; this adds the database as the last
line where the very same answer is certain. SQL's three-valued logic is at most more lenient than ours: a CHECK
is false only if the condition is false however the empty operands are read. What needs functions of
ours, other records or rounding is left to the server: `plain_condition` gives None.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from decimal import Decimal

from lowcode.codegen.python_source import decimal_literal, literal
from lowcode.codegen.storage import column_of, column_type
from lowcode.ir.application import Entity, Field
from lowcode.ir.expressions import (
    Binary,
    BinaryOperator,
    Expression,
    FieldRead,
    IsEmpty,
    IsIn,
    Literal,
    Unary,
    UnaryOperator,
    Variable,
    VariableKind,
)
from lowcode.ir.types import BooleanType, IntegerType, ValueType

_COMPARISONS = {
    BinaryOperator.EQUAL: "==",
    BinaryOperator.NOT_EQUAL: "!=",
    BinaryOperator.LESS: "<",
    BinaryOperator.LESS_OR_EQUAL: "<=",
    BinaryOperator.GREATER: ">",
    BinaryOperator.GREATER_OR_EQUAL: ">=",
}
_JUNCTIONS = {BinaryOperator.AND: "sa.and_", BinaryOperator.OR: "sa.or_"}


@dataclass(frozen=True, slots=True)
class _Operand:
    """One side of a comparison: `type` is the column's type, None for a constant."""

    source: str
    type: str | None
    value: object = None


def column_source(field: Field) -> str:
    """The field's column, typed, outside of any table."""
    return f"sa.column({literal(column_of(field))}, {column_type(field)})"


def comparison_with(entity: Entity, field: Field, operator: BinaryOperator, bound: Expression) -> str | None:
    """`field operator bound` where it is plain."""
    right = _operand(entity, bound)
    if right is None:
        return None
    return _comparison(_Operand(column_source(field), column_type(field)), operator, right)


def constant_of(field: Field, expression: Expression) -> str | None:
    """The constant as a value of the field's column, or None where it is none."""
    match expression:
        case Literal(value=value, type=type_):
            source = _constant(value, type_)
            column = _Operand("", column_type(field))
            return None if source is None else _fitted(column, _Operand(source, None, value))
        case _:
            return None


def plain_condition(entity: Entity, expression: Expression) -> str | None:
    """The condition as the source of a SQLAlchemy expression, or None where only the server can tell."""
    match expression:
        case Binary(operator=operator, left=left, right=right) if operator in _JUNCTIONS:
            parts = (plain_condition(entity, left), plain_condition(entity, right))
            return None if None in parts else f"{_JUNCTIONS[operator]}({parts[0]}, {parts[1]})"
        case Binary(operator=operator, left=left, right=right) if operator in _COMPARISONS:
            first, second = _operand(entity, left), _operand(entity, right)
            return None if first is None or second is None else _comparison(first, operator, second)
        case Unary(operator=UnaryOperator.NOT, operand=operand):
            inner = plain_condition(entity, operand)
            return None if inner is None else f"sa.not_({inner})"
        case IsEmpty(operand=operand, negated=negated):
            field = _own_field(entity, operand)
            if field is None:
                return None
            return f"{column_source(field)}.{'is_not' if negated else 'is_'}(None)"
        case IsIn(operand=operand, items=items):
            return _membership(entity, operand, items)
        case FieldRead(type=BooleanType()):
            field = _own_field(entity, expression)
            return None if field is None else f"{column_source(field)} == sa.true()"
        case _:
            return None


def _own_field(entity: Entity, expression: Expression) -> Field | None:
    match expression:
        case FieldRead(source=Variable(kind=VariableKind.THIS), field=name):
            field = entity.field_by_name.get(name)
            return field if field is not None and column_of(field) is not None else None
        case _:
            return None


def _operand(entity: Entity, expression: Expression) -> _Operand | None:
    match expression:
        case Literal(value=value, type=type_):
            source = _constant(value, type_)
            return None if source is None else _Operand(source, None, value)
        case Unary(operator=UnaryOperator.NEGATE, operand=Literal(value=Decimal() | int() as value, type=type_)):
            source = _constant(-value, type_)
            return None if source is None else _Operand(source, None, -value)
        case _:
            field = _own_field(entity, expression)
            return None if field is None else _Operand(column_source(field), column_type(field))


def _constant(value: object, type_: ValueType) -> str | None:
    match value:
        case bool() | datetime.datetime() | datetime.time():
            return None
        case str():
            return literal(value) if "\\x00" not in literal(value) else None
        case int() if isinstance(type_, IntegerType):
            return str(value)
        case int():
            return decimal_literal(Decimal(value))
        case Decimal():
            return decimal_literal(value)
        case datetime.date():
            return f"datetime.date({value.year}, {value.month}, {value.day})"
        case _:
            return None


def _comparison(left: _Operand, operator: BinaryOperator, right: _Operand) -> str | None:
    if left.type is None and right.type is None:
        return None
    if left.type is not None and right.type is not None:
        return f"{left.source} {_COMPARISONS[operator]} {right.source}" if left.type == right.type else None
    column, constant = (left, right) if right.type is None else (right, left)
    fitted = _fitted(column, constant)
    if fitted is None:
        return None
    first, second = (left.source, fitted) if right.type is None else (fitted, right.source)
    return f"{first} {_COMPARISONS[operator]} {second}"


def _fitted(column: _Operand, constant: _Operand) -> str | None:
    """The constant as a value of the column's type; None where it would be rounded or cannot be written in SQL."""
    type_, value = column.type or "", constant.value
    if type_.startswith("ExactDecimal("):
        if not isinstance(value, Decimal | int):
            return None
        number, scale = Decimal(value), int(type_.rpartition(",")[2].rstrip(") "))
        exact = number == round(number, scale) and abs(number) < Decimal(10) ** 18
        return decimal_literal(number) if exact else None
    if type_ == "sa.BigInteger()":
        whole = isinstance(value, int) or (isinstance(value, Decimal) and value == value.to_integral_value())
        return str(int(value)) if whole and isinstance(value, Decimal | int) else None
    if type_.startswith("Text("):
        return constant.source if isinstance(value, str) else None
    if type_ == "sa.Date()":
        return constant.source if isinstance(value, datetime.date) else None
    return None


def _membership(entity: Entity, operand: Expression, items: tuple[Expression, ...]) -> str | None:
    field = _own_field(entity, operand)
    if field is None or not items:
        return None
    column = _Operand(column_source(field), column_type(field))
    fitted = []
    for item in items:
        constant = _operand(entity, item)
        source = _fitted(column, constant) if constant is not None and constant.type is None else None
        if source is None:
            return None
        fitted.append(source)
    return f"{column.source}.in_([{', '.join(fitted)}])"
