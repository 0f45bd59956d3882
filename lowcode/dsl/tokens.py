"""What the scanner hands to the parser."""

from __future__ import annotations

from dataclasses import dataclass, field

from lowcode.diagnostics.problem import Problem

WORD = "WORD"
NEWLINE = "_NL"
TEXT = "STRING"
BLOCK_TEXT = "BLOCK"
END = "$END"

OPENING = {"(": ")", "[": "]", "{": "}"}
CLOSING = {closing: opening for opening, closing in OPENING.items()}


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the text. `kind` is WORD, a literal's terminal, _NL, or the sign itself (`{`, `->`)."""

    kind: str
    text: str
    start: int
    end: int


@dataclass(slots=True)
class Scan:
    """All tokens of one file, with what was found on the way."""

    tokens: list[Token] = field(default_factory=list)
    documentation: dict[int, str] = field(default_factory=dict)
    """The comments and doc texts above a statement, by the offset at which it starts."""
    problems: list[Problem] = field(default_factory=list)
    is_complete: bool = True
    """False if the rest of the file could not be read, so that nothing may be concluded from what is missing."""
