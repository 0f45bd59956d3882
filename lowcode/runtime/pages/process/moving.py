"""Making steps: transitions, buttons and submissions by hand, each with the form that may come before it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup
from starlette.responses import JSONResponse, Response

from lowcode.runtime.definitions import Verb
from lowcode.runtime.forms import parse_submission
from lowcode.runtime.http.errors import ForbiddenError, NotFoundError
from lowcode.runtime.http.redirects import redirect, safe_next
from lowcode.runtime.http.request import PageRequest
from lowcode.runtime.pages.attachments import is_attachment
from lowcode.runtime.pages.form_drawing import drawn_form
from lowcode.runtime.pages.form_texts import texts_of
from lowcode.runtime.pages.notices import tell
from lowcode.runtime.pages.problem_words import ProblemView, ProblemWords
from lowcode.runtime.pages.process.asking import (
    approval_before,
    as_if_in,
    chosen_signers,
    demanded_fields,
    fill_demands,
)
from lowcode.runtime.pages.process.attempts import attempt, named_step, refusal_texts
from lowcode.runtime.pages.process.signer_preview import PlannedStep, planned_steps
from lowcode.runtime.pages.process.ways_out import is_way_out
from lowcode.runtime.pages.record_page import record_answer
from lowcode.runtime.pages.rendering import presentation_of, render
from lowcode.runtime.pages.script_words import script_words
from lowcode.runtime.process import buttons, flows
from lowcode.runtime.process.approvals.requests import definition_of
from lowcode.runtime.process.approvals.starting import submit_by_hand
from lowcode.runtime.process.audience import includes
from lowcode.runtime.process.errors import ProcessRefusal
from lowcode.runtime.process_definitions import ApprovalDefinition
from lowcode.runtime.saving.loading import load_for
from lowcode.runtime.saving.outcome import Conflict, NotAllowedError, Problem, RecordNotFoundError, Refused, Saved
from lowcode.runtime.saving.submission import Submission


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A step that somebody wants to make."""

    label: str
    url: str
    record: Any
    asks: tuple[str, ...] = ()
    demands: tuple[str, ...] = ()
    """Further fields that the new state wants, saved with the user's own rights before the step."""
    field: str | None = None
    target: str | None = None
    approval: ApprovalDefinition | None = None
    reasons: tuple[str, ...] = ()
    is_way_out: bool = False

    @property
    def fields(self) -> tuple[str, ...]:
        """The inputs of the form, in order."""
        return (*self.asks, *(each for each in self.demands if each not in self.asks))


@dataclass(frozen=True, slots=True, kw_only=True)
class AskPage:
    """What `ask.html` shows."""

    title: str
    entity: str
    entity_label: str
    record_title: str
    record_url: str
    list_url: str
    action: str
    confirm: str
    version: str
    is_dialog: bool
    inputs: tuple[Markup, ...]
    problems: tuple[ProblemView, ...]
    steps: tuple[PlannedStep, ...]
    approval_label: str
    has_files: bool
    script_texts: str
    next_url: str
    is_way_out: bool = False


@dataclass(frozen=True, kw_only=True)
class _Typed:
    """What came with the form."""

    texts: dict[str, list[str]] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    chosen: dict[str, list[int]] = field(default_factory=dict)


# --- handlers ---


def ask_transition(request: PageRequest) -> Response:
    """`GET /{entity}/{id}/do/{transition}`: the form before the step."""
    return _ask(request, _transition_plan(request))


def make_transition(request: PageRequest) -> Response:
    """`POST /{entity}/{id}/do/{transition}`."""
    plan = _transition_plan(request)
    name, context, entity = request.route_values["transition"], request.context, request.entity

    def step(values: Submission, version: int | None) -> Any:
        chosen = chosen_signers(plan.approval, request.form)
        return flows.move(context, entity, request.record_id, name, values, version, chosen)

    return _make(request, plan, step)


def ask_button(request: PageRequest) -> Response:
    """`GET /{entity}/{id}/press/{rule}`: the form before a button's rule runs."""
    return _ask(request, _button_plan(request))


