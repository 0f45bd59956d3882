"""Large numbers as people say them: `1.23万`, `4.5亿`; `12.3K`, `4.5M`. The whole value stands beside, on hover."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from lowcode.runtime.locale.formatting import plain_number


@dataclass(frozen=True, slots=True)
class Magnitude:
    """What a large number is counted in."""

    size: int
    sign: str
    least: int
    """Numbers from here on are written in it."""


CHINESE: Final = (Magnitude(10**8, "亿", 10**8), Magnitude(10**4, "万", 10**4))
ENGLISH: Final = (Magnitude(10**9, "B", 10**9), Magnitude(10**6, "M", 10**6), Magnitude(10**3, "K", 10**4))

_SMALL: Final = 100
_MIDDLE: Final = 1000


def magnitudes(language: str) -> tuple[Magnitude, ...]:
    """The largest first."""
    return CHINESE if language.startswith("zh") else ENGLISH


def short_number(value: Decimal | int, language: str, scale: int = 0) -> str:
    """The number in its magnitude with about four digits; a small one in full, with at most `scale` after the point."""
    size = abs(Decimal(value))
    for place, each in enumerate(magnitudes(language)):
        if size < each.least:
            continue
        counted = _rounded(Decimal(value) / each.size)
        if place and abs(counted) * each.size >= magnitudes(language)[place - 1].least:
            return short_number(counted * each.size, language, scale)
        return f"{_grouped(counted)}{each.sign}"
    return _grouped(_at_scale(Decimal(value), scale))


def _rounded(value: Decimal) -> Decimal:
    size = abs(value)
    return _at_scale(value, 2 if size < _SMALL else 1 if size < _MIDDLE else 0)


def _at_scale(value: Decimal, scale: int) -> Decimal:
    rounded = value.quantize(Decimal(1).scaleb(-scale), ROUND_HALF_UP)
    return rounded or abs(rounded)  # no zero has a sign


def _grouped(value: Decimal) -> str:
    whole, _, rest = plain_number(value).partition(".")
    sign, digits = ("-", whole[1:]) if whole.startswith("-") else ("", whole)
    grouped = f"{sign}{int(digits):,}"
    return f"{grouped}.{rest}" if rest else grouped
