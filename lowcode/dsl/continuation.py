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
from lowcode.dsl.words import is_field_start

_WORDS = frozenset(
    {
        "and", "or", "is", "in", "within", "then", "else", "where", "when", "by", "includes", "from",
        "required", "unique", "default", "min", "max", "length", "matches", "help", "placeholder", "unit",
        "visible", "readonly", "options", "on", "search", "index", "hidden", "as", "accept", "max_size",
        "personal", "encrypted", "was", "color", "value", "icon", "sort", "filter",
    }
)  # fmt: skip
_SIGNS = frozenset({"=", "==", "!=", "<", "<=", ">", ">=", "+", "-", "*", "/", "%", ".", "..", "->"})


def join_lines(text: str, tokens: Sequence[Token]) -> list[Token]:
    """The tokens without the newlines that end nothing."""
    if not any(token.kind == NEWLINE for token in tokens):
        return list(tokens)
    lines = [0, *(found.end() for found in re.finditer("\n", text))]
    joined: list[Token] = []
    starts: list[int] = [0]
    is_start = True
    for index, token in enumerate(tokens):
        if token.kind == NEWLINE and text[token.start] != ";":
            following = tokens[index + 1] if index + 1 < len(tokens) else None
            if following and _column(lines, following) > starts[-1] and _continues(tokens, index + 1):
                continue
        if is_start and token.kind != NEWLINE:
            starts[-1] = _column(lines, token)
        joined.append(token)
        is_start = token.kind in (NEWLINE, "{")
        if token.kind == "{":
            starts.append(0)
        elif token.kind == "}" and len(starts) > 1:
            starts.pop()
    return joined


def _continues(tokens: Sequence[Token], index: int) -> bool:
    """Whether the token cannot begin a statement."""
    token = tokens[index]
    if token.kind != WORD:
        return token.kind == TEXT or token.kind in _SIGNS
    if token.text not in _WORDS or is_field_start(tokens, index):
        return False
    return index + 1 >= len(tokens) or tokens[index + 1].kind != "="


def _column(lines: Sequence[int], token: Token) -> int:
    return token.start - lines[bisect_right(lines, token.start) - 1]
