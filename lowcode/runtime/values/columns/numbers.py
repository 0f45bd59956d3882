"""Exact arithmetic in SQL. Scales come from the types of the operands; an empty operand gives an empty result."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, Boolean, ColumnElement, type_coerce
from sqlalchemy.types import TypeEngine

from lowcode.runtime.database.types import ExactDecimal, UnboundedDecimal, WholeNumber
from lowcode.runtime.values.columns.constants import Operand, clause, is_whole, scale_of
from lowcode.runtime.values.columns.portable import Portable


def number_type(scale: int, *operands: ColumnElement[Any]) -> TypeEngine[Any]:
    """The type of a result: whole if all operands are."""
    return WholeNumber() if all(is_whole(each) for each in operands) else UnboundedDecimal(scale)


def _arithmetic(operation: str, left: Operand, right: Operand) -> ColumnElement[Any]:
    first, second = clause(left), clause(right)
    scales = scale_of(first), scale_of(second)
    type_ = number_type(max(scales), first, second)
    return Portable(operation, type_, first, scales[0], second, scales[1])


def add(left: Operand, right: Operand) -> ColumnElement[Any]:
    """The sum."""
    return _arithmetic("add", left, right)


def subtract(left: Operand, right: Operand) -> ColumnElement[Any]:
    """The difference."""
    return _arithmetic("subtract", left, right)


def remainder(left: Operand, right: Operand) -> ColumnElement[Any]:
    """What division leaves, with the sign of the dividend; empty for a divisor of zero."""
    return _arithmetic("remainder", left, right)


def multiply(left: Operand, right: Operand) -> ColumnElement[Any]:
    """The product, with the digits of both after the point."""
    first, second = clause(left), clause(right)
    type_ = number_type(scale_of(first) + scale_of(second), first, second)
    return Portable("multiply", type_, first, second)


def divide(left: Operand, right: Operand, scale: int) -> ColumnElement[Decimal | None]:
    """The quotient, rounded half away from zero to `scale` digits; empty for a divisor of zero."""
    first, second = clause(left), clause(right)
    return Portable("divide", UnboundedDecimal(scale), first, scale_of(first), second, scale_of(second), scale)


def negate(value: Operand) -> ColumnElement[Any]:
    """The number with the other sign."""
    operand = clause(value)
    return Portable("negate", number_type(scale_of(operand), operand), operand)


def absolute(value: Operand) -> ColumnElement[Any]:
    """The number without its sign."""
    operand = clause(value)
    return Portable("absolute", number_type(scale_of(operand), operand), operand)


def _quantized(operation: str, value: Operand, digits: int) -> ColumnElement[Decimal | None]:
    operand = clause(value)
    return Portable(operation, UnboundedDecimal(digits), operand, scale_of(operand), digits)


def rounded(value: Operand, digits: int) -> ColumnElement[Decimal | None]:
    """Rounded half away from zero to so many digits after the point."""
    return _quantized("rounded", value, digits)


def floored(value: Operand, digits: int) -> ColumnElement[Decimal | None]:
    """The greatest number with so many digits after the point that is not above the value."""
    return _quantized("floored", value, digits)


def ceiled(value: Operand, digits: int) -> ColumnElement[Decimal | None]:
    """The smallest number with so many digits after the point that is not below the value."""
    return _quantized("ceiled", value, digits)


def truncated(value: Operand, digits: int) -> ColumnElement[Decimal | None]:
    """Without the digits beyond so many after the point."""
    return _quantized("truncated", value, digits)


def at_scale(value: Operand, scale: int) -> ColumnElement[Decimal | None]:
    """The same number with exactly so many digits after the point, which are at least those it has."""
    operand = clause(value)
    if isinstance(operand.type, ExactDecimal) and operand.type.scale == scale:
        return operand
    return _quantized("at_scale", operand, scale)


def whole(value: Operand) -> ColumnElement[int | None]:
    """A decimal without digits after the point as a whole number."""
    return type_coerce(clause(value), WholeNumber())


def fitted(value: Operand, scale: int) -> ColumnElement[Decimal | None]:
    """For a decimal column: at its scale; the statement fails for more than 18 digits."""
    operand = clause(value)
    return Portable("fitted", ExactDecimal(18, scale), operand, scale_of(operand), scale)


def fitted_whole(value: Operand) -> ColumnElement[int | None]:
    """For a column of whole numbers; the statement fails for more than 18 digits."""
    operand = clause(value)
    return Portable("fitted", BigInteger(), operand, scale_of(operand), 0)


def _comparison(operation: str, left: Operand, right: Operand) -> ColumnElement[bool]:
    first, second = clause(left), clause(right)
    return Portable(operation, Boolean(), first, scale_of(first), second, scale_of(second))


def equal(left: Operand, right: Operand) -> ColumnElement[bool]:
    """Whether two numbers of any scales are the same."""
    return _comparison("equal", left, right)


def differ(left: Operand, right: Operand) -> ColumnElement[bool]:
    """Whether two numbers of any scales are not the same."""
    return _comparison("differ", left, right)


def less(left: Operand, right: Operand) -> ColumnElement[bool]:
    """Whether the left number is the smaller one."""
    return _comparison("less", left, right)


def less_or_equal(left: Operand, right: Operand) -> ColumnElement[bool]:
    """Whether the left number is not the greater one."""
    return _comparison("less_or_equal", left, right)


def greater(left: Operand, right: Operand) -> ColumnElement[bool]:
    """Whether the left number is the greater one."""
    return _comparison("greater", left, right)


def greater_or_equal(left: Operand, right: Operand) -> ColumnElement[bool]:
    """Whether the left number is not the smaller one."""
    return _comparison("greater_or_equal", left, right)
