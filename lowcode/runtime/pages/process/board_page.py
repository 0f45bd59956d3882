"""`/{entity}/board`: the records of a list as cards, a column for each state or option."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from markupsafe import Markup
from starlette.responses import Response

from lowcode.runtime.access import may
from lowcode.runtime.definitions import BoardDefinition, ChoiceOf, EntityDefinition, ListColumn, Verb
from lowcode.runtime.http.errors import NotFoundError
from lowcode.runtime.http.redirects import redirect
from lowcode.runtime.http.request import PageRequest
from lowcode.runtime.pages.cells import Cell, cell_at, column_label, inner
from lowcode.runtime.pages.filter_views import Chip, FilterViews, kept_pairs, named_titles
from lowcode.runtime.pages.presentation import Presentation
from lowcode.runtime.pages.process.boards import can_be_moved, has_board
from lowcode.runtime.pages.rendering import presentation_of, render
from lowcode.runtime.pages.script_words import script_words
from lowcode.runtime.process.flows import flow_of
from lowcode.runtime.queries.address import ListAddress
from lowcode.runtime.queries.filters import IsEmpty, IsOption
from lowcode.runtime.queries.results import ListRow

MOST_CARDS: Final = 20
"""Cards of a column; the list has the rest."""

_FEW: Final = 3
"""Columns of the list that a card shows where the specification says nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CardView:
    """One record."""

    id: int
    title: str
    url: str
    version: int
    facts: tuple[tuple[str, Markup], ...]
    moves_url: str
    move_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LaneView:
    """A column."""

    name: str
    label: str
    css: str
    count: str
    cards: tuple[CardView, ...]
    more: str
    more_url: str
    is_end: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardPage:
    """What `board.html` shows."""

    label: str
    one: str
    url: str
    list_url: str
    create_url: str | None
    path: str
    is_fragment: bool
    can_search: bool
    search: str
    kept_for_search: tuple[tuple[str, str], ...]
    chips: tuple[Chip, ...]
    lanes: tuple[LaneView, ...]
    is_movable: bool
    script_texts: str


def show_board(request: PageRequest) -> Response:
    """The board of what the address of the list asks for."""
    entity, context = request.entity, request.context
    board = entity.board
    if board is None or not may(entity, Verb.READ, context):
        raise NotFoundError
    if not has_board(context, entity):
        return redirect(f"/{entity.name}")
    columns = _columns(entity, board)
    address = request.service.queries.list_address(entity, request.query, context, columns)
    return render(request, "board.html", page=_page(request, board, address.at_page(1)))


def _columns(entity: EntityDefinition, board: BoardDefinition) -> tuple[ListColumn, ...]:
    """What a card says; the title and the column's own field stand there already."""
    listed = entity.list.columns if entity.list is not None else ()
    wanted = board.card or tuple(each for each in listed if each.path[0] not in (board.by, entity.title))[:_FEW]
    return tuple(each for each in wanted if each.path not in {(entity.title,), (board.by,)})


def _page(request: PageRequest, board: BoardDefinition, address: ListAddress) -> BoardPage:
    context, entity, presentation = request.context, request.entity, presentation_of(request)
    queries = request.service.queries
    titles = named_titles(queries, context, address)
    views = FilterViews(presentation=presentation, context=context, address=address, titles=titles)
    path = f"/{entity.name}/board"
    chips = tuple(Chip(each.text, _on_board(entity, each.url)) for each in views.chips())
    return BoardPage(
        label=presentation.many(entity),
        one=presentation.one(entity),
        url=_on_board(entity, address.url()),
        list_url=address.url(),
        create_url=f"/{entity.name}/new" if may(entity, Verb.CREATE, context) else None,
        path=path,
        is_fragment=request.is_htmx and not request.is_boosted,
        can_search=queries.plan(entity.name).search_table is not None,
        search=address.search,
        kept_for_search=kept_pairs(address.searching("")),
        chips=chips,
        lanes=tuple(_lanes(request, presentation, board, address)),
        is_movable=can_be_moved(context, entity),
        script_texts=script_words(presentation),
    )


def _on_board(entity: EntityDefinition, url: str) -> str:
    """The same question to the board instead of the list."""
    return f"/{entity.name}/board{url.removeprefix(f'/{entity.name}')}"


def _lanes(
    request: PageRequest, presentation: Presentation, board: BoardDefinition, address: ListAddress
) -> Iterator[LaneView]:
    entity, context = request.entity, request.context
    kind = entity.field_by_name[board.by].type
    if not isinstance(kind, ChoiceOf):
        return
    paths = [column.path for column in address.columns]
    cells = [cell_at(presentation, context, entity, path) for path in paths]
    labels = [column_label(presentation, entity, path) for path in paths]
    flow = flow_of(context, entity)
    ends = {each.name for each in flow.states if each.is_end} if flow is not None and flow.field == board.by else set()
    for option in (each for each in presentation.options(kind.choice) if each.depth == 0):
        lane = address.with_filters([*address.filters, IsOption(board.by, (option.name,))])
        cards, count, more = _cards(request, presentation, lane, cells, labels)
        yield LaneView(
            name=option.name,
            label=option.label,
            css=option.css,
            count=count,
            cards=cards,
            more=more,
            more_url=lane.url(),
            is_end=option.name in ends,
        )
    unset = address.with_filters([*address.filters, IsEmpty(board.by, empty=True)])
    cards, count, more = _cards(request, presentation, unset, cells, labels)
    if cards:
        label = presentation.say("board.none")
        yield LaneView(
            name="", label=label, css="", count=count, cards=cards, more=more, more_url=unset.url(), is_end=False
        )


def _cards(
    request: PageRequest,
    presentation: Presentation,
    lane: ListAddress,
    cells: Sequence[Cell],
    labels: Sequence[str],
) -> tuple[tuple[CardView, ...], str, str]:
    """The cards of a column, how many records there are, and what is said about those that are not shown."""
    result, _ = request.service.queries.list_page(replace(lane, size=MOST_CARDS), request.context)
    cards = tuple(_card(request.entity, presentation, row, cells, labels) for row in result.rows)
    number = presentation.formats.integer(result.count.number)
    shown = presentation.say("list.count_more", count=number) if result.count.is_capped else number
    left = result.count.number - len(cards)
    return cards, shown, presentation.say("board.more", count=presentation.formats.integer(left)) if left > 0 else ""


def _card(
    entity: EntityDefinition, presentation: Presentation, row: ListRow, cells: Sequence[Cell], labels: Sequence[str]
) -> CardView:
    url = f"/{entity.name}/{row.id}"
    shown = zip(labels, cells, row.values, strict=True)
    facts = tuple((label, Markup(inner(cell(value)))) for label, cell, value in shown)  # noqa: S704 - cells escape
    return CardView(
        id=row.id,
        title=row.title or presentation.say("record.untitled"),
        url=url,
        version=row.version,
        facts=tuple(each for each in facts if each[1]),
        moves_url=f"{url}/moves",
        move_url=f"{url}/to",
    )
