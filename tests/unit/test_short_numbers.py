"""Large numbers as people say them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from lowcode.runtime.locale.short_numbers import short_number


@pytest.mark.parametrize(
    ("value", "chinese", "english"),
    [
        (0, "0", "0"),
        (9_999, "9,999", "9,999"),
        (10_000, "1万", "10K"),
        (12_345, "1.23万", "12.35K"),
        (1_234_567, "123.5万", "1.23M"),
        (99_994_999, "9,999万", "99.99M"),
        (99_999_999, "1亿", "100M"),
        (999_999_999, "10亿", "1B"),
        (-12_345_678, "-1,235万", "-12.35M"),
        (Decimal("1234.50"), "1,234.5", "1,234.5"),
        (Decimal("-0.004"), "0", "0"),
        (123_456_789_012_345, "1,234,568亿", "123,457B"),
    ],
)
def test_a_number_is_said_in_the_magnitude_of_the_language(value: Decimal | int, chinese: str, english: str) -> None:
    assert short_number(value, "zh-CN", 2) == chinese
    assert short_number(value, "en", 2) == english
