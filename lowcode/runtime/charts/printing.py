"""Whether and how documents become PDF: with the extra `pdf`, and with nothing that is not in the document itself."""

from __future__ import annotations

import importlib
from typing import Any, Final

from lowcode.runtime.charts.drawing_engine import can_draw, is_installed

PRINTER: Final = "weasyprint"


def can_print() -> bool:
    """Whether the extra is there."""
    return can_draw() and is_installed(PRINTER)


def printed(page: str) -> bytes:
    """A page of HTML as PDF. Its images are in it; nothing is fetched from anywhere."""
    printer: Any = importlib.import_module(PRINTER)
    fetcher = importlib.import_module(f"{PRINTER}.urls").URLFetcher(allowed_protocols={"data"})
    content: bytes = printer.HTML(string=page, url_fetcher=fetcher).write_pdf()
    return content
