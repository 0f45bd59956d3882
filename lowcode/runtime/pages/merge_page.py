"""Merging: the records side by side, the one that stays, and for each field that differs whose value it keeps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from starlette.responses import Response

from lowcode.runtime.definitions import EntityDefinition
from lowcode.runtime.http.errors import BadRequestError, ForbiddenError, NotFoundError
from lowcode.runtime.http.redirects import redirect
from lowcode.runtime.http.request import PageRequest
from lowcode.runtime.merging.choosing import TOGETHER, Choosing, Difference
from lowcode.runtime.merging.duplicates import MOST_RECORDS
from lowcode.runtime.merging.merge import Merging, load_records, merge
from lowcode.runtime.pages.conflict_page import value_words
from lowcode.runtime.pages.notices import tell
from lowcode.runtime.pages.presentation import Presentation
from lowcode.runtime.pages.problem_words import ProblemWords
from lowcode.runtime.pages.rendering import presentation_of, render
from lowcode.runtime.saving.outcome import NotAllowedError, Problem, RecordNotFoundError, Refused
from lowcode.runtime.saving.values import is_empty

_TAKE: Final = "take."
_VERSION: Final = "version."


@dataclass(frozen=True, slots=True, kw_only=True)
class MergedView:
    """One of the records, the head of a column."""

    id: int
    title: str
    url: str
    version: int
    about: str
    stays: bool


@dataclass(frozen=True, slots=True)
class CellView:
    """A record's value of a field."""

    value: int
    text: str
    is_chosen: bool
    can_be_chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DifferenceView:
    """A field with the value of each record, and what they have together."""

    name: str
    label: str
    cells: tuple[CellView, ...]
    together: CellView | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MergePage:
    """What `merge.html` shows."""

    title: str
    action: str
    back_url: str
    back_label: str
    records: tuple[MergedView, ...]
    differences: tuple[DifferenceView, ...]
    confirm: str
    problems: tuple[str, ...] = ()


def show_merge(request: PageRequest) -> Response:
    """`/{entity}/merge?id=1&id=2`."""
    ids = _ids(request, request.query.getlist("id"))
    return _answer(request, Merging(survivor_id=ids[0], other_ids=tuple(ids[1:])))


def run_merge(request: PageRequest) -> Response:
    """Merges, or shows the page again with what stands against it."""
    ids, form = _ids(request, request.form.getlist("id")), request.form
    survivor_id = _number(form.get("survivor", ""))
    if survivor_id not in ids:
        raise BadRequestError
    merging = Merging(
        survivor_id=survivor_id,
        other_ids=tuple(each for each in ids if each != survivor_id),
        wanted={name.removeprefix(_TAKE): _number(form[name]) for name in form if name.startswith(_TAKE)},
        versions={each: _number(form.get(f"{_VERSION}{each}", "")) for each in ids},
    )
    try:
        outcome = merge(request.context, request.entity, merging)
    except RecordNotFoundError as error:
        raise NotFoundError from error
    except NotAllowedError as error:
        raise ForbiddenError from error
    if isinstance(outcome, Refused):
        return _answer(request, merging, outcome.problems)
    answer = redirect(f"/{request.entity.name}/{survivor_id}")
    tell(answer, "merged")
    return answer


def _ids(request: PageRequest, texts: Sequence[str]) -> list[int]:
    """The records, the oldest first: it is the one that stays, unless somebody says otherwise."""
    if not request.entity.merge_on:
        raise NotFoundError
    ids = sorted({_number(each) for each in texts})
    if not 2 <= len(ids) <= MOST_RECORDS or ids[0] < 1:
        raise BadRequestError
    return ids


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise BadRequestError
    return int(text)


def _answer(request: PageRequest, merging: Merging, problems: Sequence[Problem] = ()) -> Response:
    context, entity = request.context, request.entity
    try:
        records = load_records(context, entity, merging, lock=False)
    except RecordNotFoundError as error:
        raise NotFoundError from error
    except NotAllowedError as error:
        raise ForbiddenError from error
    presentation = presentation_of(request)
    words = ProblemWords(presentation, entity, context)
    offered = Choosing(context, entity, records, merging.survivor_id).offered()
    page = MergePage(
        title=presentation.say("merge.title", label=presentation.counted(entity, 2)),
        action=f"/{entity.name}/merge",
        back_url=f"/{entity.name}/duplicates",
        back_label=presentation.say("merge.duplicates_title", label=presentation.counted(entity, 2)),
        records=tuple(_record(request, presentation, entity, each, merging.survivor_id) for each in records),
        differences=tuple(_difference(request, presentation, each, merging.wanted) for each in offered),
        confirm=presentation.say("merge.confirm", count=len(records)),
        problems=tuple(words.view(each).text for each in problems),
    )
    return render(request, "merge.html", status=422 if problems else 200, page=page)


def _record(
    request: PageRequest, presentation: Presentation, entity: EntityDefinition, record: Any, survivor_id: int
) -> MergedView:
    when = presentation.formats.ago(record.created_at, request.now)
    return MergedView(
        id=record.id,
        title=getattr(record, entity.title) or presentation.say("record.untitled"),
        url=f"/{entity.name}/{record.id}",
        version=record.version,
        about=presentation.say("merge.created", when=when),
        stays=record.id == survivor_id,
    )


def _difference(
    request: PageRequest, presentation: Presentation, difference: Difference, wanted: Mapping[str, int]
) -> DifferenceView:
    definition = difference.field
    chosen = wanted.get(definition.name, difference.usual)

    def text(value: Any) -> str:
        return "" if is_empty(value) else value_words(request, presentation, definition, value)

    together = CellView(TOGETHER, presentation.say("merge.together"), chosen == TOGETHER, can_be_chosen=True)
    return DifferenceView(
        name=f"{_TAKE}{definition.name}",
        label=presentation.text(definition.label),
        cells=tuple(
            CellView(key, text(value), chosen == key, can_be_chosen=not is_empty(value))
            for key, value in difference.values.items()
        ),
        together=together if difference.can_be_joined else None,
    )
