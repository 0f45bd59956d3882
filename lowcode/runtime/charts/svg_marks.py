"""Pieces of drawings: texts cut to the room that they have, bars, tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import escape

from lowcode.runtime.charts.palettes import FONTS, Palette

ROW: Final = 30
"""The height of a line of a table."""

_SLIM = 0.58
_FIRST_WIDE = 0x2E80
"""From here on signs are squares."""
_LEAST_COLUMN = 40.0
_GAP = 16.0


def width_of(text: str, size: float) -> float:
    """About how wide a text is."""
    return sum(1.0 if ord(sign) >= _FIRST_WIDE else _SLIM for sign in text) * size


def cut(text: str, size: float, room: float) -> str:
    """The text, or as much of it as has room, and an ellipsis."""
    if width_of(text, size) <= room:
        return text
    kept = text
    while kept and width_of(f"{kept}…", size) > room:
        kept = kept[:-1]
    return f"{kept}…"


def drawing(width: float, height: float, parts: Iterable[str]) -> str:
    """A whole SVG of its parts."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}" height="{height:g}"'
        f' viewBox="0 0 {width:g} {height:g}" font-family="{escape(FONTS)}">{"".join(parts)}</svg>'
    )


def words(
    text: str, at: tuple[float, float], size: float, color: str, *, is_bold: bool = False, end: bool = False
) -> str:
    """A text that begins at a point of its base line, or ends there."""
    weight = ' font-weight="700"' if is_bold else ""
    anchor = ' text-anchor="end"' if end else ""
    x, y = at
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:g}" fill="{color}"{weight}{anchor}>{escape(text)}</text>'


def bar(at: tuple[float, float], width: float, share: float, palette: Palette, color: str = "accent") -> str:
    """A bar of which `share` (0 to 100) is filled."""
    x, y = at
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="6" rx="3" fill="{palette["track"]}"/>'
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{width * share / 100:.1f}" height="6" rx="3" fill="{palette[color]}"/>'
    )


@dataclass(frozen=True, slots=True)
class Grid:
    """A table to be drawn: a head, and lines of as many texts; `strong` are the lines of totals."""

    head: Sequence[str]
    numeric: Sequence[bool]
    rows: Sequence[Sequence[str]]
    strong: frozenset[int] = frozenset()


def grid_svg(grid: Grid, palette: Palette, width: float, height: float) -> str:
    """The table; lines end where the height does."""
    return drawing(width, height, _grid(grid, palette, width, height))


def _grid(grid: Grid, palette: Palette, width: float, height: float) -> Iterator[str]:
    size = 12.0
    most = max(0, int(height // ROW) - 1)
    shown = grid.rows[:most]
    widths = _columns(grid, shown, size, width)
    for number, line in enumerate([grid.head, *shown]):
        base = number * ROW + 20.0
        is_strong = number == 0 or number - 1 in grid.strong
        color = palette["ink-2"] if number == 0 else palette["ink"]
        left = 0.0
        for text, room, is_numeric in zip(line, widths, grid.numeric, strict=True):
            found = cut(text, size, room - _GAP / 2)
            at = (left + room - _GAP / 2, base) if is_numeric else (left, base)
            yield words(found, at, size, color, is_bold=is_strong, end=is_numeric)
            left += room
        under = (number + 1) * ROW - 0.5
        yield f'<path d="M0,{under}H{width:g}" stroke="{palette["line"]}" stroke-width="1"/>'


def _columns(grid: Grid, rows: Sequence[Sequence[str]], size: float, width: float) -> list[float]:
    """As wide as the texts, in proportion where there is more or less room."""
    wanted = [
        max(_LEAST_COLUMN, *(width_of(line[at], size * 1.05) + _GAP for line in [grid.head, *rows]))
        for at in range(len(grid.head))
    ]
    total = sum(wanted)
    return [each * width / total for each in wanted]
