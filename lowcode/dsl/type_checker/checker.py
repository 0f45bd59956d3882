"""The type checker: an expression of the syntax tree becomes a typed expression of the model."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import TypeAlias

from lowcode.catalog.functions import MOST_SCALE
from lowcode.diagnostics.problem import Problem
from lowcode.diagnostics.problems import types as problems
from lowcode.diagnostics.problems.syntax import NotSupportedYet
from lowcode.dsl import ast
from lowcode.dsl.symbols import EntitySymbol, Symbols
from lowcode.dsl.type_checker import calls, names, operators
from lowcode.dsl.type_checker.context import Scope, error, is_error
from lowcode.dsl.type_checker.fitting import common_of, converted, fitted
from lowcode.dsl.type_checker.kinds import type_name
from lowcode.dsl.type_checker.substitution import with_this
from lowcode.ir import expressions as ir
from lowcode.ir import types as t
from lowcode.source import Span

MOST_DIGITS = 18

_NO_VALUE: dict[type, str] = {
    ast.ListExpr: "[ ]",
    ast.FilteredExpr: "where",
    ast.OwnRecordsExpr: "where",
    ast.RecordExpr: "{ }",
}

_Independent: TypeAlias = (
    ast.MemberExpr | ast.LiteralExpr | ast.TextExpr | ast.BinaryExpr | ast.UnaryExpr | ast.IsEmptyExpr
)

TitleOf = Callable[[str], ir.Expression]


class Checker:
    """Types expressions in one scope. Problems go to the list it was made with."""

    def __init__(self, symbols: Symbols, scope: Scope, problems: list[Problem], title_of: TitleOf) -> None:
        """`title_of` gives the typed title of an entity, for records that are shown in texts."""
        self.symbols = symbols
        self.scope = scope
        self._problems = problems
        self._title_of = title_of

    def report(self, problem: Problem) -> None:
        """Record a problem."""
        self._problems.append(problem)

    def with_scope(self, scope: Scope) -> Checker:
        """The same in another scope."""
        return Checker(self.symbols, scope, self._problems, self._title_of)

    def within_item(self, item: EntitySymbol) -> Checker:
        """The same with the records of an aggregate's list in reach."""
        return self.with_scope(self.scope.inside(item))

    def within_query(self, item: EntitySymbol) -> Checker:
        """The same in the condition by which the database finds records of `item`."""
        return self.with_scope(self.scope.inside_query(item))

    def fitted(self, expression: ast.Expr, target: t.ValueType) -> ir.Expression:
        """The expression as a value for a place of type `target`."""
        if isinstance(target, t.ListType):
            return fitted(self, self.check(expression, target), target)
        return fitted(self, self.single(expression, target), target)

    def condition(self, expression: ast.Expr) -> ir.Expression:
        """An expression that must be true or false."""
        typed = self.single(expression, t.BooleanType())
        if is_error(typed) or isinstance(typed.type, t.BooleanType):
            return typed
        self.report(problems.NotACondition(span=expression.span, found=type_name(typed.type)))
        return error(expression.span)

    def single(self, expression: ast.Expr, expected: t.ValueType | None = None) -> ir.Expression:
        """An expression that must be one value."""
        typed = self.check(expression, expected)
        if isinstance(typed.type, t.ListType):
            self.report(problems.ManyValues(span=expression.span, found=type_name(typed.type)))
            return error(expression.span)
        return typed

    def check(self, expression: ast.Expr, expected: t.ValueType | None = None) -> ir.Expression:
        """The typed form of any expression."""
        match expression:
            case ast.NameExpr():
                return names.name(self, expression, expected)
            case ast.CallExpr():
                return calls.call(self, expression, expected)
            case ast.ConditionalExpr():
                return self._conditional(expression, expected)
            case ast.ListExpr() | ast.FilteredExpr() | ast.OwnRecordsExpr() | ast.RecordExpr():
                self.report(problems.NotAnExpression(span=expression.span, what=_NO_VALUE[type(expression)]))
                return error(expression.span)
            case ast.ErrorExpr():
                return error(expression.span)
            case _:
                return self._independent(expression)

    def _independent(self, expression: _Independent) -> ir.Expression:
        """The expressions whose type does not depend on what is expected of them."""
        match expression:
            case ast.MemberExpr():
                return names.member(self, expression)
            case ast.LiteralExpr():
                return self._literal(expression)
            case ast.TextExpr():
                return self._text(expression)
            case ast.BinaryExpr():
                return operators.binary(self, expression)
            case ast.UnaryExpr():
                return operators.unary(self, expression)
            case ast.IsEmptyExpr():
                return self._is_empty(expression)

    def _is_empty(self, expression: ast.IsEmptyExpr) -> ir.Expression:
        operand = self.check(expression.operand)
        if is_error(operand):
            return error(expression.span)
        return ir.IsEmpty(operand, expression.negated, t.BooleanType(), expression.span)

    def shown(self, expression: ir.Expression) -> ir.Expression:
        """The expression as part of a text: a record is shown by its title."""
        if not isinstance(expression.type, t.RecordType) or isinstance(expression, ir.FunctionCall):
            return expression  # a function is called once, and its record's title read where it is kept
        title = self._title_of(expression.type.entity)
        if is_error(title):
            return error(expression.span)
        return with_this(title, expression, len(self.scope.items))

    def _conditional(self, expression: ast.ConditionalExpr, expected: t.ValueType | None) -> ir.Expression:
        condition = self.condition(expression.condition)
        if expected is None:
            when_true, when_false = operators.sides(self, expression.when_true, expression.when_false)
        else:
            when_true = self.single(expression.when_true, expected)
            when_false = self.single(expression.when_false, expected)
        if any(is_error(each) for each in (condition, when_true, when_false)):
            return error(expression.span)
        common = common_of(when_true, when_false)
        if common is None:
            self.report(
                problems.BranchesDiffer(
                    span=expression.when_false.span,
                    first=expression.when_true.span,
                    first_type=type_name(when_true.type),
                    second_type=type_name(when_false.type),
                )
            )
            return error(expression.span)
        return ir.Conditional(
            condition, converted(when_true, common), converted(when_false, common), common, expression.span
        )

    def _text(self, expression: ast.TextExpr) -> ir.Expression:
        parts: list[ir.Expression] = []
        failed = False
        for part in expression.parts:
            if isinstance(part, ast.TextDecl):
                parts.append(ir.Literal(part.text, t.TextType(), part.span))
                continue
            typed = self.shown(self._part(part))
            failed = failed or is_error(typed)
            parts.append(typed)
        if failed:
            return error(expression.span)
        if all(isinstance(each, ir.Literal) and isinstance(each.type, t.TextType) for each in parts):
            text = "".join(str(each.value) for each in parts if isinstance(each, ir.Literal))
            return ir.Literal(text or None, t.TextType(), expression.span)
        return ir.TextTemplate(tuple(parts), t.TextType(), expression.span)

    def _part(self, part: ast.Expr) -> ir.Expression:
        typed = self.single(part)
        if isinstance(typed.type, t.DurationType | t.FilesType | t.EmptyType):
            self.report(problems.WrongType(span=part.span, expected="text", found=type_name(typed.type)))
            return error(part.span)
        return typed

    def _literal(self, expression: ast.LiteralExpr) -> ir.Expression:
        span, value = expression.span, expression.value
        match expression.kind:
            case ast.LiteralKind.EMPTY:
                return ir.Literal(None, t.EmptyType(), span)
            case ast.LiteralKind.BOOLEAN:
                return ir.Literal(value, t.BooleanType(), span)
            case ast.LiteralKind.DATE:
                return ir.Literal(value, t.DateType(), span)
            case ast.LiteralKind.TIME:
                return ir.Literal(value, t.TimeType(), span)
            case ast.LiteralKind.DURATION:
                return ir.Literal(value, t.DurationType(), span)
            case ast.LiteralKind.DATETIME:
                return self._instant(expression)
            case ast.LiteralKind.SIZE:
                self.report(NotSupportedYet(span=span, word="MB"))
                return error(span)
            case ast.LiteralKind.INTEGER | ast.LiteralKind.DECIMAL | ast.LiteralKind.PERCENT:
                return self._number(expression)

    def _instant(self, expression: ast.LiteralExpr) -> ir.Expression:
        # A local time: what instant it is depends on the app's time zone, which the targets know.
        value, span = expression.value, expression.span
        assert isinstance(value, datetime.datetime)
        date = ir.Literal(value.date(), t.DateType(), span)
        time = ir.Literal(value.time(), t.TimeType(), span)
        return ir.Call("datetime", (date, time), t.DateTimeType(), span)

    def _number(self, expression: ast.LiteralExpr) -> ir.Expression:
        value, span = expression.value, expression.span
        if isinstance(value, int):
            if abs(value) >= 10**MOST_DIGITS:
                return self._too_many_digits(span, "int")
            return ir.Literal(value, t.IntegerType(), span)
        assert isinstance(value, Decimal)
        exponent = value.as_tuple().exponent
        assert isinstance(exponent, int)
        digits = max(0, -exponent)
        if digits > MOST_SCALE or abs(value) >= 10**MOST_DIGITS:
            return self._too_many_digits(span, "decimal")
        is_percent = expression.kind is ast.LiteralKind.PERCENT
        return ir.Literal(value, t.PercentType(digits) if is_percent else t.DecimalType(digits), span)

    def _too_many_digits(self, span: Span, type_: str) -> ir.Expression:
        self.report(problems.OutOfRange(span=span, type=type_))
        return error(span)


def forbidding(scope: Scope, names_: frozenset[str]) -> Scope:
    """The scope without the built-in names that have no value there."""
    return replace(scope, forbidden=scope.forbidden | names_)
