"""What the parser calls to make the nodes of expressions: one method per production of the grammar.

Each gets the place of the whole and the values of its parts. Texts are taken apart here: `{expression}` inside is
parsed where it stands, so that its problems have exact places.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any, cast

from lowcode.diagnostics.problem import Problem
from lowcode.diagnostics.problems.syntax import (
    NoSuchMoment,
    NumberTooLong,
    PlaceholderUnreadable,
    TooManyParts,
)
from lowcode.dsl.ast import (
    AssignmentDecl,
    BinaryExpr,
    BinaryOperatorText,
    CallExpr,
    ConditionalExpr,
    ErrorExpr,
    Expr,
    FilteredExpr,
    IsEmptyExpr,
    ListExpr,
    LiteralContent,
    LiteralExpr,
    LiteralKind,
    MemberExpr,
    Name,
    NameExpr,
    RecordExpr,
    TextDecl,
    TextExpr,
    UnaryExpr,
)
from lowcode.dsl.scanner import block_text
from lowcode.dsl.tokens import Token
from lowcode.ir.expressions import Duration
from lowcode.source import SourceFile, Span

MOST_DIGITS = 38
MOST_PARTS = 200
"""Of a text with expressions."""
_ESCAPE = re.compile(r'\\(["\\nt{}])')
_ESCAPES = {"n": "\n", "t": "\t"}
_PLACEHOLDER = re.compile(r"(?:[^\\{}]|\\[\s\S])*+")
_DURATION = re.compile(r"([0-9_]+)([a-z]+)")
_SIZES = {"KB": 1_000, "MB": 1_000_000, "GB": 1_000_000_000}

ParseExpression = Callable[[int, int], Expr]


def unescape(raw: str) -> str:
    """The text that was meant; a backslash before any other character is itself."""
    return _ESCAPE.sub(lambda found: _ESCAPES.get(found[1], found[1]), raw)


def _margin(raw: str) -> int:
    """How far the lines of a text are indented that no one of them is indented less."""
    lines = [line for line in raw.splitlines() if line.strip()]
    return min((len(line) - len(line.lstrip(" \t")) for line in lines), default=0)


class ExpressionBuilder:
    """Builds expressions of one file and collects what is wrong with their literals."""

    def __init__(self, source: SourceFile, parse_expression: ParseExpression) -> None:
        self.source = source
        self.parse_expression = parse_expression
        self.problems: list[Problem] = []

    def build(self, action: str, span: Span, values: list[Any]) -> Any:
        """The node of a production; the grammar guarantees that the values fit."""
        return getattr(self, action)(span, *values)

    # --- parts ---

    def at(self, token: Token) -> Span:
        """The place of a token."""
        return Span(self.source.path, token.start, token.end)

    def name_of(self, token: Token) -> Name:
        """A token as a name."""
        return Name(token.text, self.at(token))

    def names_of(self, tokens: tuple[Token, ...]) -> tuple[Name, ...]:
        """Tokens as names."""
        return tuple(self.name_of(token) for token in tokens)

    def plain_text(self, token: Token) -> TextDecl:
        """A text in which braces mean nothing."""
        return TextDecl(unescape(token.text[1:-1]), self.at(token))

    # --- literals ---

    def number(self, span: Span, token: Token) -> str:
        """The digits of a number without `_`; one that is too long is reported and becomes 0."""
        digits = token.text.replace("_", "").rstrip("%")
        count = len(digits) - digits.count(".")
        if count <= MOST_DIGITS:
            return digits
        self.problems.append(NumberTooLong(span=span, digits=count))
        return "0"

    def integer(self, span: Span, token: Token) -> LiteralExpr:
        """`12_500`."""
        return LiteralExpr(LiteralKind.INTEGER, int(self.number(span, token)), span)

    def decimal(self, span: Span, token: Token) -> LiteralExpr:
        """`12_500.50`."""
        return LiteralExpr(LiteralKind.DECIMAL, Decimal(self.number(span, token)), span)

    def percent(self, span: Span, token: Token) -> LiteralExpr:
        """`30%`."""
        value = Decimal(self.number(span, token)).scaleb(-2)
        return LiteralExpr(LiteralKind.PERCENT, value, span)

    def true(self, span: Span) -> LiteralExpr:
        """`true`."""
        return LiteralExpr(LiteralKind.BOOLEAN, True, span)

    def false(self, span: Span) -> LiteralExpr:
        """`false`."""
        return LiteralExpr(LiteralKind.BOOLEAN, False, span)

    def empty(self, span: Span) -> LiteralExpr:
        """`empty`."""
        return LiteralExpr(LiteralKind.EMPTY, None, span)

    def date(self, span: Span, token: Token) -> Expr:
        """`2026-11-21`."""
        return self.moment(LiteralKind.DATE, datetime.date, span, *token.text.split("-"))

    def time(self, span: Span, token: Token) -> Expr:
        """`09:00`."""
        return self.moment(LiteralKind.TIME, datetime.time, span, *token.text.split(":"))

    def datetime(self, span: Span, day: Token, time: Token) -> Expr:
        """`2026-11-21 09:00`."""
        parts = (*day.text.split("-"), *time.text.split(":"))
        return self.moment(LiteralKind.DATETIME, datetime.datetime, span, *parts)

    def moment(self, kind: LiteralKind, make: Callable[..., LiteralContent], span: Span, *parts: str) -> Expr:
        """A date or time that exists, or a report."""
        try:
            return LiteralExpr(kind, make(*(int(part) for part in parts)), span)
        except ValueError:
            text = self.source.text[span.start : span.end]
            self.problems.append(NoSuchMoment(span=span, text=text))
            return ErrorExpr(span)

    def duration(self, span: Span, token: Token) -> LiteralExpr:
        """`10s 15m 24h 7d 2w 3mo 1y`."""
        match = _DURATION.fullmatch(token.text)
        assert match is not None, "the scanner has seen the unit"
        amount = int(match[1].replace("_", "")[:9])
        if len(match[1]) > 9:
            self.problems.append(NumberTooLong(span=span, digits=len(match[1])))
        value = {
            "s": Duration(seconds=amount),
            "m": Duration(seconds=60 * amount),
            "h": Duration(seconds=3600 * amount),
            "d": Duration(days=amount),
            "w": Duration(days=7 * amount),
            "mo": Duration(months=amount),
            "y": Duration(months=12 * amount),
        }[match[2]]
        return LiteralExpr(LiteralKind.DURATION, value, span)

    def size(self, span: Span, token: Token) -> LiteralExpr:
        """`20MB`."""
        digits = self.number(span, Token(token.kind, token.text[:-2], token.start, token.end))
        return LiteralExpr(LiteralKind.SIZE, int(digits) * _SIZES[token.text[-2:]], span)

    # --- texts ---

    def text(self, span: Span, token: Token) -> TextExpr:
        """`"text with {expression}"`."""
        content = self.source.text[token.start + 1 : token.end - 1]
        return TextExpr(tuple(self.text_parts(content, token.start + 1, span)), span)

    def template(self, span: Span, token: Token) -> TextExpr:
        '''A text in `"""` with `{expressions}`, where a text speaks to people.'''
        raw = self.source.text[token.start + 3 : token.end - 3]
        content = raw.strip()
        offset = token.start + 3 + raw.index(content)
        margin = re.compile(rf"\r?\n[ \t]{{0,{_margin(raw)}}}")
        return TextExpr(tuple(self.text_parts(content, offset, span, margin)), span)

    def text_parts(
        self, content: str, offset: int, span: Span, margin: re.Pattern[str] | None = None
    ) -> list[TextDecl | Expr]:
        """The pieces of a text between its quotation marks; `margin` is what begins each line without being meant."""
        parts: list[TextDecl | Expr] = []
        position = 0
        while position < len(content):
            if len(parts) > MOST_PARTS:
                self.problems.append(TooManyParts(span=span, limit=MOST_PARTS))
                return parts
            plain = _PLACEHOLDER.match(content, position)
            assert plain is not None, "the pattern matches nothing as well"
            if plain.group():
                place = Span(span.path, offset + position, offset + plain.end())
                piece = margin.sub("\n", plain.group()) if margin else plain.group()
                parts.append(TextDecl(unescape(piece), place))
            position = plain.end()
            if position == len(content):
                break
            closing = content.find("}", position) if content[position] == "{" else -1
            if closing == -1 or not content[position + 1 : closing].strip():
                place = Span(span.path, offset + position, offset + max(closing, position) + 1)
                self.problems.append(PlaceholderUnreadable(span=place))
                return parts
            parts.append(self.parse_expression(offset + position + 1, offset + closing))
            if isinstance(parts[-1], ErrorExpr):
                return parts
            position = closing + 1
        return parts

    def block(self, span: Span, token: Token) -> TextExpr:
        '''A text in `"""`; braces mean nothing in it.'''
        return TextExpr((TextDecl(unescape(block_text(token.text)), span),), span)

    # --- operators and paths ---

    def name(self, span: Span, token: Token) -> NameExpr:
        """A bare name."""
        return NameExpr(Name(token.text, span), span)

    def member(self, span: Span, source: Expr, token: Token) -> MemberExpr:
        """`source.name`."""
        return MemberExpr(source, self.name_of(token), span)

    def call(self, span: Span, function: Token, arguments: tuple[Expr, ...]) -> CallExpr:
        """`function(…)`."""
        return CallExpr(self.name_of(function), arguments, span)

    def arguments(self, _span: Span, *arguments: Expr) -> tuple[Expr, ...]:
        """The arguments of a call."""
        return arguments

    def filtered(self, span: Span, source: Expr, condition: Expr) -> FilteredExpr:
        """`source where condition`."""
        return FilteredExpr(source, condition, span)

    def parenthesised(self, _span: Span, inner: Expr) -> Expr:
        """`(e)` is `e`."""
        return inner

    def binary(self, span: Span, left: Expr, operator: Token, right: Expr) -> BinaryExpr:
        """`left operator right`."""
        text = cast("BinaryOperatorText", operator.text)
        return BinaryExpr(text, left, right, self.at(operator), span)

    def not_contained(self, span: Span, left: Expr, _not: Token, operator: Token, right: Expr) -> UnaryExpr:
        """`left not in right` is `not (left in right)`."""
        return UnaryExpr("not", self.binary(span, left, operator, right), span)

    def is_empty(self, span: Span, operand: Expr, *_words: Token) -> IsEmptyExpr:
        """`operand is empty`."""
        return IsEmptyExpr(operand, False, span)

    def is_not_empty(self, span: Span, operand: Expr, *_words: Token) -> IsEmptyExpr:
        """`operand is not empty`."""
        return IsEmptyExpr(operand, True, span)

    def negated(self, span: Span, operand: Expr) -> UnaryExpr:
        """`not e`."""
        return UnaryExpr("not", operand, span)

    def negative(self, span: Span, operand: Expr) -> UnaryExpr:
        """`-e`."""
        return UnaryExpr("-", operand, span)

    def conditional(self, span: Span, condition: Expr, yes: Expr, no: Expr) -> ConditionalExpr:
        """`if condition then yes else no`."""
        return ConditionalExpr(condition, yes, no, span)

    def list(self, span: Span, items: tuple[Expr, ...]) -> ListExpr:
        """`[a, b]`."""
        return ListExpr(items, span)

    def items(self, _span: Span, *items: Expr) -> tuple[Expr, ...]:
        """The items of a list."""
        return items

    def row(self, span: Span, assignments: tuple[AssignmentDecl, ...]) -> RecordExpr:
        """`{ product = x1, qty = 2 }`."""
        return RecordExpr(assignments, span)

    def assignments(self, _span: Span, *assignments: AssignmentDecl) -> tuple[AssignmentDecl, ...]:
        """The values of a record."""
        return assignments

    def assignment(self, span: Span, name: Token, value: Expr) -> AssignmentDecl:
        """`name = value`."""
        return AssignmentDecl(self.name_of(name), value, span)
