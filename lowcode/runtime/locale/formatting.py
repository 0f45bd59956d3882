"""How numbers, amounts, dates and sizes are written.

One `Formats` serves one locale, time zone and currency. Babel is asked once, when it is made; a list page of
400 cells has no time for more than a string operation per cell.
"""

from __future__ import annotations

import datetime
import functools
import zoneinfo
from collections.abc import Callable
from decimal import Decimal

from babel import Locale
from babel.numbers import get_currency_precision, get_currency_symbol

from lowcode.runtime.locale.wording import Wording, wording_for

Number = Decimal | int

_WEEK = 7
_UNITS = ("B", "KB", "MB", "GB", "TB")


class Formats:
    """Writes values for people; every method returns plain text, escaping is the caller's."""

    __slots__ = ("currency_digits", "currency_symbol", "locale", "timezone", "wording")

    def __init__(self, locale: str, timezone: str, currency: str) -> None:
        self.locale = locale
        self.timezone = zoneinfo.ZoneInfo(timezone)
        self.wording: Wording = wording_for(locale)
        self.currency_symbol = _short_symbol(currency, locale)
        self.currency_digits = get_currency_precision(currency)

    def integer(self, value: int) -> str:
        """`1,234,567`."""
        return f"{value:,}"

    def decimal(self, value: Number, scale: int | None = None) -> str:
        """`1,234.50`, with `scale` digits after the point (as many as the value has, where it is None)."""
        return f"{value:,}" if scale is None else f"{value:,.{scale}f}"

    def money(self, value: Number) -> str:
        """`¥1,234,567.00`; a negative amount has its sign first."""
        if value < 0:
            return f"-{self.currency_symbol}{-value:,.{self.currency_digits}f}"
        return f"{self.currency_symbol}{value:,.{self.currency_digits}f}"

    def percent(self, value: Number) -> str:
        """`30%` for 0.3, `12.5%` for 0.125."""
        return f"{plain_number(value * 100)}%"

    def date(self, value: datetime.date) -> str:
        """`2026-11-21`."""
        return value.isoformat()

    def time(self, value: datetime.time) -> str:
        """`09:30`, and the seconds where there are any."""
        return value.isoformat("seconds" if value.second else "minutes")

    def local(self, instant: datetime.datetime) -> datetime.datetime:
        """The instant in the time zone of the reader; without a zone it is UTC, as the database keeps it."""
        aware = instant if instant.tzinfo else instant.replace(tzinfo=datetime.UTC)
        return aware.astimezone(self.timezone)

    def instant(self, value: datetime.datetime) -> str:
        """`2026-11-21 09:30` in the reader's time zone."""
        return self.local(value).isoformat(" ", "minutes")[:16]

    def size(self, count: int) -> str:
        """`1.4 MB`."""
        amount = float(count)
        for unit in _UNITS:
            if amount < 1000 or unit == _UNITS[-1]:
                return f"{count} {unit}" if unit == "B" else f"{amount:.1f} {unit}"
            amount /= 1000
        return f"{count} B"

    def relative_dates(self, today: datetime.date) -> Callable[[datetime.date], str | None]:
        """A function that names days near `today` (`昨天`) and answers None for the rest."""
        say = self.wording.say
        names = {
            today - datetime.timedelta(days=2): say("day.two_ago"),
            today - datetime.timedelta(days=1): say("day.yesterday"),
            today: say("day.today"),
            today + datetime.timedelta(days=1): say("day.tomorrow"),
            today + datetime.timedelta(days=2): say("day.in_two"),
        }
        return names.get

    def ago(self, value: datetime.datetime, now: datetime.datetime) -> str:
        """`3 分钟前`, `昨天 09:30`; beyond a week the date."""
        moment, present = self.local(value), self.local(now)
        seconds = int((present - moment).total_seconds())
        say = self.wording.say
        if 0 <= seconds < 60:
            return say("ago.now")
        if 0 <= seconds < 3600:
            return say("ago.minutes", count=seconds // 60)
        if seconds >= 0 and moment.date() == present.date():
            return say("ago.hours", count=seconds // 3600)
        name = self.relative_dates(present.date())(moment.date())
        return f"{name} {moment:%H:%M}" if name else moment.isoformat(" ", "minutes")[:16]


def plain_number(value: Number) -> str:
    """The number without a currency, grouping or zeros at its end: what an input shows."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _short_symbol(currency: str, locale: str) -> str:
    """`¥` rather than `CN¥`: within one app there is one currency, so its country says nothing."""
    symbol = get_currency_symbol(currency, Locale.parse(locale, sep="-"))
    short = "".join(each for each in symbol if not each.isalpha())
    return short or f"{symbol} "


@functools.lru_cache(maxsize=64)
def formats_for(locale: str, timezone: str, currency: str) -> Formats:
    """The (shared, immutable) formats of a locale."""
    return Formats(locale, timezone, currency)
