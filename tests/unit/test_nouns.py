"""What things are called inside sentences, and when there are many of them."""

from __future__ import annotations

import pytest

from lowcode.runtime.locale.nouns import plural, within


@pytest.mark.parametrize(
    ("label", "many"),
    [
        ("Customer", "Customers"),
        ("Company", "Companies"),
        ("Survey", "Surveys"),
        ("Business", "Businesses"),
        ("Batch", "Batches"),
        ("Status", "Statuses"),
        ("Sales", "Sales"),
        ("Staff", "Staff"),
        ("Person", "People"),
        ("Follow-up", "Follow-ups"),
        ("Product line", "Product lines"),
    ],
)
def test_plural(label: str, many: str) -> None:
    assert plural(label, "en") == many
    assert plural(label, "zh-CN") == label


def test_chinese_has_no_plural() -> None:
    assert plural("客户", "en") == "客户"


def test_inside_a_sentence_only_words_lose_their_capital() -> None:
    assert within("Product line", "en") == "product line"
    assert within("VAT Rate", "en") == "VAT rate"
    assert within("客户", "zh-CN") == "客户"
