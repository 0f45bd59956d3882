"""Amounts in Chinese capital numerals (人民币大写), by the rules of the People's Bank for bills."""

from __future__ import annotations

from decimal import Decimal

from lowcode.runtime.values.numbers import scaled

LIMIT = 10**16
"""Amounts from here on have no agreed wording and give nothing."""

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")


def cny_capitals(amount: Decimal | int | None) -> str | None:
    """`1234.5` is 壹仟贰佰叁拾肆元伍角整; rounded half away from zero to the fen."""
    if amount is None:
        return None
    cents = scaled(Decimal(amount), 2)
    yuan, rest = divmod(abs(cents), 100)
    if yuan >= LIMIT:
        return None
    if not cents:
        return "零元整"
    sign = "负" if cents < 0 else ""
    return sign + (_whole(yuan) + "元" if yuan else "") + _fraction(rest // 10, rest % 10, has_yuan=yuan > 0)


def _whole(number: int) -> str:
    """The digits before the point."""
    for unit, name in ((10**8, "亿"), (10**4, "万")):
        if number >= unit:
            high, low = divmod(number, unit)
            zero = "零" if 0 < low < unit // 10 else ""
            return _whole(high) + name + zero + (_whole(low) if low else "")
    return _up_to_four_digits(number)


def _up_to_four_digits(number: int) -> str:
    written = ""
    for place in (3, 2, 1, 0):
        digit = number // 10**place % 10
        if digit:
            written += _DIGITS[digit] + _PLACES[place]
        elif written and number % 10**place and not written.endswith("零"):
            written += "零"
    return written


def _fraction(tenths: int, hundredths: int, *, has_yuan: bool) -> str:
    """角 and 分; 整 after 元 or 角."""
    if not tenths and not hundredths:
        return "整"
    if not tenths:
        return ("零" if has_yuan else "") + _DIGITS[hundredths] + "分"
    return _DIGITS[tenths] + "角" + (_DIGITS[hundredths] + "分" if hundredths else "整")
