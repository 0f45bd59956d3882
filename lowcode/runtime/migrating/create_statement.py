"""The text of a `CREATE TABLE` statement as SQLite keeps it, taken apart and put together again."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TypeAlias

_TOKEN = re.compile(
    r"""'(?:[^']|'')*' | "(?:[^"]|"")*" | `(?:[^`]|``)*` | \[[^\]]*\] | --[^\n]* | /\*.*?\*/ | \w+ | \s+ | .""",
    re.VERBOSE | re.DOTALL,
)
Change: TypeAlias = Callable[[str], str]
_QUOTES = {'"': '"', "`": "`", "[": "]"}
_AFTER_TYPE = frozenset({"NOT", "NULL", "CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "DEFAULT", "COLLATE", "REFERENCES"})


class UnknownPartError(LookupError):
    """The table has no such column or constraint."""


@dataclass(frozen=True, slots=True)
class CreateStatement:
    """A table: columns and constraints between `head` (`CREATE TABLE x (`) and `tail` (`)`, `) WITHOUT ROWID`)."""

    head: str
    parts: tuple[str, ...]
    tail: str

    def __str__(self) -> str:
        return f"{self.head}{', '.join(self.parts)}{self.tail}"

    def has_constraint(self, name: str) -> bool:
        """Whether a constraint of the table or of a column is called `name`."""
        return any(_place_of_constraint(part, name) is not None for part in self.parts)

    def with_constraint(self, source: str) -> CreateStatement:
        """With one more constraint of the table."""
        return replace(self, parts=(*self.parts, source))

    def without_constraint(self, name: str) -> CreateStatement:
        """Without the constraint of the table called `name`."""
        kept = tuple(part for part in self.parts if _constraint_name(part) != name)
        if len(kept) == len(self.parts):
            raise UnknownPartError(name)
        return replace(self, parts=kept)

    def with_constraint_renamed(self, old: str, new: str) -> CreateStatement:
        """With another name for a constraint of the table or of a column; `new` is as SQL spells it."""
        parts = tuple(_renamed(part, old, new) for part in self.parts)
        if parts == self.parts and old != new:
            raise UnknownPartError(old)
        return replace(self, parts=parts)

    def with_nullable(self, column: str, *, nullable: bool) -> CreateStatement:
        """With or without `NOT NULL` for the column."""
        return self._with_column(column, lambda part: _with_nullable(part, nullable=nullable))

    def with_type(self, column: str, source: str) -> CreateStatement:
        """With another type for the column."""
        return self._with_column(column, lambda part: _with_type(part, source))

    def without_default(self, column: str) -> CreateStatement:
        """Without `DEFAULT …` for the column."""
        return self._with_column(column, _without_default)

    def _with_column(self, column: str, change: Change) -> CreateStatement:
        if column not in map(_column_name, self.parts):
            raise UnknownPartError(column)
        return replace(self, parts=tuple(change(part) if _column_name(part) == column else part for part in self.parts))


def parse(statement: str) -> CreateStatement:
    """Takes a `CREATE TABLE` statement apart."""
    depth, head = 0, ""
    parts = [""]
    tokens = list(_TOKEN.findall(statement))
    for position, piece in enumerate(tokens):
        if piece == ")":
            depth -= 1
        if depth == 0 and piece == ")":
            return CreateStatement(head, tuple(map(str.strip, parts)), "".join(tokens[position:]))
        if depth == 0:
            head += piece
        elif depth == 1 and piece == ",":
            parts.append("")
        else:
            parts[-1] += piece
        if piece == "(":
            depth += 1
    raise ValueError("no statement that creates a table with columns")


def _words(part: str) -> Iterator[tuple[int, str]]:
    """The pieces outside of parentheses, with their places; no blanks and no comments."""
    depth = 0
    for match in _TOKEN.finditer(part):
        piece = match[0]
        depth -= piece == ")"
        if depth == 0 and not piece.isspace() and not piece.startswith(("--", "/*")):
            yield match.start(), piece
        depth += piece == "("


def _name(token: str) -> str:
    """The name without its quotes."""
    end = _QUOTES.get(token[:1])
    return token[1:-1].replace(end * 2, end) if end is not None else token


def _constraint_name(part: str) -> str | None:
    words = [word for _, word in _words(part)][:2]
    return _name(words[1]) if len(words) == 2 and words[0].upper() == "CONSTRAINT" else None


def _column_name(part: str) -> str | None:
    first = next((word for _, word in _words(part)), "")
    is_constraint = first.upper() in ("CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN")
    return None if is_constraint else _name(first)


def _place_of_constraint(part: str, wanted: str) -> tuple[int, int] | None:
    """Where the name stands after `CONSTRAINT`."""
    for (_, word), (place, name) in pairwise(_words(part)):
        if word.upper() == "CONSTRAINT" and _name(name) == wanted:
            return place, place + len(name)
    return None


def _renamed(part: str, old: str, new: str) -> str:
    place = _place_of_constraint(part, old)
    return part if place is None else f"{part[: place[0]]}{new}{part[place[1] :]}"


def _with_nullable(part: str, *, nullable: bool) -> str:
    words = list(_words(part))
    for (start, word), (place, following) in pairwise(words):
        if word.upper() == "NOT" and following.upper() == "NULL":
            return part if not nullable else f"{part[:start].rstrip()} {part[place + 4 :].lstrip()}".rstrip()
    end = _end_of_type(part)
    return part if nullable else f"{part[:end].rstrip()} NOT NULL {part[end:]}".rstrip()


def _with_type(part: str, source: str) -> str:
    words = list(_words(part))
    name = words[0][1]
    return f"{name} {source} {part[_end_of_type(part) :]}".rstrip()


def _without_default(part: str) -> str:
    words = list(_words(part))
    begins = [place for place, (_, word) in enumerate(words) if word.upper() == "DEFAULT"]
    if not begins:
        return part
    following = [start for start, word in words[begins[0] + 1 :] if word.upper() in _AFTER_TYPE]
    rest = part[following[0] :] if following else ""
    return f"{part[: words[begins[0]][0]].rstrip()} {rest}".rstrip()


def _end_of_type(part: str) -> int:
    """Where the type of the column ends and its constraints begin."""
    return next((place for place, word in list(_words(part))[1:] if word.upper() in _AFTER_TYPE), len(part))


def renamed_index(statement: str, old: str, new: str) -> str:
    """A `CREATE INDEX` statement with another name, which is as SQL spells it."""
    place = next(start for start, word in _words(statement) if _name(word) == old)
    name = _TOKEN.match(statement, place)
    return statement if name is None else f"{statement[:place]}{new}{statement[name.end() :]}"
