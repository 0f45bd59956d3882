"""`/reports/{name}`: one report with its filters, its chart and the table of the same numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from starlette.responses import Response

from lowcode.runtime.http.errors import ForbiddenError, NotFoundError
from lowcode.runtime.http.request import PageRequest
from lowcode.runtime.pages.export_page import table_file
from lowcode.runtime.pages.filter_views import Chip
from lowcode.runtime.pages.list_page import Crumb
from lowcode.runtime.pages.rendering import presentation_of, render
from lowcode.runtime.pages.reports.bodies import PAGE_LINES, ReportBody, body_of, make_body
from lowcode.runtime.pages.reports.dashboard_page import export_urls, options_answer
from lowcode.runtime.pages.reports.exports import exported_table
from lowcode.runtime.pages.reports.filter_controls import FilterControl, FilterControls
from lowcode.runtime.pages.reports.group_controls import GroupControls
from lowcode.runtime.pages.reports.links import ReportLinks
from lowcode.runtime.pages.reports.scope import COMPARE, Scope, address
from lowcode.runtime.pages.reports.scope_chips import click_chips
from lowcode.runtime.pages.reports.scope_reading import NO, filtering_dimensions, read_report, within
from lowcode.runtime.pages.script_words import script_words
from lowcode.runtime.report_definitions import ReportDefinition, ValueForm, analysis_of
from lowcode.runtime.reports.answering import answer
from lowcode.runtime.reports.answers import Answer
from lowcode.runtime.reports.behind import entity_behind
from lowcode.runtime.reports.opening import may_export, may_open


@dataclass(frozen=True, slots=True)
class Switch:
    """Something that is on or off."""

    label: str
    url: str
    is_on: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportPage:
    """What `reports/report.html` shows."""

    label: str
    documentation: str
    url: str
    crumbs: tuple[Crumb, ...]
    controls: tuple[FilterControl, ...]
    chips: tuple[Chip, ...]
    reset_url: str | None
    compare: Switch | None
    export_urls: tuple[tuple[str, str], ...]
    embed_url: str | None
    """None for who may not export it."""
    records_urls: tuple[tuple[str, str], ...]
    """Word and address of the records of each source."""
    body: ReportBody
    refresh: int | None
    script_texts: str


def show_report(request: PageRequest) -> Response:
    """The page of a report, alone or within the filters of a dashboard."""
    report = report_of(request)
    scope = read_report(request.context, report, request.query)
    links = ReportLinks(report, scope)
    found = answer(report, request.context, scope.selection(report))
    return render(request, "reports/report.html", page=_page(request, links, found))


def show_tile(request: PageRequest) -> Response:
    """`/reports/{name}/tile`: the chart with its table, for a tile of a dashboard."""
    report = report_of(request)
    links = ReportLinks(report, read_report(request.context, report, request.query), is_tile=True)
    return render(request, "reports/tile.html", body=make_body(request, links))


def show_group_options(request: PageRequest) -> Response:
    """`/reports/{name}/options/{dimension}`: records by what somebody types, for a filter by a dimension."""
    report = report_of(request)
    wanted = request.route_values["field"]
    dimension = next((each for each in filtering_dimensions(report) if each.name == wanted), None)
    if dimension is None or dimension.form.kind is not ValueForm.RECORD:
        raise NotFoundError
    return options_answer(request, dimension.form.name or "")


def export_report_xlsx(request: PageRequest) -> Response:
    """`/reports/{name}/export.xlsx`: the table of the report."""
    return _export(request, "xlsx")


def export_report_csv(request: PageRequest) -> Response:
    """`/reports/{name}/export.csv`: the table of the report."""
    return _export(request, "csv")


def report_of(request: PageRequest) -> ReportDefinition:
    """The report that the address names, if the reader may open it."""
    found = analysis_of(request.context.application).report_by_name.get(request.route_values["name"])
    if found is None:
        raise NotFoundError
    if not may_open(found, request.context):
        raise ForbiddenError
    return found


def _export(request: PageRequest, ending: str) -> Response:
    report = report_of(request)
    if not may_export(report, request.context):
        raise ForbiddenError
    scope = read_report(request.context, report, request.query)
    found = answer(report, request.context, scope.selection(report))
    return table_file(request, exported_table(found, presentation_of(request)), report.name, ending)


def _page(request: PageRequest, links: ReportLinks, found: Answer) -> ReportPage:
    report, scope = links.report, links.scope
    presentation = presentation_of(request)
    refresh = report.refresh
    crumbs: tuple[Crumb, ...] = ()
    if scope.dashboard is not None:
        url = address(f"/dashboards/{scope.dashboard.name}", scope.pairs)
        crumbs = (Crumb(presentation.text(scope.dashboard.label), url),)
    return ReportPage(
        label=found.label,
        documentation=report.documentation,
        url=links.page(),
        crumbs=crumbs,
        controls=_controls(request, links, found),
        chips=tuple(click_chips(request, scope, links.here, but=report.name)),
        reset_url=links.here(()) if scope.pairs else None,
        compare=_compare(request, links),
        export_urls=export_urls(request, links),
        embed_url=links.part("embed") if may_export(report, request.context) else None,
        records_urls=tuple(_records_urls(request, links)),
        body=body_of(request, links, found, PAGE_LINES),
        refresh=int(refresh.total_seconds()) if refresh is not None else None,
        script_texts=script_words(presentation),
    )


def _records_urls(request: PageRequest, links: ReportLinks) -> Iterator[tuple[str, str]]:
    presentation = presentation_of(request)
    if len(links.report.sources) == 1:
        yield presentation.say("reports.records"), links.records(())
        return
    for at in range(len(links.report.sources)):
        yield presentation.many(entity_behind(links.report, at, request.context)), links.records_of(at)


def _controls(request: PageRequest, links: ReportLinks, found: Answer) -> tuple[FilterControl, ...]:
    scope: Scope = links.scope
    controls = FilterControls(
        presentation=presentation_of(request),
        context=request.context,
        queries=request.service.queries,
        path=links.path,
        scope=scope,
        fixed=within(scope.dashboard),
    )
    if scope.dashboard is not None:
        return tuple(controls.of_dashboard(each) for each in scope.dashboard.filters)
    return tuple(GroupControls(controls, links.report, found).all())


def _compare(request: PageRequest, links: ReportLinks) -> Switch | None:
    if links.report.chart.compare is None:
        return None
    is_on = links.scope.compares
    pairs = links.scope.changed({COMPARE}, [(COMPARE, NO)] if is_on else ())
    return Switch(presentation_of(request).say("reports.compare"), links.here(pairs), is_on)
