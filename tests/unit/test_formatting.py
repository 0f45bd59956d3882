"""How numbers, amounts, days and colours are written on pages."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest

from lowcode.runtime.locale.formatting import Formats, formats_for, plain_number
from lowcode.runtime.pages.theme import contrast, fill_and_text, option_class, readable_as_text

CHINESE = formats_for("zh-CN", "Asia/Shanghai", "CNY")
ENGLISH = formats_for("en", "Asia/Shanghai", "CNY")
NOW = datetime.datetime.fromisoformat("2026-11-21 01:30:00")
"""09:30 in Shanghai."""


@pytest.mark.parametrize("formats", [CHINESE, ENGLISH])
def test_amounts(formats: Formats) -> None:
    assert formats.money(Decimal(1234567)) == "¥1,234,567.00"
    assert formats.money(Decimal("-3.5")) == "-¥3.50"


def test_currencies_without_decimals_and_with_letters() -> None:
    assert formats_for("zh-CN", "UTC", "JPY").money(Decimal(1200)) == "¥1,200"
    assert formats_for("en", "UTC", "CHF").money(Decimal(5)) == "CHF 5.00"


def test_numbers() -> None:
    assert CHINESE.percent(Decimal("0.3000")) == "30%"
    assert CHINESE.percent(Decimal("0.1250")) == "12.5%"
    assert CHINESE.decimal(Decimal("1234.5"), 2) == "1,234.50"
    assert plain_number(Decimal("1E+3")) == "1000"


def test_instants_are_shown_in_the_time_zone() -> None:
    assert CHINESE.instant(NOW) == "2026-11-21 09:30"


@pytest.mark.parametrize(
    ("before", "chinese", "english"),
    [
        (datetime.timedelta(seconds=20), "刚刚", "Just now"),
        (datetime.timedelta(minutes=1), "1 分钟前", "1 minute ago"),
        (datetime.timedelta(minutes=5), "5 分钟前", "5 minutes ago"),
        (datetime.timedelta(hours=3), "3 小时前", "3 hours ago"),
        (datetime.timedelta(days=1), "昨天 09:30", "Yesterday 09:30"),
        (datetime.timedelta(days=2), "前天 09:30", "2 days ago 09:30"),
        (datetime.timedelta(days=40), "2026-10-12 09:30", "2026-10-12 09:30"),
    ],
)
def test_how_long_ago(before: datetime.timedelta, chinese: str, english: str) -> None:
    assert CHINESE.ago(NOW - before, NOW) == chinese
    assert ENGLISH.ago(NOW - before, NOW) == english


@pytest.mark.parametrize("color", ["#1677ff", "#ffd500", "#0b3d91", "#e11d48", "#22c55e", "#ffffff", "#000000"])
def test_every_accent_can_be_read(color: str) -> None:
    accent = (int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16))
    fill, text = fill_and_text(accent)
    assert contrast(fill, text) >= 4.5
    assert contrast(readable_as_text(accent, (255, 255, 255)), (255, 255, 255)) >= 4.5
    assert contrast(readable_as_text(accent, (27, 30, 36)), (27, 30, 36)) >= 4.5


def test_classes_of_colours() -> None:
    assert option_class("red") == "red"
    assert option_class("#1677FF") == "x1677ff"
    assert option_class("#abc") == "xaabbcc"
    assert option_class(None) == ""
