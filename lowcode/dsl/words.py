"""Soft keywords: whether a word at this place may be one at all, seen from what follows it.

The parser's state decides most cases. What is here is needed because the beginning of a statement may be a name as
well as a keyword: `title "Titel": text` declares a field, `title "{name}"` the title of the records.
"""

from __future__ import annotations

from collections.abc import Sequence

from lowcode.dsl.tokens import NEWLINE, TEXT, WORD, Token

_STATEMENT_STARTS = frozenset({NEWLINE, "{"})
_NAME_SIGNS = frozenset({"->", ".", ","})
"""After the first word of a statement they say that it is a name: `task -> done`, `set.owner -> done`."""
_OPERATORS = frozenset({"and", "or", "in", "within", "is", "not"})
_AFTER_PEOPLE = frozenset({"by", "when", "needs", "asks", "cc", "on", "after", "due", "to", "up", "among"})
_STATE_WORDS = frozenset({"start", "end", "color"})
_OPTION_WORDS = frozenset({"color", "value", "icon", "as", "was", "label"})
CHANGES = frozenset({"extend", "remove", "replace"})
"""Words before a declaration, or before the name of a part: `remove role.name "…"` is about an entity `role`."""


def is_field_start(tokens: Sequence[Token], index: int) -> bool:
    """Whether a field declaration begins here: `name :` or `name "Label" / "Label" :` at the start of a statement."""
    if not is_statement_start(tokens, index):
        return False
    position = index + 1
    while _kind(tokens, position) == TEXT:
        position += 1
        if _kind(tokens, position) == "/":
            position += 1
    return _kind(tokens, position) == ":"


def is_statement_start(tokens: Sequence[Token], index: int) -> bool:
    """Whether the token is the first of a statement."""
    return not index or tokens[index - 1].kind in _STATEMENT_STARTS


def may_be_keyword(tokens: Sequence[Token], index: int) -> bool:
    """Whether the word can be the keyword it looks like, judged by the next tokens."""
    following = _kind(tokens, index + 1)
    if following in _NAME_SIGNS and is_statement_start(tokens, index):
        return False
    if following == "." and index == 1 and tokens[0].text in CHANGES:
        return False
    match tokens[index].text:
        case "section" | "group":
            return following in (TEXT, "{")
        case "sort":
            return following in (WORD, TEXT, "(")
        case "filter":
            return following == WORD
        case "field":
            return following == WORD and _kind(tokens, index + 2) == "{"
        case "list":
            return following in (WORD, NEWLINE, "}", None)
        case "form" | "page":
            return following == "{"
        case "where":
            return not index or tokens[index - 1].kind != "(" or _begins_condition(tokens, index + 1)
        case "label":
            return following == TEXT
        case "empty" | "true" | "false":
            return following not in ("(", ".", "=")
        case _:
            return _may_be_keyword_of_process(tokens, index)


def _begins_condition(tokens: Sequence[Token], index: int) -> bool:
    """Whether an expression begins here, so that `where` before it says which records: `count(where stage == won)`."""
    if _text(tokens, index) == "not":
        return _text(tokens, index + 1) != "in"
    begins = _kind(tokens, index) in (WORD, TEXT, "(", "INTEGER", "DECIMAL", "PERCENTAGE", "DATE", "TIME")
    return begins and _text(tokens, index) not in _OPERATORS


def _may_be_keyword_of_process(tokens: Sequence[Token], index: int) -> bool:
    following, text = _kind(tokens, index + 1), _text(tokens, index + 1)
    begins_name = following == WORD and text not in _OPERATORS
    match tokens[index].text:
        case "board":
            return text == "by"
        case "on":
            return not is_statement_start(tokens, index) or (following == WORD and text not in _STATE_WORDS)
        case "any" | "all" | "each" | "leader" | "leaders":
            return begins_name and text not in _AFTER_PEOPLE
        case "chosen":
            return text == "by" and _text(tokens, index + 2) == "submitter"
        case "role":
            return begins_name and text not in _AFTER_PEOPLE
        case "create" | "update" | "delete":
            return begins_name or following == "{"
        case "enter" | "leave" | "approved" | "rejected" | "returned" | "withdrawn" | "opened" | "clicked":
            return begins_name
        case "change" | "inbound":
            return begins_name
        case "button":
            return following == TEXT or begins_name
        case "refused":
            return following in (TEXT, "{")
        case "before" | "replace" if is_statement_start(tokens, index) and index:
            return following == WORD and text not in _STATE_WORDS | _OPTION_WORDS
        case _:
            return True


def _kind(tokens: Sequence[Token], index: int) -> str | None:
    return tokens[index].kind if index < len(tokens) else None


def _text(tokens: Sequence[Token], index: int) -> str:
    return tokens[index].text if index < len(tokens) else ""
