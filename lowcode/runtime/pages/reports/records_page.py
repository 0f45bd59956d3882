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
    SOURCE,
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


@dataclass(frozen=True, slots=True)
class _Number:
    """Which number is meant: a group per dimension, one of the measures, or all records of a source."""

    keys: Keys
    measure: Measure | None
    source: int

    def pairs(self) -> Pairs:
        """As it stands in the address."""
        if self.measure is None and self.source:
            return (*cell_pairs(self.keys, None), (SOURCE, str(self.source)))
        return cell_pairs(self.keys, self.measure.name if self.measure is not None else None)


def _behind(request: PageRequest) -> _Behind:
    report = report_of(request)
    pairs = request.query.multi_items()
    asked = QueryParams([(name.removeprefix(BESIDE), text) for name, text in pairs if name.startswith(BESIDE)])
    links = ReportLinks(report, read_report(request.context, report, asked))
    number = _number(links, asked)
    entity = entity_behind(report, number.source, request.context)
    own = QueryParams([(name, text) for name, text in pairs if not name.startswith(BESIDE)])
    address = request.service.queries.list_address(entity, own, request.context, chosen_columns(request, entity))
    fixed = beside((*links.pairs, *number.pairs()))
    return _Behind(request, links, number, replace(address, place=f"{links.path}/records", fixed=fixed))


def _number(links: ReportLinks, asked: QueryParams) -> _Number:
    report = links.report
    measure = next((each for each in report.chart.measures if each.name == asked.get(MEASURE)), None)
    shown = shown_dimensions(report, links.scope.selection(report))
    keys = tuple(None if text == ANY_GROUP else text for text in asked.getlist(CELL) if text)[: len(shown)]
    if measure is not None:
        return _Number(keys, measure, source_of(measure.expression))
    source = next((at for at in range(len(report.sources)) if str(at) == asked.get(SOURCE)), 0)
    return _Number(keys, None, source)


@dataclass(frozen=True, slots=True)
class _Behind:
    """The question to the list, and what it was made of."""

    request: PageRequest
    links: ReportLinks
    number: _Number
    list: ListAddress

    def condition(self) -> ColumnElement[bool]:
        """What the records have to meet."""
        report, number = self.links.report, self.number
        selection = self.links.scope.selection(report)
        cell = (*number.keys, *(None for _ in shown_dimensions(report, selection)[len(number.keys) :]))
        name = number.measure.name if number.measure is not None else None
        return records_behind(report, number.source, cell, self.request.context, selection, measure=name)

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
        keys = self.number.keys
        for at, (dimension, key) in enumerate(zip(shown, keys, strict=False)):
            if key is not None:
                words = group_label(self.request.context, dimension, key)
                wider = tuple(None if place == at else each for place, each in enumerate(keys))
                yield chip_of(
                    self.request, dimension, words, self._url(self.links.scope.pairs, replace(self.number, keys=wider))
                )

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
        return self._url(pairs, self.number)

    def _url(self, pairs: Pairs, number: _Number) -> str:
        fixed = beside((*within(self.links.scope.dashboard), *pairs, *number.pairs()))
        return replace(self.list, fixed=fixed, page=1, after=None).url()
