"""Charts that people make of a list."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

EXPLORING_WORDS: Final[Mapping[str, tuple[str, str] | tuple[str, str, str]]] = {
    "explore.title": ("图表分析", "Chart this"),
}
