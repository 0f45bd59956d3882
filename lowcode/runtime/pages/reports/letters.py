"""A dashboard as a mail: for each report a sentence and its numbers as a table, in Markdown, and its chart.

Charts are described here and drawn when the mail is sent, if the installation can; the tables say the same.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from starlette.datastructures import QueryParams

from lowcode.runtime.charts import draw
from lowcode.runtime.charts.drawing import CANVAS, Canvas, Drawing
from lowcode.runtime.charts.picture import Picture
from lowcode.runtime.charts.summaries import summary_of
from lowcode.runtime.context import Context
from lowcode.runtime.pages.presentation import Presentation
from lowcode.runtime.pages.reports.scope import Scope
from lowcode.runtime.pages.reports.scope_reading import read_dashboard
from lowcode.runtime.pages.reports.tables import TableMaker, TableView
from lowcode.runtime.process.channels.composing import ADDRESS
from lowcode.runtime.process.channels.mail_pictures import MailPicture
from lowcode.runtime.report_definitions import DashboardDefinition, ReportDefinition, analysis_of
from lowcode.runtime.reports.answering import answer
from lowcode.runtime.reports.opening import may_open, may_open_dashboard

MOST_LINES: Final = 15
"""Of a table: a mail is read on a telephone, and the page has them all."""

_WIDTH, _HIGHEST = 600, 480
"""Of a chart, in pixels: what mail programs show without scrolling."""

_SIGNS = re.compile(r"[\\`*_{}\[\]<>|#~]")


@dataclass(frozen=True, slots=True)
class DashboardLetter:
    """What the mail says and shows."""

    subject: str
    text: str
    pictures: tuple[MailPicture, ...]


def dashboard_letter(dashboard: DashboardDefinition, context: Context) -> DashboardLetter | None:
    """What the user may see of the dashboard with its filters as they begin; None if that is nothing."""
    if not may_open_dashboard(dashboard, context):
        return None
    return _Writer(dashboard, context).letter()


class _Writer:
    def __init__(self, dashboard: DashboardDefinition, context: Context) -> None:
        self.dashboard = dashboard
        self.context = context
        self.presentation = Presentation(context.application, context.locale)
        self.scope: Scope = read_dashboard(context, dashboard, QueryParams())

    def letter(self) -> DashboardLetter:
        subject = self.presentation.text(self.dashboard.label)
        text, pictures = "", []
        for part in self._parts():
            if isinstance(part, Drawing):
                pictures.append(_picture(part, len(text)))
            else:
                text += f"{part}\n\n"
        return DashboardLetter(subject, text.rstrip(), tuple(pictures))

    def _parts(self) -> Iterator[str | Drawing]:
        known = analysis_of(self.context.application).report_by_name
        for row in self.dashboard.rows:
            reports = [known[tile.report] for tile in row.tiles]
            opened = [each for each in reports if may_open(each, self.context)]
            if opened and row.label is not None:
                yield f"# {_plain(self.presentation.text(row.label))}"
            for report in opened:
                yield from self._report(report)
        base = os.environ.get(ADDRESS, "").strip().rstrip("/")
        if base:
            word = self.presentation.say("reports.open_dashboard")
            yield f"[{word}]({base}/dashboards/{self.dashboard.name})"

    def _report(self, report: ReportDefinition) -> Iterator[str | Drawing]:
        found = answer(report, self.context, self.scope.selection(report))
        picture = Picture(found, self.presentation)
        yield f"## {_plain(found.label)}"
        if found.is_withheld:
            yield "\n\n".join(_plain(note.text) for note in found.notes)
            return
        yield _plain(summary_of(picture, report.chart.kind))
        drawing = draw(found, self.presentation)
        if drawing is not None and drawing.template == CANVAS:
            yield drawing
        view = TableMaker(picture).view(MOST_LINES)
        yield _table(view)
        if view.left_out:
            yield self.presentation.say("reports.left_out_of_mail", count=view.left_out)


def _picture(drawing: Drawing, at: int) -> MailPicture:
    canvas: Canvas = drawing.content
    height = min(drawing.height, _HIGHEST)
    return MailPicture(at=at, drawing=canvas.to_json(), label=drawing.summary, width=_WIDTH, height=height)


def _table(view: TableView) -> str:
    """The table in Markdown: numbers to the right, under one line of headings."""
    lines = [_line(view.single_head), _line(["--:" if each.is_numeric else "---" for each in view.head], is_plain=True)]
    for row in view.rows:
        cells = [*row.head, *(each.text for each in row.cells)]
        lines.append(
            _line([f"**{_plain(each)}**" if row.is_total and each else _plain(each) for each in cells], is_plain=True)
        )
    return "\n".join(lines)


def _line(cells: Sequence[str], *, is_plain: bool = False) -> str:
    return f"| {' | '.join(cells if is_plain else [_plain(each) for each in cells])} |"


def _plain(text: str) -> str:
    """A text whose signs mean nothing in Markdown, on one line: labels and titles are what people typed."""
    return _SIGNS.sub(lambda found: f"\\{found.group()}", " ".join(text.split()))
