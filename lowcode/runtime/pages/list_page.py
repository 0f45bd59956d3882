"""The list page: which columns, which rows, how many, and how to see others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup
from sqlalchemy import ColumnElement
from starlette.responses import Response

from lowcode.runtime.access import may
from lowcode.runtime.definitions import EntityDefinition, Verb
from lowcode.runtime.field_rights import reads_every_value
from lowcode.runtime.http.errors import NotFoundError
from lowcode.runtime.http.redirects import redirect
from lowcode.runtime.http.request import PageRequest
from lowcode.runtime.pages.cells import Cell, cell_at, column_label, field_at, main_column, row_maker
from lowcode.runtime.pages.duplicates_page import duplicates_url
from lowcode.runtime.pages.filter_views import Chip, FilterViews, kept_pairs, named_titles
from lowcode.runtime.pages.icons import icon_for
from lowcode.runtime.pages.list_menus import chosen_columns, offered_filters
from lowcode.runtime.pages.presentation import Presentation
from lowcode.runtime.pages.process.boards import board_url, has_steps
from lowcode.runtime.pages.rendering import presentation_of, render
from lowcode.runtime.queries.address import ListAddress
from lowcode.runtime.queries.results import Count
from lowcode.runtime.queries.results import ListPage as ListResult


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnView:
    """The head of a column."""

    label: str
    is_numeric: bool = False
    sorted: str | None = None
    """`ascending` or `descending`, if the list is sorted by it."""
    sort_url: str | None = None
    sort_title: str = ""


@dataclass(frozen=True, slots=True)
class Crumb:
    """A page that this one belongs to."""

    label: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What a list stands in that is not the entity's own: where it came from, and what narrows it beside filters."""

    crumbs: tuple[Crumb, ...] = ()
    chips: tuple[Chip, ...] = ()
    within: ColumnElement[bool] | None = None
    """What the records have to meet, which no filter of an address says."""


_NONE: Final = Surroundings()


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPage:
    """What `list.html` shows."""

    label: str
    one: str
    several: str
    icon: str
    url: str
    path: str
    """Where this list is."""
    entity_path: str
    """Where the entity's pages are."""
    crumbs: tuple[Crumb, ...]
    is_fragment: bool
    count_text: str
    search: str
    can_search: bool
    columns: tuple[ColumnView, ...]
    rows: Markup
    has_filters: bool
    chips: tuple[Chip, ...]
    range_text: str
    previous_url: str | None
    next_url: str | None
    may_create: bool
    bulk_edit: bool
    bulk_delete: bool
    bulk_move: bool
    """Whether the records have a flow, whose steps several of them may make together."""
    board_url: str | None
    kept_for_search: tuple[tuple[str, str], ...]
    unsearched_url: str
    export_urls: tuple[tuple[str, str], ...]
    """Word and address of each kind of file; empty where one may not export."""
    filters_url: str
    columns_url: str
    duplicates_url: str | None
    """Where records that may be the same are looked for."""
    charts_url: str | None
    """The menu of charts of what the list shows."""
    chart_url: str
    """A new one."""

    @property
    def has_bulk(self) -> bool:
        """Whether rows can be selected."""
        return self.bulk_edit or self.bulk_delete or self.bulk_move

    @property
    def is_narrowed(self) -> bool:
        """Whether a search or filter may be why there is nothing."""
        return bool(self.chips or self.search)

    @property
    def create_url(self) -> str:
        """Where a new record begins."""
        return f"{self.entity_path}/new"

    @property
    def bulk_url(self) -> str:
        """Where the selected rows go."""
        return f"{self.entity_path}/bulk"


def show_list(request: PageRequest) -> Response:
    """`/{entity}`: the page, or for htmx its part `#list`."""
    entity, context = request.entity, request.context
    if not may(entity, Verb.READ, context):
        return _only_creating(request)
    address = request.service.queries.list_address(entity, request.query, context, chosen_columns(request, entity))
    return list_answer(request, address)


def list_answer(request: PageRequest, address: ListAddress, surroundings: Surroundings = _NONE) -> Response:
    """The page of the records that an address asks for; whoever calls has seen to it that they may be read."""
    entity = address.entity
    result, address = request.service.queries.list_page(address, request.context, surroundings.within)
    page = _ListMaker(request, entity, address, result, surroundings).page()
    return render(request, f"{entity.name}/list.html", "list.html", page=page)


