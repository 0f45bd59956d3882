"""Comparing values that may be empty: a comparison with an empty side is false, `!=` included."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import TypeVar

Value = TypeVar("Value")
Ordered = TypeVar("Ordered", int, Decimal, str, datetime.date, datetime.time, datetime.datetime)


def equal(left: Value | None, right: Value | None) -> bool:
    """Whether both are there and the same."""
    return left is not None and right is not None and left == right


def differ(left: Value | None, right: Value | None) -> bool:
    """Whether both are there and not the same."""
    return left is not None and right is not None and left != right


def less(left: Ordered | None, right: Ordered | None) -> bool:
    """Whether both are there and the left one comes first."""
    return left is not None and right is not None and left < right


def less_or_equal(left: Ordered | None, right: Ordered | None) -> bool:
    """Whether both are there and the right one does not come first."""
    return left is not None and right is not None and left <= right


def greater(left: Ordered | None, right: Ordered | None) -> bool:
    """Whether both are there and the right one comes first."""
    return left is not None and right is not None and left > right


def greater_or_equal(left: Ordered | None, right: Ordered | None) -> bool:
    """Whether both are there and the left one does not come first."""
    return left is not None and right is not None and left >= right


def is_one_of(value: Value | None, *items: Value | None) -> bool:
    """Whether the value is there and the same as one of the items."""
    return value is not None and any(item is not None and item == value for item in items)


def first_given(*values: Value | None) -> Value | None:
    """The first value that is not empty."""
    return next((value for value in values if value is not None), None)


def smallest(*values: Ordered | None) -> Ordered | None:
    """The smallest of the values that are not empty."""
    return min((value for value in values if value is not None), default=None)


def greatest(*values: Ordered | None) -> Ordered | None:
    """The greatest of the values that are not empty."""
    return max((value for value in values if value is not None), default=None)
