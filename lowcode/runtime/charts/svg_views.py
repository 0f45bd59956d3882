"""Figures, progress and rankings as SVG: what is HTML on a page."""

from __future__ import annotations

from collections.abc import Iterator

from lowcode.runtime.charts.changes import ChangeView
from lowcode.runtime.charts.leaderboards import LeaderboardView
from lowcode.runtime.charts.numbers import HEIGHT, WIDTH, Figure, NumberView
from lowcode.runtime.charts.palettes import Palette
from lowcode.runtime.charts.progress import ProgressBar, ProgressView
from lowcode.runtime.charts.svg_marks import Grid, bar, cut, drawing, grid_svg, width_of, words

_TONES = {"up": "good", "down": "bad"}
_LARGEST, _SMALLEST = 34.0, 16.0
_PROGRESS_ROW = 58
_COURSE = 56.0


def number_svg(view: NumberView, palette: Palette, width: int, height: int) -> str:
    """Big numbers side by side, the course below them."""
    return drawing(width, height, _number(view, palette, width, height))


def _number(view: NumberView, palette: Palette, width: int, height: int) -> Iterator[str]:
    room = width / max(1, len(view.figures))
    for place, figure in enumerate(view.figures):
        yield from _figure(figure, palette, place * room, room - 16, is_named=len(view.figures) > 1)
    if view.course is None:
        return
    top = height - _COURSE
    across, down = width / WIDTH, (_COURSE - 18) / HEIGHT
    frame = f'<g transform="translate(0,{top:g}) scale({across:g},{down:g})">'
    line = f'fill="none" stroke="{palette["accent"]}" stroke-width="1.5" vector-effect="non-scaling-stroke"'
    yield (
        f'{frame}<path d="{view.course.surface}" fill="{palette["accent"]}" fill-opacity="0.1"/>'
        f'<path d="{view.course.line}" {line}/></g>'
    )
    yield words(view.course.first, (0, height - 4), 11, palette["ink-3"])
    yield words(view.course.last, (width, height - 4), 11, palette["ink-3"], end=True)


def _figure(figure: Figure, palette: Palette, left: float, room: float, *, is_named: bool) -> Iterator[str]:
    top = 0.0
    if is_named:
        yield words(cut(figure.label, 12, room), (left, 14), 12, palette["ink-2"])
        top = 18.0
    size = max(_SMALLEST, min(_LARGEST, room / max(1.0, width_of(figure.text, 1.0))))
    yield words(cut(figure.text, size, room), (left, top + 36), size, palette["ink"], is_bold=True)
    top += 58
    if figure.change is not None:
        yield from _change(figure.change, palette, left, top, room)
        top += 22
    if figure.share is not None:
        yield bar((left, top - 8), room, figure.share, palette, "good" if figure.share >= 100 else "accent")
        yield words(cut(figure.target, 12, room), (left, top + 14), 12, palette["ink-2"])


def _change(change: ChangeView, palette: Palette, left: float, base: float, room: float) -> Iterator[str]:
    color = palette[_TONES.get(change.direction, "ink-2")]
    yield words(change.text, (left, base), 12, color, is_bold=True)
    begun = width_of(change.text, 12) + 10
    yield words(cut(change.period, 12, room - begun), (left + begun, base), 12, palette["ink-3"])


def progress_svg(view: ProgressView, palette: Palette, width: int, height: int) -> str:
    """Bars, each with what it is about above and its numbers below."""
    shown = view.bars[: max(1, height // _PROGRESS_ROW)]
    parts = (part for place, each in enumerate(shown) for part in _progress(each, palette, place, width))
    return drawing(width, height, parts)


def _progress(each: ProgressBar, palette: Palette, place: int, width: int) -> Iterator[str]:
    top = place * _PROGRESS_ROW
    rate_room = width_of(each.rate, 13) + 12
    yield words(cut(each.label, 13, width - rate_room), (0, top + 14), 13, palette["ink"])
    yield words(each.rate, (width, top + 14), 13, palette["ink"], is_bold=True, end=True)
    yield bar((0, top + 22), width, each.width, palette, "good" if each.state == "done" else "accent")
    reached = f"{each.reached} / {each.target}" if each.target else each.reached
    yield words(cut(reached, 12, width), (0, top + 44), 12, palette["ink-2"])


def leaderboard_svg(view: LeaderboardView, palette: Palette, width: int, height: int) -> str:
    """The ranking as a table."""
    head = ["#", view.dimension, *view.measures]
    if view.has_moves:
        head.append(view.compared)
    rows = []
    for rank in view.ranks:
        row = ["" if rank.place is None else str(rank.place), rank.label, rank.text, *rank.others]
        if view.has_moves:
            row.append(rank.change.text if rank.change is not None else "")
        rows.append(row)
    numeric = [False, False, *(True for _ in head[2:])]
    return grid_svg(Grid(head, numeric, rows), palette, width, height)