@dataclass(frozen=True, slots=True)
class _ListMaker:
    request: PageRequest
    entity: EntityDefinition
    address: ListAddress
    result: ListResult
    surroundings: Surroundings

    def page(self) -> ListPage:
        """Everything that the page shows, in words."""
        request, entity, address = self.request, self.entity, self.address
        context, presentation = request.context, presentation_of(request)
        titles = named_titles(request.service.queries, context, address)
        views = FilterViews(presentation=presentation, context=context, address=address, titles=titles)
        query = address.query()
        can_edit, can_delete = may(entity, Verb.UPDATE, context), may(entity, Verb.DELETE, context)
        can_move = has_steps(context, entity)
        paths = [column.path for column in address.columns] or [(entity.title,)]
        return ListPage(
            label=presentation.many(entity),
            one=presentation.one(entity),
            several=presentation.counted(entity, 2),
            icon=icon_for(entity),
            url=address.url(),
            path=address.path,
            entity_path=f"/{entity.name}",
            crumbs=self.surroundings.crumbs,
            is_fragment=request.is_htmx and not request.is_boosted,
            count_text=count_words(presentation, self.result.count),
            search=address.search,
            can_search=request.service.queries.plan(entity.name).search_table is not None,
            columns=tuple(self._column(presentation, path) for path in paths),
            rows=self._rows(presentation, paths, can_select=can_edit or can_delete or can_move),
            has_filters=bool(offered_filters(entity, context) or address.filters),
            chips=(*self.surroundings.chips, *views.chips()),
            range_text=self._range(presentation),
            previous_url=self._previous(),
            next_url=self._next(),
            may_create=may(entity, Verb.CREATE, context),
            bulk_edit=can_edit,
            bulk_delete=can_delete,
            bulk_move=can_move,
            board_url=None if address.place else board_url(context, entity, query),
            kept_for_search=kept_pairs(address.searching("")),
            unsearched_url=address.searching("").url(),
            export_urls=self._export_urls(presentation),
            filters_url=f"{address.path}/filters?{query}",
            columns_url=f"{address.path}/columns?{query}",
            duplicates_url=None if address.place else duplicates_url(context, entity),
            charts_url=None if address.place else f"/{entity.name}/charts?{query}",
            chart_url=f"/{entity.name}/chart?{query}",
        )

    def _column(self, presentation: Presentation, path: Sequence[str]) -> ColumnView:
        definition = field_at(presentation.application, self.entity, path)
        label = column_label(presentation, self.entity, path)
        is_numeric = presentation.is_numeric(definition)
        if not self._can_be_sorted(path):
            return ColumnView(label=label, is_numeric=is_numeric)
        first = self.address.sort[0] if self.address.sort else None
        is_sorted = first is not None and first.field == path[0]
        is_descending = is_sorted and first is not None and first.descending
        key = ("list.sorted_descending" if is_descending else "list.sorted_ascending") if is_sorted else "list.sort_by"
        return ColumnView(
            label=label,
            is_numeric=is_numeric,
            sorted=("descending" if is_descending else "ascending") if is_sorted else None,
            sort_url=self.address.sorted_by(path[0], descending=is_sorted and not is_descending).url(),
            sort_title=presentation.say(key, label=label),
        )

    def _export_urls(self, presentation: Presentation) -> tuple[tuple[str, str], ...]:
        if not may(self.entity, Verb.EXPORT, self.request.context) or not self.result.rows:
            return ()
        query = self.address.at_page(1).query()
        endings = (("xlsx", "list.export_xlsx"), ("csv", "list.export_csv"))
        return tuple(
            (presentation.say(key), f"{self.address.path}/export.{ending}{query and f'?{query}'}")
            for ending, key in endings
        )

    def _can_be_sorted(self, path: Sequence[str]) -> bool:
        if len(path) > 1 or path[0] not in self.request.service.queries.plan(self.entity.name).sortable:
            return False
        return reads_every_value(self.request.context, self.entity, path[0])

    def _rows(self, presentation: Presentation, paths: Sequence[Sequence[str]], *, can_select: bool) -> Markup:
        cells: list[Cell] = [cell_at(presentation, self.request.context, self.entity, path) for path in paths]
        main = main_column(presentation.application, self.entity, paths)
        return row_maker(self.entity, cells, main, can_select=can_select)(self.result.rows)

    def _range(self, presentation: Presentation) -> str:
        result, address = self.result, self.address
        if result.page == 0:
            return ""
        first = (result.page - 1) * address.size + 1
        last = first + len(result.rows) - 1
        if result.count.is_capped:
            return presentation.say("list.page_range_open", first=f"{first:,}", last=f"{last:,}")
        return presentation.say(
            "list.page_range", first=f"{first:,}", last=f"{last:,}", total=f"{result.count.number:,}"
        )

    def _previous(self) -> str | None:
        if self.result.page == 0:
            return self.address.at_page(self.result.pages).url()
        return self.address.at_page(self.result.page - 1).url() if self.result.page > 1 else None

    def _next(self) -> str | None:
        if self.result.next_after is not None:
            return self.address.continued(self.result.next_after).url()
        if 0 < self.result.page < self.result.pages:
            return self.address.at_page(self.result.page + 1).url()
        return None


def count_words(presentation: Presentation, count: Count) -> str:
    """`1,234`, or `10,000+` where nobody counted further."""
    number = presentation.formats.integer(count.number)
    return presentation.say("list.count_more", count=number) if count.is_capped else number


def _only_creating(request: PageRequest) -> Response:
    """Whoever may create but not read goes to the form; everybody else finds nothing here."""
    if not may(request.entity, Verb.CREATE, request.context):
        raise NotFoundError
    return redirect(f"/{request.entity.name}/new")
