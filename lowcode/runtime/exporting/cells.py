"""What the cells of an exported table hold: numbers and moments as such, everything else as people read it."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeAlias

from lowcode.runtime.definitions import FieldDefinition, ManyReference, Reference, Scalar
from lowcode.runtime.field_rights import Masked
from lowcode.runtime.pages.presentation import Presentation

Cell: TypeAlias = str | int | Decimal | datetime.date | datetime.time | None
"""A `datetime.datetime` is a moment in the app's time zone."""

_AS_THEY_ARE = frozenset({"int", "decimal", "money", "percent", "rating", "date", "time"})


@dataclass(frozen=True, slots=True)
class Column:
    """One column; `kind` is a scalar's, or `text`."""

    label: str
    kind: str
    scale: int
    cell: Callable[[Any], Cell]


@dataclass(frozen=True, slots=True)
class Table:
    """What is written: rows are read while they are."""

    title: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Any]]
    made_at: datetime.datetime

    def lines(self) -> Iterable[list[Cell]]:
        """The cells, row by row."""
        makers = [column.cell for column in self.columns]
        for row in self.rows:
            yield [make(value) for make, value in zip(makers, row, strict=True)]


def column_of(presentation: Presentation, definition: FieldDefinition, label: str) -> Column:
    """The column of a field."""
    kind = definition.type.kind if isinstance(definition.type, Scalar) else "text"
    scale = (definition.type.scale or 0) if isinstance(definition.type, Scalar) else 0
    if kind == "money":
        scale = presentation.formats.currency_digits
    return Column(label, kind, scale, _cell_of(presentation, definition, kind))


def _cell_of(presentation: Presentation, definition: FieldDefinition, kind: str) -> Callable[[Any], Cell]:
    words = _words_of(presentation, definition)
    local = presentation.formats.local

    def cell(value: Any) -> Cell:
        if value is None or value == ():
            return None
        if isinstance(value, Masked):
            return str(value)
        if kind == "datetime":
            return local(value).replace(tzinfo=None)
        if kind in _AS_THEY_ARE:
            number: Cell = value
            return number
        return words(value)

    return cell


def _words_of(presentation: Presentation, definition: FieldDefinition) -> Callable[[Any], str]:
    match definition.type:
        case Reference():
            return lambda link: link.title or f"#{link.id}"
        case ManyReference():
            comma = presentation.say("filter.joined")
            return lambda links: comma.join(link.title or f"#{link.id}" for link in links)
        case _:
            return lambda value: presentation.plain(definition, value)
