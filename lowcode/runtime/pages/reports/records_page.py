"""`/reports/{name}/records`: the records behind a number, in their entity's list.

The address says what the report was asked in parts that begin with `~`; everything else is the list's own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from sqlalchemy import ColumnElement
from starlette.datastructures import QueryParams
from starlette.responses import Response

from lowcode.runtime.http.request import PageRequest
from lowcode.runtime.pages.export_page import exported_list, table_file
from lowcode.runtime.pages.filter_views import Chip
from lowcode.runtime.pages.list_menus import chosen_columns, columns_answer, filters_answer
from lowcode.runtime.pages.list_page import Crumb, Surroundings, list_answer
from lowcode.runtime.pages.rendering import presentation_of
from lowcode.runtime.pages.reports.filter_controls import FilterControls
from lowcode.runtime.pages.reports.links import BESIDE, ReportLinks, beside, cell_pairs, source_of
from lowcode.runtime.pages.reports.report_page import report_of
from lowcode.runtime.pages.reports.scope import (
    ANY,
    ANY_GROUP,
    CELL,
    MEASURE,
    PERIOD,
    Keys,
    Pairs,
    address,
    filter_names,
    group_name,
)
from lowcode.runtime.pages.reports.scope_chips import chip_of, click_chips
from lowcode.runtime.pages.reports.scope_reading import read_report, within
from lowcode.runtime.queries.address import ListAddress
from lowcode.runtime.report_definitions import Form, Measure, ValueForm
from lowcode.runtime.reports.answering import group_label
from lowcode.runtime.reports.behind import entity_behind, records_behind
from lowcode.runtime.reports.selection import shown_dimensions


def show_records(request: PageRequest) -> Response:
    """The list of the records that a number counts."""
    behind = _behind(request)
    surroundings = Surroundings(crumbs=behind.crumbs(), chips=tuple(behind.chips()), within=behind.condition())
    return list_answer(request, behind.list, surroundings)


def show_records_filters(request: PageRequest) -> Response:
    """The list's own filters."""
    return filters_answer(request, _behind(request).list)


def show_records_columns(request: PageRequest) -> Response:
    """The list's columns."""
    return columns_answer(request, _behind(request).list)


def export_records_xlsx(request: PageRequest) -> Response:
    """The records as a workbook."""
    return _export(request, "xlsx")


def export_records_csv(request: PageRequest) -> Response:
    """The records as a text file."""
    return _export(request, "csv")


def _export(request: PageRequest, ending: str) -> Response:
    behind = _behind(request)
    return table_file(request, exported_list(request, behind.list, behind.condition()), behind.list.entity.name, ending)


def _behind(request: PageRequest) -> _Behind:
    report = report_of(request)
    pairs = request.query.multi_items()
    asked = QueryParams([(name.removeprefix(BESIDE), text) for name, text in pairs if name.startswith(BESIDE)])
    links = ReportLinks(report, read_report(request.context, report, asked))
    measure = next((each for each in report.chart.measures if each.name == asked.get(MEASURE)), None)
    shown = shown_dimensions(report, links.scope.selection(report))
    keys = tuple(None if text == ANY_GROUP else text for text in asked.getlist(CELL) if text)[: len(shown)]
    source = source_of(measure.expression) if measure is not None else 0
    entity = entity_behind(report, source, request.context)
    own = QueryParams([(name, text) for name, text in pairs if not name.startswith(BESIDE)])
    address = request.service.queries.list_address(entity, own, request.context, chosen_columns(request, entity))
    cell = cell_pairs(keys, measure.name if measure is not None else None)
    fixed = beside((*links.pairs, *cell))
    return _Behind(request, links, keys, measure, replace(address, place=f"{links.path}/records", fixed=fixed))


@dataclass(frozen=True, slots=True)
class _Behind:
    """The question to the list, and what it was made of."""

    request: PageRequest
    links: ReportLinks
    keys: Keys
    measure: Measure | None
    list: ListAddress

    def condition(self) -> ColumnElement[bool]:
        """What the records have to meet."""
        report = self.links.report
        source = source_of(self.measure.expression) if self.measure is not None else 0
        selection = self.links.scope.selection(report)
        shown = shown_dimensions(report, selection)
        cell = (*self.keys, *(None for _ in shown[len(self.keys) :]))
        name = self.measure.name if self.measure is not None else None
        return records_behind(report, source, cell, self.request.context, selection, measure=name)

    def crumbs(self) -> tuple[Crumb, ...]:
        """The dashboard, the report."""
        presentation, dashboard = presentation_of(self.request), self.links.scope.dashboard
        report = Crumb(presentation.text(self.links.report.label), self.links.page())
        if dashboard is None:
            return (report,)
        url = address(f"/dashboards/{dashboard.name}", self.links.scope.pairs)
        return Crumb(presentation.text(dashboard.label), url), report

    # --- what narrows the list, a chip each --------------------------------------------------------------------------

    def chips(self) -> Iterator[Chip]:
        """The filters, what was clicked, the group and the measure."""
        yield from self._filter_chips()
        yield from click_chips(self.request, self.links.scope, self._asking)
        shown = shown_dimensions(self.links.report, self.links.scope.selection(self.links.report))
        for at, (dimension, key) in enumerate(zip(shown, self.keys, strict=False)):
            if key is not None:
                words = group_label(self.request.context, dimension, key)
                wider = tuple(None if place == at else each for place, each in enumerate(self.keys))
                yield chip_of(self.request, dimension, words, self._url(self.links.scope.pairs, wider, self.measure))

    def _filter_chips(self) -> Iterator[Chip]:
        scope, presentation = self.links.scope, presentation_of(self.request)
        controls = FilterControls(
            presentation=presentation,
            context=self.request.context,
            queries=self.request.service.queries,
            path=self.links.path,
            scope=scope,
        )
        for choice in scope.filters:
            name = choice.filter.name
            nothing = [(name, ANY)] if choice.filter.default is not None else []
            label, words = presentation.text(choice.filter.label), controls.words(choice.filter.form, choice.value)
            yield self._chip(label, words, scope.changed(filter_names(name), nothing))
        if scope.period is not None:
            words = controls.words(Form(ValueForm.DATE), scope.period)
            yield self._chip(presentation.say("reports.period"), words, scope.changed(filter_names(PERIOD)))
        for group in scope.groups:
            labels = [group_label(self.request.context, group.dimension, key) for key in group.keys]
            words = presentation.say("filter.joined").join(labels)
            yield chip_of(
                self.request, group.dimension, words, self._asking(scope.changed({group_name(group.dimension.name)}))
            )

    def _chip(self, label: str, words: str, pairs: Pairs) -> Chip:
        text = presentation_of(self.request).say("filter.chip", label=label, value=words)
        return Chip(text, self._asking(pairs))

    def _asking(self, pairs: Pairs) -> str:
        """This list, where the report is asked something else."""
        return self._url(pairs, self.keys, self.measure)

    def _url(self, pairs: Pairs, keys: Keys, measure: Measure | None) -> str:
        cell = cell_pairs(keys, measure.name if measure is not None else None)
        fixed = beside((*within(self.links.scope.dashboard), *pairs, *cell))
        return replace(self.list, fixed=fixed, page=1, after=None).url()
