"""Whether two typed expressions say the same, wherever they are written."""

from __future__ import annotations

from dataclasses import fields, is_dataclass

from lowcode.ir import expressions as ir


def same(one: ir.Expression | None, other: ir.Expression | None) -> bool:
    """Whether both are absent, or equal but for their places."""
    return _shape(one) == _shape(other)


def _shape(node: object) -> object:
    if isinstance(node, tuple):
        return tuple(_shape(each) for each in node)
    if is_dataclass(node) and not isinstance(node, type):
        parts = tuple(_shape(getattr(node, each.name)) for each in fields(node) if each.name != "span")
        return (type(node).__name__, *parts)
    return node
