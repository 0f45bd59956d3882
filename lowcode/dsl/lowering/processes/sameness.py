"""What a typed expression says, wherever it is written."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import fields, is_dataclass


def meaning(node: object) -> Hashable:
    """The same for two expressions that are equal but for their places."""
    if isinstance(node, tuple):
        return tuple(meaning(each) for each in node)
    if is_dataclass(node) and not isinstance(node, type):
        parts = tuple(meaning(getattr(node, each.name)) for each in fields(node) if each.name != "span")
        return (type(node).__name__, *parts)
    assert isinstance(node, Hashable)
    return node
