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
class PickPlace:
    """Where `pick` may stand: in a value that an action gives."""

    name: str
    """Of the cursor by which people take turns; unique in the app."""
    entity: str | None = None
    field: str | None = None
    """The reference that is being set; whose records are the load."""


@dataclass(frozen=True, slots=True)
class Local:
    """A record that an action or a scenario has named."""

    name: str
    entity: EntitySymbol | None
    """None: of unknown kind, which has been reported."""


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
    old: EntitySymbol | None = None
    """In rules and flows: the record before the change."""
    forgotten: frozenset[str] = frozenset()
    """The fields of `old` whose former value nobody knows: they are computed for each reader."""
    locals: tuple[Local, ...] = ()
    item_names: tuple[tuple[str, int], ...] = ()
    """In the condition of `for x in e where …`: `x` is the item of this depth."""
    reads_all: bool = False
    """Whether the name of an entity stands for all of its records, in aggregates."""
    is_query: bool = False
    """In the condition of a question to the database, which asks no further ones."""
    pick: PickPlace | None = None
    this_name: str | None = None
    """In reports: what the record is called beside `this`."""
    is_report: bool = False
    """Where the functions of measures are known and belong elsewhere."""
    calls: bool = False
    """Whether hand-written functions may be called: only where something happens."""

    def inside(self, item: EntitySymbol) -> Scope:
        """The scope of the value and condition of an aggregate over records of `item`."""
        return replace(self, items=(*self.items, item), pick=None)

    def inside_query(self, item: EntitySymbol) -> Scope:
        """The scope of the condition by which the database finds records of `item`."""
        return replace(self.inside(item), reads_all=False, is_query=True, calls=False)

    def with_local(self, name: str, entity: EntitySymbol | None) -> Scope:
        """The scope after an action has named a record; the latest of a name counts."""
        return replace(self, locals=(*self.locals, Local(name, entity)))

    def local(self, name: str) -> Local | None:
        """The record of that name."""
        return next((each for each in reversed(self.locals) if each.name == name), None)


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

    def within_query(self, item: EntitySymbol) -> Typing:
        """The same in the condition by which the database finds records of `item`."""


def error(span: Span) -> ir.Literal:
    """What an expression becomes after its problem was reported."""
    return ir.Literal(None, ErrorType(), span)


def is_error(expression: ir.Expression) -> bool:
    """Whether a problem of this expression has been reported."""
    return isinstance(expression.type, ErrorType)
