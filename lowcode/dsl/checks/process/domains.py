"""Which values of a subject have to be looked at: one for each way in which the tests can turn out.

Numbers, days and moments are counted in steps of their type (a cent, a day, a second), so that it is known exactly
whether there is a value between two others.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Any, TypeAlias

from lowcode.dsl.checks.process.formulas import Operator, Subject, Test
from lowcode.ir import types as t
from lowcode.ir.expressions import LiteralValue

Value: TypeAlias = LiteralValue
PRESENT = "\0present"
"""A value of which only is known that it is there."""
_OTHER_TEXT = "\0other"
_DAY = 86_400
_ORDERED = (
    t.IntegerType,
    t.DecimalType,
    t.MoneyType,
    t.PercentType,
    t.DateType,
    t.DateTimeType,
    t.TimeType,
)


def is_ordered(type_: t.ValueType) -> bool:
    """Whether values of the type lie on a line."""
    return isinstance(type_, _ORDERED)


def values_of(subject: Subject, tests: Sequence[Test], options: Sequence[str], *, is_limited: bool) -> list[Value]:
    """The values to look at, likely ones first. `is_limited`: as the rules of the field restrict them."""
    constants = [each.operand for each in tests if each.operator is not Operator.EMPTY]
    if is_ordered(subject.type):
        found = _points(subject, constants, is_limited=is_limited)
    elif isinstance(subject.type, t.ChoiceType):
        found = _options(options, constants)
    elif isinstance(subject.type, t.BooleanType):
        found = [True, False]
    elif isinstance(subject.type, t.TextType):
        found = [_OTHER_TEXT, *dict.fromkeys(constants)]
    else:
        found = [PRESENT]
    return [*found, None] if subject.may_be_empty or not is_limited else found


def holds(test: Test, value: Value) -> bool:
    """How the test turns out for a value."""
    if test.operator is Operator.EMPTY:
        return value is None
    operand = test.operand
    if value is None or operand is None:
        return False
    if test.operator is Operator.EQUAL:
        return bool(value == operand)
    if test.operator is Operator.NOT_EQUAL:
        return bool(value != operand)
    return _compared(test.operator, value, operand)


def _compared(operator: Operator, value: Any, operand: Any) -> bool:
    """Numbers of every kind, and days and moments of one kind, compare exactly."""
    match operator:
        case Operator.LESS:
            return bool(value < operand)
        case Operator.LESS_OR_EQUAL:
            return bool(value <= operand)
        case Operator.GREATER:
            return bool(value > operand)
        case _:
            return bool(value >= operand)


def _options(options: Sequence[str], constants: Iterable[Value]) -> list[Value]:
    """Each option that a test names, and one of the others."""
    named = [each for each in options if each in set(constants)]
    others = [each for each in options if each not in named]
    return [*others[:1], *named]


def _points(subject: Subject, constants: Iterable[Value], *, is_limited: bool) -> list[Value]:
    limits = [each for each in (subject.low, subject.high) if is_limited and each is not None]
    marks = [*(each for each in constants if each is not None), *limits]
    digits = max([_scale(subject.type), *(_digits(each) for each in marks)])
    step = int(10 ** (digits - _scale(subject.type)))
    counts = sorted({_count(each, digits) for each in marks})
    found = [each for each in counts if each % step == 0]
    found += _around(counts, step, _unit(subject.type, step))
    low = _bound(subject.low, digits, is_limited) if subject.low is not None else None
    high = _bound(subject.high, digits, is_limited) if subject.high is not None else None
    if isinstance(subject.type, t.TimeType):
        low, high = max(low or 0, 0), min(_DAY - 1 if high is None else high, _DAY - 1)
    kept = [each for each in found if (low is None or each >= low) and (high is None or each <= high)]
    kept.sort(key=lambda count: (count < 0, count not in counts, abs(count)))
    values = (_value(count, subject.type, digits) for count in dict.fromkeys(kept))
    return [each for each in values if each is not None]


def _bound(limit: Value, digits: int, is_limited: bool) -> int | None:
    return _count(limit, digits) if is_limited else None


def _around(counts: Sequence[int], step: int, unit: int) -> list[int]:
    """A value before the first mark, between each two, and after the last, where there is one."""
    if not counts:
        return [unit]
    first, last = counts[0], counts[-1]
    found = [_before(first, step, unit), _after(last, step, unit)]
    for left, right in pairwise(counts):
        lowest = (left // step + 1) * step
        if lowest < right:
            middle = (left + right) // 2
            nice = next(
                (each for each in (middle // size * size for size in _sizes(unit, step)) if left < each < right), lowest
            )
            found.append(nice)
    return found


def _sizes(unit: int, step: int) -> Iterable[int]:
    """Round numbers first."""
    return (unit * 10_000, unit * 1_000, unit * 100, unit * 10, unit, step)


def _unit(type_: t.ValueType, step: int) -> int:
    """A whole number, a day."""
    if isinstance(type_, t.DateTimeType):
        return _DAY
    return step * int(10 ** _scale(type_))


def _before(mark: int, step: int, unit: int) -> int:
    if mark > _DAY * 100 and unit in (1, _DAY):
        return mark - unit
    half = mark // 2 // unit * unit
    if 0 < half < mark:
        return half
    return (mark - unit) // step * step if mark > unit or mark <= 0 else ((mark - 1) // step) * step


def _after(mark: int, step: int, unit: int) -> int:
    if mark > _DAY * 100 and unit in (1, _DAY):
        return mark + unit
    return (mark // step) * step + unit if mark < unit * 10 else mark // unit * unit * 2


def _scale(type_: t.ValueType) -> int:
    return type_.scale if isinstance(type_, t.DecimalType | t.MoneyType | t.PercentType) else 0


def _digits(value: Value) -> int:
    if not isinstance(value, Decimal):
        return 0
    exponent = value.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _count(value: Value, digits: int) -> int:
    """The value in the smallest steps, exactly."""
    match value:
        case Decimal():
            sign, figures, exponent = value.as_tuple()
            shift = (exponent if isinstance(exponent, int) else 0) + digits
            number = int("".join(map(str, figures)) or "0")
            number = number * int(10**shift) if shift >= 0 else number // int(10**-shift)
            return -number if sign else number
        case datetime.datetime():
            return value.toordinal() * _DAY + _seconds(value.time())
        case datetime.date():
            return value.toordinal()
        case datetime.time():
            return _seconds(value)
        case int():
            return value * int(10**digits)
        case _:
            return 0


def _seconds(time: datetime.time) -> int:
    return time.hour * 3_600 + time.minute * 60 + time.second


def _value(count: int, type_: t.ValueType, digits: int) -> Value:
    """The other way round; None where the calendar ends."""
    try:
        match type_:
            case t.DateType():
                return datetime.date.fromordinal(count)
            case t.DateTimeType():
                days, seconds = divmod(count, _DAY)
                return datetime.datetime.combine(datetime.date.fromordinal(days), _time(seconds))
            case t.TimeType():
                return _time(count)
            case t.IntegerType():
                return count // int(10**digits)
            case _:
                sign = 1 if count < 0 else 0
                return Decimal((sign, tuple(map(int, str(abs(count)))), -digits))
    except (ValueError, OverflowError):
        return None


def _time(seconds: int) -> datetime.time:
    return datetime.time(seconds // 3_600, seconds // 60 % 60, seconds % 60)
