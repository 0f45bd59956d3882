"""Charts without a page: as SVG and PNG, for mails and files. They look like the page's in the light scheme."""

from __future__ import annotations

from lowcode.runtime.charts.drawing import Canvas, Drawing
from lowcode.runtime.charts.drawing_engine import drawn_svg, painted
from lowcode.runtime.charts.leaderboards import LeaderboardView
from lowcode.runtime.charts.numbers import NumberView
from lowcode.runtime.charts.palettes import Palette
from lowcode.runtime.charts.progress import ProgressView
from lowcode.runtime.charts.svg_views import leaderboard_svg, number_svg, progress_svg


def svg(canvas: Canvas, palette: Palette, width: int, height: int) -> str:
    """The chart as SVG, `width` by `height` large."""
    return drawn_svg(canvas.to_json(), palette.to_json(), width, height)


def picture(canvas: Canvas, palette: Palette, width: int, height: int) -> bytes:
    """The chart as PNG, with twice as many pixels each way, for screens that have them."""
    return painted(svg(canvas, palette, width, height))


def svg_of(drawing: Drawing, palette: Palette, width: int, height: int) -> str:
    """A drawing of whatever kind as SVG. Lists end where the height does."""
    match drawing.content:
        case Canvas() as canvas:
            return svg(canvas, palette, width, height)
        case NumberView() as view:
            return number_svg(view, palette, width, height)
        case ProgressView() as view:
            return progress_svg(view, palette, width, height)
        case LeaderboardView() as view:
            return leaderboard_svg(view, palette, width, height)
        case _:
            raise TypeError(f"{drawing.template} is no picture")
