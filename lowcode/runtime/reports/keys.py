"""Groups as short texts, for addresses: `won`, `17`, `2026-11-01`, and `!empty`, `!others`, `!earlier`, `!later`.

A text that begins with `!` is written with two of them.
"""

from __future__ import annotations

from typing import Final

_MARK: Final = "!"
EMPTY: Final = "!empty"
"""Records without a value."""
OTHERS: Final = "!others"
"""Whatever is in no group of its own."""
EARLIER: Final = "!earlier"
"""Before the first period that is shown by itself."""
LATER: Final = "!later"
"""After the last one."""


def key_of_text(text: str) -> str:
    """The key of a group that is called by this text."""
    return _MARK + text if text.startswith(_MARK) else text


def text_of_key(key: str) -> str | None:
    """The text that a key was made of; None for a key that stands for none."""
    if not key.startswith(_MARK):
        return key
    return key[1:] if key.startswith(_MARK * 2) else None
