"""What people may type into each type of field, what is stored, and how it is shown."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest

from lowcode.catalog.field_types import ERROR_CODES, FIELD_TYPES, FieldError, ValueContext
from lowcode.catalog.functions import FUNCTIONS
from lowcode.catalog.registry import Registry

moment = datetime.datetime.fromisoformat

CONTEXT = ValueContext(locale="zh-CN", timezone="Asia/Shanghai", currency="CNY", precision=18, scale=2)
PERCENT = ValueContext(precision=18, scale=4)


def parsed(kind: str, text: str, context: ValueContext = CONTEXT) -> object:
    return FIELD_TYPES[kind].parse(text, context)


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("text", "  a\tb\r\nc ", "a b c"),
        ("text", "   ", None),
        ("longtext", "a\r\nb\u2028c", "a\nb\nc"),
        ("int", "１２，３４５", 12345),
        ("int", "3.00", 3),
        ("int", "-1.5亿", -150_000_000),
        ("decimal", "12,500.50", Decimal("12500.50")),
        ("money", "¥ 12,500", Decimal("12500.00")),
        ("money", "CNY 30", Decimal("30.00")),
        ("money", "3万元", Decimal("30000.00")),
        ("bool", "是", True),
        ("bool", "off", False),
        ("date", "2026-11-21", datetime.date(2026, 11, 21)),
        ("date", "2026/1/2", datetime.date(2026, 1, 2)),
        ("date", "20261121", datetime.date(2026, 11, 21)),
        ("date", "２０２６年１１月２１日", datetime.date(2026, 11, 21)),
        ("time", "9点30分", datetime.time(9, 30)),
        ("time", "09:30:15", datetime.time(9, 30, 15)),
        ("datetime", "2026-11-21T09:30", moment("2026-11-21 01:30:00")),
        ("datetime", "2026年11月21日 9点", moment("2026-11-21 01:00:00")),
        ("datetime", "2026/1/2", moment("2026-01-01 16:00:00")),
        ("phone", "+86 138-0013-8000", "13800138000"),
        ("phone", "010-8888 6666", "+861088886666"),
        ("phone", "（010）88886666转12", "+861088886666;ext=12"),
        ("phone", "400-820-8820", "4008208820"),
        ("phone", "+1 650 253 0000", "+16502530000"),
        ("email", "A.b@EXAMPLE.com", "A.b@example.com"),
        ("email", "x@例子.中国", "x@xn--fsqu00a.xn--fiqs8s"),
        ("url", "example.com", "https://example.com"),
        ("url", "http://[::1]:8080/", "http://[::1]:8080/"),
        ("url", "https://例子.中国/路径", "https://例子.中国/路径"),
        ("markdown", "# a\r\nb", "# a\nb"),
        ("rating", "４", 4),
        ("color", "#17F", "#1177ff"),
        ("color", "Blue", "#1c6fe0"),
        ("location", "+31.2304， 121.47370；上海市  黄浦区", "31.2304,121.47370 上海市  黄浦区"),
        ("location", "-0.0,-180", "0.0,-180"),
        ("location", "上海市黄浦区, 人民广场 1 号", "上海市黄浦区, 人民广场 1 号"),
        ("files", "7\r\n8 20 application/pdf a b.pdf\n7", "7\n8 20 application/pdf a b.pdf"),
    ],
)
def test_what_people_type_is_understood(kind: str, text: str, value: object) -> None:
    assert parsed(kind, text) == value


@pytest.mark.parametrize(
    ("text", "value"), [("30", "0.3"), ("30%", "0.3"), ("12.5 ％", "0.125"), ("0.01", "0.0001"), ("-5", "-0.05")]
)
def test_percentages_are_typed_as_whole_numbers(text: str, value: str) -> None:
    assert parsed("percent", text, PERCENT) == Decimal(value)


@pytest.mark.parametrize(
    ("kind", "text", "code"),
    [
        ("text", "a\x00b", "invalid_characters"),
        ("text", "\ud800", "invalid_characters"),
        ("text", "x" * 4001, "too_long"),
        ("int", "1.5", "not_an_integer"),
        ("int", "1" * 19, "too_many_digits"),
        ("decimal", "1,5", "not_a_number"),
        ("decimal", "1e5", "not_a_number"),
        ("decimal", "NaN", "not_a_number"),
        ("money", "1.234", "too_many_decimals"),
        ("money", "1" * 17, "too_many_digits"),
        ("bool", "maybe", "not_a_boolean"),
        ("date", "2026-02-30", "not_a_date"),
        ("date", "0026-01-01", "date_out_of_range"),
        ("time", "25:00", "not_a_time"),
        ("datetime", "tomorrow", "not_a_datetime"),
        ("phone", "1380013800", "mobile_length"),
        ("phone", "abc", "not_a_phone_number"),
        ("email", "a@b", "not_an_email_address"),
        ("email", "a..b@example.com", "not_an_email_address"),
        ("url", "javascript:alert(1)", "url_scheme"),
        ("url", "data:text/html,x", "url_scheme"),
        ("url", "java\tscript:alert(1)", "not_a_url"),
        ("url", "https://user:password@example.com", "not_a_url"),
        ("rating", "0", "not_a_rating"),
        ("rating", "6", "not_a_rating"),
        ("rating", "4.5", "not_an_integer"),
        ("color", "#12345", "not_a_color"),
        ("location", "90.1,0", "not_a_location"),
        ("location", "31.230416789,121", "not_a_location"),
        ("location", "31.2304,1210", "not_a_location"),
        ("files", "seven", "file_not_found"),
        ("files", "0", "file_not_found"),
        ("files", "99999999999", "file_not_found"),
        ("files", "7\n0 300 file_too_large huge.pdf", "file_too_large"),
        ("files", "0 300 no_such_reason huge.pdf", "file_not_found"),
    ],
)
def test_what_is_wrong_is_named(kind: str, text: str, code: str) -> None:
    with pytest.raises(FieldError) as caught:
        parsed(kind, text)
    assert caught.value.code == code
    assert tuple(caught.value.parameters) == ERROR_CODES[code]


@pytest.mark.parametrize(
    ("kind", "value", "shown", "typed"),
    [
        ("int", 1234567, "1,234,567", "1234567"),
        ("decimal", Decimal("1234.50"), "1,234.50", "1234.50"),
        ("money", Decimal("-1234.5"), "-¥1,234.50", "-1234.50"),
        ("bool", True, "是", "true"),
        ("date", datetime.date(2026, 1, 2), "2026-01-02", "2026-01-02"),
        ("time", datetime.time(9, 5), "09:05", "09:05"),
        ("datetime", moment("2026-11-21 01:30:05"), "2026-11-21 09:30", "2026-11-21T09:30:05"),
        ("phone", "13800138000", "138 0013 8000", "13800138000"),
        ("phone", "+16502530000", "+1 650-253-0000", "+1 650-253-0000"),
        ("url", "https://example.com/", "example.com", "https://example.com/"),
        ("rating", 4, "4 / 5", "4"),
        ("location", "31.2304,121.4737 上海市", "上海市", "31.2304,121.4737 上海市"),
        (
            "files",
            "7 5 text/plain a.txt\n8 6 text/plain b.txt",
            "a.txt, b.txt",
            "7 5 text/plain a.txt\n8 6 text/plain b.txt",
        ),
    ],
)
def test_values_are_shown_and_come_back(kind: str, value: object, shown: str, typed: str) -> None:
    field_type = FIELD_TYPES[kind]
    assert field_type.format(value, CONTEXT) == shown
    assert field_type.to_input(value, CONTEXT) == typed
    assert field_type.parse(typed, CONTEXT) == value


def test_percentages_are_shown_without_needless_digits() -> None:
    percent = FIELD_TYPES["percent"]
    assert [percent.format(Decimal(text), PERCENT) for text in ("0.3000", "0.1255", "10.0000", "0.0000")] == [
        "30%",
        "12.55%",
        "1,000%",
        "0%",
    ]


def test_other_locales_have_their_own_separators() -> None:
    german = ValueContext(locale="de", currency="EUR", precision=18, scale=2)
    assert FIELD_TYPES["decimal"].format(Decimal("1234.5"), german) == "1.234,50"


def test_registering_a_name_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="twice"):
        Registry((FUNCTIONS["round"], FUNCTIONS["round"]))
