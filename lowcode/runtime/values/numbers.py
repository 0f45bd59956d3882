"""Exact arithmetic with empty values: an empty operand gives an empty result, and so does division by zero.

Whole numbers are `int`, all others `Decimal`; Python's own decimal context, which rounds to 28 digits, is never used.
"""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_DOWN, ROUND_FLOOR, ROUND_HALF_UP, Context, Decimal
from typing import TypeVar

EXACT = Context(prec=400, rounding=ROUND_HALF_UP, Emin=-999_999, Emax=999_999)
"""Room for every product of numbers that a specification can write down; nothing is rounded unseen.
`ROUND_HALF_UP` of the decimal module is half away from zero."""

Number = TypeVar("Number", int, Decimal)


def exact(value: int | None) -> Decimal | None:
    """A whole number as a decimal."""
    return None if value is None else Decimal(value)


def add(left: Number | None, right: Number | None) -> Number | None:
    """The sum."""
    if left is None or right is None:
        return None
    if isinstance(left, Decimal):
        return EXACT.add(left, right)
    return left + right


def subtract(left: Number | None, right: Number | None) -> Number | None:
    """The difference."""
    if left is None or right is None:
        return None
    if isinstance(left, Decimal):
        return EXACT.subtract(left, right)
    return left - right


def multiply(left: Number | None, right: Number | None) -> Number | None:
    """The product."""
    if left is None or right is None:
        return None
    if isinstance(left, Decimal):
        return EXACT.multiply(left, right)
    return left * right


def divide(left: Decimal | int | None, right: Decimal | int | None, scale: int) -> Decimal | None:
    """The quotient, rounded half away from zero to `scale` digits after the point; empty for a divisor of zero."""
    if left is None or right is None or right == 0:
        return None
    dividend, divisor = _as_integers(Decimal(left), Decimal(right))
    return from_scaled(divide_scaled(dividend * 10**scale, divisor), scale)


def remainder(left: Number | None, right: Number | None) -> Number | None:
    """What division leaves, with the sign of the dividend; empty for a divisor of zero."""
    if left is None or right is None or right == 0:
        return None
    if isinstance(left, Decimal):
        return EXACT.remainder(left, right)
    rest = abs(left) % abs(right)
    return -rest if left < 0 else rest


def negate(value: Number | None) -> Number | None:
    """The number with the other sign."""
    if value is None:
        return None
    if isinstance(value, Decimal):
        return EXACT.minus(value)
    return -value


def absolute(value: Number | None) -> Number | None:
    """The number without its sign."""
    if value is None:
        return None
    if isinstance(value, Decimal):
        return EXACT.abs(value)
    return abs(value)


def rounded(value: Decimal | None, digits: int) -> Decimal | None:
    """Rounded half away from zero (四舍五入) to so many digits after the point."""
    return _quantized(value, digits, ROUND_HALF_UP)


def floored(value: Decimal | None, digits: int) -> Decimal | None:
    """The greatest number with so many digits after the point that is not above the value."""
    return _quantized(value, digits, ROUND_FLOOR)


def ceiled(value: Decimal | None, digits: int) -> Decimal | None:
    """The smallest number with so many digits after the point that is not below the value."""
    return _quantized(value, digits, ROUND_CEILING)


def truncated(value: Decimal | None, digits: int) -> Decimal | None:
    """Without the digits beyond so many after the point."""
    return _quantized(value, digits, ROUND_DOWN)


def whole(value: Decimal | None) -> int | None:
    """A decimal without digits after the point as a whole number."""
    return None if value is None else int(value)


def scaled(value: Decimal, scale: int) -> int:
    """The number in units of `10 ** -scale`, rounded half away from zero."""
    return int(EXACT.scaleb(value, scale).to_integral_value(ROUND_HALF_UP, EXACT))


def from_scaled(units: int, scale: int) -> Decimal:
    """The number that is so many units of `10 ** -scale`."""
    return EXACT.scaleb(Decimal(units), -scale)


def divide_scaled(dividend: int, divisor: int) -> int:
    """The quotient of integers, rounded half away from zero."""
    quotient = (2 * abs(dividend) + abs(divisor)) // (2 * abs(divisor))
    return -quotient if (dividend < 0) != (divisor < 0) else quotient


def _as_integers(left: Decimal, right: Decimal) -> tuple[int, int]:
    """Two integers with the same quotient."""
    scale = max(0, -int(left.as_tuple().exponent), -int(right.as_tuple().exponent))
    return scaled(left, scale), scaled(right, scale)


def _quantized(value: Decimal | None, digits: int, rounding: str) -> Decimal | None:
    if value is None:
        return None
    return value.quantize(Decimal(1).scaleb(-digits), rounding=rounding, context=EXACT)
