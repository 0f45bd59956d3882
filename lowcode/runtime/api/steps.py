"""What may be done with a record: transitions, buttons, submissions; and doing it, as the pages do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

from lowcode.runtime.api.errors import ProblemsError
from lowcode.runtime.api.outcomes import step_answer, wanted_version
from lowcode.runtime.api.request import ApiRequest, json_answer
from lowcode.runtime.api.step_bodies import asked_values, body_of, named_signers, no_such
from lowcode.runtime.api.values import moment_text
from lowcode.runtime.definitions import Label, Verb
from lowcode.runtime.http.errors import ForbiddenError, NotFoundError
from lowcode.runtime.pages.presentation import Presentation
from lowcode.runtime.pages.process.asking import approval_before, demanded_fields, fill_demands
from lowcode.runtime.pages.process.attempts import attempt
from lowcode.runtime.pages.process.origins import origin_words
from lowcode.runtime.pages.rendering import presentation_of
from lowcode.runtime.process import buttons, flows
from lowcode.runtime.process.approvals.locking import running_for
from lowcode.runtime.process.approvals.requests import definition_of, requests_about
from lowcode.runtime.process.approvals.starting import signers_to_choose, submit_by_hand
from lowcode.runtime.process.audience import includes
from lowcode.runtime.process.index import EntityProcesses, processes_about
from lowcode.runtime.process_definitions import (
    ApprovalDefinition,
    FlowDefinition,
    Transition,
    TransitionKind,
)
from lowcode.runtime.saving.loading import load_for
from lowcode.runtime.saving.outcome import NotAllowedError, RecordNotFoundError, Saved

# --- transitions ---


def show_transitions(request: ApiRequest) -> Response:
    """`GET /{entity}/{id}/transitions`: where the record is, where it may go, why not elsewhere, where it was."""
    flow, record = _flow(request), _record(request)
    context, entity, presentation = request.context, request.entity, presentation_of(request)
    labels = {each.name: presentation.text(each.label) for each in flow.states}
    state = getattr(record, flow.field)
    ways = [_transition(request, record, each, labels) for each in flows.offers(context, entity, record)]
    stays = [
        {
            "state": each.state,
            "label": labels.get(each.state, each.state),
            "transition": each.transition,
            "entered_at": moment_text(each.entered_at),
            "left_at": moment_text(each.left_at),
            "seconds": each.seconds(context.now),
            "user": each.user_id,
            "origin": origin_words(presentation, context, each.origin) or None,
        }
        for each in flows.state_history(context, entity, record.id)
    ]
    content = {
        "field": flow.field,
        "state": state,
        "label": labels.get(state, state),
        "version": record.version,
        "transitions": ways,
        "stays": stays,
    }
    return json_answer(content, headers={"ETag": f'"{record.version}"'})


def _transition(request: ApiRequest, record: Any, offer: flows.Offer, labels: Mapping[str, str]) -> Mapping[str, Any]:
    context, presentation, transition = request.context, presentation_of(request), offer.transition
    demands = demanded_fields(context, request.entity, record, transition.target) if offer.is_possible else ()
    approval = approval_before(context, offer)
    return {
        "name": transition.name,
        "label": presentation.text(transition.label),
        "to": {"state": transition.target, "label": labels.get(transition.target, transition.target)},
        "possible": offer.is_possible,
        "reasons": _reasons(presentation, offer.reasons),
        "asks": list(transition.asks),
        "demands": [each for each in demands if each not in transition.asks],
        "approval": _approval(presentation, approval) if approval is not None else None,
    }


def make_transition(request: ApiRequest) -> Response:
    """`POST /{entity}/{id}/transitions`."""
    flow, record = _flow(request), _record(request)
    context, entity = request.context, request.entity
    body = body_of(request, ("transition", "values", "version", "signers"))
    version = wanted_version(request, body)
    transition = _named_transition(request, flow, body.get("transition"))
    demands = demanded_fields(context, entity, record, transition.target)
    offer = next((each for each in flows.offers(context, entity, record) if each.transition is transition), None)
    approval = approval_before(context, offer) if offer is not None else None
    values = asked_values(request, entity, body, (*transition.asks, *demands))
    chosen = named_signers(request, body, approval)
    fields = frozenset(demands).difference(transition.asks)

    def step() -> Any:
        first = fill_demands(context, entity, request.record_id, fields, values, version)
        if first is not None and not isinstance(first, Saved):
            return first
        present = first.version if first is not None else version
        return flows.move(context, entity, request.record_id, transition.name, values, present, chosen)

    return step_answer(request, attempt(context, step))


def _named_transition(request: ApiRequest, flow: FlowDefinition, name: object) -> Transition:
    manual = {each.name: each for each in flow.transitions if each.kind is TransitionKind.MANUAL}
    if isinstance(name, str) and name in manual:
        return manual[name]
    raise ProblemsError((no_such("transition", name, list(manual)),), request.entity)


# --- buttons ---


def show_buttons(request: ApiRequest) -> Response:
    """`GET /{entity}/{id}/buttons`."""
    if not _about(request).buttons:
        raise NotFoundError
    record, presentation = _record(request), presentation_of(request)
    found = [
        {
            "name": each.rule.name,
            "label": presentation.text(each.button.label),
            "possible": each.is_possible,
            "reasons": list(each.reasons),
            "asks": list(each.button.asks),
        }
        for each in buttons.buttons(request.context, request.entity, record)
    ]
    return json_answer({"version": record.version, "buttons": found}, headers={"ETag": f'"{record.version}"'})


def press_button(request: ApiRequest) -> Response:
    """`POST /{entity}/{id}/buttons`."""
    about = _about(request)
    if not about.buttons:
        raise NotFoundError
    record = _record(request)
    context, entity = request.context, request.entity
    body = body_of(request, ("button", "values", "version"))
    version = wanted_version(request, body, required=False)
    name = body.get("button")
    offers = {each.rule.name: each for each in buttons.buttons(context, entity, record)}
    if not isinstance(name, str) or name not in offers:
        raise ProblemsError((no_such("button", name, [each.name for each in about.buttons]),), entity)
    values = asked_values(request, entity, body, offers[name].button.asks)
    outcome = attempt(context, lambda: buttons.press(context, entity, request.record_id, name, values, version))
    return step_answer(request, outcome)


# --- submissions ---


def show_requests(request: ApiRequest) -> Response:
    """`GET /{entity}/{id}/approvals`: the record's requests, and what it may be submitted to by hand."""
    about = _about(request)
    if not about.approvals:
        raise NotFoundError
    record = _record(request)
    context, entity, presentation = request.context, request.entity, presentation_of(request)
    found = [
        {
            "id": each.id,
            "approval": each.approval,
            "label": _label(request, each.approval),
            "status": each.status,
            "started_at": moment_text(each.started_at),
            "finished_at": moment_text(each.finished_at),
        }
        for each in requests_about(context, entity.name, record.id)
    ]
    is_running = running_for(context, entity.name, record.id) is not None
    submissions = []
    for definition in (each for each in about.approvals if each.submitters):
        reasons = []
        if not includes(context, definition.submitters, record, context.me):
            reasons.append(presentation.say("problem.approval_not_yours"))
        if is_running:
            reasons.append(presentation.say("problem.approval_running"))
        submissions.append({**_approval(presentation, definition), "possible": not reasons, "reasons": reasons})
    return json_answer({"version": record.version, "requests": found, "submissions": submissions})


