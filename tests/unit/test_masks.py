"""The masked forms of values: enough to recognise, too little to know."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pytest

from lowcode.catalog.field_types import FIELD_TYPES
from lowcode.runtime.definitions import ChoiceOf, FieldDefinition, Label, Reference, Scalar
from lowcode.runtime.field_rights import Masked, masked_value


@pytest.mark.parametrize(
    ("kind", "value", "mask"),
    [
        ("phone", "13800138000", "138****8000"),
        ("phone", "+861088886666", "***66"),
        ("phone", "+861088886666;ext=12", "***66"),
        ("phone", "95588", "***"),
        ("email", "zoe@x.com", "z***@x.com"),
        ("email", "z@x.com", "***@x.com"),
        ("text", "华星电子", "华***"),
        ("text", "华", "***"),
        ("longtext", "ab\ncd", "a***"),
        ("money", Decimal("12.50"), "***"),
        ("int", 7, "***"),
        ("percent", Decimal("0.3"), "***"),
        ("bool", False, "***"),
        ("date", datetime.date(2026, 11, 21), "***"),
    ],
)
def test_masks(kind: str, value: Any, mask: str) -> None:
    definition = FieldDefinition(name="x", label=Label("X"), type=Scalar(kind))
    assert masked_value(definition, value) == mask
    assert isinstance(masked_value(definition, value), Masked)


def test_what_is_empty_stays_empty() -> None:
    definition = FieldDefinition(name="x", label=Label("X"), type=Scalar("text"))
    assert masked_value(definition, None) is None
    assert masked_value(definition, ()) is None


@pytest.mark.parametrize("kind", [Reference("user"), ChoiceOf("level")])
def test_what_is_chosen_is_masked_as_a_whole(kind: Any) -> None:
    assert masked_value(FieldDefinition(name="x", label=Label("X"), type=kind), "key") == "***"


@pytest.mark.parametrize("name", FIELD_TYPES.names)
def test_a_mask_that_shows_nothing_says_so(name: str) -> None:
    """The check of formulas relies on it: a mask that shows a part tells about what the value comes from."""
    kind = FIELD_TYPES[name]
    if not kind.is_masked_in_part:
        assert type(kind).masked is not None
        assert kind.masked("abcdef") == kind.masked("x") == "***"
