"""What measures are measured in, and with how many digits they are shown."""

from __future__ import annotations

from collections.abc import Hashable

from lowcode.dsl.lowering.processes.sameness import meaning
from lowcode.dsl.type_checker.kinds import LEAST_QUOTIENT_SCALE, quotient_type
from lowcode.ir import reports as rep
from lowcode.ir import types as t

PERCENT_SCALE = 4
"""Digits of a share, a growth, a rate: hundredths of a percent."""
_SHOWN_SCALE = 2
"""Digits of a mean and of a quotient, where money has not its own."""
_MOST_SHOWN = 6
_COUNT, _MONEY = "count", "money"


def quotient(left: rep.MeasureExpression, right: rep.MeasureExpression) -> t.ValueType | None:
    """The type of `left / right`: a percentage where both are measured in the same; None where it has no unit."""
    unit = unit_of(left)
    if unit is not None and unit == unit_of(right):
        return t.PercentType(PERCENT_SCALE)
    return quotient_type(left.type, right.type)


def unit_of(measure: rep.MeasureExpression) -> Hashable:
    """What it is measured in: money, records, what a field has; None for plain numbers."""
    if isinstance(measure.type, t.MoneyType):
        return _MONEY
    match measure:
        case rep.Entered():
            return _COUNT
        case rep.Aggregated(function=rep.MeasureFunction.COUNT | rep.MeasureFunction.DISTINCT):
            return _COUNT
        case rep.Aggregated(value=value, source=source):
            return (source, meaning(value))
        case rep.Cumulative(of=of) | rep.Previous(of=of, as_growth=False):
            return unit_of(of)
        case rep.Combined(operator=rep.MeasureOperator.ADD | rep.MeasureOperator.SUBTRACT, left=left, right=right):
            unit = unit_of(left)
            return unit if unit == unit_of(right) else None
        case _:
            return None


def has_unit(found: t.ValueType) -> type | None:
    """The kind of number, if it is measured in something by itself: money or percent."""
    return type(found) if isinstance(found, t.MoneyType | t.PercentType) else None


def shown_type(found: t.ValueType, currency_scale: int) -> t.ValueType:
    """The type of a measure as it is shown: its exact value is rounded to so many digits."""
    match found:
        case t.MoneyType():
            return t.MoneyType(currency_scale)
        case t.PercentType():
            return t.PercentType(PERCENT_SCALE)
        case t.DecimalType(scale=scale):
            return t.DecimalType(_SHOWN_SCALE if scale >= LEAST_QUOTIENT_SCALE else min(scale, _MOST_SHOWN))
        case _:
            return found