def submit_record(request: ApiRequest) -> Response:
    """`POST /{entity}/{id}/approvals`."""
    about = _about(request)
    known = {each.name: each for each in about.approvals if each.submitters}
    if not known:
        raise NotFoundError
    _record(request)
    context, entity = request.context, request.entity
    body = body_of(request, ("approval", "signers"))
    name = body.get("approval")
    if not isinstance(name, str) or name not in known:
        raise ProblemsError((no_such("approval", name, list(known)),), entity)
    chosen = named_signers(request, body, known[name])
    outcome = attempt(
        context, lambda: flows.Submitted(submit_by_hand(context, name, entity, request.record_id, chosen))
    )
    return step_answer(request, outcome)


# --- shared ---


def _flow(request: ApiRequest) -> FlowDefinition:
    flow = flows.flow_of(request.context, request.entity)
    if flow is None:
        raise NotFoundError
    return flow


def _about(request: ApiRequest) -> EntityProcesses:
    about = processes_about(request.context.application, request.entity.name)
    if about is None:
        raise NotFoundError
    return about


def _record(request: ApiRequest) -> Any:
    try:
        return load_for(request.context, request.entity, request.record_id, Verb.READ, lock=False)
    except RecordNotFoundError as error:
        raise NotFoundError from error
    except NotAllowedError as error:
        raise ForbiddenError from error


def _reasons(presentation: Presentation, reasons: tuple[Label | str, ...]) -> list[str]:
    return [presentation.text(each) if isinstance(each, Label) else each for each in reasons]


def _approval(presentation: Presentation, definition: ApprovalDefinition) -> dict[str, Any]:
    """An approval, and whose signers the submitter has to name."""
    return {
        "name": definition.name,
        "label": presentation.text(definition.label),
        "signers": [{"step": step, "role": role} for step, role in signers_to_choose(definition)],
    }


def _label(request: ApiRequest, name: str) -> str:
    definition = definition_of(request.context, name)
    return presentation_of(request).text(definition.label) if definition is not None else name
