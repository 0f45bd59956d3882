"""The menus above a list: filters and columns. They are fetched when they are opened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from starlette.responses import Response

from lowcode.runtime.access import may
from lowcode.runtime.context import Context
from lowcode.runtime.definitions import EntityDefinition, ListColumn, Reverse, Rows, Verb
from lowcode.runtime.field_rights import may_read_field
from lowcode.runtime.http.errors import NotFoundError
from lowcode.runtime.http.preferences import read_preference, write_preference
from lowcode.runtime.http.redirects import redirect, safe_next
from lowcode.runtime.http.request import PageRequest
from lowcode.runtime.pages.cells import column_label
from lowcode.runtime.pages.filter_views import FilterView, FilterViews, kept_pairs, named_titles
from lowcode.runtime.pages.presentation import Presentation
from lowcode.runtime.pages.rendering import presentation_of, render
from lowcode.runtime.queries.address import ListAddress
from lowcode.runtime.queries.field_guards import sight_at
from lowcode.runtime.queries.plans import SYSTEM_FIELDS

MOST_COLUMNS: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class FiltersPage:
    """What `filters.html` shows."""

    is_fragment: bool
    label: str
    path: str
    filters: tuple[FilterView, ...]
    is_filtered: bool
    unfiltered_url: str
    kept: tuple[tuple[str, str], ...]
    """The rest of the list's address: search, sort."""


@dataclass(frozen=True, slots=True)
class ColumnChoice:
    """A column that one may show."""

    path: str
    label: str
    is_chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnsPage:
    """What `columns.html` shows."""

    is_fragment: bool
    label: str
    action: str
    list_url: str
    columns: tuple[ColumnChoice, ...]


def show_filters(request: PageRequest) -> Response:
    """`/{entity}/filters`, with the query of the list."""
    return filters_answer(request, _address(request))


def filters_answer(request: PageRequest, address: ListAddress) -> Response:
    """The menu of the filters of a list."""
    entity, context = address.entity, request.context
    presentation = presentation_of(request)
    titles = named_titles(request.service.queries, context, address)
    views = FilterViews(presentation=presentation, context=context, address=address, titles=titles)
    page = FiltersPage(
        is_fragment=request.is_htmx,
        label=presentation.many(entity),
        path=address.path,
        filters=views.controls(offered_filters(entity, context)),
        is_filtered=bool(address.filters),
        unfiltered_url=address.with_filters(()).url(),
        kept=kept_pairs(address.with_filters(())),
    )
    return render(request, "filters.html", page=page)


def show_columns(request: PageRequest) -> Response:
    """`/{entity}/columns`, with the query of the list."""
    return columns_answer(request, _address(request))


def columns_answer(request: PageRequest, address: ListAddress) -> Response:
    """The menu of the columns of a list."""
    entity = address.entity
    presentation = presentation_of(request)
    page = ColumnsPage(
        is_fragment=request.is_htmx,
        label=presentation.many(entity),
        action=f"/{entity.name}/columns",
        list_url=address.url(),
        columns=_choices(presentation, request, entity, [column.path for column in address.columns]),
    )
    return render(request, "columns.html", page=page)


def choose_columns(request: PageRequest) -> Response:
    """Keeps which columns this user sees, in which order."""
    entity, context = request.entity, request.context
    known = {".".join(path) for path in _offered(entity, context)}
    chosen = [path for path in request.form.getlist("column") if path in known][:MOST_COLUMNS]
    value = None if "reset" in request.form or not chosen else chosen
    if context.user_id is not None:
        write_preference(context.connection, context.user_id, f"columns.{entity.name}", value)
    return redirect(safe_next(request.form.get("next", f"/{entity.name}")))


def chosen_columns(request: PageRequest, entity: EntityDefinition) -> tuple[ListColumn, ...] | None:
    """The columns that this user chose, as far as they still exist; None: those of the specification."""
    context = request.context
    if context.user_id is None:
        return None
    chosen = read_preference(context.connection, context.user_id, f"columns.{entity.name}")
    if not isinstance(chosen, list):
        return None
    known = {".".join(path) for path in _offered(entity, context)}
    return tuple(ListColumn(tuple(path.split("."))) for path in chosen if path in known) or None


def _address(request: PageRequest) -> ListAddress:
    entity, context = request.entity, request.context
    if not may(entity, Verb.READ, context):
        raise NotFoundError
    return request.service.queries.list_address(entity, request.query, context, chosen_columns(request, entity))


def _choices(
    presentation: Presentation, request: PageRequest, entity: EntityDefinition, shown: Sequence[Sequence[str]]
) -> tuple[ColumnChoice, ...]:
    chosen = [".".join(path) for path in shown]
    others = [".".join(path) for path in _offered(entity, request.context) if ".".join(path) not in chosen]
    return tuple(
        ColumnChoice(path, column_label(presentation, entity, path.split(".")), path in chosen)
        for path in (*chosen, *others)
    )


def offered_filters(entity: EntityDefinition, context: Context) -> tuple[str, ...]:
    """The filters of the list, as far as the user may read what they ask about."""
    names = entity.list.filters if entity.list else ()
    return tuple(name for name in names if may_read_field(context, entity, name))


def _offered(entity: EntityDefinition, context: Context) -> tuple[tuple[str, ...], ...]:
    """Every column that can be shown: the list's own, all fields with one value, who made it and when.

    Those in which the user would see nothing are left out.
    """
    own = [column.path for column in entity.list.columns] if entity.list else []
    fields = [(each.name,) for each in entity.fields if not each.hidden and not isinstance(each.type, Reverse | Rows)]
    system = [(name,) for name in SYSTEM_FIELDS if name != "id"]
    paths = dict.fromkeys((*own, *fields, *system))
    return tuple(path for path in paths if not sight_at(context, entity, path).is_nothing)
