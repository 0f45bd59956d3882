"""Identifiers: the same for ever, safe everywhere."""

from __future__ import annotations

import keyword

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lowcode import naming

IDENTIFIERS = {
    "Customer": "customer",
    "FollowUp": "follow_up",
    "HTTPServer": "http_server",
    "credit_code": "credit_code",
    "客户": "ke_hu",
    "银行Ａ3": "yin_xing_a3",
    "绿色": "lv_se",
    "客户Name": "ke_hu_name",
    "型号A3": "xing_hao_a3",
    "Café": "cafe",
    "Ｎａｍｅ": "name",
    "_hidden_": "hidden",
    "αβ": "u3b1_u3b2",
    "3d": "n_3d",
}


@pytest.mark.parametrize(("name", "expected"), IDENTIFIERS.items())
def test_identifier(name: str, expected: str) -> None:
    assert naming.identifier(name) == expected


@pytest.mark.parametrize("name", ["class", "metadata", "version", "position", "id", "datetime", "constructor"])
def test_reserved_fields_get_an_underscore(name: str) -> None:
    assert naming.field_identifier(name) == f"{name}_"


@pytest.mark.parametrize("name", ["Class", "List", "Static", "Import"])
def test_reserved_entities_get_an_underscore(name: str) -> None:
    assert naming.entity_identifier(name) == f"{name.lower()}_"


def test_classes() -> None:
    assert naming.class_name("follow_up") == "FollowUp"
    assert naming.class_name("option") == "OptionRecord"


def test_long_names_keep_their_difference() -> None:
    first, second = naming.identifier("x" * 60), naming.identifier("x" * 61)
    assert len(first) == len(second) == naming.LONGEST_IDENTIFIER
    assert first != second


@pytest.mark.parametrize(
    ("name", "expected"),
    [("credit_code", "Credit code"), ("FollowUp", "Follow up"), ("客户", "客户"), ("_", "_")],
)
def test_humanise(name: str, expected: str) -> None:
    assert naming.humanise(name) == expected


@given(st.text(min_size=1, max_size=80))
def test_every_name_is_safe(name: str) -> None:
    for identifier in (naming.entity_identifier(name), naming.field_identifier(name)):
        assert identifier.isidentifier()
        assert identifier.isascii()
        assert identifier == identifier.lower()
        assert not keyword.iskeyword(identifier)
        assert not identifier.startswith("_")
        assert len(identifier) <= naming.LONGEST_IDENTIFIER + 1


@pytest.mark.parametrize("name", ["lowcode", "custom", "sqlalchemy", "Starlette", "os", "calendar", "secrets", "class"])
def test_apps_do_not_hide_the_packages_that_they_stand_on(name: str) -> None:
    assert naming.package_identifier(name) == f"{name.lower()}_"
