"""Functions on numbers. All exact; an empty argument gives an empty result."""

from __future__ import annotations

from lowcode.catalog.functions.base import (
    MOST_SCALE,
    NUMBERS,
    Argument,
    Function,
    ResultRule,
    Signature,
    TypeFacts,
    always,
    like_first,
    parameter,
    unified,
)
from lowcode.catalog.kinds import ValueKind

_NUMBER = parameter("number", NUMBERS)
_DIGITS = parameter("digits", frozenset({ValueKind.INTEGER}), constant=(0, MOST_SCALE))
_ORDERED = frozenset(
    {
        *NUMBERS,
        ValueKind.TEXT,
        ValueKind.DATE,
        ValueKind.TIME,
        ValueKind.DATETIME,
    }
)


def _whole(arguments: tuple[Argument, ...]) -> TypeFacts:
    """No digits after the point: a decimal becomes an integer, money stays money."""
    kind = arguments[0].type.kind
    return TypeFacts(ValueKind.INTEGER if kind is ValueKind.DECIMAL else kind, 0)


def _to_digits(arguments: tuple[Argument, ...]) -> TypeFacts:
    """At most so many digits after the point as the second argument says."""
    number, digits = arguments
    return TypeFacts(number.type.kind, min(number.type.scale, digits.constant or 0))


def _as(kind: ValueKind) -> ResultRule:
    """The same number with another unit."""
    return lambda arguments: TypeFacts(kind, arguments[0].type.scale)


def _rounding(name: str, zh: str, en: str, example: str) -> Function:
    return Function(
        name=name,
        signatures=(
            Signature(parameters=(_NUMBER,), result=_whole),
            Signature(parameters=(_NUMBER, _DIGITS), result=_to_digits),
        ),
        zh=zh,
        en=en,
        example=example,
    )


def _unit(kind: ValueKind, zh: str, en: str, example: str) -> Function:
    signature = Signature(parameters=(_NUMBER,), result=_as(kind))
    return Function(name=kind.value, signatures=(signature,), zh=zh, en=en, example=example)


def _extreme(name: str, zh: str, en: str, example: str) -> Function:
    value = parameter("value", _ORDERED)
    signature = Signature(parameters=(value, value), result=unified, repeats=True, unified=True)
    return Function(name=name, signatures=(signature,), zh=zh, en=en, example=example)


ABS = Function(
    name="abs",
    signatures=(Signature(parameters=(_NUMBER,), result=like_first),),
    zh="绝对值。",
    en="The number without its sign.",
    example="abs(-3) == 3",
)
ROUND = _rounding(
    "round",
    "四舍五入到整数或指定的小数位数。",
    "Rounded half away from zero, to a whole number or to so many digits after the point.",
    "round(2.345, 2) == 2.35",
)
FLOOR = _rounding(
    "floor",
    "向下取整，或向下取到指定的小数位数。",
    "The greatest number not above it, whole or with so many digits after the point.",
    "floor(-1.5) == -2",
)
CEIL = _rounding(
    "ceil",
    "向上取整，或向上取到指定的小数位数。",
    "The smallest number not below it, whole or with so many digits after the point.",
    "ceil(1.2) == 2",
)
TRUNCATE = _rounding(
    "truncate",
    "去掉小数部分，或多于指定位数的小数。",
    "Without the digits after the point, or those beyond the given number.",
    "truncate(-1.59, 1) == -1.5",
)
MIN = _extreme(
    "min", "几个值中最小的；空值不参与。", "The smallest of the values; empty ones do not count.", "min(a, b)"
)
MAX = _extreme(
    "max", "几个值中最大的；空值不参与。", "The greatest of the values; empty ones do not count.", "max(a, b)"
)
MONEY = _unit(ValueKind.MONEY, "把数字当作金额。", "The number as an amount of money.", "money(quantity * 12.5)")
PERCENT = _unit(
    ValueKind.PERCENT, "把比值当作百分比：0.3 即 30%。", "A ratio as a percentage: 0.3 is 30%.", "percent(won / total)"
)
DECIMAL = _unit(
    ValueKind.DECIMAL,
    "去掉金额或百分比的单位，只留数字。",
    "The number alone, without money or percent as its unit.",
    "decimal(price)",
)
CNY_CAPITALS = Function(
    name="cny_capitals",
    signatures=(
        Signature(parameters=(parameter("amount", NUMBERS - {ValueKind.PERCENT}),), result=always(ValueKind.TEXT)),
    ),
    zh="人民币金额大写，四舍五入到分。",
    en="The amount in Chinese capital numerals, as contracts and invoices want it; rounded to the fen.",
    example='cny_capitals(1234.5) == "壹仟贰佰叁拾肆元伍角整"',
)

FUNCTIONS = (ABS, ROUND, FLOOR, CEIL, TRUNCATE, MIN, MAX, MONEY, PERCENT, DECIMAL, CNY_CAPITALS)
