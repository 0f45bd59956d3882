"""One step of a flow for many records: each with the rights and conditions that it has by itself."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from lowcode.runtime.definitions import Verb
from lowcode.runtime.http.errors import BadRequestError, ForbiddenError, NotFoundError
from lowcode.runtime.http.redirects import redirect, safe_next
from lowcode.runtime.http.request import PageRequest
from lowcode.runtime.pages.notices import tell
from lowcode.runtime.pages.process.asking import asks_anything
from lowcode.runtime.pages.process.attempts import attempt, refusal_texts
from lowcode.runtime.pages.rendering import presentation_of, render
from lowcode.runtime.process import flows
from lowcode.runtime.process.errors import ProcessRefusal
from lowcode.runtime.saving.loading import load_for
from lowcode.runtime.saving.outcome import NotAllowedError, RecordNotFoundError, Refused, Saved


@dataclass(frozen=True, slots=True)
class LeftView:
    """A record that stayed where it was, and why."""

    title: str
    url: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkMovePage:
    """What `bulk_move.html` shows."""

    title: str
    action: str
    next_url: str
    ids: tuple[int, ...]
    steps: tuple[tuple[str, str], ...]
    left: tuple[LeftView, ...] = ()
    left_title: str = ""


def ask_moves(request: PageRequest, ids: tuple[int, ...]) -> Response:
    """Which step: those that at least one of the records can make now, without a form before it."""
    return render(request, "bulk_move.html", page=_page(request, ids))


def move_several(request: PageRequest, ids: tuple[int, ...]) -> Response:
    """Makes the step wherever it can be made; the rest is told."""
    name = request.form.get("step", "")
    flow = flows.flow_of(request.context, request.entity)
    if flow is None or name not in {each.name for each in flow.transitions}:
        raise BadRequestError
    left: list[LeftView] = []
    moved = 0
    for record_id in ids:
        text = _move(request, record_id, name)
        if text is None:
            moved += 1
        else:
            left.append(_left(request, record_id, text))
    if not left:
        answer: Response = redirect(_next(request))
        tell(answer, "moved_many", count=moved)
        return answer
    presentation = presentation_of(request)
    title = presentation.say("list.bulk_refused", count=len(left))
    page = _page(request, tuple(ids), tuple(left), title)
    return render(request, "bulk_move.html", status=200 if moved else 422, page=page)


def _move(request: PageRequest, record_id: int, name: str) -> str | None:
    """Why the record stayed where it was; None if it moved."""
    context, entity, presentation = request.context, request.entity, presentation_of(request)
    try:
        record = load_for(context, entity, record_id, Verb.READ, lock=False)
        offer = next((each for each in flows.offers(context, entity, record) if each.transition.name == name), None)
        if offer is not None and offer.is_possible and asks_anything(context, entity, record, offer):
            return presentation.say("list.bulk_move_none")
        outcome = attempt(context, lambda: flows.move(context, entity, record_id, name))
    except (RecordNotFoundError, NotAllowedError, NotFoundError, ForbiddenError):
        return presentation.say("list.bulk_not_allowed")
    if isinstance(outcome, Saved | flows.Submitted):
        return None
    problems = outcome.problems if isinstance(outcome, Refused | ProcessRefusal) else ()
    return " ".join(refusal_texts(presentation, context, entity, problems))


def _page(
    request: PageRequest, ids: tuple[int, ...], left: tuple[LeftView, ...] = (), left_title: str = ""
) -> BulkMovePage:
    presentation, entity = presentation_of(request), request.entity
    label = presentation.counted(entity, len(ids))
    return BulkMovePage(
        title=presentation.say("list.bulk_move_title", count=len(ids), label=label),
        action=f"/{entity.name}/bulk",
        next_url=_next(request),
        ids=ids,
        steps=() if left else _steps(request, ids),
        left=left,
        left_title=left_title,
    )


def _steps(request: PageRequest, ids: tuple[int, ...]) -> tuple[tuple[str, str], ...]:
    context, entity, presentation = request.context, request.entity, presentation_of(request)
    found: dict[str, str] = {}
    for record_id in ids:
        try:
            record = load_for(context, entity, record_id, Verb.READ, lock=False)
        except (RecordNotFoundError, NotAllowedError):
            continue
        for offer in flows.offers(context, entity, record):
            name = offer.transition.name
            if name not in found and offer.is_possible and not asks_anything(context, entity, record, offer):
                found[name] = presentation.text(offer.transition.label)
    return tuple(found.items())


def _left(request: PageRequest, record_id: int, text: str) -> LeftView:
    titles = request.service.queries.titles(request.entity.name, [record_id], request.context)
    link = titles.get(record_id)
    url = f"/{request.entity.name}/{record_id}" if link is not None else ""
    return LeftView((link.title if link is not None else None) or f"#{record_id}", url, text)


def _next(request: PageRequest) -> str:
    return safe_next(request.form.get("next", f"/{request.entity.name}"))
