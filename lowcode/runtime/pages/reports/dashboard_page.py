"""`/dashboards/{name}`: reports side by side that share filters. The tiles are fetched one by one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from starlette.responses import JSONResponse, Response

from lowcode.runtime.charts.drawing_engine import can_draw
from lowcode.runtime.charts.printing import can_print
from lowcode.runtime.http.errors import ForbiddenError, NotFoundError
from lowcode.runtime.http.request import PageRequest
from lowcode.runtime.pages.filter_views import Chip
from lowcode.runtime.pages.rendering import presentation_of, render
from lowcode.runtime.pages.reports.bodies import ReportBody, make_body
from lowcode.runtime.pages.reports.filter_controls import FilterControl, FilterControls
from lowcode.runtime.pages.reports.links import ReportLinks
from lowcode.runtime.pages.reports.scope import Scope, address
from lowcode.runtime.pages.reports.scope_chips import click_chips
from lowcode.runtime.pages.reports.scope_reading import read_dashboard
from lowcode.runtime.pages.script_words import script_words
from lowcode.runtime.report_definitions import (
    DashboardDefinition,
    FilterDefinition,
    ReportDefinition,
    TileRow,
    ValueForm,
    analysis_of,
)
from lowcode.runtime.reports.opening import may_export, may_open, may_open_dashboard

COLUMNS: Final = 12
TABLES: Final = "tables"
"""In the address: everything at once, as tables, for who has no scripts."""

_ENDINGS: Final = {
    "xlsx": "list.export_xlsx",
    "csv": "list.export_csv",
    "png": "reports.export_png",
    "pdf": "reports.export_pdf",
}
_LOW: Final = frozenset({"number"})
_LONGEST: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class TileView:
    """One report; without `src` the reader may not open it."""

    id: str
    label: str
    width: int
    """Of twelve."""
    height: str
    """`low` for figures, `high` for what is drawn."""
    src: str | None
    page_url: str
    records_url: str
    export_urls: tuple[tuple[str, str], ...]
    body: ReportBody | None
    """Only where everything is shown at once."""


@dataclass(frozen=True, slots=True)
class RowView:
    """Tiles side by side."""

    label: str
    tiles: tuple[TileView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DashboardPage:
    """What `reports/dashboard.html` shows."""

    label: str
    documentation: str
    url: str
    is_fragment: bool
    shows_tables: bool
    tables_url: str
    export_urls: tuple[tuple[str, str], ...]
    embed_url: str | None
    """None for who may export nothing of it."""
    controls: tuple[FilterControl, ...]
    chips: tuple[Chip, ...]
    reset_url: str | None
    rows: tuple[RowView, ...]
    refresh: int | None
    """Seconds after which the page asks again."""
    script_texts: str


def show_dashboard(request: PageRequest) -> Response:
    """The frame with filters and places for the tiles."""
    dashboard = dashboard_of(request)
    scope = read_dashboard(request.context, dashboard, request.query)
    page = _PageMaker(request, dashboard, scope).page()
    return render(request, "reports/dashboard.html", page=page)


def show_filter_options(request: PageRequest) -> Response:
    """`/dashboards/{name}/options/{filter}`: records by what somebody types, for a filter."""
    dashboard = dashboard_of(request)
    wanted = request.route_values["field"]
    definition = next((each for each in dashboard.filters if each.name == wanted), None)
    if definition is None or definition.form.kind is not ValueForm.RECORD:
        raise NotFoundError
    return options_answer(request, definition.form.name or "")


def options_answer(request: PageRequest, entity_name: str) -> Response:
    """The records of an entity that match `q`, as a searching select takes them."""
    entity = request.context.application.entity_by_name[entity_name]
    links = request.service.queries.find(entity, request.query.get("q", "")[:_LONGEST], request.context)
    return JSONResponse({"options": [{"value": str(link.id), "text": link.title or f"#{link.id}"} for link in links]})


def dashboard_of(request: PageRequest) -> DashboardDefinition:
    """The dashboard that the address names, if the reader may open it."""
    found = analysis_of(request.context.application).dashboard_by_name.get(request.route_values["name"])
    if found is None:
        raise NotFoundError
    if not may_open_dashboard(found, request.context):
        raise ForbiddenError
    return found


@dataclass(frozen=True, slots=True)
class _PageMaker:
    request: PageRequest
    dashboard: DashboardDefinition
    scope: Scope

    @property
    def path(self) -> str:
        return f"/dashboards/{self.dashboard.name}"

    def page(self) -> DashboardPage:
        request, dashboard, scope = self.request, self.dashboard, self.scope
        presentation = presentation_of(request)
        refresh = dashboard.refresh
        return DashboardPage(
            label=presentation.text(dashboard.label),
            documentation=dashboard.documentation,
            url=address(self.path, scope.pairs),
            is_fragment=request.is_htmx and not request.is_boosted,
            shows_tables=self._shows_tables,
            tables_url=address(self.path, (*scope.pairs, ("show", TABLES))),
            export_urls=tuple(self._export_urls()),
            embed_url=address(f"{self.path}/embed", scope.pairs) if self._may_export else None,
            controls=tuple(self._controls()),
            chips=tuple(click_chips(request, scope, lambda pairs: address(self.path, pairs))),
            reset_url=self.path if scope.pairs else None,
            rows=tuple(self._row(number, row) for number, row in enumerate(dashboard.rows)),
            refresh=int(refresh.total_seconds()) if refresh is not None else None,
            script_texts=script_words(presentation),
        )

    @property
    def _may_export(self) -> bool:
        return any(may_export(each, self.request.context) for each in self.scope.reports.values())

    def _export_urls(self) -> Iterator[tuple[str, str]]:
        if not self._may_export:
            return
        say = presentation_of(self.request).say
        for ending in ("xlsx", *_drawn_endings()):
            yield say(_ENDINGS[ending]), address(f"{self.path}/export.{ending}", self.scope.pairs)

    @property
    def _shows_tables(self) -> bool:
        return self.request.query.get("show") == TABLES

    def _controls(self) -> Iterator[FilterControl]:
        controls = FilterControls(
            presentation=presentation_of(self.request),
            context=self.request.context,
            queries=self.request.service.queries,
            path=self.path,
            scope=self.scope,
        )
        definitions: Sequence[FilterDefinition] = self.dashboard.filters
        return (controls.of_dashboard(each) for each in definitions)

    # --- tiles -------------------------------------------------------------------------------------------------------

    def _row(self, number: int, row: TileRow) -> RowView:
        reports = [self.scope.reports[tile.report] for tile in row.tiles]
        widths = twelfths([tile.width for tile in row.tiles])
        is_low = all(each.chart.kind in _LOW for each in reports)
        label = presentation_of(self.request).text(row.label) if row.label is not None else ""
        tiles = (
            self._tile(f"tile-{number}-{place}", report, width, is_low=is_low)
            for place, (report, width) in enumerate(zip(reports, widths, strict=True))
        )
        return RowView(label, tuple(tiles))

    def _tile(self, identity: str, report: ReportDefinition, width: int, *, is_low: bool) -> TileView:
        links = ReportLinks(report, self.scope, is_tile=True)
        is_open = may_open(report, self.request.context)
        presentation = presentation_of(self.request)
        label = presentation.text(report.label)
        shows_body = is_open and self._shows_tables
        return TileView(
            id=identity,
            label=label,
            width=width,
            height="low" if is_low else "high",
            src=links.part("tile") if is_open else None,
            page_url=links.page(),
            records_url=links.records(()),
            export_urls=export_urls(self.request, links) if is_open else (),
            body=make_body(self.request, links) if shows_body else None,
        )


def export_urls(request: PageRequest, links: ReportLinks, *, has_pictures: bool = True) -> tuple[tuple[str, str], ...]:
    """Word and address of each kind of file that the installation makes; none where nothing may be exported."""
    if not may_export(links.report, request.context):
        return ()
    say = presentation_of(request).say
    endings = ("xlsx", "csv", *(_drawn_endings() if has_pictures else ()))
    return tuple((say(_ENDINGS[ending]), links.part(f"export.{ending}")) for ending in endings)


def _drawn_endings() -> tuple[str, ...]:
    return ("png", "pdf") if can_print() else ("png",) if can_draw() else ()


def twelfths(widths: Sequence[int]) -> list[int]:
    """Widths in equal parts as columns of a grid of twelve: at least one each, twelve together."""
    total = sum(widths)
    exact = [max(1.0, COLUMNS * width / total) for width in widths]
    found = [int(each) for each in exact]
    while sum(found) < COLUMNS:
        place = max(range(len(found)), key=lambda index: exact[index] - found[index])
        found[place] += 1
    return found