def press_button(request: PageRequest) -> Response:
    """`POST /{entity}/{id}/press/{rule}`."""
    plan = _button_plan(request)
    name, context, entity = request.route_values["rule"], request.context, request.entity
    return _make(
        request,
        plan,
        lambda values, version: buttons.press(context, entity, request.record_id, name, values, version),
    )


def ask_submission(request: PageRequest) -> Response:
    """`GET /{entity}/{id}/submit/{approval}`: who will sign."""
    return _ask(request, _submission_plan(request))


def submit_record(request: PageRequest) -> Response:
    """`POST /{entity}/{id}/submit/{approval}`."""
    plan = _submission_plan(request)
    name, context, entity = request.route_values["approval"], request.context, request.entity

    def step(_values: Submission, _version: int | None) -> Any:
        chosen = chosen_signers(plan.approval, request.form)
        return flows.Submitted(submit_by_hand(context, name, entity, request.record_id, chosen))

    return _make(request, plan, step)


# --- plans ---


def _record(request: PageRequest) -> Any:
    try:
        return load_for(request.context, request.entity, request.record_id, Verb.READ, lock=False)
    except RecordNotFoundError as error:
        raise NotFoundError from error
    except NotAllowedError as error:
        raise ForbiddenError from error


def _transition_plan(request: PageRequest) -> Plan:
    context, entity, record = request.context, request.entity, _record(request)
    presentation, name = presentation_of(request), request.route_values["transition"]
    flow = flows.flow_of(context, entity)
    offer = next((each for each in flows.offers(context, entity, record) if each.transition.name == name), None)
    if flow is None or all(each.name != name for each in flow.transitions):
        raise NotFoundError
    if offer is None:
        label = next(presentation.text(each.label) for each in flow.transitions if each.name == name)
        return Plan(label=label, url=request.path, record=record, reasons=(presentation.say("flow.moved_on"),))
    transition = offer.transition
    return Plan(
        label=presentation.text(transition.label),
        url=request.path,
        record=record,
        asks=transition.asks,
        demands=demanded_fields(context, entity, record, transition.target),
        field=flow.field,
        target=transition.target,
        approval=approval_before(context, offer),
        is_way_out=is_way_out(flow, transition),
        reasons=tuple(each if isinstance(each, str) else presentation.text(each) for each in offer.reasons),
    )


def _button_plan(request: PageRequest) -> Plan:
    context, entity, record = request.context, request.entity, _record(request)
    name = request.route_values["rule"]
    offer = next((each for each in buttons.buttons(context, entity, record) if each.rule.name == name), None)
    if offer is None:
        raise NotFoundError
    label = presentation_of(request).text(offer.button.label)
    return Plan(label=label, url=request.path, record=record, asks=offer.button.asks, reasons=offer.reasons)


def _submission_plan(request: PageRequest) -> Plan:
    context, record, presentation = request.context, _record(request), presentation_of(request)
    definition = definition_of(context, request.route_values["approval"])
    if definition is None or definition.entity != request.entity.name:
        raise NotFoundError
    is_mine = includes(context, definition.submitters, record, context.me)
    return Plan(
        label=presentation.say("approval.submit_to", label=presentation.text(definition.label)),
        url=request.path,
        record=record,
        approval=definition,
        reasons=() if is_mine else (presentation.say("problem.approval_not_yours"),),
    )


# --- the form ---


def _ask(request: PageRequest, plan: Plan) -> Response:
    if plan.reasons:
        return record_answer(request, plan.reasons, status=409)
    return _form(request, plan, _Typed(texts=texts_of(request.context, request.entity, plan.record)))


