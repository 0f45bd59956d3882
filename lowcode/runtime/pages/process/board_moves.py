"""Moving a card: to another state by a step of the flow, to another option by changing the field."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from starlette.responses import JSONResponse, Response

from lowcode.runtime.definitions import ChoiceOf, Verb
from lowcode.runtime.http.errors import BadRequestError, ForbiddenError, NotFoundError
from lowcode.runtime.http.redirects import redirect, safe_next
from lowcode.runtime.http.request import PageRequest
from lowcode.runtime.pages.notices import tell
from lowcode.runtime.pages.process.actions import ActionView, actions_of
from lowcode.runtime.pages.process.asking import asks_anything
from lowcode.runtime.pages.process.attempts import attempt, refusal_texts
from lowcode.runtime.pages.process.boards import can_be_moved
from lowcode.runtime.pages.record_page import record_answer
from lowcode.runtime.pages.rendering import presentation_of, render
from lowcode.runtime.process import flows
from lowcode.runtime.process.errors import ProcessRefusal
from lowcode.runtime.process.index import state_named
from lowcode.runtime.saving.loading import load_for
from lowcode.runtime.saving.outcome import (
    Conflict,
    NotAllowedError,
    Outcome,
    Problem,
    RecordNotFoundError,
    Saved,
)
from lowcode.runtime.saving.save import save
from lowcode.runtime.saving.submission import Submission


@dataclass(frozen=True, slots=True, kw_only=True)
class MovesMenu:
    """What `card_moves.html` shows: steps of the flow, or the other options of a field."""

    possible: tuple[ActionView, ...]
    impossible: tuple[ActionView, ...]
    options: tuple[tuple[str, str], ...]
    move_url: str
    version: str
    next_url: str


def show_moves(request: PageRequest) -> Response:
    """`GET /{entity}/{id}/moves`: the menu of a card, for keyboards and fingers."""
    context, entity, presentation = request.context, request.entity, presentation_of(request)
    record = _load(request, Verb.READ)
    flow = flows.flow_of(context, entity)
    board = entity.board
    actions: tuple[ActionView, ...] = ()
    options: tuple[tuple[str, str], ...] = ()
    if board is not None and (flow is None or flow.field != board.by):
        kind = entity.field_by_name[board.by].type
        if isinstance(kind, ChoiceOf) and can_be_moved(context, entity):
            present = getattr(record, board.by)
            found = (each for each in presentation.options(kind.choice) if each.depth == 0 and each.name != present)
            options = tuple((each.name, each.label) for each in found)
    else:
        actions = tuple(each for each in actions_of(presentation, context, entity, record) if each.target)
    next_url = safe_next(request.query.get("next", "")) if request.query.get("next") else f"/{entity.name}/board"
    menu = MovesMenu(
        possible=tuple(each for each in actions if not each.reasons),
        impossible=tuple(each for each in actions if each.reasons),
        options=options,
        move_url=f"/{entity.name}/{request.record_id}/to",
        version=str(record.version),
        next_url=next_url,
    )
    return render(request, "card_moves.html", menu=menu)


def move_card(request: PageRequest) -> Response:
    """`POST /{entity}/{id}/to`: to the column `value`."""
    entity, board = request.entity, request.entity.board
    value = request.form.get("value", "")
    if board is None:
        raise BadRequestError
    flow = flows.flow_of(request.context, entity)
    if flow is None or flow.field != board.by:
        return _set_option(request, board.by, value)
    return _make_step(request, value)


def _set_option(request: PageRequest, field: str, value: str) -> Response:
    context, entity = request.context, request.entity
    submission = Submission(values={field: value or None})
    outcome = attempt(context, lambda: save(context, entity, request.record_id, submission, _version(request)))
    return _answer(request, outcome)


def _make_step(request: PageRequest, state: str) -> Response:
    """Makes the first step that leads to the state and is possible; one that asks for something is answered so."""
    context, entity = request.context, request.entity
    record = _load(request, Verb.READ)
    ways = [each for each in flows.offers(context, entity, record) if each.transition.target == state]
    possible = [each for each in ways if each.is_possible]
    if not possible:
        return _not_possible(request, ways, state)
    offer = next((each for each in possible if not asks_anything(context, entity, record, each)), None)
    if offer is None:
        url = f"/{entity.name}/{request.record_id}/do/{possible[0].transition.name}"
        return JSONResponse({"form": url}) if _wants_json(request) else redirect(url)
    name = offer.transition.name
    outcome = attempt(context, lambda: flows.move(context, entity, request.record_id, name, version=_version(request)))
    return _answer(request, outcome)


def _not_possible(request: PageRequest, ways: list[flows.Offer], state: str) -> Response:
    context, presentation = request.context, presentation_of(request)
    if ways:
        reasons = [each if isinstance(each, str) else presentation.text(each) for each in ways[0].reasons]
        return _refused(request, tuple(reasons))
    flow = flows.flow_of(context, request.entity)
    known = state_named(flow, state) if flow is not None else None
    label = presentation.text(known.label) if known is not None else state
    return _refused(request, (presentation.say("problem.no_way_there", state=label),))


def _answer(request: PageRequest, outcome: Outcome | flows.Submitted | ProcessRefusal) -> Response:
    if isinstance(outcome, Saved | flows.Submitted):
        url = safe_next(request.form.get("next", "")) if request.form.get("next") else f"/{request.entity.name}/board"
        answer: Response = JSONResponse({"url": url}) if _wants_json(request) else redirect(url)
        if not _wants_json(request):
            tell(answer, "step_made")
        return answer
    if isinstance(outcome, Conflict):
        problems: tuple[Problem, ...] = (Problem(path="", code="changed_meanwhile"),)
    else:
        problems = outcome.problems
    texts = refusal_texts(presentation_of(request), request.context, request.entity, problems)
    return _refused(request, texts)


def _refused(request: PageRequest, texts: tuple[str, ...]) -> Response:
    if _wants_json(request):
        return JSONResponse({"problems": list(texts)}, status_code=409)
    return record_answer(request, texts, status=409)


def _load(request: PageRequest, verb: Verb) -> Any:
    try:
        return load_for(request.context, request.entity, request.record_id, verb, lock=False)
    except RecordNotFoundError as error:
        raise NotFoundError from error
    except NotAllowedError as error:
        raise ForbiddenError from error


def _version(request: PageRequest) -> int:
    """A form without a version counts as older than everything."""
    text = request.form.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _wants_json(request: PageRequest) -> bool:
    return request.headers.get("accept", "").startswith("application/json")
