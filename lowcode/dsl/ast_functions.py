"""The part of the syntax tree that stands for functions which the app's owner writes in Python.

`lowcode.dsl.ast` has all of it.
"""

from __future__ import annotations

from lowcode.dsl.ast_expressions import Name
from lowcode.dsl.ast_fields import ModifierDecl, TypeDecl
from lowcode.quick_dataclass import dataclass
from lowcode.source import Span


@dataclass(frozen=True, slots=True)
class ParameterDecl:
    """`points: int`, `lead: Lead required`."""

    name: Name
    type: TypeDecl
    is_required: bool
    span: Span


@dataclass(frozen=True, slots=True)
class FunctionDecl:
    """`function score(lead: Lead required, points: int) -> int "doc"`."""

    name: Name
    modifiers: tuple[ModifierDecl, ...]
    """`as name`."""
    parameters: tuple[ParameterDecl, ...]
    result: TypeDecl | None
    documentation: str
    """The text behind it and the comments above it."""
    span: Span
