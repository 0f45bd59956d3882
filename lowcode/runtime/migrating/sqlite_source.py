"""Reads SQLite's own record of a table, the text of its `CREATE TABLE`: the only place that has all of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

_TOKEN = re.compile(
    r"""(?P<text>'(?:[^']|'')*')|"(?P<quoted>(?:[^"]|"")*)"|\[(?P<bracketed>[^]]*)\]|`(?P<ticked>(?:[^`]|``)*)`"""
    r"""|(?P<word>[^\W\d]\w*)|(?P<number>\d+(?:\.\d+)?)|(?P<sign><>|<=|>=|!=|==|\|\||<<|>>|->>|->|[^\s\w])"""
)
_OPENING, _CLOSING, _COMMA = "(", ")", ","
_COLUMN_ENDS = frozenset(
    {"NOT", "NULL", "DEFAULT", "PRIMARY", "UNIQUE", "CHECK", "REFERENCES", "CONSTRAINT", "COLLATE"}
)
_TABLE_PARTS = frozenset({"CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN"})


@dataclass(frozen=True, slots=True)
class SourceColumn:
    """A column as it stands in the text."""

    name: str
    type: str
    is_nullable: bool
    default: str | None


@dataclass(slots=True)
class TableParts:
    """The text taken apart; a constraint without a name is called by its own text."""

    columns: list[SourceColumn] = field(default_factory=list)
    constraints: dict[str, str] = field(default_factory=dict)
    primary_key: str = ""
    storage: str = ""


def without_layout(source: str) -> str:
    """The same statement for every way of quoting names and breaking lines."""
    return " ".join(_tokens(source))


def parts_of_table(source: str) -> TableParts:
    """What the statement declares."""
    tokens = list(_tokens(source))
    first = tokens.index(_OPENING)
    last = len(tokens) - tokens[::-1].index(_CLOSING) - 1
    parts = TableParts(storage=" ".join(tokens[last + 1 :]))
    for part in _separated(tokens[first + 1 : last]):
        if part[0].upper() in _TABLE_PARTS:
            _read_constraint(parts, part)
        else:
            _read_column(parts, part)
    return parts


def _tokens(source: str) -> Iterator[str]:
    """Names without quotes, words of the language and names in small letters, all else as it is."""
    for found in _TOKEN.finditer(source):
        kind = found.lastgroup
        value = found[kind or 0]
        yield value if kind == "text" else value.casefold()


def _separated(tokens: Sequence[str]) -> Iterator[list[str]]:
    """The parts between the commas that are in no parentheses."""
    depth, part = 0, list[str]()
    for token in tokens:
        depth += (token == _OPENING) - (token == _CLOSING)
        if token == _COMMA and depth == 0:
            yield part
            part = []
        else:
            part.append(token)
    if part:
        yield part


def _read_constraint(parts: TableParts, tokens: list[str]) -> None:
    name = None
    if tokens[0] == "constraint":
        name, tokens = tokens[1], tokens[2:]
    if tokens[0] == "primary":
        parts.primary_key = " ".join(tokens[2:])
        return
    if tokens[0] == "check":
        tokens = ["check", *_bare(tokens[1:])]
    source = " ".join(tokens)
    parts.constraints[name or source] = source


def _bare(tokens: list[str]) -> list[str]:
    """Without parentheses around the whole, of which each copying of a table may add some."""
    while tokens and tokens[0] == _OPENING and _end_of_first(tokens) == len(tokens) - 1:
        tokens = tokens[1:-1]
    return tokens


def _end_of_first(tokens: Sequence[str]) -> int:
    depth = 0
    for place, token in enumerate(tokens):
        depth += (token == _OPENING) - (token == _CLOSING)
        if depth == 0:
            return place
    return len(tokens)


def _read_column(parts: TableParts, tokens: list[str]) -> None:
    name, rest = tokens[0], tokens[1:]
    end = next((place for place, token in enumerate(rest) if token.upper() in _COLUMN_ENDS), len(rest))
    kind, rest = rest[:end], rest[end:]
    default = None
    is_nullable = True
    while rest:
        match rest[0]:
            case "not":
                is_nullable, rest = False, rest[2:]
            case "default":
                width = _end_of_first(rest[1:]) + 1 if rest[1] == _OPENING else 1 + (rest[1] in {"-", "+"})
                default, rest = " ".join(_bare(rest[1 : 1 + width])), rest[1 + width :]
            case "primary":
                parts.primary_key = f"( {name} )"
                parts.storage = "autoincrement" if "autoincrement" in rest else parts.storage
                rest = []
            case "constraint" if len(rest) > 2 and rest[2] == "primary":
                rest = rest[2:]
            case "null":
                rest = rest[1:]
            case _:
                parts.constraints[f"{name} {' '.join(rest)}"] = " ".join(rest)
                rest = []
    parts.columns.append(SourceColumn(name, " ".join(kind), is_nullable, default))
