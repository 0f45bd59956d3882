"""How numbers, dates and currencies look in a locale.

Chinese and English need no locale data, so that lists are drawn fast; the others ask babel.
"""

from __future__ import annotations

import datetime
from decimal import Decimal
from functools import cache
from zoneinfo import ZoneInfo

_CURRENCY_MARKS = {
    "CNY": "¥",
    "JPY": "¥",
    "USD": "$",
    "EUR": "€",
    "GBP": "£",
    "HKD": "HK$",
    "TWD": "NT$",
    "MOP": "MOP$",
    "SGD": "S$",
    "AUD": "A$",
    "CAD": "C$",
    "KRW": "₩",
    "INR": "₹",
    "VND": "₫",
    "THB": "฿",
}
_PLAIN_LANGUAGES = ("zh", "en")


def _is_plain(locale: str) -> bool:
    return locale.startswith(_PLAIN_LANGUAGES)


def decimal_text(value: Decimal, scale: int, locale: str) -> str:
    """`value` with `scale` digits after the point and the locale's separators."""
    if _is_plain(locale):
        return f"{value:,.{scale}f}"
    from babel.numbers import format_decimal  # noqa: PLC0415 slow third party: only apps in other languages pay for it

    pattern = "#,##0" + ("." + "0" * scale if scale else "")
    text: str = format_decimal(value, format=pattern, locale=locale.replace("-", "_"), decimal_quantization=False)
    return text


def currency_mark(currency: str) -> str:
    """The sign before an amount: `¥`, or the code and a space for rarer currencies."""
    return _CURRENCY_MARKS.get(currency, currency + " ")


def date_text(value: datetime.date, locale: str) -> str:
    """`2026-11-21` in Chinese and English, which nobody reads wrongly; the locale's own form elsewhere."""
    if _is_plain(locale):
        return value.isoformat()
    from babel.dates import format_date  # noqa: PLC0415 slow third party: only apps in other languages pay for it

    return format_date(value, format="medium", locale=locale.replace("-", "_"))


@cache
def zone(name: str) -> ZoneInfo:
    """The time zone called `name`."""
    return ZoneInfo(name)


def local_moment(value: datetime.datetime, timezone: str) -> datetime.datetime:
    """The wall clock of `timezone` at the instant `value`; both without a zone, as instants are naive UTC."""
    return value.replace(tzinfo=datetime.UTC).astimezone(zone(timezone)).replace(tzinfo=None, fold=0)


def instant_of(local: datetime.datetime, timezone: str) -> datetime.datetime:
    """The instant (naive UTC) of a wall clock reading.

    A reading that the clock shows twice, or never, when it is moved counts with the smaller offset of the two
    (standard time), as PostgreSQL reads it.
    """
    place = zone(timezone)
    readings = [local.replace(tzinfo=place, fold=fold) for fold in (0, 1)]
    offset = min(reading.utcoffset() or datetime.timedelta() for reading in readings)
    return local - offset
