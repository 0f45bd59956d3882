"""What was probably meant by a change of a client that cannot be read."""

from __future__ import annotations

from collections.abc import Sequence

from lowcode.dsl.tokens import WORD, Token

_VERBS = frozenset({"extend", "replace", "remove"})
_PARTS = frozenset({"field", "option", "state", "step", "transition"})
"""Kinds that are not said: their dotted names tell."""


def change_meant(tokens: Sequence[Token], index: int) -> str:
    """How a change is written; empty if that cannot be told. `index`: the token that does not fit."""
    verb, found = tokens[0].text, tokens[index]
    if verb not in _VERBS or index < 2:
        return ""
    path = _path(tokens[1:index])
    if index == 2 and tokens[1].text in _PARTS and found.kind == WORD:
        return f"{verb} {_path(tokens[2:])} …"
    if verb == "extend" and index == 2 and found.kind == "{":
        return f"extend entity {path} {{ … }}"
    if verb == "extend" and found.kind == ":" and "." in path:
        return f"replace {path}: …"
    if verb == "replace" and found.kind == WORD and "." in path:
        return f"replace {path}: {found.text}"
    return ""


def _path(tokens: Sequence[Token]) -> str:
    """The dotted name that tokens begin with."""
    names: list[str] = []
    for token in tokens:
        if token.kind != "." and (token.kind != WORD or (names and names[-1] != ".")):
            break
        names.append(token.text)
    return "".join(names)
