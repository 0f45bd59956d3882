"""What was signed is compared with the record: only what somebody has changed counts."""

from __future__ import annotations

from typing import Any

import pytest

from lowcode.runtime.process.approvals.content import Change, changes_between


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (5000, "5000.00"),
        ("5000.00", 5000),
        ("5", 5),
        ([{"item": "a", "count": 3}], [{"item": "a", "count": "3.0"}]),
        ([{"item": "a"}], [{"item": "a", "rank": 7}]),
    ],
)
def test_another_type_of_number_and_a_new_column_are_no_change(before: Any, after: Any) -> None:
    assert changes_between({"amount": before}, {"amount": after}) == ()


def test_a_field_that_was_not_shown_then_has_not_been_changed() -> None:
    assert changes_between({}, {"rank": 3}) == ()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (5000, "5000.01"),
        (None, 0),
        (True, "1"),
        ("about 5", 5),
        ("5.0", "5"),
        ([{"item": "a"}], [{"item": "b"}]),
        ([{"item": "a"}], []),
        (["a"], ["b"]),
        ({"id": 1, "title": "Ann"}, {"id": 2, "title": "Ann"}),
    ],
)
def test_other_differences_are_told(before: Any, after: Any) -> None:
    assert changes_between({"amount": before}, {"amount": after}) == (Change("amount", before, after),)
