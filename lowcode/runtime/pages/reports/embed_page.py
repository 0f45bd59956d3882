"""`/-/embed/{token}`: a dashboard or a report for other sites, to be looked at and nothing else.

Nobody is signed in. The page shows what the person who made the link may see and export at this moment; it has no
navigation and leads nowhere. A link that does not work says only that.
"""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import Final

from sqlalchemy.exc import OperationalError
from starlette.datastructures import QueryParams
from starlette.responses import HTMLResponse, Response

from lowcode.runtime.context import Context
from lowcode.runtime.http.headers import framing_headers
from lowcode.runtime.http.request import PageRequest
from lowcode.runtime.pages.rendering import presentation_of
from lowcode.runtime.pages.reports.scope_reading import read_dashboard, read_report
from lowcode.runtime.pages.reports.sheets import Sheet, sheet_of_dashboard, sheet_of_report
from lowcode.runtime.process.acting import as_reader
from lowcode.runtime.report_definitions import analysis_of
from lowcode.runtime.reports.embeds import DASHBOARD, NOTED_EVERY, Embed, find_embed, note_view
from lowcode.runtime.reports.opening import may_export, may_open_dashboard

_TEMPLATE: Final = "reports/embed.html"
_failures = logging.getLogger("lowcode.failures")


def show_embedded(request: PageRequest) -> Response:
    """The page of a link."""
    token, visitor = request.route_values["key"], request.context
    link = find_embed(visitor.connection, token, visitor.now)
    request.service.embeds.take(("embed", link.id) if link is not None else ("address", request.client.address))
    reader = as_reader(visitor, link.user_id) if link is not None else None
    sheet = None
    if link is not None and reader is not None:
        request.context = reader
        try:
            sheet = _sheet(request, link, reader)
        finally:
            request.context = visitor
    if link is not None and sheet is not None:
        _note(request, link)
    return _answer(request, sheet)


def _sheet(request: PageRequest, link: Embed, reader: Context) -> Sheet | None:
    """What is shown; None if the page is gone or its maker may not take it out of the app (any more)."""
    analysis, asked = analysis_of(reader.application), QueryParams(link.query)
    if link.kind == DASHBOARD:
        dashboard = analysis.dashboard_by_name.get(link.name)
        if dashboard is None or not may_open_dashboard(dashboard, reader):
            return None
        scope = read_dashboard(reader, dashboard, asked)
        if not any(may_export(each, reader) for each in scope.reports.values()):
            return None
        return sheet_of_dashboard(request, dashboard, scope, may_export)
    report = analysis.report_by_name.get(link.name)
    if report is None or not may_export(report, reader):
        return None
    return sheet_of_report(request, report, read_report(reader, report, asked), may_export)


def _note(request: PageRequest, link: Embed) -> None:
    now = request.context.now
    if link.last_used_at is not None and now - link.last_used_at < NOTED_EVERY:
        return
    try:
        with request.service.database.writing() as connection:
            note_view(connection, link.id, now)
    except OperationalError:
        _failures.warning("a view of an embed link could not be noted: the database is busy")


def _answer(request: PageRequest, sheet: Sheet | None) -> Response:
    renderer = request.service.renderer
    text = renderer.template(_TEMPLATE).render(
        sheet=sheet,
        language=request.locale,
        theme_url=renderer.theme_url,
        say=presentation_of(request).say,
    )
    status = HTTPStatus.OK if sheet is not None else HTTPStatus.NOT_FOUND
    return HTMLResponse(text, status_code=status, headers=framing_headers(request.service.settings.embed_origins))
