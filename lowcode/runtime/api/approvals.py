"""Requests for approval: what waits, what stands in one, and deciding; the same functions as behind the pages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from starlette.responses import Response

from lowcode.catalog.api import APPROVAL_LISTS
from lowcode.runtime.api.approval_views import entry_json, request_json
from lowcode.runtime.api.errors import BadParametersError, ProblemsError
from lowcode.runtime.api.outcomes import refuse
from lowcode.runtime.api.reading import unknown_name
from lowcode.runtime.api.references import BadReferenceError, ReferenceReader
from lowcode.runtime.api.request import ApiRequest, json_answer, whole_number
from lowcode.runtime.api.step_bodies import asked_values, body_of
from lowcode.runtime.context import Context
from lowcode.runtime.files import files_by_id
from lowcode.runtime.http.errors import NotFoundError
from lowcode.runtime.pages.process.attempts import attempt
from lowcode.runtime.process.approvals import handing_over, signing
from lowcode.runtime.process.approvals.lists import (
    SHOWN,
    Entry,
    copied_to,
    returned_to,
    signed_by,
    started_by,
    to_do,
)
from lowcode.runtime.process.approvals.requests import Request, record_of
from lowcode.runtime.process.approvals.taking_part import (
    check_seen_version,
    editable_fields,
    edits_of,
    own_turn,
    visible_request,
)
from lowcode.runtime.process.errors import ProcessRefusal
from lowcode.runtime.saving.outcome import Problem
from lowcode.runtime.saving.submission import Submission

_LISTS: Final[Mapping[str, Callable[[Context, int], list[Entry]]]] = {
    "to_sign": to_do,
    "returned": returned_to,
    "started": started_by,
    "signed": signed_by,
    "copied": copied_to,
}
_OLDER: Final[Mapping[str, Callable[[Context, int, int], list[Entry]]]] = {
    "started": lambda context, user, before: started_by(context, user, before=before),
    "signed": lambda context, user, before: signed_by(context, user, before=before),
}
"""Those that grow without end are read piece by piece."""
_LONGEST_OPINION: Final = 10_000
_MOST_FILES: Final = 100


def list_approvals(request: ApiRequest) -> Response:
    """`GET /approvals?list=…`: the user's own, fifty at most; what he started and signed goes on with `next`."""
    _require_processes(request)
    context, user_id = request.context, request.context.user_id or 0
    wanted = request.query.get("list", APPROVAL_LISTS[0])
    if wanted not in _LISTS:
        raise BadParametersError((unknown_name("list", wanted, list(APPROVAL_LISTS)),))
    if "before" not in request.query:
        entries = _LISTS[wanted](context, user_id)
    elif wanted in _OLDER:
        entries = _OLDER[wanted](context, user_id, whole_number(request.query["before"]))
    else:
        raise BadParametersError((unknown_name("before", "before", ["list"]),))
    last = entries[-1] if wanted in _OLDER and len(entries) == SHOWN else None
    before = last and (last.signer_id or last.request_id)
    following = f"{request.path}?list={wanted}&before={before}" if before else None
    return json_answer({"items": [entry_json(request, each) for each in entries], "next": following})


def show_approval(request: ApiRequest) -> Response:
    """`GET /approvals/{id}`."""
    return json_answer(request_json(request, _found(request)))


def approve(request: ApiRequest) -> Response:
    """`POST /approvals/{id}/approve`."""
    found, body = _found(request), body_of(request, ("opinion", "values", "files", "version"))
    context, files = request.context, _files(request, body)
    entity = context.application.entity_by_name[found.entity]
    parsed = _values(request, found, body)

    def sign() -> None:
        signer = own_turn(context, found)
        check_seen_version(context, found, _version(body))
        record = record_of(context, found)
        edits = edits_of(context, entity, found, signer, parsed)
        version = record.version if record is not None else None
        signing.approve(context, signer.id, _opinion(body), edits, files, version)

    return _decided(request, found, sign)


def reject(request: ApiRequest) -> Response:
    """`POST /approvals/{id}/reject`."""
    found, body = _found(request), body_of(request, ("opinion", "files", "version"))
    context, files = request.context, _files(request, body)

    def sign() -> None:
        signer = own_turn(context, found)
        check_seen_version(context, found, _version(body))
        signing.reject(context, signer.id, _opinion(body), files)

    return _decided(request, found, sign)


