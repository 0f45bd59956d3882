"""Pieces of source that know how tightly they bind, so that only needed parentheses are written."""

from __future__ import annotations

from typing import Self

TERNARY = 0
OR = 1
AND = 2
NOT = 3
COMPARISON = 4
ATOM = 9


class Source(str):
    """Source text with its binding strength; plain strings count as atoms."""

    __slots__ = ("level",)

    level: int

    def __new__(cls, text: str, level: int = ATOM) -> Self:
        """`text`, whose outermost operator binds at `level`."""
        made = super().__new__(cls, text)
        made.level = level
        return made


def level_of(text: str) -> int:
    """How tightly the outermost operator binds."""
    return text.level if isinstance(text, Source) else ATOM


def grouped(text: str, least: int = ATOM) -> str:
    """`text` for a place where operators weaker than `least` need parentheses."""
    return f"({text})" if level_of(text) < least else text
