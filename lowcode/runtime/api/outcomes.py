"""What saving and processes answer, as answers of the API."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any, Final, NoReturn

from sqlalchemy import select
from starlette.responses import Response

from lowcode.runtime.api.errors import ChangedError, ProblemsError, RefusedError, VersionNeededError
from lowcode.runtime.api.request import ApiRequest, address_of, json_answer
from lowcode.runtime.api.values import link_json, plain_json, record_json
from lowcode.runtime.context import Context
from lowcode.runtime.definitions import EntityDefinition, FieldDefinition, ManyReference, Reference, Rows
from lowcode.runtime.http.errors import NotFoundError
from lowcode.runtime.http.routing import LARGEST_ID
from lowcode.runtime.pages.rendering import presentation_of
from lowcode.runtime.process.errors import ProcessRefusal
from lowcode.runtime.process.flows import Submitted
from lowcode.runtime.queries.results import RecordLink
from lowcode.runtime.saving.outcome import Conflict, Difference, Problem, Refused, Saved

_NOT_YOURS: Final = frozenset(
    {"transition_not_yours", "button_not_yours", "approval_not_yours", "not_your_turn", "not_your_request"}
)
_NONSENSE: Final = frozenset(
    {
        "no_such_transition",
        "no_such_button",
        "no_such_step",
        "no_such_way",
        "approval_unknown",
        "signers_not_chosen",
        "opinion_required",
        "edit_refused",
        "edit_not_allowed",
        "user_not_active",
        "no_colleague",
    }
)
"""Refusals of what was sent; all others are about how things stand."""


def wanted_version(request: ApiRequest, body: Mapping[str, Any], *, required: bool = True) -> int | None:
    """The version that is to be changed, from `If-Match` or the body's `version`; None: whatever is there (`*`).

    Raises VersionNeededError if there is none, because nobody changes what he has not seen.
    """
    header = request.headers.get("if-match", "").strip()
    given = body.get("version")
    if given is not None:
        if not isinstance(given, int) or isinstance(given, bool) or given < 0:
            raise ProblemsError((Problem(path="version", code="not_an_integer"),))
        return min(given, LARGEST_ID)
    if header == "*":
        return None
    digits = header.removeprefix("W/").strip('"')
    if digits.isascii() and digits.isdigit() and len(digits) < 10:
        return int(digits)
    if header:
        return 0  # some other mark: certainly not that of the present version
    if required:
        raise VersionNeededError
    return None


def record_answer(request: ApiRequest, saved: Saved, status: int = 200) -> Response:
    """The record as it is now, or for who may not read it only that it is there."""
    entity, context = request.entity, request.context
    location = {"Location": address_of(entity.name, saved.record_id)} if status == HTTPStatus.CREATED else {}
    view = request.service.queries.record(entity, saved.record_id, context) if request.reads else None
    if view is not None:
        return json_answer(record_json(context.application, view), status, {**location, "ETag": f'"{view.version}"'})
    table = entity.model.__table__  # rules may have gone on from the version that was saved
    version = context.connection.scalar(select(table.c.version).where(table.c.id == saved.record_id)) or saved.version
    content = {"id": saved.record_id, "version": version}
    return json_answer(content, status, {**location, "ETag": f'"{version}"'})


def refuse(request: ApiRequest, outcome: Refused | Conflict | ProcessRefusal, entity: EntityDefinition) -> NoReturn:
    """Raises what the outcome is to whoever asked."""
    if isinstance(outcome, Conflict):
        raise conflict_error(request, outcome)
    if isinstance(outcome, Refused):
        raise ProblemsError(outcome.problems, entity)
    if outcome.code == "approval_gone":
        raise NotFoundError
    status = HTTPStatus.CONFLICT
    if outcome.code in _NOT_YOURS:
        status = HTTPStatus.FORBIDDEN
    elif outcome.code in _NONSENSE:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
    raise RefusedError(outcome.problems, entity, status)


def step_answer(request: ApiRequest, outcome: Saved | Submitted | Refused | Conflict | ProcessRefusal) -> Response:
    """What became of a step: the record as it is now, or 202 and the request that has to be approved first."""
    if isinstance(outcome, Submitted):
        content = {"submitted": True, "approval": {"id": outcome.approval_id}}
        headers = {"Location": address_of("approvals", outcome.approval_id)}
        return json_answer(content, HTTPStatus.ACCEPTED, headers)
    if not isinstance(outcome, Saved):
        refuse(request, outcome, request.entity)
    return record_answer(request, outcome)


def conflict_error(request: ApiRequest, conflict: Conflict) -> ChangedError:
    """412 with both values of each field that was changed by both."""
    error = ChangedError()
    error.headers["ETag"] = f'"{conflict.version}"'
    error.members["version"] = conflict.version
    if not request.reads:
        return error
    context = request.context
    application = context.application
    titles = _titles(request, conflict.differences)
    who = request.service.queries.titles("user", [conflict.changed_by_id], context) if conflict.changed_by_id else {}
    error.members["changed_by"] = link_json(who.get(conflict.changed_by_id or 0))
    error.members["differences"] = [
        {
            "field": each.field.name,
            "label": presentation_of(request).text(each.field.label),
            "theirs": plain_json(application, each.field, each.theirs, titles),
            "mine": plain_json(application, each.field, each.mine, titles),
        }
        for each in conflict.differences
    ]
    return error


def _titles(request: ApiRequest, differences: Iterable[Difference]) -> dict[tuple[str, int], RecordLink]:
    wanted: dict[str, set[int]] = {}
    for each in differences:
        for value in (each.theirs, each.mine):
            _collect(request.context, each.field, value, wanted)
    return {
        (entity, record_id): link
        for entity, ids in wanted.items()
        for record_id, link in request.service.queries.titles(entity, ids, request.context).items()
    }


def _collect(context: Context, definition: FieldDefinition, value: Any, wanted: dict[str, set[int]]) -> None:
    match definition.type:
        case Reference(entity=target) if value is not None:
            wanted.setdefault(target, set()).add(value)
        case ManyReference(entity=target):
            wanted.setdefault(target, set()).update(value or ())
        case Rows(entity=name):
            known = context.application.entity_by_name[name].field_by_name
            for row in value or ():
                for cell, cell_value in row.values.items():
                    _collect(context, known[cell], cell_value, wanted)
        case _:
            return
