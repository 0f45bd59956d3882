"""Whether and how documents become PDF: with the extra `pdf`, and with nothing that is not in the document itself."""

from __future__ import annotations

import importlib
import importlib.util
from typing import Any, Final

from lowcode.runtime.charts.drawing_engine import can_draw

PRINTER: Final = "weasyprint"


def can_print() -> bool:
    """Whether the extra is there."""
    return can_draw() and importlib.util.find_spec(PRINTER) is not None


def printed(page: str) -> bytes:
    """A page of HTML as PDF. Its images are in it; nothing is fetched from anywhere."""
    printer: Any = importlib.import_module(PRINTER)
    fetcher = importlib.import_module(f"{PRINTER}.urls").URLFetcher(allowed_protocols={"data"})
    content: bytes = printer.HTML(string=page, url_fetcher=fetcher).write_pdf()
    return content