def _form(request: PageRequest, plan: Plan, typed: _Typed, status: int = 200) -> Response:
    presentation, entity, context = presentation_of(request), request.entity, request.context
    words = ProblemWords(presentation, entity, context)
    problems = tuple(words.view(named_step(context, each)) for each in typed.problems)
    errors = {each.path: each.text for each in problems}
    with as_if_in(plan.record, plan.field, plan.target):
        drawing = drawn_form(request, plan.record, typed.texts, errors, request.record_id, is_judged=False)
        inputs = tuple(drawing.field(name) for name in plan.fields)
    steps = (
        () if plan.approval is None else planned_steps(presentation, context, plan.approval, plan.record, typed.chosen)
    )
    page = AskPage(
        title=plan.label,
        entity=entity.name,
        entity_label=presentation.many(entity),
        record_title=getattr(plan.record, entity.title) or presentation.say("record.untitled"),
        record_url=f"/{entity.name}/{request.record_id}",
        list_url=f"/{entity.name}",
        action=plan.url,
        confirm=presentation.say("approval.submit") if plan.approval is not None else plan.label,
        version=str(plan.record.version),
        is_dialog=_is_dialog(request),
        inputs=inputs,
        problems=problems,
        steps=steps,
        approval_label=presentation.text(plan.approval.label) if plan.approval is not None else "",
        has_files=any(is_attachment(entity.field_by_name[name]) for name in plan.fields),
        script_texts=script_words(presentation),
        next_url=_next(request),
        is_way_out=plan.is_way_out,
    )
    context.session.expunge_all()
    return render(request, "ask.html", status=status, page=page)


# --- making it ---


def _make(request: PageRequest, plan: Plan, step: Any) -> Response:
    context, entity = request.context, request.entity
    submission = parse_submission(entity, request.form.multi_items(), context)
    version = _version(request.form.get("version", ""))
    outcome = attempt(context, lambda: _steps(request, plan, submission, version, step))
    if isinstance(outcome, Saved | flows.Submitted):
        return _done(request, is_submitted=isinstance(outcome, flows.Submitted))
    if isinstance(outcome, ProcessRefusal):
        problems: tuple[Problem, ...] = outcome.problems
    elif isinstance(outcome, Conflict):
        problems = (Problem(path="", code="changed_meanwhile"),)
    else:
        problems = outcome.problems if isinstance(outcome, Refused) else ()
    return _refused(request, plan, submission, problems, is_conflict=not isinstance(outcome, Refused))


def _steps(request: PageRequest, plan: Plan, submission: Submission, version: int | None, step: Any) -> Any:
    """What the new state demands is saved first, as any change by the user; then the step is made."""
    fields = frozenset(plan.demands).difference(plan.asks)
    first = fill_demands(request.context, request.entity, request.record_id, fields, submission, version)
    if first is not None and not isinstance(first, Saved):
        return first
    version = first.version if first is not None else version
    return step(submission, version)


def _done(request: PageRequest, *, is_submitted: bool) -> Response:
    url = _next(request) or f"/{request.entity.name}/{request.record_id}"
    answer: Response = JSONResponse({"url": url}) if _wants_json(request) else redirect(url)
    if is_submitted:
        tell(answer, "submitted")
    else:
        tell(answer, "step_made")
    return answer


def _refused(
    request: PageRequest, plan: Plan, submission: Submission, problems: tuple[Problem, ...], *, is_conflict: bool
) -> Response:
    """The form once more with everything as it was typed, or the record's page with what stood against it."""
    context, entity = request.context, request.entity
    status = 409 if is_conflict else 422
    has_form = bool(plan.fields or plan.approval) and "is_form" in request.form
    if not has_form:
        texts = refusal_texts(presentation_of(request), context, entity, problems)
        if _wants_json(request):
            return JSONResponse({"problems": list(texts)}, status_code=status)
        return record_answer(request, texts, status=status)
    typed = {name: list(texts) for name, texts in submission.raw.items()}
    chosen = chosen_signers(plan.approval, request.form)
    return _form(request, plan, _Typed(texts=typed, problems=problems, chosen=chosen), status)


def _version(text: str) -> int:
    """A form without a version counts as older than everything."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _is_dialog(request: PageRequest) -> bool:
    return "1" in (request.query.get("dialog"), request.form.get("dialog"))


def _wants_json(request: PageRequest) -> bool:
    return request.headers.get("accept", "").startswith("application/json")


def _next(request: PageRequest) -> str:
    wanted = request.form.get("next") or request.query.get("next") or ""
    return safe_next(wanted) if wanted else ""