def give_back(request: ApiRequest) -> Response:
    """`POST /approvals/{id}/return`: to the submitter, or to an earlier step."""
    found, body = _found(request), body_of(request, ("opinion", "step"))
    context, step = request.context, _text(body, "step", 80) or None
    return _decided(
        request, found, lambda: signing.give_back(context, own_turn(context, found).id, _opinion(body), step)
    )


def transfer(request: ApiRequest) -> Response:
    """`POST /approvals/{id}/transfer`."""
    found, body = _found(request), body_of(request, ("user", "opinion"))
    context, user_id = request.context, _colleague(request, body)
    return _decided(
        request, found, lambda: handing_over.transfer(context, own_turn(context, found).id, user_id, _opinion(body))
    )


def add_signer(request: ApiRequest) -> Response:
    """`POST /approvals/{id}/signers`: before, after or beside the user."""
    found, body = _found(request), body_of(request, ("user", "way"))
    context, user_id, way = request.context, _colleague(request, body), _text(body, "way", 80)
    return _decided(request, found, lambda: handing_over.add_signer(context, own_turn(context, found).id, user_id, way))


def withdraw(request: ApiRequest) -> Response:
    """`POST /approvals/{id}/withdraw`."""
    found = _found(request)
    body_of(request, ())
    return _decided(request, found, lambda: signing.withdraw(request.context, found.id))


def _require_processes(request: ApiRequest) -> None:
    if request.context.application.processes is None:
        raise NotFoundError


def _found(request: ApiRequest) -> Request:
    found = visible_request(request.context, request.record_id)
    if found is None:
        raise NotFoundError
    return found


def _decided(request: ApiRequest, found: Request, action: Callable[[], object]) -> Response:
    """The request as it stands after what was done, or why it was not."""
    outcome = attempt(request.context, action)
    if isinstance(outcome, ProcessRefusal):
        refuse(request, outcome, request.context.application.entity_by_name[found.entity])
    again = visible_request(request.context, found.id)
    if again is None or not request.reads:
        return json_answer({"id": found.id, "status": again.status if again is not None else None})
    return json_answer(request_json(request, again))


def _text(body: Mapping[str, Any], name: str, longest: int) -> str:
    value = body.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise ProblemsError((Problem(path=name, code="not_a_text"),))
    if len(value) > longest:
        parameters = {"maximum": longest, "length": len(value)}
        raise ProblemsError((Problem(path=name, code="too_long", parameters=parameters),))
    return value.strip()


def _opinion(body: Mapping[str, Any]) -> str:
    return _text(body, "opinion", _LONGEST_OPINION)


def _version(body: Mapping[str, Any]) -> str:
    version = body.get("version")
    if version is not None and (not isinstance(version, int) or isinstance(version, bool)):
        raise ProblemsError((Problem(path="version", code="not_an_integer"),))
    return "" if version is None else str(version)


def _values(request: ApiRequest, found: Request, body: Mapping[str, Any]) -> Submission:
    """What the signer changes; fields that he may not change here are refused."""
    context = request.context
    entity = context.application.entity_by_name[found.entity]
    signer = signing.turn_of(context, found.id)
    if signer is None:
        return Submission(values={})  # whose turn it is not is told that, and not what he could have changed
    return asked_values(request, entity, body, editable_fields(context, entity, found, signer))


def _files(request: ApiRequest, body: Mapping[str, Any]) -> list[int]:
    """Files that the user has brought, and that belong to nothing yet."""
    given = body.get("files")
    if given is None:
        return []
    numbers = given if isinstance(given, list) else [None]
    ids = [each for each in numbers[:_MOST_FILES] if isinstance(each, int) and not isinstance(each, bool) and each > 0]
    known = files_by_id(request.context, [each for each in ids if each < 2**31])
    own = [each.id for each in known.values() if each.subject is None and each.created_by_id == request.context.user_id]
    if len(own) < len(set(ids)) or len(ids) < len(numbers):
        raise ProblemsError((Problem(path="files", code="file_not_found"),))
    return own


def _colleague(request: ApiRequest, body: Mapping[str, Any]) -> int:
    user = request.context.application.entity_by_name["user"]
    try:
        return ReferenceReader(request.context).record_id(user, body.get("user"))
    except BadReferenceError as error:
        raise ProblemsError((Problem(path="user", code=error.code, parameters=error.parameters),)) from error
