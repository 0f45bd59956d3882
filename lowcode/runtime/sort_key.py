"""The stored key that lists sort texts by: as a Chinese reader expects, and comparable by code point.

Signs, numbers by their value (`第2章` before `第10章`), Latin letters without regard to case, then Chinese by syllable,
tone and character.
"""

from __future__ import annotations

import re
import unicodedata

from lowcode.runtime.pinyin import readings

LONGEST = 40
"""Characters of the text that take part; later ones rarely decide, and the key is part of every index."""

_AFTER_LATIN = "~"
_NUMBER = re.compile(r"[0-9]+")


def sort_key(text: str | None) -> str | None:
    """The key, or None for an empty text."""
    if not text:
        return None
    start = unicodedata.normalize("NFKC", text.strip())[:LONGEST]
    parts: list[str] = []
    for character, reading in zip(start, readings(start), strict=True):
        parts.append(f"{_AFTER_LATIN}{reading}{character}" if reading else _folded(character))
    return _NUMBER.sub(_by_value, "".join(parts)) if not any(_AFTER_LATIN in part for part in parts) else _join(parts)


def _folded(character: str) -> str:
    return "".join(
        part for part in unicodedata.normalize("NFD", character.casefold()) if not unicodedata.combining(part)
    )


def _join(parts: list[str]) -> str:
    """Numbers by value, but not the tones within Chinese syllables."""
    joined: list[str] = []
    run = ""
    for part in parts:
        if part.startswith(_AFTER_LATIN) and len(part) > 1:
            joined += (_NUMBER.sub(_by_value, run), part)
            run = ""
        else:
            run += part
    return "".join((*joined, _NUMBER.sub(_by_value, run)))


def _by_value(match: re.Match[str]) -> str:
    digits = match.group().lstrip("0")
    return f"0{len(digits):02d}{digits}"
