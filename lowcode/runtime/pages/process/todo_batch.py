"""Several requests decided with one opinion: each by itself, and what worked and what did not is told."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from starlette.responses import Response

from lowcode.runtime.context import Context
from lowcode.runtime.http.errors import BadRequestError
from lowcode.runtime.http.redirects import redirect
from lowcode.runtime.http.request import PageRequest
from lowcode.runtime.pages.notices import tell
from lowcode.runtime.pages.process.attempts import attempt, refusal_texts
from lowcode.runtime.pages.rendering import presentation_of, render
from lowcode.runtime.process.approvals import signing
from lowcode.runtime.process.approvals.requests import definition_of, find_request, step_by_id, step_definition
from lowcode.runtime.process.errors import ProcessRefusal

MOST: Final = 100
"""Requests that one press of a button may decide."""


@dataclass(frozen=True, slots=True)
class ResultView:
    """What became of one request; without `text` it is decided."""

    title: str
    url: str
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchPage:
    """What `todo_result.html` shows."""

    title: str
    done: tuple[ResultView, ...]
    refused: tuple[ResultView, ...]


def decide_several(request: PageRequest) -> Response:
    """`POST /-/todo/decide`: every request in a transaction of its own."""
    action = request.form.get("action", "")
    if action not in {"approve", "reject"}:
        raise BadRequestError
    ids = [int(text) for text in request.form.getlist("id") if text.isascii() and text.isdigit() and len(text) < 10]
    if not ids:
        answer = redirect("/-/todo")
        tell(answer, "nothing_chosen", kind="bad")
        return answer
    results = [_decide(request, each, action) for each in dict.fromkeys(ids[:MOST])]
    done = tuple(each for each in results if each is not None and not each.text)
    refused = tuple(each for each in results if each is not None and each.text)
    if not refused:
        answer = redirect("/-/todo")
        tell(answer, "decided_many", count=len(done))
        return answer
    say = presentation_of(request).say
    title = say("todo.batch_title", done=len(done), refused=len(refused))
    return render(request, "todo_result.html", page=BatchPage(title=title, done=done, refused=refused))


def _decide(request: PageRequest, request_id: int, action: str) -> ResultView | None:
    """One decision; None for a request that does not exist for this user."""
    opinion = request.form.get("opinion", "").strip()
    with _own_transaction(request) as context:
        found = find_request(context, request_id)
        if found is None:
            return None
        signer = signing.turn_of(context, request_id)
        url = f"/-/approvals/{request_id}"
        presentation = presentation_of(request)
        if signer is None:
            return ResultView(f"#{request_id}", url, presentation.say("problem.decided_already"))
        title = found.title or presentation.say("record.untitled")
        row = step_by_id(context, signer.step_id)
        definition = definition_of(context, found.approval)
        step = step_definition(definition, row.step) if definition is not None and row is not None else None
        if step is not None and step.edits:
            return ResultView(title, url, presentation.say("todo.batch_edits"))
        act = signing.approve if action == "approve" else signing.reject
        outcome = attempt(context, lambda: act(context, signer.id, opinion))
        if isinstance(outcome, ProcessRefusal):
            entity = context.application.entity_by_name[found.entity]
            texts = refusal_texts(presentation, context, entity, outcome.problems)
            return ResultView(title, url, " ".join(texts))
        return ResultView(title, url)


@contextmanager
def _own_transaction(request: PageRequest) -> Iterator[Context]:
    """The user's context in a transaction of its own."""
    outer = request.context
    with request.service.database.writing() as connection:
        context = Context(
            application=outer.application,
            connection=connection,
            identity=outer.identity,
            now=outer.now,
            timezone=outer.timezone,
            locale=outer.locale,
            options=outer.options,
        )
        yield context
        context.session.close()
