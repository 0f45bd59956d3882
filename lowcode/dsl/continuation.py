"""Statements that go on in the next line.

A newline ends a statement, unless the next line stands further to the right than the statement's first and begins with
what cannot begin a statement: a text, an operator, a modifier::

    name "企业名称": text(200) required unique
         help "工商全称，禁止使用简称"
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

from lowcode.dsl.tokens import NEWLINE, TEXT, WORD, Token
from lowcode.dsl.words import CHANGES, is_field_start

_WORDS = frozenset(
    {
        "and", "or", "is", "in", "within", "then", "else", "where", "when", "by", "includes", "from",
        "required", "unique", "default", "min", "max", "length", "matches", "help", "placeholder", "unit",
        "visible", "readonly", "options", "on", "search", "index", "hidden", "as", "accept", "max_size",
        "personal", "encrypted", "was", "color", "value", "icon", "sort", "filter",
        "needs", "asks", "unless", "until", "cc", "due", "among", "card", "to",
    }
)  # fmt: skip
_WORDS_OF_HEADS = _WORDS | {"for", "every"}
"""Outside of all braces, where only the head of a declaration can go on."""
_WORDS_OF_FLOWS = _WORDS | {"after"}
"""On the lines of a flow; elsewhere `after 3d` begins a statement."""
_WORDS_OF_REPORTS = _WORDS | {"show", "top", "stack", "compare", "target", "drill", "asc", "desc"}
"""On the lines of a report; elsewhere they are good names."""
_HOOKS = frozenset({"enter", "leave", "stay", "approved", "rejected", "returned", "withdrawn"})
"""After `on` at the start of a line."""
_SIGNS = frozenset({"=", "==", "!=", "<", "<=", ">", ">=", "+", "-", "*", "/", "%", ".", "..", "->"})


def join_lines(text: str, tokens: Sequence[Token]) -> list[Token]:
    """The tokens without the newlines that end nothing."""
    if not any(token.kind == NEWLINE for token in tokens):
        return list(tokens)
    lines = [0, *(found.end() for found in re.finditer("\n", text))]
    joined: list[Token] = []
    statements: list[Token | None] = [None]
    """The first token of the statement that is being read, per open brace."""
    kind = ""
    is_start = True
    for index, token in enumerate(tokens):
        if token.kind == NEWLINE and text[token.start] != ";" and index + 1 < len(tokens):
            first, following = statements[-1], tokens[index + 1]
            column = _column(lines, first) if first else 0
            words = _words_that_continue(statements, kind)
            if _column(lines, following) > column and _continues(tokens, index + 1, words):
                continue
            if first and first.text == "if" and _is_otherwise(tokens, index + 1):
                continue
        if is_start and token.kind != NEWLINE:
            statements[-1] = token
            kind = _kind(tokens, index) if len(statements) == 1 else kind
        joined.append(token)
        is_start = token.kind in (NEWLINE, "{")
        if token.kind == "{":
            statements.append(None)
        elif token.kind == "}" and len(statements) > 1:
            statements.pop()
    return joined


def _words_that_continue(statements: Sequence[Token | None], kind: str) -> frozenset[str]:
    if len(statements) == 1:
        return _WORDS_OF_HEADS
    if len(statements) == 2:
        return {"flow": _WORDS_OF_FLOWS, "report": _WORDS_OF_REPORTS}.get(kind, _WORDS)
    return _WORDS


def _kind(tokens: Sequence[Token], index: int) -> str:
    """The word that says what is declared: the second one after `extend` and `replace`."""
    is_change = tokens[index].text in CHANGES and index + 1 < len(tokens)
    return tokens[index + 1 if is_change else index].text


def _continues(tokens: Sequence[Token], index: int, words: frozenset[str]) -> bool:
    """Whether the token cannot begin a statement."""
    token = tokens[index]
    following = tokens[index + 1] if index + 1 < len(tokens) else None
    if token.kind != WORD:
        return token.kind == TEXT or token.kind in _SIGNS
    if token.text not in words or is_field_start(tokens, index):
        return False
    if token.text == "on" and words is not _WORDS_OF_HEADS and following and following.text in _HOOKS:
        return False
    return following is None or following.kind != "="


def _is_otherwise(tokens: Sequence[Token], index: int) -> bool:
    """Whether the `else` of an `if` that ended on the line before stands here, in whatever column."""
    if tokens[index].text != "else" or tokens[index - 2].kind != "}" or index + 1 >= len(tokens):
        return False
    return tokens[index + 1].kind == "{" or tokens[index + 1].text == "if"


def _column(lines: Sequence[int], token: Token) -> int:
    return token.start - lines[bisect_right(lines, token.start) - 1]
