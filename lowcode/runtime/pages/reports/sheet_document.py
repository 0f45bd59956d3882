"""A sheet as a PDF: every chart with the table of its numbers, on paper that lies. Needs the extra `pdf`."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from lowcode.runtime.charts.drawing import CANVAS
from lowcode.runtime.charts.palettes import FONTS, Palette
from lowcode.runtime.charts.pictures import svg_of
from lowcode.runtime.charts.printing import printed
from lowcode.runtime.http.request import PageRequest
from lowcode.runtime.pages.rendering import presentation_of
from lowcode.runtime.pages.reports.sheets import Sheet, SheetTile

_DRAWN: Final = frozenset({CANVAS, "charts/number.html"})
"""Progress and rankings are lists: the table below says the same."""
_WIDTH: Final = 960
_LOW, _LEAST, _MOST = 150, 240, 420


@dataclass(frozen=True, slots=True)
class PrintedTile:
    """A tile with its chart as the address of an image; empty without one."""

    tile: SheetTile
    image: str


@dataclass(frozen=True, slots=True)
class PrintedRow:
    """What stands below one heading."""

    label: str
    tiles: Sequence[PrintedTile]


def sheet_pdf(request: PageRequest, sheet: Sheet, palette: Palette) -> bytes:
    """The document."""
    return printed(_page(request, sheet, palette))


def _page(request: PageRequest, sheet: Sheet, palette: Palette) -> str:
    presentation = presentation_of(request)
    rows = [
        PrintedRow(row.label, [PrintedTile(tile, _image(tile, palette)) for tile in row.tiles]) for row in sheet.rows
    ]
    template = request.service.renderer.template("reports/document.html")
    return template.render(
        sheet=sheet,
        rows=rows,
        fonts=FONTS,
        palette=palette,
        language=request.locale,
        app=presentation.text(request.context.application.label),
        say=presentation.say,
    )


def _image(tile: SheetTile, palette: Palette) -> str:
    drawing = tile.drawing
    if drawing is None or drawing.template not in _DRAWN:
        return ""
    height = _LOW if drawing.template == "charts/number.html" else min(max(drawing.height, _LEAST), _MOST)
    svg = svg_of(drawing, palette, _WIDTH, height)
    return f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}"
