"""`/dashboards/{name}/export.*` and `/reports/{name}/export.png|pdf`: what the page shows, as a file.

Only what its reader may export is in it: a dashboard's other tiles say so in a sentence, or are no sheet of a workbook.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import IO, Final

from starlette.responses import Response

from lowcode.runtime.charts.drawing_engine import PictureError, can_draw
from lowcode.runtime.charts.palettes import palette_of
from lowcode.runtime.charts.printing import can_print
from lowcode.runtime.exporting.xlsx_file import MEDIA_TYPE, write_workbook
from lowcode.runtime.http.errors import BadRequestError, ForbiddenError
from lowcode.runtime.http.request import PageRequest
from lowcode.runtime.pages.export_page import file_answer
from lowcode.runtime.pages.rendering import presentation_of
from lowcode.runtime.pages.reports.dashboard_page import dashboard_of
from lowcode.runtime.pages.reports.exports import exported_table
from lowcode.runtime.pages.reports.report_page import report_of
from lowcode.runtime.pages.reports.scope_reading import read_dashboard, read_report
from lowcode.runtime.pages.reports.sheet_document import sheet_pdf
from lowcode.runtime.pages.reports.sheet_picture import sheet_png
from lowcode.runtime.pages.reports.sheets import Sheet, sheet_of_dashboard, sheet_of_report
from lowcode.runtime.reports.opening import may_export

PNG: Final = "image/png"
PDF: Final = "application/pdf"


def export_dashboard_png(request: PageRequest) -> Response:
    """`/dashboards/{name}/export.png`."""
    return _png(request, _dashboard)


def export_dashboard_pdf(request: PageRequest) -> Response:
    """`/dashboards/{name}/export.pdf`."""
    return _pdf(request, _dashboard)


def export_report_png(request: PageRequest) -> Response:
    """`/reports/{name}/export.png`."""
    return _png(request, _report)


def export_report_pdf(request: PageRequest) -> Response:
    """`/reports/{name}/export.pdf`."""
    return _pdf(request, _report)


def export_dashboard_xlsx(request: PageRequest) -> Response:
    """`/dashboards/{name}/export.xlsx`: a sheet for each report."""
    sheet = _dashboard(request)
    presentation = presentation_of(request)
    tables = [exported_table(tile.answer, presentation) for tile in sheet.tiles if tile.answer is not None]
    return file_answer(
        request, (sheet.title, sheet.name, "xlsx"), MEDIA_TYPE, lambda target: write_workbook(tables, target)
    )


def _png(request: PageRequest, make: Callable[[PageRequest], Sheet]) -> Response:
    if not can_draw():
        raise BadRequestError("export_no_pictures")
    palette = palette_of(request.context.application)
    return _file(request, make(request), "png", PNG, lambda sheet: sheet_png(sheet, palette))


def _pdf(request: PageRequest, make: Callable[[PageRequest], Sheet]) -> Response:
    if not can_print():
        raise BadRequestError("export_no_pdf")
    palette = palette_of(request.context.application)
    return _file(request, make(request), "pdf", PDF, lambda sheet: sheet_pdf(request, sheet, palette))


def _file(
    request: PageRequest, sheet: Sheet, ending: str, media_type: str, content_of: Callable[[Sheet], bytes]
) -> Response:
    try:
        content = content_of(sheet)
    except PictureError as error:
        raise BadRequestError("export_undrawable") from error

    def write(target: IO[bytes]) -> None:
        target.write(content)

    return file_answer(request, (sheet.title, sheet.name, ending), media_type, write)


def _dashboard(request: PageRequest) -> Sheet:
    dashboard = dashboard_of(request)
    scope = read_dashboard(request.context, dashboard, request.query)
    if not any(may_export(each, request.context) for each in scope.reports.values()):
        raise ForbiddenError
    return sheet_of_dashboard(request, dashboard, scope, may_export)


def _report(request: PageRequest) -> Sheet:
    report = report_of(request)
    if not may_export(report, request.context):
        raise ForbiddenError
    return sheet_of_report(request, report, read_report(request.context, report, request.query), may_export)
