"""`/{entity}/chart/records`: the records behind a number of a chart of a list, and the chart's table as a file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from sqlalchemy import ColumnElement
from starlette.responses import Response

from lowcode.runtime.access import may
from lowcode.runtime.definitions import Verb
from lowcode.runtime.http.errors import ForbiddenError
from lowcode.runtime.http.request import PageRequest
from lowcode.runtime.pages.export_page import exported_list, table_file
from lowcode.runtime.pages.filter_views import Chip
from lowcode.runtime.pages.list_menus import columns_answer, filters_answer
from lowcode.runtime.pages.list_page import Crumb, Surroundings, list_answer
from lowcode.runtime.pages.rendering import presentation_of
from lowcode.runtime.pages.reports.exploring import Exploring, exploring
from lowcode.runtime.pages.reports.exports import exported_table
from lowcode.runtime.pages.reports.links import beside, cell_pairs
from lowcode.runtime.pages.reports.scope_chips import chip_of
from lowcode.runtime.queries.address import ListAddress
from lowcode.runtime.reports.answering import group_label
from lowcode.runtime.reports.behind import records_behind
from lowcode.runtime.reports.selection import WHOLE


def show_chart_records(request: PageRequest) -> Response:
    """The list of the records that a number counts."""
    found = exploring(request)
    crumb = Crumb(presentation_of(request).text(found.report.label), found.links.page())
    surroundings = Surroundings(crumbs=(crumb,), chips=tuple(_chips(found)), within=_condition(found))
    return list_answer(request, _list_of(found, found.keys), surroundings)


def show_chart_records_filters(request: PageRequest) -> Response:
    """The list's own filters."""
    found = exploring(request)
    return filters_answer(request, _list_of(found, found.keys))


def show_chart_records_columns(request: PageRequest) -> Response:
    """The list's columns."""
    found = exploring(request)
    return columns_answer(request, _list_of(found, found.keys))


def export_chart_records_csv(request: PageRequest) -> Response:
    """The records as a text file."""
    return _export_records(request, "csv")


def export_chart_records_xlsx(request: PageRequest) -> Response:
    """The records as a workbook."""
    return _export_records(request, "xlsx")


def export_chart_csv(request: PageRequest) -> Response:
    """The table of the chart as a text file."""
    return _export_table(request, "csv")


def export_chart_xlsx(request: PageRequest) -> Response:
    """The table of the chart as a workbook."""
    return _export_table(request, "xlsx")


def _export_records(request: PageRequest, ending: str) -> Response:
    found = exploring(request)
    table = exported_list(request, _list_of(found, found.keys), _condition(found))
    return table_file(request, table, request.entity.name, ending)


def _export_table(request: PageRequest, ending: str) -> Response:
    found = exploring(request)
    if not may(request.entity, Verb.EXPORT, request.context):
        raise ForbiddenError
    table = exported_table(found.answered(), presentation_of(request))
    return table_file(request, table, request.entity.name, ending)


def _list_of(found: Exploring, keys: tuple[str | None, ...]) -> ListAddress:
    fixed = beside((*found.links.drawn, *cell_pairs(keys, None)))
    return replace(found.list, place=f"{found.links.place}/records", fixed=fixed)


def _condition(found: Exploring) -> ColumnElement[bool]:
    dimensions = found.report.chart.dimensions
    cell = (*found.keys, *(None for _ in dimensions[len(found.keys) :]))
    return records_behind(found.report, 0, cell, found.request.context, WHOLE)


def _chips(found: Exploring) -> Iterator[Chip]:
    """The group, a chip for each dimension."""
    keys = found.keys
    for at, (dimension, key) in enumerate(zip(found.report.chart.dimensions, keys, strict=False)):
        if key is not None:
            wider = tuple(None if place == at else each for place, each in enumerate(keys))
            url = _list_of(found, wider).at_page(1).url()
            yield chip_of(found.request, dimension, group_label(found.request.context, dimension, key), url)
