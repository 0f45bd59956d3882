"""`/{entity}/chart`: the records of a list as a chart that its reader puts together, keeps for himself and copies."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from starlette.responses import Response

from lowcode.catalog.chart_types import ChartType
from lowcode.runtime.access import may
from lowcode.runtime.definitions import FieldDefinition, Verb
from lowcode.runtime.http.errors import BadRequestError, NotFoundError
from lowcode.runtime.http.redirects import redirect
from lowcode.runtime.http.request import PageRequest
from lowcode.runtime.pages.filter_views import Chip, FilterOption, FilterViews, named_titles
from lowcode.runtime.pages.list_page import Crumb
from lowcode.runtime.pages.notices import tell
from lowcode.runtime.pages.rendering import presentation_of, render
from lowcode.runtime.pages.reports.bodies import PAGE_LINES, ReportBody, body_of
from lowcode.runtime.pages.reports.dashboard_page import export_urls
from lowcode.runtime.pages.reports.explore_fields import (
    GROUPED,
    MOMENTS,
    NUMBERS,
    field_label,
    form_of,
    is_list,
    readable_fields,
)
from lowcode.runtime.pages.reports.explore_report import COUNT, FUNCTIONS, NOTHING, UNITS, fitting_kinds
from lowcode.runtime.pages.reports.exploring import Exploring, exploring
from lowcode.runtime.pages.reports.links import BESIDE
from lowcode.runtime.pages.reports.saved_charts import (
    LONGEST_QUERY,
    LONGEST_TITLE,
    forget_chart,
    save_chart,
    saved_charts,
)
from lowcode.runtime.pages.reports.scope import Pairs, address
from lowcode.runtime.pages.reports.spec_text import SpecWriter
from lowcode.runtime.pages.script_words import script_words
from lowcode.runtime.report_definitions import DateUnit

_UNIT_WORDS: Final[Mapping[DateUnit, str]] = {
    DateUnit.DAY: "explore.unit_day",
    DateUnit.WEEK: "explore.unit_week",
    DateUnit.MONTH: "explore.unit_month",
    DateUnit.QUARTER: "explore.unit_quarter",
    DateUnit.YEAR: "explore.unit_year",
}


@dataclass(frozen=True, slots=True)
class SavedView:
    """A chart that was kept."""

    title: str
    url: str
    delete_url: str


@dataclass(frozen=True, slots=True)
class GroupView:
    """One of the two things to group by."""

    name: str
    label: str
    options: tuple[FilterOption, ...]
    unit_name: str
    units: tuple[FilterOption, ...]
    """Empty unless it is a date."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplorePage:
    """What `reports/explore.html` shows."""

    label: str
    list_label: str
    path: str
    url: str
    crumbs: tuple[Crumb, ...]
    chips: tuple[Chip, ...]
    kept: Pairs
    """The list's part of the address, as hidden fields."""
    groups: tuple[GroupView, ...]
    measures: tuple[FilterOption, ...]
    kinds: tuple[FilterOption, ...]
    body: ReportBody
    export_urls: tuple[tuple[str, str], ...]
    spec: str
    saved: tuple[SavedView, ...]
    save_url: str
    query: str
    script_texts: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartsMenu:
    """What `reports/charts_menu.html` shows."""

    is_fragment: bool
    new_url: str
    saved: tuple[SavedView, ...]


def show_explore(request: PageRequest) -> Response:
    """The chart, and everything that can be changed about it."""
    return render(request, "reports/explore.html", page=_ExploreMaker(exploring(request)).page())


def show_charts(request: PageRequest) -> Response:
    """`/{entity}/charts`: the menu above a list: a new chart of what it shows, and those that were kept."""
    if not may(request.entity, Verb.READ, request.context):
        raise NotFoundError
    new_url = address(f"/{request.entity.name}/chart", request.query.multi_items())
    page = ChartsMenu(is_fragment=request.is_htmx, new_url=new_url, saved=_saved(request))
    return render(request, "reports/charts_menu.html", page=page)


def keep_chart(request: PageRequest) -> Response:
    """Keeps the chart under a title; without one under its own."""
    if not may(request.entity, Verb.READ, request.context):
        raise NotFoundError
    title = request.form.get("title", "").strip()[:LONGEST_TITLE]
    query = request.form.get("query", "")
    if not title or len(query) > LONGEST_QUERY or request.context.user_id is None:
        raise BadRequestError
    if not save_chart(request.context, request.entity.name, title, query):
        raise BadRequestError("too_many_charts")
    answer = redirect(f"/{request.entity.name}/chart?{query}")
    tell(answer, "chart_kept")
    return answer


