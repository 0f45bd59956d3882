"""What indexes weigh: estimates from the types of their columns, for both databases.

Numbers of a usual app: names of a few words, amounts up to millions, ids up to a million. Good within a third or so,
which is enough to see which index costs what.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from lowcode.codegen.storage import SYSTEM_COLUMN_TYPES, TITLE_TEXT, column_of, column_type
from lowcode.ir.application import Application, ChoiceFieldType, Entity

LONGEST_ENTRY = 600
"""Characters of the texts of one entry that PostgreSQL's B-trees take (2,704 bytes) whatever they are."""
_WORDS = 24
"""Bytes of a text that people type: a name, a line."""
_CHARACTER = 3
"""Bytes of a Chinese character."""
_TEXT = re.compile(r"Text\((\d+)\)")
_DIGITS = re.compile(r"ExactDecimal\((\d+), \d+\)")
_POSTGRESQL_ENTRY = 8 + 4
"""Header of an entry and its pointer on the page."""
_FULL = 0.7
"""Of a page, after entries have come in any order."""
_SQLITE_ENTRY = 2 + 2 + 1 + 3
"""Pointer on the page, length, header, row id."""


@dataclass(frozen=True, slots=True)
class Width:
    """Bytes of one column in an entry; `longest`: characters of the longest text."""

    sqlite: float
    postgresql: float
    longest: int = 0


@dataclass(frozen=True, slots=True)
class Size:
    """Bytes on both databases."""

    sqlite: int
    postgresql: int

    @property
    def larger(self) -> int:
        """On the database where it takes more."""
        return max(self.sqlite, self.postgresql)


_OWN_COLUMNS = {
    "owner_record_id": "sa.Integer()",
    "position": "sa.Integer()",
    TITLE_TEXT: f"Text({_WORDS})",
    f"{TITLE_TEXT}_sort": f"Text({_WORDS})",
}
_FIXED: Mapping[str, Width] = {
    "sa.Integer()": Width(1 + 3, 4),
    "sa.BigInteger()": Width(1 + 3, 8),
    "sa.Boolean()": Width(1, 1),
    "sa.Date()": Width(1 + 10, 4),
    "WholeTime()": Width(1 + 8, 8),
    "UtcDateTime()": Width(1 + 19, 8),
}


def widths_of(types: Mapping[str, str]) -> dict[str, Width]:
    """The width of each column that an index can hold, by its type; what is missing is too long for any."""
    found = {name: _width(type_) for name, type_ in types.items()}
    return {name: width for name, width in found.items() if width is not None}


def entity_widths(application: Application, entity: Entity) -> dict[str, Width]:
    """The same for the table of an entity, whose choices tell how long their options are."""
    widths = widths_of(_OWN_COLUMNS | SYSTEM_COLUMN_TYPES)
    for field in entity.fields:
        column = column_of(field)
        if column is None:
            continue
        if isinstance(field.type, ChoiceFieldType):
            widths[column] = _option_width(application, field.type.choice)
        else:
            widths |= widths_of({column: column_type(field)})
        widths[f"{column}_sort"] = Width(1 + _WORDS, 1 + _WORDS)
    return widths


def _width(type_: str) -> Width | None:
    if type_ in _FIXED:
        return _FIXED[type_]
    if digits := _DIGITS.fullmatch(type_):
        return Width(1 + 4, 5 + int(digits[1]) // 4)
    text = _TEXT.fullmatch(type_)
    if text is None:
        return None  # files, and texts without a limit
    usual = min(int(text[1]) * _CHARACTER, _WORDS)
    return Width(1 + usual, 1 + usual, int(text[1]))


def _option_width(application: Application, choice: str) -> Width:
    names = [option.name for option in application.choice(choice).all_options]
    usual = 1 + sum(len(name.encode()) for name in names) / max(len(names), 1)
    return Width(usual, usual, max(map(len, names), default=0))


def entry_size(widths: Mapping[str, Width], columns: Iterable[str]) -> Size:
    """One entry of an index."""
    found = [widths.get(column, Width(1 + _WORDS, 1 + _WORDS)) for column in columns]
    sqlite = (_SQLITE_ENTRY + sum(each.sqlite for each in found)) / _FULL
    data = -(-sum(each.postgresql for each in found) // 8) * 8
    return Size(round(sqlite), round((_POSTGRESQL_ENTRY + data) / _FULL))


def fits(widths: Mapping[str, Width], columns: Iterable[str]) -> bool:
    """Whether any value of the columns fits into an index together."""
    found = [widths.get(column) for column in columns]
    return None not in found and sum(each.longest for each in found if each is not None) <= LONGEST_ENTRY
