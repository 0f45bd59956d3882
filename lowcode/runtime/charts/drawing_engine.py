"""Draws charts on the server: the same scripts as on a page in V8, and what they draw as PNG.

Both come with the extra `pictures`, which not every installation has. There is one V8 in a process, made when it is
first needed; a picture may take so long and so much memory, after which the V8 is thrown away. It lives in a thread of
its own: where an event loop runs, `mini-racer` refuses to be waited for.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any, Final

from lowcode.runtime.http.static import bundled_file

V8: Final = "py_mini_racer"
PAINTER: Final = "resvg_py"
SCRIPT: Final = "picture.js"

_ASSETS = Path(__file__).parents[1] / "assets"
_MOST_SECONDS = 10.0
_MOST_MEMORY = 256 * 1024 * 1024
_MOST_TEXT = 4_000_000
"""Characters of what is to be drawn. What people could look at has a few thousand."""

_BEFORE = "var window = globalThis; var navigator = { userAgent: 'Node.js' };"


class PicturesMissingError(Exception):
    """This installation draws no pictures: it has not got the extra `pictures`."""


class PictureError(Exception):
    """This picture cannot be drawn; the text says why."""


@cache
def is_installed(package: str) -> bool:
    """Whether a package of an extra is there; it does not come while a process runs."""
    return importlib.util.find_spec(package) is not None


def can_draw() -> bool:
    """Whether the extra is there."""
    return is_installed(V8) and is_installed(PAINTER)


class _Engine:
    """The V8 of this process."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._thread: ThreadPoolExecutor | None = None
        self._racer: Any = None
        self._process = 0

    def draw(self, content: str, palette: str, width: int, height: int) -> str:
        """The SVG of a canvas; one after another."""
        with self._lock:
            if self._thread is None or self._process != os.getpid():
                self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="pictures")
                self._racer, self._process = None, os.getpid()
            drawing = self._thread.submit(self._drawn, content, palette, width, height)
        return drawing.result()

    def _drawn(self, content: str, palette: str, width: int, height: int) -> str:
        racer_module = importlib.import_module(V8)
        racer = self._ready(racer_module)
        try:
            drawn: str = racer.call(
                "drawPicture", content, palette, width, height, timeout_sec=_MOST_SECONDS, max_memory=_MOST_MEMORY
            )
        except racer_module.JSEvalException as error:
            self._let_go(racer_module)
            raise PictureError(f"{type(error).__name__}: {error}"[:500]) from error
        return drawn

    def _let_go(self, racer_module: Any) -> None:
        """Whatever went wrong is not in the next picture. What was broken off ends before its V8 does."""
        with suppress(racer_module.JSEvalException):
            self._racer.eval("0", timeout_sec=1.0)
        self._racer = None

    def _ready(self, racer_module: Any) -> Any:
        if self._racer is None:
            script = bundled_file(_ASSETS, SCRIPT)
            if script is None:
                raise PictureError("the scripts are not bundled: run `python build_hooks/bundle.py`")
            racer = racer_module.MiniRacer()
            racer.eval(_BEFORE)
            racer.eval(script.read_text(encoding="utf-8"), timeout_sec=_MOST_SECONDS)
            self._racer = racer
        return self._racer


_engine = _Engine()


def drawn_svg(content: str, palette: str, width: int, height: int) -> str:
    """The SVG of a canvas (`Canvas.to_json`)."""
    if not can_draw():
        raise PicturesMissingError
    if len(content) > _MOST_TEXT:
        raise PictureError(f"the chart is described by {len(content)} characters")
    return _engine.draw(content, palette, width, height)


def painted(svg: str, zoom: int = 2) -> bytes:
    """A drawing as PNG, `zoom` pixels to a unit; nothing is fetched for it."""
    if not can_draw():
        raise PicturesMissingError
    painter = importlib.import_module(PAINTER)
    try:
        return bytes(painter.svg_to_bytes(svg_string=svg, zoom=zoom, background="#ffffff"))
    except ValueError as error:
        raise PictureError(str(error)[:500]) from error
