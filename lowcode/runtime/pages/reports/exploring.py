"""A chart of a list as one question: the list's address, how it is drawn, and the addresses around it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from urllib.parse import parse_qsl

from starlette.datastructures import QueryParams

from lowcode.runtime.access import may
from lowcode.runtime.definitions import Verb
from lowcode.runtime.http.errors import NotFoundError
from lowcode.runtime.http.request import PageRequest
from lowcode.runtime.pages.list_menus import chosen_columns
from lowcode.runtime.pages.reports.explore_report import ExploreChoice, choice_pairs, read_choice, report_of_list
from lowcode.runtime.pages.reports.links import BESIDE, ReportLinks, beside, cell_pairs
from lowcode.runtime.pages.reports.scope import ANY_GROUP, CELL, Keys, Pairs, Scope, address
from lowcode.runtime.queries.address import ListAddress
from lowcode.runtime.report_definitions import ReportDefinition
from lowcode.runtime.reports.answering import answer
from lowcode.runtime.reports.answers import Answer
from lowcode.runtime.reports.selection import WHOLE


@dataclass(frozen=True, slots=True)
class ExploreLinks(ReportLinks):
    """The addresses of a chart that stands in no specification."""

    place: str = ""
    listed: Pairs = ()
    """The list's part of the address."""
    drawn: Pairs = ()
    """The chart's part."""

    @property
    def path(self) -> str:
        """Where the chart is."""
        return self.place

    @property
    def pairs(self) -> Pairs:
        """What the chart is asked."""
        return (*self.listed, *beside(self.drawn))

    def records(self, keys: Keys, measure: str | None = None) -> str:
        """The records behind a number."""
        return address(f"{self.place}/records", (*self.pairs, *beside(cell_pairs(keys, measure))))

    def here(self, pairs: Pairs) -> str:
        """The page itself: it has no filters but those of the list."""
        return self.page()


@dataclass(frozen=True)
class Exploring:
    """One request for a chart of a list."""

    request: PageRequest
    asked: QueryParams
    """What the address says about the chart."""
    list: ListAddress
    choice: ExploreChoice

    @cached_property
    def report(self) -> ReportDefinition:
        """The report that is made of the list."""
        return report_of_list(self.request.context, self.request.service.queries, self.list, self.choice)

    @cached_property
    def links(self) -> ExploreLinks:
        """The addresses around the chart."""
        return ExploreLinks(
            report=self.report,
            scope=Scope(reports={}),
            place=f"/{self.list.entity.name}/chart",
            listed=tuple(parse_qsl(replace(self.list, fixed=()).at_page(1).query())),
            drawn=tuple(choice_pairs(self.choice)),
        )

    @property
    def keys(self) -> Keys:
        """The group whose records are asked for."""
        texts = [text for text in self.asked.getlist(CELL) if text][: len(self.report.chart.dimensions)]
        return tuple(None if text == ANY_GROUP else text for text in texts)

    def answered(self) -> Answer:
        """What the chart says."""
        return answer(self.report, self.request.context, WHOLE)


def exploring(request: PageRequest) -> Exploring:
    """What the address of a chart asks, if the reader may read such records."""
    entity, context = request.entity, request.context
    if not may(entity, Verb.READ, context):
        raise NotFoundError
    pairs = request.query.multi_items()
    asked = QueryParams([(name.removeprefix(BESIDE), text) for name, text in pairs if name.startswith(BESIDE)])
    own = QueryParams([(name, text) for name, text in pairs if not name.startswith(BESIDE)])
    listed = request.service.queries.list_address(entity, own, context, chosen_columns(request, entity))
    return Exploring(request, asked, listed, read_choice(context, entity, asked))
