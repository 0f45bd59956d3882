"""A request by itself: for signers on their phones, for submitters, for who got a copy; and its sign-off sheet."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from starlette.responses import Response

from lowcode.catalog.field_types import attached_files
from lowcode.runtime.forms import parse_submission
from lowcode.runtime.http.errors import BadRequestError, NotFoundError
from lowcode.runtime.http.redirects import redirect, safe_next
from lowcode.runtime.http.request import PageRequest
from lowcode.runtime.pages.notices import tell
from lowcode.runtime.pages.process.approval_views import request_view
from lowcode.runtime.pages.process.attempts import attempt, refusal_texts
from lowcode.runtime.pages.rendering import presentation_of, render
from lowcode.runtime.process.approvals import handing_over, signing
from lowcode.runtime.process.approvals.requests import Request, Signer, find_request, record_of
from lowcode.runtime.process.approvals.taking_part import check_seen_version, edits_of, own_turn, visible_request
from lowcode.runtime.process.errors import ProcessRefusal

ACTIONS: Final = frozenset({"approve", "reject", "return", "transfer", "add", "withdraw"})
"""What the buttons of a request say."""


def show_request(request: PageRequest) -> Response:
    """`GET /-/approvals/{id}`."""
    return _page(request, found_request(request))


def show_sign_off(request: PageRequest) -> Response:
    """`GET /-/approvals/{id}/sign-off`: the sheet to be printed, with all rounds and signatures."""
    view = request_view(request, found_request(request))
    now = presentation_of(request).formats.instant(request.context.now)
    return render(request, "sign_off.html", view=view, printed=now)


def decide(request: PageRequest) -> Response:
    """`POST /-/approvals/{id}/decide`: what the button says."""
    found = found_request(request)
    action = request.form.get("action", "")
    if action not in ACTIONS:
        raise BadRequestError
    outcome = attempt(request.context, lambda: _act(request, found, action))
    if isinstance(outcome, ProcessRefusal):
        return _refused(request, found, outcome)
    answer = redirect(_next(request, found))
    _tell(answer, action)
    return answer


def _tell(answer: Response, action: str) -> None:
    """Lets the next page say what was done."""
    match action:
        case "approve":
            tell(answer, "signed_approved")
        case "reject":
            tell(answer, "signed_rejected")
        case "return":
            tell(answer, "signed_returned")
        case "transfer":
            tell(answer, "signed_transferred")
        case "add":
            tell(answer, "signer_added")
        case _:
            tell(answer, "request_withdrawn")


def found_request(request: PageRequest) -> Request:
    """The request of the address; for who has no business with it there is none."""
    found = visible_request(request.context, request.record_id)
    if found is None:
        raise NotFoundError
    return found


def _page(
    request: PageRequest,
    found: Request,
    problems: tuple[str, ...] = (),
    texts: dict[str, list[str]] | None = None,
    *,
    status: int = 200,
) -> Response:
    view = request_view(request, found, texts)
    return render(request, "approval.html", status=status, view=view, problems=problems)


def _act(request: PageRequest, found: Request, action: str) -> None:
    context, form = request.context, request.form
    if action == "withdraw":
        signing.withdraw(context, found.id)
        return
    signer = own_turn(context, found)
    opinion = form.get("opinion", "").strip()
    actions: dict[str, Callable[[], object]] = {
        "approve": lambda: _approve(request, found, signer, opinion),
        "reject": lambda: signing.reject(context, signer.id, opinion, _files(request)),
        "return": lambda: signing.give_back(context, signer.id, opinion, form.get("return_to") or None),
        "transfer": lambda: handing_over.transfer(context, signer.id, _colleague(request), opinion),
        "add": lambda: handing_over.add_signer(context, signer.id, _colleague(request), form.get("way", "")),
    }
    if action in {"approve", "reject"}:
        check_seen_version(context, found, form.get("version", ""))
    actions[action]()


def _approve(request: PageRequest, found: Request, signer: Signer, opinion: str) -> None:
    context = request.context
    entity = context.application.entity_by_name[found.entity]
    record = record_of(context, found)
    version = record.version if record is not None else None
    parsed = parse_submission(entity, request.form.multi_items(), context)
    edits = edits_of(context, entity, found, signer, parsed)
    signing.approve(context, signer.id, opinion, edits, _files(request), version)


def _files(request: PageRequest) -> list[int]:
    """The files that came with the opinion."""
    lines = [line for text in request.form.getlist("files") for line in text.splitlines()]
    return [each.id for line in lines for each in attached_files(line) if each.id]


def _colleague(request: PageRequest) -> int:
    text = request.form.get("colleague", "")
    if not (text.isascii() and text.isdigit() and len(text) < 11):
        raise ProcessRefusal("no_colleague")
    return int(text)


def _refused(request: PageRequest, found: Request, refusal: ProcessRefusal) -> Response:
    """The page as it stands now, with why nothing was done and everything that was typed."""
    context, presentation = request.context, presentation_of(request)
    entity = context.application.entity_by_name[found.entity]
    problems = refusal_texts(presentation, context, entity, refusal.problems)
    typed: dict[str, list[str]] = {}
    for name, text in request.form.multi_items():
        typed.setdefault(name, []).append(text)
    again = find_request(context, found.id)
    if again is None:
        raise NotFoundError
    is_form = refusal.code in {"opinion_required", "edit_refused", "no_colleague", "no_such_way"}
    return _page(request, again, problems, typed, status=422 if is_form else 409)


def _next(request: PageRequest, found: Request) -> str:
    wanted: Any = request.form.get("next", "")
    return safe_next(wanted) if wanted else f"/-/approvals/{found.id}"
