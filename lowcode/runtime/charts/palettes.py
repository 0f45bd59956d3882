"""The colours of the light page as pictures need them, which have no style sheet (a test compares them with it)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from lowcode.runtime.definitions import ApplicationDefinition
from lowcode.runtime.pages.theme import accent_of

COLORS: Final[Mapping[str, str]] = {
    "surface": "#ffffff",
    "ink": "#1d2433",
    "ink-2": "#5b6577",
    "ink-3": "#6b7484",
    "line": "#e4e7ec",
    "line-strong": "#cfd4dc",
    "good": "#1a7f55",
    "bad": "#cd3541",
    "grey": "#8a93a3",
    "target": "#b54708",
    "track": "#eef0f4",
}
SERIES: Final = (
    "#4f66ec", "#e47208", "#067667", "#ac3ea4", "#1b9bdf", "#cd303b", "#4b2cb5", "#656900", "#694512", "#475568",
)  # fmt: skip
FONTS: Final = "Noto Sans CJK SC, Source Han Sans SC, PingFang SC, Microsoft YaHei, WenQuanYi Micro Hei, sans-serif"
"""Those that have Chinese; the first one that the server has."""


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of an app's pictures."""

    accent: str

    def __getitem__(self, name: str) -> str:
        return self.accent if name == "accent" else COLORS[name]

    def to_json(self) -> str:
        """As `static/js/picture.js` takes it."""
        return json.dumps({**COLORS, "accent": self.accent, "series": SERIES, "font": FONTS})


def palette_of(application: ApplicationDefinition) -> Palette:
    """With the accent of the app."""
    return Palette(accent_of(application))
