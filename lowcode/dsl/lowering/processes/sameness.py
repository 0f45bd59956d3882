"""What an expression says, wherever it is written."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import fields, is_dataclass

_PLACES = frozenset({"span", "operator_span"})


def meaning(node: object) -> Hashable:
    """The same for two expressions, typed or as read, that are equal but for their places."""
    if isinstance(node, tuple):
        return tuple(meaning(each) for each in node)
    if is_dataclass(node) and not isinstance(node, type):
        parts = tuple(meaning(getattr(node, each.name)) for each in fields(node) if each.name not in _PLACES)
        return (type(node).__name__, *parts)
    assert isinstance(node, Hashable)
    return node
