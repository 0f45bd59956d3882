"""Soft keywords: whether a word at this place may be one at all, seen from what follows it.

The parser's state decides most cases. What is here is needed because the beginning of a statement may be a name as
well as a keyword: `title "Titel": text` declares a field, `title "{name}"` the title of the records.
"""

from __future__ import annotations

from collections.abc import Sequence

from lowcode.dsl.tokens import NEWLINE, TEXT, WORD, Token

_STATEMENT_STARTS = frozenset({NEWLINE, "{"})


def is_field_start(tokens: Sequence[Token], index: int) -> bool:
    """Whether a field declaration begins here: `name :` or `name "Label" / "Label" :` at the start of a statement."""
    if index and tokens[index - 1].kind not in _STATEMENT_STARTS:
        return False
    position = index + 1
    while _kind(tokens, position) == TEXT:
        position += 1
        if _kind(tokens, position) == "/":
            position += 1
    return _kind(tokens, position) == ":"


def may_be_keyword(tokens: Sequence[Token], index: int) -> bool:
    """Whether the word can be the keyword it looks like, judged by the next tokens."""
    following = _kind(tokens, index + 1)
    match tokens[index].text:
        case "section" | "group":
            return following in (TEXT, "{")
        case "sort" | "filter":
            return following == WORD
        case "field":
            return following == WORD and _kind(tokens, index + 2) == "{"
        case "list":
            return following in (WORD, NEWLINE, "}", None)
        case "form" | "page":
            return following == "{"
        case "empty" | "true" | "false":
            return following not in ("(", ".", "=")
        case _:
            return True


def _kind(tokens: Sequence[Token], index: int) -> str | None:
    return tokens[index].kind if index < len(tokens) else None
