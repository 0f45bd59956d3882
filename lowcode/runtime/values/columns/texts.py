"""Texts in SQL. A function never gives the empty text, it gives NULL."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Boolean, ColumnElement, case, false, func, literal, null

from lowcode.runtime.context import Context
from lowcode.runtime.database.types import Text, WholeNumber
from lowcode.runtime.values.columns.constants import Operand, clause, scale_of
from lowcode.runtime.values.columns.portable import Portable
from lowcode.runtime.values.texts import BLANKS, option_labels

TextElement = ColumnElement[str | None]


def _text(operation: str, *operands: Operand | ColumnElement[Any]) -> TextElement:
    return Portable(operation, Text(), *map(clause, operands))


def length(text: Operand) -> ColumnElement[int]:
    """The number of characters; 0 for none."""
    return func.coalesce(func.length(clause(text), type_=WholeNumber()), 0, type_=WholeNumber())


def upper(text: Operand) -> TextElement:
    """The letters a–z in upper case."""
    return _text("upper", text)


def lower(text: Operand) -> TextElement:
    """The letters A–Z in lower case."""
    return _text("lower", text)


def trim(text: Operand) -> TextElement:
    """Without blanks at both ends."""
    return _text("trim", text, BLANKS)


def _question(operation: str, text: Operand, part: Operand) -> ColumnElement[bool]:
    return func.coalesce(Portable(operation, Boolean(), clause(text), clause(part)), false())


def contains(text: Operand, part: Operand) -> ColumnElement[bool]:
    """Whether the text contains the part; no if either is empty."""
    return _question("contains", text, part)


def starts_with(text: Operand, part: Operand) -> ColumnElement[bool]:
    """Whether the text starts with the part; no if either is empty."""
    return _question("starts_with", text, part)


def ends_with(text: Operand, part: Operand) -> ColumnElement[bool]:
    """Whether the text ends with the part; no if either is empty."""
    return _question("ends_with", text, part)


def replace(text: Operand, part: Operand, replacement: Operand) -> TextElement:
    """Each occurrence of the part replaced."""
    return _text("replace", text, part, replacement)


def substring(text: Operand, start: Operand, count: Operand) -> TextElement:
    """`count` characters from the `start`-th on, counted from 1."""
    return _text("substring", text, start, count)


def substring_from(text: Operand, start: Operand) -> TextElement:
    """All characters from the `start`-th on."""
    return _text("substring_from", text, start)


def left(text: Operand, count: Operand) -> TextElement:
    """The first `count` characters."""
    return _text("left", text, count)


def right(text: Operand, count: Operand) -> TextElement:
    """The last `count` characters."""
    return _text("right", text, count)


def concatenate(first: Operand, second: Operand) -> TextElement:
    """`first + second`: empty if either is."""
    return _text("concatenate", first, second)


def joined(*parts: Operand) -> TextElement:
    """A text template: empty parts add nothing."""
    whole: ColumnElement[Any] = literal("", Text())
    for index, part in enumerate(parts):
        shown = literal(part, Text()) if isinstance(part, str) else func.coalesce(clause(part), "", type_=Text())
        whole = shown if not index else _text("concatenate", whole, shown)
    return func.nullif(whole, "", type_=Text())


def code_points(text: Operand) -> TextElement:
    """A computed text, to be ordered by code point as columns are."""
    return _text("code_points", text)


def integer_text(value: Operand) -> TextElement:
    """The digits."""
    return _text("integer_text", value)


def decimal_text(value: Operand, digits: int) -> TextElement:
    """The number without zeros at its end, but with at least so many digits after the point."""
    operand = clause(value)
    return Portable("decimal_text", Text(), operand, scale_of(operand), digits)


def percent_text(value: Operand) -> TextElement:
    """`12.5%`."""
    operand = clause(value)
    return Portable("percent_text", Text(), operand, scale_of(operand))


def cny_capitals(value: Operand) -> TextElement:
    """An amount in Chinese capital numerals."""
    operand = clause(value)
    return Portable("cny_capitals", Text(), operand, scale_of(operand))


def boolean_text(value: Operand, yes: str, no: str) -> TextElement:
    """One of two words."""
    operand = clause(value)
    return case((operand.is_(None), null()), (operand, literal(yes, Text())), else_=literal(no, Text()))


def date_text(value: Operand) -> TextElement:
    """`2026-11-21`."""
    return _text("date_text", value)


def time_text(value: Operand) -> TextElement:
    """`09:30`."""
    return _text("time_text", value)


def instant_text(value: Operand, timezone: ZoneInfo) -> TextElement:
    """`2026-11-21 09:30`, by the clock of the time zone."""
    return _text("instant_text", value, timezone.key)


def option_text(context: Context, choice: str, name: Operand) -> TextElement:
    """The option's label in the app's first language."""
    return labelled(option_labels(context, choice), name)


def labelled(labels: Mapping[str, str], name: Operand) -> TextElement:
    """The option's label, where the application is not at hand."""
    value = clause(name)
    texts = {option: literal(label, Text()) for option, label in labels.items()}
    return case(texts, value=value, else_=value) if texts else value
