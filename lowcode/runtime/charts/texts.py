"""Texts on a canvas: as short as the room beside a shape, and without signs that mean styles there."""

from __future__ import annotations

import unicodedata
from typing import Final

_BRACES: Final = str.maketrans({"{": "（", "}": "）", "|": "/", "\n": " ", "\t": " "})


def plain(text: str) -> str:
    """The text without the signs that mean styles in rich texts."""
    return text.translate(_BRACES)


def shortened(text: str, width: int) -> str:
    """At most so many columns, a Chinese character having two; what is cut ends in an ellipsis."""
    if sum(_columns(character) for character in text) <= width:
        return text
    kept, room = "", width - 1
    for character in text:
        room -= _columns(character)
        if room < 0:
            break
        kept += character
    return f"{kept.rstrip()}…"


def _columns(character: str) -> int:
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
