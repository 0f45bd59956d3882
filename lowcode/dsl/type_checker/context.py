"""What the typing of an expression can see: the symbols, the records in reach, and where problems go."""

from __future__ import annotations

from dataclasses import replace
from typing import Protocol

from lowcode.diagnostics.problem import Problem
from lowcode.dsl import ast
from lowcode.dsl.symbols import EntitySymbol, Symbols
from lowcode.ir import expressions as ir
from lowcode.ir.types import ErrorType, ValueType
from lowcode.quick_dataclass import dataclass
from lowcode.source import Span


@dataclass(frozen=True, slots=True)
class Scope:
    """The records that names can be read from."""

    this: EntitySymbol | None = None
    owner: EntitySymbol | None = None
    """In a sub-table: the entity that the rows belong to."""
    items: tuple[EntitySymbol, ...] = ()
    """The records that the enclosing aggregates look at, outermost first."""
    option_name: str | None = None
    option_type: ValueType | None = None
    """In `options where`: the field's own name stands for what may be chosen."""
    forbidden: frozenset[str] = frozenset()
    """Built-in names that have no value here, such as `me` in a unique key."""

    def inside(self, item: EntitySymbol) -> Scope:
        """The scope of the value and condition of an aggregate over records of `item`."""
        return replace(self, items=(*self.items, item))


class Typing(Protocol):
    """What the parts of the type checker need from the whole."""

    @property
    def symbols(self) -> Symbols:
        """Everything declared."""

    @property
    def scope(self) -> Scope:
        """What names mean at the moment."""

    def report(self, problem: Problem) -> None:
        """Record a problem."""

    def check(self, expression: ast.Expr, expected: ValueType | None = None) -> ir.Expression:
        """The typed form of an expression; many values are allowed."""

    def single(self, expression: ast.Expr, expected: ValueType | None = None) -> ir.Expression:
        """The typed form of an expression that must be one value."""

    def condition(self, expression: ast.Expr) -> ir.Expression:
        """The typed form of an expression that must be true or false."""

    def shown(self, expression: ir.Expression) -> ir.Expression:
        """The expression as part of a text."""

    def within_item(self, item: EntitySymbol) -> Typing:
        """The same with the records of an aggregate's list in reach."""


def error(span: Span) -> ir.Literal:
    """What an expression becomes after its problem was reported."""
    return ir.Literal(None, ErrorType(), span)


def is_error(expression: ir.Expression) -> bool:
    """Whether a problem of this expression has been reported."""
    return isinstance(expression.type, ErrorType)
