"""Reading numbers as people type them: full-width digits, separators, Chinese units. Pure text work."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

_GROUPED = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d*)?")
_PLAIN = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)")
_CHINESE_UNITS = {"万": Decimal(10_000), "亿": Decimal(100_000_000)}
_CURRENCY_MARKS = re.compile(r"^(?:¥|￥|\$|€|£|HK\$|NT\$|[A-Z]{3}(?=[\s\d+\-.]))\s*|\s*(?:元|圆|块)整?$")
_LONGEST_NUMBER = 27


def half_width(text: str) -> str:
    """The text with full-width digits, letters and signs in their usual form (NFKC) and without blanks around."""
    return unicodedata.normalize("NFKC", text).replace("−", "-").replace("，", ",").strip()


def read_number(text: str) -> Decimal | None:
    """The number that `text` says: `12,500.50`, `１２３`, `3万`, `-1.5亿`; None if none, or not clearly one (`1,5`)."""
    plain = half_width(text).replace(" ", "")
    factor = _CHINESE_UNITS.get(plain[-1:], Decimal(1))
    if factor != 1:
        plain = plain[:-1]
    if len(plain) > _LONGEST_NUMBER or not plain.isascii():
        return None
    if _GROUPED.fullmatch(plain):
        plain = plain.replace(",", "")
    elif not _PLAIN.fullmatch(plain):
        return None
    return Decimal(plain) * factor


def read_amount(text: str) -> Decimal | None:
    """Like `read_number`, with the signs of a currency (`¥`, `CNY`, `元`) allowed around it."""
    return read_number(_CURRENCY_MARKS.sub("", half_width(text)))
