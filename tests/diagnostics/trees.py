"""Texts to trees, and trees to plain values that a test can spell out."""

from __future__ import annotations

import dataclasses
from typing import TypeVar

from lowcode.dsl import ast
from lowcode.dsl.parser import ParsedFile, parse
from lowcode.source import SourceFile, Span

Node = TypeVar("Node")


def parsed(text: str) -> ParsedFile:
    return parse(SourceFile("spec.lc", text))


def declared(text: str, kind: type[Node]) -> Node:
    found = parsed(text)
    assert [(each.code, each.facts()) for each in found.problems] == []
    (declaration,) = found.tree.declarations
    assert isinstance(declaration, kind)
    return declaration


def shown(value: object) -> object:
    """A tree without places: names and texts as text, nodes as tuples of what is not empty."""
    if isinstance(value, ast.Name | ast.TextDecl):
        return value.text
    if isinstance(value, ast.NameExpr):
        return value.name.text
    if isinstance(value, ast.MemberExpr):
        return f"{shown(value.source)}.{value.name.text}"
    if isinstance(value, ast.LiteralExpr):
        return str(value.value)
    if isinstance(value, tuple):
        return [shown(each) for each in value]
    if dataclasses.is_dataclass(value):
        fields = [getattr(value, each.name) for each in dataclasses.fields(value)]
        parts = [shown(each) for each in fields if not isinstance(each, Span)]
        return (type(value).__name__, *(part for part in parts if part not in (None, [], "", False)))
    return value
