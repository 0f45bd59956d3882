"""Texts of one line (`text`) and of many (`longtext`)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import ClassVar

from lowcode.catalog.field_types.base import (
    COMMON_MODIFIERS,
    MASK,
    FieldError,
    FieldType,
    InputFacts,
    Parameter,
    Shape,
    ValueContext,
)
from lowcode.catalog.kinds import StorageKind, ValueKind

LONGEST_TEXT = 4000
LONGEST_LONG_TEXT = 1_000_000
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_LINE_BREAKS = re.compile(r"\r\n?|[\u0085\u2028\u2029]")
_BLANKS_OF_ONE_LINE = re.compile(r"[\t\r\n\u0085\u2028\u2029]+")


class TextFieldType(FieldType[str]):
    """What all texts have in common: the characters that are allowed and the length."""

    value_kind = ValueKind.TEXT
    storage = StorageKind.TEXT
    modifiers = COMMON_MODIFIERS | {"unique", "length", "matches", "search", "index"}
    longest: ClassVar[int] = LONGEST_TEXT
    is_masked_in_part = True

    def shape(self, arguments: Mapping[str, int], currency_scale: int) -> Shape:
        """The length that was given, else the longest of the type."""
        del currency_scale
        return Shape(length=arguments.get("length", self.longest))

    def read(self, text: str, context: ValueContext) -> str:
        """The text without what no database takes; tabs and line breaks of pasted text become blanks."""
        del context
        if _FORBIDDEN.search(text):
            raise FieldError("invalid_characters")
        return _BLANKS_OF_ONE_LINE.sub(" ", text)

    def check(self, value: str, context: ValueContext) -> None:
        """Refuse what is longer than the field."""
        maximum = context.length or self.longest
        if len(value) > maximum:
            raise FieldError("too_long", maximum=maximum, length=len(value))

    def format(self, value: str, context: ValueContext) -> str:
        """The text itself."""
        del context
        return value

    def to_input(self, value: str, context: ValueContext) -> str:
        """The text itself."""
        del context
        return value

    def masked(self, value: str) -> str:
        """The first character, if it is not the only one."""
        return f"{value[0]}{MASK}" if len(value) > 1 else MASK


class Text(TextFieldType):
    """`text(n)`: one line of at most `n` characters."""

    name = "text"
    input = InputFacts()
    parameters = (Parameter(name="length", default=255, minimum=1, maximum=LONGEST_TEXT),)

    def shape(self, arguments: Mapping[str, int], currency_scale: int) -> Shape:
        """The length that was given, else 255."""
        del currency_scale
        return Shape(length=arguments.get("length", 255))


class LongText(TextFieldType):
    """`longtext`: any number of lines."""

    name = "longtext"
    storage = StorageKind.LONG_TEXT
    input = InputFacts(tag="textarea")
    modifiers = COMMON_MODIFIERS | {"length", "matches", "search"}
    longest = LONGEST_LONG_TEXT
    is_long = True

    def read(self, text: str, context: ValueContext) -> str:
        """The text with a newline for every kind of line break."""
        del context
        unified = _LINE_BREAKS.sub("\n", text)
        if _FORBIDDEN.search(unified):
            raise FieldError("invalid_characters")
        return unified


class Markdown(LongText):
    """`markdown`: text with headings, lists, tables and links, written in plain characters and shown as a page."""

    name = "markdown"
    modifiers = COMMON_MODIFIERS | {"length", "search"}
