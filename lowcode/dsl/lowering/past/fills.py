"""`from`: what records that are there get, typed in the middle of the migration."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from lowcode.diagnostics.problem import Problem
from lowcode.diagnostics.problems.past_fills import FillAsksReader, FillNotPossible, FillWithoutNeed
from lowcode.dsl import ast
from lowcode.dsl.lowering.constants import in_percent
from lowcode.dsl.lowering.context import Lowering
from lowcode.dsl.lowering.past.order import fields_read, in_order_of_reading
from lowcode.dsl.lowering.past.readable import lenient, symbols_of
from lowcode.dsl.modifiers import FROM, expression_of
from lowcode.dsl.symbols import FieldSymbol, Symbols
from lowcode.dsl.type_checker import Checker, Scope, is_error
from lowcode.ir import application as app
from lowcode.ir import expressions as ir
from lowcode.ir.changes import Fill, FillReason, fill_key
from lowcode.ir.matching import Matching
from lowcode.ir.middle import Middle, middle
from lowcode.ir.walking import walk
from lowcode.quick_dataclass import dataclass


def written_fills(symbols: Symbols) -> Iterator[tuple[FieldSymbol, ast.Expr]]:
    """The fields with `from`, and what stands behind it."""
    for entity in symbols.entities.values():
        for field in entity.fields.values():
            modifiers = field.decl.modifiers if field.decl is not None else ()
            modifier = next((each for each in modifiers if each.name.text == FROM), None)
            expression = None if modifier is None else expression_of(modifier)
            if expression is not None:
                yield field, expression


def lower_fills(lowering: Lowering, application: app.Application, matching: Matching | None) -> tuple[Fill, ...]:
    """Those that have something to do, in an order in which each reads what the ones before have written."""
    written = tuple(written_fills(lowering.symbols))
    if not written:
        return ()
    reader = _Reader(lowering, application, matching)
    found = (reader.fill(field, expression) for field, expression in written)
    return in_order_of_reading(each for each in found if each is not None)


@dataclass(frozen=True, slots=True)
class _Typed:
    expression: ir.Expression
    problems: tuple[Problem, ...]


class _Reader:
    def __init__(self, lowering: Lowering, application: app.Application, matching: Matching | None) -> None:
        self.lowering = lowering
        self.application = application
        self.matching = matching
        self.middle = None if matching is None else middle(application, matching)
        self.symbols = (
            lowering.symbols if self.middle is None else symbols_of(self.middle.application, lowering.symbols)
        )
        self.lenient = lenient(lowering.symbols)

    def fill(self, symbol: FieldSymbol, expression: ast.Expr) -> Fill | None:
        if self.is_impossible(symbol) or symbol.type is None:
            return None
        reason, typed = self.judged(symbol, expression)
        for problem in typed.problems:
            self.lowering.report(problem)
        if reason is None or is_error(typed.expression):
            return None
        return Fill(symbol.entity, symbol.name, typed.expression, reason, expression.span)

    def is_impossible(self, symbol: FieldSymbol) -> bool:
        """Whether the field takes no single value, which is reported."""
        reason = _not_possible(symbol)
        if reason:
            self.lowering.report(FillNotPossible(span=symbol.span, field=symbol.qualified_name, reason=reason))
        return bool(reason)

    def judged(self, symbol: FieldSymbol, expression: ast.Expr) -> tuple[FillReason | None, _Typed]:
        """Why there is something to do, and what; without a reason, what can be said about the expression anyway."""
        if self.matching is None or self.middle is None or symbol.entity not in self.matching.entities:
            return None, self.typed(self.lenient, self.lowering.titles.of, symbol, expression)
        exactly = self.typed(self.symbols, self.title_of, symbol, expression)
        reason = self.reason(self.matching, self.middle, symbol, exactly.expression)
        if reason is not None:
            return reason, exactly
        loosely = self.typed(self.lenient, self.lowering.titles.of, symbol, expression)
        if self.is_answered(self.matching, symbol):
            return None, loosely
        without_need = FillWithoutNeed(span=expression.span, field=symbol.qualified_name)
        return None, replace(loosely, problems=(*loosely.problems, without_need))

    def reason(
        self, matching: Matching, between: Middle, symbol: FieldSymbol, expression: ir.Expression
    ) -> FillReason | None:
        former = matching.fields.get((symbol.entity, symbol.name))
        if former is None:
            return FillReason.NEW
        assert symbol.type is not None, "of those without a type nothing is asked"
        if former.is_computed or matching.is_retyped(former, symbol.type):
            return FillReason.RETYPED
        own = (symbol.entity, symbol.name)
        is_corrected = own in fields_read(expression) and not self.is_answered(matching, symbol)
        if is_corrected or any(each in between.former_fields for each in fields_read(expression)):
            return FillReason.MERGED
        field = self.application.entity(symbol.entity).field_by_name[symbol.name]
        is_required = field.required is not None and field.required.when is None
        return FillReason.REQUIRED if is_required and former.is_nullable else None

    def is_answered(self, matching: Matching, symbol: FieldSymbol) -> bool:
        entity, former = matching.entities[symbol.entity], matching.fields[symbol.entity, symbol.name]
        keys = {fill_key(symbol.entity, symbol.name), fill_key(entity.name, former.name)}
        return not matching.former.answered.isdisjoint(keys)

    def title_of(self, entity: str) -> ir.Expression:
        """The title of a record, also of one whose entity is gone."""
        if entity in self.lowering.symbols.entities or self.middle is None:
            return self.lowering.titles.of(entity)
        return self.middle.application.entity(entity).title

    def typed(
        self, symbols: Symbols, title_of: Callable[[str], ir.Expression], symbol: FieldSymbol, expression: ast.Expr
    ) -> _Typed:
        entity = symbols.entities[symbol.entity]
        owner = symbols.entities[entity.owner] if entity.owner else None
        problems: list[Problem] = []
        checker = Checker(symbols, Scope(this=entity, owner=owner), problems, title_of)
        typed = checker.fitted(in_percent(expression, symbol.value_type), symbol.value_type)
        reader = next((name for each in walk(typed) if (name := _reader_in(each))), None)
        if reader is not None:
            problems.append(FillAsksReader(span=expression.span, name=reader))
        return _Typed(typed, tuple(problems))


def _not_possible(symbol: FieldSymbol) -> str:
    """Why the field takes no single value; empty if it does."""
    if symbol.is_computed:
        return "computed"
    match symbol.type:
        case app.ReverseFieldType():
            return "list"
        case app.RowsFieldType():
            return "rows"
        case app.ManyChoiceFieldType() | app.ManyReferenceFieldType():
            return "many"
        case _:
            return ""


def _reader_in(expression: ir.Expression) -> str:
    """How the expression asks who is signed in; empty if it does not."""
    match expression:
        case ir.Variable(kind=ir.VariableKind.ME):
            return "me"
        case ir.HasRole():
            return "has_role"
        case _:
            return ""
