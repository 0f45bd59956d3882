"""A dashboard or a report at a glance: everything that it shows, asked at once, for files and embedded pages.

What leaves the app needs the right to export, what is only looked at the right to read; whatever is missing is said.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from lowcode.runtime.charts import draw
from lowcode.runtime.charts.drawing import Drawing
from lowcode.runtime.charts.picture import Picture
from lowcode.runtime.context import Context
from lowcode.runtime.definitions import Label
from lowcode.runtime.http.request import PageRequest
from lowcode.runtime.locale.nouns import within
from lowcode.runtime.pages.rendering import presentation_of
from lowcode.runtime.pages.reports.bodies import FIGURES
from lowcode.runtime.pages.reports.dashboard_page import twelfths
from lowcode.runtime.pages.reports.filter_controls import FilterControls
from lowcode.runtime.pages.reports.scope import Scope
from lowcode.runtime.pages.reports.scope_chips import click_chips
from lowcode.runtime.pages.reports.tables import TableMaker, TableView
from lowcode.runtime.report_definitions import DashboardDefinition, Form, ReportDefinition, TileRow, ValueForm
from lowcode.runtime.reports.answering import answer, group_label
from lowcode.runtime.reports.answers import Answer

MOST_LINES: Final = 40
"""Of a table on a sheet; spreadsheets have them all."""

Permission = Callable[[ReportDefinition, Context], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetTile:
    """One report as it is shown: a chart, the table of its numbers, or a sentence why there is neither."""

    label: str
    width: int
    """Of twelve."""
    answer: Answer | None
    drawing: Drawing | None
    table: TableView | None
    sentence: str
    notes: tuple[str, ...]
    compared: str
    """`对比上月同期`, empty without, or where the drawing says it."""


@dataclass(frozen=True, slots=True)
class SheetRow:
    """Tiles side by side."""

    label: str
    tiles: tuple[SheetTile, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What there is to be seen."""

    title: str
    name: str
    """In plain letters."""
    filters: tuple[str, ...]
    """What was asked for, in words: `时间：本季度`."""
    made: str
    rows: tuple[SheetRow, ...]

    @property
    def tiles(self) -> Iterator[SheetTile]:
        """All of them, in their order."""
        return (tile for row in self.rows for tile in row.tiles)


def sheet_of_dashboard(
    request: PageRequest, dashboard: DashboardDefinition, scope: Scope, permission: Permission
) -> Sheet:
    """Every report of the dashboard that the permission is given for."""
    maker = _SheetMaker(request, scope, permission)
    return maker.sheet(dashboard.label, dashboard.name, tuple(maker.row(row) for row in dashboard.rows))


def sheet_of_report(request: PageRequest, report: ReportDefinition, scope: Scope, permission: Permission) -> Sheet:
    """One report alone."""
    maker = _SheetMaker(request, scope, permission)
    return maker.sheet(report.label, report.name, (SheetRow("", (maker.tile(report, 12),)),))


def filter_words(request: PageRequest, scope: Scope) -> Iterator[str]:
    """What a page is asked for, in words: `时间：本季度`."""
    presentation = presentation_of(request)
    controls = FilterControls(
        presentation=presentation,
        context=request.context,
        queries=request.service.queries,
        path="",
        scope=scope,
    )
    chosen = [
        (presentation.text(each.filter.label), controls.words(each.filter.form, each.value)) for each in scope.filters
    ]
    if scope.period is not None:
        chosen.append((presentation.say("reports.period"), controls.words(Form(ValueForm.DATE), scope.period)))
    for choice in scope.groups:
        words = [group_label(request.context, choice.dimension, key) for key in choice.keys]
        chosen.append((presentation.text(choice.dimension.label), presentation.say("filter.joined").join(words)))
    for label, value in chosen:
        yield presentation.say("filter.chip", label=label, value=value)
    yield from (chip.text for chip in click_chips(request, scope, lambda _: ""))


@dataclass(frozen=True, slots=True)
class _SheetMaker:
    request: PageRequest
    scope: Scope
    permission: Permission

    def sheet(self, label: Label, name: str, rows: tuple[SheetRow, ...]) -> Sheet:
        presentation = presentation_of(self.request)
        return Sheet(
            title=presentation.text(label),
            name=name,
            filters=tuple(filter_words(self.request, self.scope)),
            made=presentation.formats.instant(self.request.context.now),
            rows=rows,
        )

    def row(self, row: TileRow) -> SheetRow:
        label = presentation_of(self.request).text(row.label) if row.label is not None else ""
        widths = twelfths([tile.width for tile in row.tiles])
        reports = [self.scope.reports[tile.report] for tile in row.tiles]
        return SheetRow(label, tuple(self.tile(each, width) for each, width in zip(reports, widths, strict=True)))

    def tile(self, report: ReportDefinition, width: int) -> SheetTile:
        presentation = presentation_of(self.request)
        if not self.permission(report, self.request.context):
            return SheetTile(
                label=presentation.text(report.label), width=width, answer=None, drawing=None, table=None,
                sentence=presentation.say("reports.not_yours"), notes=(), compared="",
            )  # fmt: skip
        found = answer(report, self.request.context, self.scope.selection(report))
        is_shown = not found.is_withheld and not found.is_empty
        drawing = draw(found, presentation) if is_shown else None
        said = tuple(note.text for note in found.notes)
        sentence = (
            " ".join(said) if found.is_withheld else presentation.say("reports.nothing") if found.is_empty else ""
        )
        return SheetTile(
            label=found.label,
            width=width,
            answer=found,
            drawing=drawing,
            table=TableMaker(Picture(found, presentation)).view(MOST_LINES) if is_shown else None,
            sentence=sentence,
            notes=() if found.is_withheld else (*said, *(drawing.notes if drawing is not None else ())),
            compared=presentation.say(
                "reports.compared_with", period=within(found.compared.label, presentation.wording.language)
            )
            if found.compared is not None and report.chart.kind not in FIGURES
            else "",
        )
