"""A file into its declarations.

Splitting first gives one problem per declaration instead of one per file: whatever is wrong inside one, the next begins
where its brackets say, or, if a bracket is missing, where a line begins like a declaration.
"""

from __future__ import annotations

from collections.abc import Iterator

from lowcode.diagnostics.problem import Problem
from lowcode.diagnostics.problems.syntax import BraceMissing, BracketNotClosed, BracketNotOpened
from lowcode.dsl import planned
from lowcode.dsl.scanner import MOST_PROBLEMS, scan
from lowcode.dsl.tokens import CLOSING, NEWLINE, OPENING, TEXT, WORD, Scan, Token
from lowcode.quick_dataclass import dataclass
from lowcode.source import SourceFile, Span

DECLARATIONS = (
    "app", "role", "choice", "entity", "flow", "approval", "rule", "message", "connection", "function",
    "report", "dashboard", "access", "view", "menu", "data", "sample", "scenario", "import", "drop",
    "extend", "remove", "replace",
)  # fmt: skip
_BLOCKS = frozenset(
    {
        "entity", "choice", "access", "view", "menu", "data", "extend",
        "flow", "approval", "rule", "message", "connection", "scenario", "report", "dashboard",
    }
)  # fmt: skip
"""Declarations that have a block, at least usually."""
KINDS = frozenset(DECLARATIONS) | planned.DECLARATIONS


@dataclass(frozen=True, slots=True)
class Piece:
    """The tokens of one declaration, without the end of the statement."""

    tokens: tuple[Token, ...]
    documentation: dict[int, str]
    is_broken: bool
    """Its brackets do not match, which has been reported."""


@dataclass(frozen=True, slots=True)
class Pieces:
    """A file in pieces."""

    pieces: tuple[Piece, ...]
    problems: tuple[Problem, ...]
    is_complete: bool


def split(source: SourceFile) -> Pieces:
    """The declarations of a file, in order."""
    pieces: list[Piece] = []
    problems: list[Problem] = []
    start: int | None = 0
    is_complete = True
    while start is not None and len(problems) < MOST_PROBLEMS:
        scanned = scan(source, start, KINDS)
        cutter = _Cutter(source, scanned)
        pieces += cutter.pieces()
        start = cutter.resume_at
        is_complete = is_complete and (scanned.is_complete or start is not None)
        problems += [each for each in scanned.problems if start is None or each.span.start < start]
        problems += cutter.problems
    return Pieces(tuple(pieces), tuple(problems), is_complete and start is None)


class _Cutter:
    def __init__(self, source: SourceFile, scanned: Scan) -> None:
        self.source = source
        self.scanned = scanned
        self.tokens = scanned.tokens
        self.problems: list[Problem] = []
        self.resume_at: int | None = None
        """Where to read on after a bracket that is never closed."""

    def pieces(self) -> Iterator[Piece]:
        position = 0
        while position < len(self.tokens):
            if self.tokens[position].kind == NEWLINE:
                position += 1
                continue
            end, is_broken = self.end_of_piece(position)
            yield self.piece(position, end, is_broken)
            position = end

    def piece(self, start: int, end: int, is_broken: bool) -> Piece:
        return Piece(tuple(self.tokens[start:end]), self.scanned.documentation, is_broken)

    def end_of_piece(self, start: int) -> tuple[int, bool]:
        """The index after the declaration's last token, and whether its brackets do not match."""
        open_brackets: list[Token] = []
        is_broken = False
        for index in range(start, len(self.tokens)):
            token = self.tokens[index]
            if token.kind in OPENING:
                open_brackets.append(token)
            elif token.kind in CLOSING:
                is_broken = not self.close(open_brackets, token, is_broken) or is_broken
            elif token.kind == NEWLINE and not open_brackets:
                if not self.lacks_brace(start, index):
                    return index, is_broken
                self.report_missing_brace(start, index)
                is_broken = True
                open_brackets.append(Token("{", "", token.start, token.start))
        if not open_brackets:
            return len(self.tokens), is_broken
        end = self.next_declaration(start, open_brackets[0])
        place = self.tokens[end] if end < len(self.tokens) else None
        if open_brackets[0].text and (self.scanned.is_complete or place is not None):
            self.report_unclosed(open_brackets[-1] if place is None else open_brackets[0], place)
        if place is not None:
            self.resume_at = place.start
            del self.tokens[end:]
        return end, True

    def lacks_brace(self, start: int, newline: int) -> bool:
        """Whether a declaration that needs a block ends without one, and indented lines follow."""
        header = self.tokens[start:newline]
        if header[0].text not in _BLOCKS or any(token.kind == "{" for token in header):
            return False
        if header[0].text == "choice" and any(token.text == "from" for token in header):
            return False
        following = self.tokens[newline + 1] if newline + 1 < len(self.tokens) else None
        return following is not None and following.kind == WORD and self.is_indented(following)

    def is_indented(self, token: Token) -> bool:
        return token.start > 0 and self.source.text[token.start - 1] not in "\n\r"

    def report_missing_brace(self, start: int, newline: int) -> None:
        last = self.tokens[newline - 1]
        span = Span(self.source.path, last.end, last.end)
        self.problems.append(BraceMissing(span=span, kind=self.tokens[start].text))

    def close(self, open_brackets: list[Token], token: Token, was_broken: bool) -> bool:
        """Takes the matching bracket off the stack; False if there was something wrong."""
        if open_brackets and OPENING[open_brackets[-1].kind] == token.kind:
            open_brackets.pop()
            return True
        if any(OPENING[each.kind] == token.kind for each in open_brackets):
            if not was_broken:
                self.report_unclosed(open_brackets[-1], token)
            while OPENING[open_brackets.pop().kind] != token.kind:
                continue
        elif not was_broken:
            self.problems.append(
                BracketNotOpened(span=self.span(token), closing=token.text, opening=CLOSING[token.kind])
            )
        return False

    def report_unclosed(self, opening: Token, place: Token | None) -> None:
        self.problems.append(
            BracketNotClosed(
                span=self.span(opening),
                opening=opening.text,
                closing=OPENING[opening.kind],
                place=self.span(place) if place else None,
            )
        )

    def next_declaration(self, start: int, bracket: Token) -> int:
        """The first token after `bracket` that begins a line like a declaration does, or the end."""
        for index in range(start + 1, len(self.tokens)):
            if self.tokens[index].start > bracket.start and self.begins_declaration(index):
                return index
        return len(self.tokens)

    def begins_declaration(self, index: int) -> bool:
        token = self.tokens[index]
        if token.kind != WORD or token.text not in KINDS:
            return False
        if self.is_indented(token):
            return False
        following = self.tokens[index + 1].kind if index + 1 < len(self.tokens) else None
        if following == TEXT:
            return token.text in ("import", "scenario")
        return following in (WORD, "{")

    def span(self, token: Token) -> Span:
        return Span(self.source.path, token.start, token.end)
