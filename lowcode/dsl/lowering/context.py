"""What all parts of the lowering share."""

from __future__ import annotations

from dataclasses import field

from lowcode.diagnostics.problem import Problem
from lowcode.dsl import ast
from lowcode.dsl.lowering.identifiers import Identifiers
from lowcode.dsl.lowering.labels import Labels
from lowcode.dsl.lowering.titles import Titles
from lowcode.dsl.symbols import EntitySymbol, Symbols
from lowcode.dsl.type_checker import Checker, Scope
from lowcode.ir import application as app
from lowcode.quick_dataclass import dataclass
from lowcode.source import Span


@dataclass(frozen=True)
class Lowering:
    """Symbols in, model out; problems go to the list."""

    symbols: Symbols
    labels: Labels
    identifiers: Identifiers
    titles: Titles
    problems: list[Problem]
    entities: dict[str, app.Entity] = field(default_factory=dict)
    """The entities that are done, for the parts that come after them."""
    incomplete: set[Span] = field(default_factory=set)
    """The forms and records that mention something unknown: nothing is concluded from what they lack."""

    def report(self, problem: Problem) -> None:
        """Record a problem."""
        self.problems.append(problem)

    def scope(self, entity: EntitySymbol) -> Scope:
        """The scope of expressions of a record of `entity`."""
        owner = self.symbols.entities[entity.owner] if entity.owner else None
        return Scope(this=entity, owner=owner)

    def checker(self, scope: Scope) -> Checker:
        """A type checker for expressions in `scope`."""
        return Checker(self.symbols, scope, self.problems, self.titles.of)

    def condition(self, modifier: ast.ModifierDecl | None, checker: Checker) -> app.Condition | None:
        """`required when e "message"` and its siblings."""
        if modifier is None:
            return None
        when = None if modifier.condition is None else checker.condition(modifier.condition)
        return app.Condition(when, self.labels.message(modifier.message), modifier.span)
