"""Text to syntax tree: the automaton of `tables` run over the tokens of each declaration.

There is no recursion and no exception for what a person typed. Where a declaration cannot be read, one problem says so
and an `UnsupportedDecl` keeps its name, so that what refers to it stays silent.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from lowcode.diagnostics.problem import Problem
from lowcode.diagnostics.problems.syntax import (
    NestedTooDeep,
    NotSupportedYet,
    TooManyParts,
    UnknownDeclaration,
)
from lowcode.dsl import planned
from lowcode.dsl.ast import Declaration, ErrorExpr, Expr, FileDecl, UnsupportedDecl
from lowcode.dsl.builder import Builder
from lowcode.dsl.client_builder import ClientBuilder
from lowcode.dsl.scanner import MOST_TOKENS, scan_part
from lowcode.dsl.splitter import DECLARATIONS, KINDS, Piece, split
from lowcode.dsl.syntax_errors import outline, unexpected
from lowcode.dsl.tables import Tables, tables
from lowcode.dsl.tokens import END, WORD, Token
from lowcode.dsl.words import is_field_start, may_be_keyword
from lowcode.quick_dataclass import dataclass
from lowcode.source import SourceFile, Span

MOST_LEVELS = 100
"""Deeper trees are refused, so that later phases may recurse."""


@dataclass(frozen=True, slots=True)
class ParsedFile:
    """A file as a tree, and what could not be read of it."""

    tree: FileDecl
    problems: tuple[Problem, ...]
    is_complete: bool
    """False if a part of the file is unknown, so that nothing may be concluded from what is missing."""


def parse(source: SourceFile) -> ParsedFile:
    """The syntax tree of one file. Never fails."""
    pieces = split(source)
    reader = _Reader(source)
    declarations = tuple(reader.declaration(piece) for piece in pieces.pieces)
    return ParsedFile(
        tree=FileDecl(source.path, declarations),
        problems=(*pieces.problems, *reader.problems),
        is_complete=pieces.is_complete,
    )


class _Reader:
    def __init__(self, source: SourceFile) -> None:
        self.source = source
        self.tables = tables()
        self.problems: list[Problem] = []

    def declaration(self, piece: Piece) -> Declaration:
        first = piece.tokens[0]
        if first.kind == WORD and first.text in planned.DECLARATIONS:
            self.problems.append(NotSupportedYet(span=self.span(first), word=first.text))
        elif first.kind == WORD and first.text not in KINDS:
            self.problems.append(UnknownDeclaration(span=self.span(first), word=first.text, kinds=DECLARATIONS))
        elif len(piece.tokens) > MOST_TOKENS:
            self.problems.append(TooManyParts(span=self.span(first), limit=MOST_TOKENS))
        elif not piece.is_broken:
            builder = ClientBuilder(self.source, piece.documentation, self.expression)
            tree: Declaration | None = _Run(self.tables, "declaration", piece.tokens, builder).tree()
            self.problems += builder.problems
            if tree is not None:
                return tree
        return self.outline(piece)

    def outline(self, piece: Piece) -> UnsupportedDecl:
        return outline(self.source.path, piece.tokens)

    def expression(self, start: int, end: int) -> Expr:
        """The expression in the braces of a text."""
        scanned = scan_part(self.source, start, end)
        self.problems += scanned.problems
        span = Span(self.source.path, start, end)
        if scanned.problems:
            return ErrorExpr(span)
        builder = ClientBuilder(self.source, {}, self.expression)
        tree: Expr | None = _Run(self.tables, "expression", scanned.tokens, builder, end).tree()
        self.problems += builder.problems
        return ErrorExpr(span) if tree is None else tree

    def span(self, token: Token) -> Span:
        return Span(self.source.path, token.start, token.end)


class _Run:
    """One run of the automaton: stacks of states, values and places."""

    def __init__(
        self,
        automaton: Tables,
        start: str,
        tokens: Sequence[Token],
        builder: Builder,
        end: int | None = None,
    ) -> None:
        self.tables = automaton
        self.tokens = tokens
        self.builder = builder
        self.start = automaton.starts[start]
        self.end_state = automaton.ends[start]
        self.states = [self.start]
        self.terminals: list[str] = []
        self.values: list[Any] = []
        self.places: list[tuple[int, int, int]] = []
        """Of each value: start, end, levels."""
        self.last = end if end is not None else tokens[-1].end

    def tree(self) -> Any:
        """The value of the start rule, or None after a problem has been reported."""
        for index, token in enumerate(self.tokens):
            terminal = self.terminal(index)
            self.terminals.append(terminal)
            if not self.reduce_for(terminal):
                return None
            state = self.tables.actions[self.states[-1]].get(terminal)
            if state is None:
                self.report(self.tokens)
                return None
            self.states.append(state)
            self.values.append(token)
            self.places.append((token.start, token.end, 0))
        return self.finish()

    def finish(self) -> Any:
        if not self.reduce_for(END):
            return None
        if self.states[-1] == self.end_state:
            return self.values[-1]
        self.terminals.append(END)
        self.report((*self.tokens, Token(END, "", self.last, self.last)))
        return None

    def report(self, tokens: Sequence[Token]) -> None:
        """The last of the terminals does not fit."""
        self.builder.problems.append(unexpected(self.tables, self.start, self.terminals, tokens, self.builder))

    def terminal(self, index: int) -> str:
        """What a token is in the current state: the contextual half of the lexer."""
        token = self.tokens[index]
        if token.kind != WORD:
            return token.kind
        row = self.tables.actions[self.states[-1]]
        if "FIELD_NAME" in row and is_field_start(self.tokens, index):
            return "FIELD_NAME"
        is_keyword = token.text in self.tables.keywords and token.text in row
        if is_keyword and ("NAME" not in row or may_be_keyword(self.tokens, index)):
            return token.text
        return "NAME"

    def reduce_for(self, terminal: str) -> bool:
        """Makes all nodes that are complete before `terminal`; False if they nest too deeply."""
        actions = self.tables.actions
        while True:
            state = self.states[-1]
            if terminal == END and state == self.end_state:
                return True
            action = actions[state].get(terminal, 0)
            if action >= 0:
                return True
            if not self.reduce(-1 - action):
                return False

    def reduce(self, number: int) -> bool:
        rule = self.tables.rules[number]
        values: list[Any]
        if rule.size == 1 and rule.passes:  # most reductions: the value of an operand rises through the precedences
            self.states.pop()
            self.states.append(self.tables.gotos[self.states[-1]][rule.origin])
            return True
        if rule.size:
            places = self.places[-rule.size :]
            parts = self.values[-rule.size :]
            del self.places[-rule.size :], self.values[-rule.size :], self.states[-rule.size :]
            start, end = places[0][0], places[-1][1]
            levels = max(place[2] for place in places)
            values = self.spliced(parts, rule.kept)
        else:
            start = end = self.places[-1][1] if self.places else self.tokens[0].start
            levels, values = 0, []
        if not rule.action:
            self.values.append(_Parts(values))
        elif rule.passes and len(values) == 1:
            self.values.append(values[0])
        else:
            levels += 1
            span = Span(self.builder.source.path, start, end)
            if levels > MOST_LEVELS:
                self.builder.problems.append(NestedTooDeep(span=span, limit=MOST_LEVELS))
                return False
            self.values.append(self.builder.build(rule.action, span, values))
        self.places.append((start, end, levels))
        self.states.append(self.tables.gotos[self.states[-1]][rule.origin])
        return True

    def spliced(self, parts: list[Any], kept: tuple[int, ...]) -> list[Any]:
        """The values of a production. The first list is taken over, so that long lists cost no copies."""
        values: list[Any] = []
        for position, index in enumerate(kept):
            part = parts[index]
            if not isinstance(part, _Parts):
                values.append(part)
            elif position == 0:
                values = part.values
            else:
                values += part.values
        return values


@dataclass(frozen=True, slots=True)
class _Parts:
    """The values of a rule whose name begins with `_`: they belong to the rule around it."""

    values: list[Any]