def delete_chart(request: PageRequest) -> Response:
    """Deletes a chart that the reader kept."""
    if not forget_chart(request.context, request.entity.name, request.record_id):
        raise NotFoundError
    answer = redirect(f"/{request.entity.name}/chart")
    tell(answer, "chart_deleted")
    return answer


def _saved(request: PageRequest) -> tuple[SavedView, ...]:
    path = f"/{request.entity.name}"
    return tuple(
        SavedView(each.title, f"{path}/chart?{each.query}", f"{path}/charts/{each.id}/delete")
        for each in saved_charts(request.context, request.entity.name)
    )


@dataclass(frozen=True, slots=True)
class _ExploreMaker:
    found: Exploring

    def page(self) -> ExplorePage:
        found, request = self.found, self.found.request
        presentation, context, entity = presentation_of(request), request.context, request.entity
        answer = found.answered()
        titles = named_titles(request.service.queries, context, found.list)
        views = FilterViews(presentation=presentation, context=context, address=found.list, titles=titles)
        kinds = fitting_kinds(context, found.choice.by, found.choice.then)
        writer = SpecWriter(context.application, found.list, presentation.say("explore.not_said"))
        return ExplorePage(
            label=presentation.say("explore.title"),
            list_label=presentation.many(entity),
            path=found.links.place,
            url=found.links.page(),
            crumbs=(Crumb(presentation.many(entity), found.list.at_page(1).url()),),
            chips=views.chips(),
            kept=found.links.listed,
            groups=tuple(self._groups()),
            measures=tuple(self._measures()),
            kinds=tuple(FilterOption(each.name, self._title(each), each.name == found.choice.kind) for each in kinds),
            body=body_of(request, found.links, answer, PAGE_LINES),
            export_urls=export_urls(request, found.links, has_pictures=False),
            spec=writer.text(found.report, found.choice),
            saved=_saved(request),
            save_url=f"/{entity.name}/charts",
            query=urlencode(found.links.pairs),
            script_texts=script_words(presentation),
        )

    def _title(self, kind: ChartType) -> str:
        return kind.zh if presentation_of(self.found.request).wording.language.startswith("zh") else kind.en

    def _fields(self) -> list[FieldDefinition]:
        return list(readable_fields(self.found.request.context, self.found.list.entity))

    def _label(self, field: FieldDefinition) -> str:
        return self.found.request.context.text(field_label(self.found.request.context, field))

    def _kind(self, field: FieldDefinition | None) -> object:
        form = form_of(self.found.request.context, field) if field is not None else None
        return form.kind if form is not None else None

    def _groups(self) -> Iterator[GroupView]:
        say, choice = presentation_of(self.found.request).say, self.found.choice
        yield self._group("by", say("explore.group_by"), choice.by, choice.unit)
        if choice.by is not None:
            yield self._group("then", say("explore.then_by"), choice.then, choice.then_unit)

    def _group(self, name: str, label: str, chosen: FieldDefinition | None, unit: DateUnit) -> GroupView:
        say = presentation_of(self.found.request).say
        options = [FilterOption(NOTHING, say("explore.no_group"), chosen is None)]
        options += [
            FilterOption(each.name, self._label(each), each is chosen)
            for each in self._fields()
            if self._kind(each) in GROUPED
        ]
        units: Iterable[DateUnit] = UNITS if self._kind(chosen) in MOMENTS else ()
        unit_name = "unit" if name == "by" else "then_unit"
        shown = tuple(FilterOption(each.value, say(_UNIT_WORDS[each]), each is unit) for each in units)
        return GroupView(f"{BESIDE}{name}", label, tuple(options), f"{BESIDE}{unit_name}", shown)

    def _measures(self) -> Iterator[FilterOption]:
        context, choice = self.found.request.context, self.found.choice
        say = presentation_of(self.found.request).say
        yield FilterOption(COUNT, say("explore.count"), choice.value is None)
        for field in self._fields():
            if is_list(field) or self._kind(field) not in NUMBERS:
                continue
            label = context.text(field_label(context, field))
            for function, key in FUNCTIONS.items():
                is_chosen = choice.value is field and choice.function is function
                text = say(key, label=label)
                yield FilterOption(f"{function.value}:{field.name}", text, is_chosen)
