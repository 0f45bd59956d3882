"""Requests for approval as JSON: as far as their reader may see the record, and what he may do."""

from __future__ import annotations

from typing import Any

from lowcode.runtime.api.request import ApiRequest, address_of
from lowcode.runtime.api.values import field_json, file_json, link_json, moment_text
from lowcode.runtime.definitions import EntityDefinition
from lowcode.runtime.files import Subject, files_of
from lowcode.runtime.pages.process.contents import readable_fields
from lowcode.runtime.pages.process.origins import origin_words
from lowcode.runtime.pages.rendering import presentation_of
from lowcode.runtime.process.approvals.lists import Entry
from lowcode.runtime.process.approvals.requests import (
    RUNNING,
    Request,
    Signer,
    StepRow,
    definition_of,
    signers_of,
    step_definition,
    steps_of,
)
from lowcode.runtime.process.approvals.signing import may_withdraw, places_to_return, turn_of
from lowcode.runtime.process.approvals.taking_part import editable_fields, step_of
from lowcode.runtime.process_definitions import ApprovalDefinition
from lowcode.runtime.queries.results import RecordLink, RecordView


def entry_json(request: ApiRequest, entry: Entry) -> dict[str, Any]:
    """A line of a list of requests."""
    definition = definition_of(request.context, entry.approval)
    return {
        "id": entry.request_id,
        "approval": entry.approval,
        "label": _label(request, definition, entry.approval),
        "entity": entry.entity,
        "record": {"id": entry.record_id, "title": entry.title},
        "status": entry.status,
        "submitter": _person(request, entry.submitter_id),
        "started_at": moment_text(entry.started_at),
        "step": entry.step,
        "since": moment_text(entry.since),
        "decision": entry.decision if entry.decision not in (None, "active") else None,
        "on_behalf_of": _person(request, entry.on_behalf_of_id),
        "url": address_of("approvals", entry.request_id),
    }


def request_json(request: ApiRequest, found: Request) -> dict[str, Any]:
    """A request whole."""
    context = request.context
    entity = context.application.entity_by_name[found.entity]
    definition = definition_of(context, found.approval)
    view = request.service.queries.record(entity, found.record_id, context)
    return {
        "id": found.id,
        "approval": found.approval,
        "label": _label(request, definition, found.approval),
        "entity": found.entity,
        "record": {"id": found.record_id, "title": (view.title if view is not None else None) or found.title},
        "version": view.version if view is not None else None,
        "status": found.status,
        "note": found.note,
        "round": found.round,
        "submitter": _person(request, found.submitter_id),
        "started_at": moment_text(found.started_at),
        "finished_at": moment_text(found.finished_at),
        "transition": found.transition,
        "shown": _shown(request, definition, view),
        "asked": _asked(request, entity, found, view),
        "steps": _steps(request, found, definition),
        "turn": _turn(request, entity, found, definition),
        "may_withdraw": may_withdraw(context, found) and (definition is None or "withdraw" in definition.rights),
    }


def _label(request: ApiRequest, definition: ApprovalDefinition | None, name: str) -> str:
    return presentation_of(request).text(definition.label) if definition is not None else name


def _person(request: ApiRequest, user_id: int | None) -> dict[str, Any] | None:
    """A user by name: everybody who is signed in may know it."""
    if user_id is None:
        return None
    found = request.service.queries.titles("user", [user_id], request.context)
    return link_json(found.get(user_id, RecordLink(user_id, None)))


def _shown(
    request: ApiRequest, definition: ApprovalDefinition | None, view: RecordView | None
) -> dict[str, Any] | None:
    """The fields that the approval shows, as far as the user sees them; None if he may not read the record."""
    if view is None or definition is None:
        return None
    known = view.entity.field_by_name
    return {
        name: field_json(request.context.application, known[name], view.values[name])
        for name in definition.shown_fields
        if name in view.values
    }


def _asked(request: ApiRequest, entity: EntityDefinition, found: Request, view: RecordView | None) -> dict[str, Any]:
    """What the step that waits will set, in plain form."""
    values = found.asked.get("values", {})
    readable = readable_fields(view, values)
    is_submitter = found.submitter_id == request.context.user_id
    return {
        name: value
        for name, value in values.items()
        if name in entity.field_by_name and (name in readable or is_submitter)
    }


def _steps(request: ApiRequest, found: Request, definition: ApprovalDefinition | None) -> list[dict[str, Any]]:
    steps = steps_of(request.context, found, all_rounds=True)
    signers: dict[int, list[Signer]] = {}
    for each in signers_of(request.context, [each.id for each in steps]):
        signers.setdefault(each.step_id, []).append(each)
    return [_step(request, found, definition, each, signers.get(each.id, [])) for each in steps]


def _step(
    request: ApiRequest, found: Request, definition: ApprovalDefinition | None, row: StepRow, signers: list[Signer]
) -> dict[str, Any]:
    declared = step_definition(definition, row.step) if definition is not None else None
    return {
        "round": row.round,
        "stage": row.stage,
        "step": row.step,
        "label": presentation_of(request).text(declared.label) if declared is not None else row.step,
        "status": row.status,
        "needed": row.needed,
        "note": row.note,
        "activated_at": moment_text(row.activated_at),
        "finished_at": moment_text(row.finished_at),
        "signers": [_signer(request, found, each) for each in signers],
    }


def _signer(request: ApiRequest, found: Request, signer: Signer) -> dict[str, Any]:
    subject = Subject(found.entity, found.record_id, f"opinion_{signer.id}")
    return {
        "user": _person(request, signer.user_id),
        "status": signer.status,
        "reason": signer.reason,
        "on_behalf_of": _person(request, signer.on_behalf_of_id),
        "opinion": signer.opinion,
        "origin": origin_words(presentation_of(request), request.context, signer.origin) or None,
        "files": [file_json(each.attached) for each in files_of(request.context, subject)],
        "activated_at": moment_text(signer.activated_at),
        "decided_at": moment_text(signer.decided_at),
    }


def _turn(
    request: ApiRequest, entity: EntityDefinition, found: Request, definition: ApprovalDefinition | None
) -> dict[str, Any] | None:
    """What the user may do now; None if it is not his turn."""
    context = request.context
    signer = turn_of(context, found.id) if found.status == RUNNING else None
    if signer is None or definition is None:
        return None
    step = step_of(context, found, signer)
    ways = [name for name in ("return", "transfer", "add_signer") if name in definition.rights]
    return {
        "step": step.name if step is not None else None,
        "on_behalf_of": _person(request, signer.on_behalf_of_id),
        "may": ["approve", "reject", *ways],
        "edits": list(editable_fields(context, entity, found, signer)),
        "opinion_required": step is not None and step.is_opinion_required,
        "return_to": list(places_to_return(context, found)) if "return" in definition.rights else [],
    }
