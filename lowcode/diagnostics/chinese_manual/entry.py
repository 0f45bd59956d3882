"""One entry of the Chinese manual."""

from __future__ import annotations

from lowcode.quick_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class ChineseEntry:
    """What the docstring of a problem says in English; the example there serves both languages."""

    meaning: str
    fix: str
