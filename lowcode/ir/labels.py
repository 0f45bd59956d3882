"""Texts that people read, in the languages of the app."""

from __future__ import annotations

from lowcode.quick_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Label:
    """What people read, one text per locale of the app in the app's order, never empty.

    Where the spec gives one text only, the other locales hold the humanised name (for labels of
    ASCII-named things) or the same text (for messages).
    """

    texts: tuple[str, ...]
