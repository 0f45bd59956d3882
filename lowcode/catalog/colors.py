"""The colours that options and the app may have by name; the style sheets draw options of these names alike."""

from __future__ import annotations

COLORS: dict[str, str] = {
    "blue": "#1c6fe0",
    "azure": "#1d8fd1",
    "indigo": "#4c5fd7",
    "purple": "#8a45c9",
    "pink": "#cf3a7b",
    "red": "#d5333f",
    "orange": "#dd6b10",
    "yellow": "#c08a00",
    "lime": "#659a12",
    "green": "#208a4b",
    "teal": "#0d8a7b",
    "cyan": "#0c8ba3",
    "gray": "#667085",
    "brown": "#8a5a33",
    "gold": "#b08300",
    "black": "#1f2937",
}
"""The shade of each name, for what is drawn in a shade of its own."""
