"""Damages specifications in the ways in which people and files damage them, always the same for the same seed."""

from __future__ import annotations

import random
from collections.abc import Callable

from lowcode.dsl.scanner import scan
from lowcode.source import SourceFile

_FRAGMENTS = (
    "{", "}", "(", ")", "[", "]", '"', '"""', "'", ",", ":", ";", "\n", "=", "==", "->", "..", ".", "%", "#", "\\",
    "：", "，", "“", "”", "（", "\u200b", "\ufeff", "\t", "\r\n", "{{ 7*7 }}", "</script>", '"; drop table', "../",
    "entity ", "access ", "where ", "when ", "not ", "if ", "many ", "rows {", "one of (", "import ", "= ", "class",
    "extend entity User {", "select", "None", "this", "me", "empty", "客户", "99999999999999999999", "1e9", "30%", "7d",
    "2026-02-31", "25:99", "default ", "required ", "unique (", "sum(", "within ", "in [", "flow F for X {",
    " -> ", "any -> ", "on enter ", "by ", "needs ", "asks ", "all of ", "step s: ", "together {", "after 3d ", "10s",
    "approval A for X {", "rule R for X on create {", 'scenario "s" {', "notify owner ", "set ", "create E {", "else {",
    "expect refused {", "old.", "role ", "leaders of ", "repeat every 1d {", "for x in ", "pick(User where ", 'stop "',
    "9" * 60, "(" * 120, "not " * 150, "a." * 150, "x + " * 150, "é", "𝒳", "\x00", "\x1b[31m", "\u202e",
)  # fmt: skip

Mutation = Callable[[random.Random, str, str], str]


def _insert(chance: random.Random, text: str, _other: str) -> str:
    place = chance.randrange(len(text) + 1)
    return text[:place] + chance.choice(_FRAGMENTS) + text[place:]


def _delete(chance: random.Random, text: str, _other: str) -> str:
    start = chance.randrange(len(text))
    return text[:start] + text[start + chance.choice((1, 1, 1, 3, 20, 200)) :]


def _cut(chance: random.Random, text: str, _other: str) -> str:
    return text[: chance.randrange(len(text))]


def _repeat(chance: random.Random, text: str, _other: str) -> str:
    start = chance.randrange(len(text))
    piece = text[start : start + chance.randrange(1, 400)]
    return text[:start] + piece + text[start:]


def _swap_tokens(chance: random.Random, text: str, _other: str) -> str:
    tokens = scan(SourceFile("spec.lc", text)).tokens
    if len(tokens) < 2:
        return text
    first, second = sorted(chance.sample(tokens, 2), key=lambda token: token.start)
    return (
        text[: first.start]
        + text[second.start : second.end]
        + text[first.end : second.start]
        + text[first.start : first.end]
        + text[second.end :]
    )


def _replace_token(chance: random.Random, text: str, _other: str) -> str:
    tokens = scan(SourceFile("spec.lc", text)).tokens
    if not tokens:
        return text
    token = chance.choice(tokens)
    replacement = chance.choice((*_FRAGMENTS, chance.choice(tokens).text))
    return text[: token.start] + replacement + text[token.end :]


def _splice(chance: random.Random, text: str, other: str) -> str:
    place = chance.randrange(len(text))
    start = chance.randrange(len(other))
    return text[:place] + other[start : start + chance.randrange(1, 600)] + text[place:]


def _delete_line(chance: random.Random, text: str, _other: str) -> str:
    lines = text.splitlines(keepends=True)
    lines.pop(chance.randrange(len(lines)))
    return "".join(lines)


def _rename(chance: random.Random, text: str, _other: str) -> str:
    words = [token for token in scan(SourceFile("spec.lc", text)).tokens if token.kind == "WORD"]
    if not words:
        return text
    return text.replace(chance.choice(words).text, chance.choice(words).text)


_MUTATIONS: tuple[Mutation, ...] = (
    _insert, _insert, _delete, _cut, _repeat, _swap_tokens, _replace_token, _replace_token, _splice, _delete_line,
    _rename,
)  # fmt: skip


def mutated(seed: int, texts: list[str]) -> str:
    """One of `texts`, damaged in one to six places."""
    chance = random.Random(seed)
    text = chance.choice(texts)
    for _ in range(chance.choice((1, 1, 1, 2, 3, 6))):
        if text:
            text = chance.choice(_MUTATIONS)(chance, text, chance.choice(texts))
    return text
