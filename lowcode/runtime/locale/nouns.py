"""What a thing is called inside a sentence, and when there are many of it.

Labels of the specification are singular and begin with a capital in English: `Customer`. Chinese knows neither.
"""

from __future__ import annotations

import re
from typing import Final

_UNCOUNTABLE: Final = frozenset(
    {
        "data", "equipment", "feedback", "hardware", "information", "inventory", "media", "money", "news", "personnel",
        "series", "software", "staff", "stock",
    }
)  # fmt: skip
_IRREGULAR: Final = {"person": "people", "child": "children", "man": "men", "woman": "women"}
_SIBILANT: Final = re.compile(r"(?:s|x|z|ch|sh)$")
_CONSONANT_Y: Final = re.compile(r"(?<=[^aeiou])y$")


def plural(label: str, language: str) -> str:
    """`Customers` for `Customer`; as it is in languages without a plural, and where it is one already."""
    if not language.startswith("en") or not label.isascii():
        return label
    head, _, last = label.rpartition(" ")
    return f"{head} {_plural_word(last)}" if head else _plural_word(last)


def within(label: str, language: str) -> str:
    """The label inside a sentence: `new customer`, but `new VAT rate`."""
    if not language.startswith("en") or not label.isascii():
        return label
    return " ".join(word.lower() if word[:1].isupper() and word[1:].islower() else word for word in label.split(" "))


def _plural_word(word: str) -> str:
    lower = word.lower()
    if lower in _UNCOUNTABLE or (lower.endswith("s") and not lower.endswith(("ss", "us", "is"))):
        return word
    if lower in _IRREGULAR:
        found = _IRREGULAR[lower]
        return found.capitalize() if word[:1].isupper() else found
    if _CONSONANT_Y.search(lower):
        return f"{word[:-1]}ies"
    return f"{word}es" if _SIBILANT.search(lower) else f"{word}s"
