"""A sheet as one picture, laid out as its page: the charts of `charts.pictures` side by side in frames."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from lowcode.runtime.charts.drawing_engine import painted
from lowcode.runtime.charts.palettes import Palette
from lowcode.runtime.charts.pictures import svg_of
from lowcode.runtime.charts.svg_marks import ROW, Grid, cut, drawing, grid_svg, words
from lowcode.runtime.pages.reports.dashboard_page import COLUMNS
from lowcode.runtime.pages.reports.sheets import Sheet, SheetRow, SheetTile
from lowcode.runtime.pages.reports.tables import TableView

WIDTH: Final = 1200
_EDGE, _GAP, _PADDING, _HEAD = 28, 16, 16, 34
_FIGURES = frozenset({"charts/number.html"})
_LOW, _LEAST, _MOST = 150, 240, 560


def sheet_png(sheet: Sheet, palette: Palette) -> bytes:
    """The picture."""
    return painted(sheet_svg(sheet, palette))


def sheet_svg(sheet: Sheet, palette: Palette) -> str:
    """The same as SVG."""
    parts: list[str] = []
    top = 58
    parts.append(words(cut(sheet.title, 24, WIDTH - 320), (_EDGE, 46), 24, palette["ink"], is_bold=True))
    parts.append(words(sheet.made, (WIDTH - _EDGE, 46), 12, palette["ink-3"], end=True))
    if sheet.filters:
        said = cut(" · ".join(sheet.filters), 13, WIDTH - 2 * _EDGE)
        parts.append(words(said, (_EDGE, top + 12), 13, palette["ink-2"]))
        top += 24
    for row in sheet.rows:
        if row.label:
            parts.append(words(row.label, (_EDGE, top + 24), 15, palette["ink-2"], is_bold=True))
            top += 34
        height = _height(row)
        parts += _row(row, palette, top, height)
        top += height + _GAP
    return drawing(WIDTH, top + _EDGE - _GAP, parts)


def _row(row: SheetRow, palette: Palette, top: int, height: int) -> Iterator[str]:
    left = float(_EDGE)
    room = WIDTH - 2 * _EDGE - (len(row.tiles) - 1) * _GAP
    for tile in row.tiles:
        width = room * tile.width / COLUMNS
        yield (
            f'<rect x="{left:.1f}" y="{top}" width="{width:.1f}" height="{height}" rx="8"'
            f' fill="{palette["surface"]}" stroke="{palette["line"]}"/>'
        )
        yield words(
            cut(tile.label, 14, width - 2 * _PADDING), (left + _PADDING, top + 26), 14, palette["ink"], is_bold=True
        )
        inside = int(width) - 2 * _PADDING, height - _HEAD - _PADDING
        yield f'<g transform="translate({left + _PADDING:.1f},{top + _HEAD})">{_content(tile, palette, *inside)}</g>'
        left += width + _GAP


def _content(tile: SheetTile, palette: Palette, width: int, height: int) -> str:
    if tile.drawing is not None:
        return svg_of(tile.drawing, palette, width, height)
    if tile.table is not None:
        return grid_svg(_grid(tile.table), palette, width, height)
    return words(cut(tile.sentence, 13, width), (0, 24), 13, palette["ink-2"])


def _grid(table: TableView) -> Grid:
    return Grid(
        head=table.single_head,
        numeric=[each.is_numeric for each in table.head],
        rows=[[*row.head, *(cell.text for cell in row.cells)] for row in table.rows],
        strong=frozenset(number for number, row in enumerate(table.rows) if row.is_total),
    )


def _height(row: SheetRow) -> int:
    """As high as the highest of its tiles would like to be."""
    return max(_wanted(tile) for tile in row.tiles) + _HEAD + _PADDING


def _wanted(tile: SheetTile) -> int:
    if tile.drawing is not None:
        return _LOW if tile.drawing.template in _FIGURES else _within(tile.drawing.height)
    if tile.table is not None:
        return _within(ROW * (len(tile.table.rows) + 1))
    return 40


def _within(height: int) -> int:
    return min(max(height, _LEAST), _MOST)
