"""Colours."""

from __future__ import annotations

import re

from lowcode.catalog.colors import COLORS
from lowcode.catalog.field_types.base import COMMON_MODIFIERS, FieldError, InputFacts, ValueContext
from lowcode.catalog.field_types.texts import TextFieldType
from lowcode.catalog.field_types.typed_text import half_width

_HEX = re.compile(r"#?(?:([0-9a-f]{6})|([0-9a-f]{3}))", re.IGNORECASE)


class Color(TextFieldType):
    """`color`: red, green and blue as `#1677ff`; the names of the colours of options are understood, too."""

    name = "color"
    input = InputFacts()
    modifiers = COMMON_MODIFIERS | {"unique", "index"}
    longest = 7

    def read(self, text: str, context: ValueContext) -> str:
        """`#rrggbb` in lower case; `#17f` and `blue` are understood."""
        typed = super().read(half_width(text), context).strip().lower()
        typed = COLORS.get(typed, typed)
        match = _HEX.fullmatch(typed)
        if match is None:
            raise FieldError("not_a_color")
        return f"#{match[1] or ''.join(digit * 2 for digit in match[2])}".lower()
