"""Facts about value types: how the spec calls them, which go together, what arithmetic makes of them."""

from __future__ import annotations

from lowcode.catalog.functions import TypeFacts
from lowcode.catalog.functions.base import MOST_SCALE
from lowcode.catalog.kinds import ValueKind
from lowcode.ir import types as t

LEAST_QUOTIENT_SCALE = 10
"""Digits after the point that a division keeps at least."""

_NAMES: dict[type, str] = {
    t.TextType: "text",
    t.IntegerType: "int",
    t.DecimalType: "decimal",
    t.MoneyType: "money",
    t.PercentType: "percent",
    t.BooleanType: "bool",
    t.DateType: "date",
    t.TimeType: "time",
    t.DateTimeType: "datetime",
    t.DurationType: "duration",
    t.PeriodType: "period",
    t.FilesType: "files",
    t.EmptyType: "empty",
    t.ErrorType: "?",
}

_KINDS: dict[type, ValueKind] = {
    t.TextType: ValueKind.TEXT,
    t.IntegerType: ValueKind.INTEGER,
    t.DecimalType: ValueKind.DECIMAL,
    t.MoneyType: ValueKind.MONEY,
    t.PercentType: ValueKind.PERCENT,
    t.BooleanType: ValueKind.BOOLEAN,
    t.DateType: ValueKind.DATE,
    t.TimeType: ValueKind.TIME,
    t.DateTimeType: ValueKind.DATETIME,
    t.DurationType: ValueKind.DURATION,
    t.ChoiceType: ValueKind.CHOICE,
    t.RecordType: ValueKind.RECORD,
    t.FilesType: ValueKind.FILES,
}

NUMERIC = (t.IntegerType, t.DecimalType, t.MoneyType, t.PercentType)
ORDERED = (*NUMERIC, t.TextType, t.DateType, t.TimeType, t.DateTimeType)


def type_name(value_type: t.ValueType) -> str:
    """What the spec calls the type: `money`, `Region`, `many Contact`."""
    match value_type:
        case t.ChoiceType(choice=name):
            return name
        case t.RecordType(entity=name):
            return name
        case t.ListType(item=t.ChoiceType(choice=name)):
            return f"many of {name}"
        case t.ListType(item=item):
            return f"many {type_name(item)}"
        case _:
            return _NAMES[type(value_type)]


def kind_name(kind: ValueKind) -> str:
    """What the spec calls a kind of values."""
    return {ValueKind.INTEGER: "int", ValueKind.BOOLEAN: "bool"}.get(kind, kind.value)


def facts(value_type: t.ValueType) -> TypeFacts | None:
    """The type in the words of the catalog; None for lists, periods and the like."""
    kind = _KINDS.get(type(value_type))
    if kind is None:
        return None
    name = (
        value_type.choice
        if isinstance(value_type, t.ChoiceType)
        else value_type.entity
        if isinstance(value_type, t.RecordType)
        else None
    )
    return TypeFacts(kind, scale(value_type), name)


def scale(value_type: t.ValueType) -> int:
    """Digits after the point; 0 for whole numbers and all that is no number."""
    if isinstance(value_type, t.DecimalType | t.MoneyType | t.PercentType):
        return value_type.scale
    return 0


def with_scale(value_type: t.ValueType, digits: int) -> t.ValueType:
    """The same kind of number with other digits after the point."""
    capped = min(digits, MOST_SCALE)
    match value_type:
        case t.DecimalType():
            return t.DecimalType(capped)
        case t.MoneyType():
            return t.MoneyType(capped)
        case t.PercentType():
            return t.PercentType(capped)
        case _:
            return value_type


def sum_type(left: t.ValueType, right: t.ValueType) -> t.ValueType | None:
    """The type of `left + right` and `left - right` for numbers; None if the units differ.

    A plain number takes the unit of the other side: `1 - discount` is a percentage, `price + 5` is money.
    """
    larger = max(scale(left), scale(right))
    unit = _common_unit(left, right)
    return None if unit is None else with_scale(unit, larger)


def product_type(left: t.ValueType, right: t.ValueType) -> t.ValueType | None:
    """The type of `left * right` for numbers; None for money times money."""
    digits = scale(left) + scale(right)
    kinds = {type(left), type(right)}
    if isinstance(left, t.MoneyType) and isinstance(right, t.MoneyType):
        return None
    if t.MoneyType in kinds:
        return t.MoneyType(min(digits, MOST_SCALE))
    if t.PercentType in kinds:
        return t.PercentType(min(digits, MOST_SCALE))
    if t.DecimalType in kinds:
        return t.DecimalType(min(digits, MOST_SCALE))
    return t.IntegerType()


def quotient_type(left: t.ValueType, right: t.ValueType) -> t.ValueType | None:
    """The type of `left / right` for numbers; None where the unit of the result would be a new one."""
    digits = max(LEAST_QUOTIENT_SCALE, scale(left), scale(right))
    if isinstance(left, t.MoneyType):
        return t.DecimalType(digits) if isinstance(right, t.MoneyType) else t.MoneyType(digits)
    if isinstance(right, t.MoneyType):
        return None
    if isinstance(left, t.PercentType) and not isinstance(right, t.PercentType):
        return t.PercentType(digits)
    return t.DecimalType(digits)


def remainder_type(left: t.ValueType, right: t.ValueType) -> t.ValueType | None:
    """The type of `left % right`: only for numbers without a unit."""
    if not isinstance(left, t.IntegerType | t.DecimalType) or not isinstance(right, t.IntegerType | t.DecimalType):
        return None
    return sum_type(left, right)


def common_type(left: t.ValueType, right: t.ValueType) -> t.ValueType | None:
    """The type that holds values of both: for the branches of `if`, the items of a list and the sides of `==`.

    A whole number and a percentage have none: `30` and `30%` are not the same thing.
    """
    if isinstance(left, t.EmptyType | t.ErrorType):
        return right
    if isinstance(right, t.EmptyType | t.ErrorType):
        return left
    if isinstance(left, NUMERIC) and isinstance(right, NUMERIC):
        kinds = {type(left), type(right)}
        if kinds == {t.IntegerType, t.PercentType}:
            return None
        return sum_type(left, right)
    return left if left == right else None


def _common_unit(left: t.ValueType, right: t.ValueType) -> t.ValueType | None:
    rank = {t.IntegerType: 0, t.DecimalType: 1, t.MoneyType: 2, t.PercentType: 2}
    first, second = rank[type(left)], rank[type(right)]
    if first == second == 2 and type(left) is not type(right):
        return None
    return left if first >= second else right
