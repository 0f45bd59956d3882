"""A request on one screen: what is to be decided, who has decided what, and what the user may do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from lowcode.runtime.definitions import Label
from lowcode.runtime.files import Subject, files_of
from lowcode.runtime.http.request import PageRequest
from lowcode.runtime.pages.attachments import FileView, file_views
from lowcode.runtime.pages.presentation import Presentation
from lowcode.runtime.pages.process.approval_words import COLORS, NOTE, REASON, REQUEST, SIGNER, STEP
from lowcode.runtime.pages.process.contents import (
    Differences,
    asked_values,
    differences,
    readable_fields,
    shown_facts,
)
from lowcode.runtime.pages.process.origins import origin_words
from lowcode.runtime.pages.process.people import PersonView, people_by_id
from lowcode.runtime.pages.process.signer_preview import expected_names, mode_words
from lowcode.runtime.pages.process.turns import TurnView, turn_view
from lowcode.runtime.pages.record_facts import fact_maker
from lowcode.runtime.pages.rendering import presentation_of
from lowcode.runtime.process.approvals.requests import (
    RUNNING,
    Request,
    Signer,
    StepRow,
    definition_of,
    record_of,
    signers_of,
    step_definition,
    steps_of,
)
from lowcode.runtime.process.approvals.signing import may_withdraw
from lowcode.runtime.process.index import index_of
from lowcode.runtime.process_definitions import ApprovalDefinition


@dataclass(frozen=True, slots=True, kw_only=True)
class SignerView:
    """Somebody in a step."""

    person: PersonView
    status: str
    color: str
    remarks: tuple[str, ...]
    opinion: str
    files: tuple[FileView, ...]
    when: str
    at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SignStepView:
    """A step of a round."""

    label: str
    status: str
    color: str
    state: str
    mode: str
    note: str
    signers: tuple[SignerView, ...]
    expected: tuple[str, ...]
    """Who would sign it, if it has not begun."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundView:
    """The steps from one submission to the next."""

    number: int
    title: str
    steps: tuple[SignStepView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestView:
    """What `approval_panel.html` and `sign_off.html` show."""

    id: int
    label: str
    title: str
    status: str
    color: str
    state: str
    submitter: str
    submitted: str
    submitted_at: str
    finished: str
    note: str
    wish: str
    """What happens once it is approved."""
    asked: tuple[tuple[str, str], ...]
    facts: tuple[Markup, ...]
    is_readable: bool
    differences: Differences | None
    rounds: tuple[RoundView, ...]
    turn: TurnView | None
    may_withdraw: bool
    url: str
    decide_url: str
    sign_off_url: str
    record_url: str | None
    list_url: str | None
    entity_label: str
    version: str


def request_view(request: PageRequest, found: Request, texts: Mapping[str, list[str]] | None = None) -> RequestView:
    """The request as the user may see it; who has no business with it has been turned away before."""
    context, presentation = request.context, presentation_of(request)
    entity = context.application.entity_by_name[found.entity]
    definition = definition_of(context, found.approval)
    view = request.service.queries.record(entity, found.record_id, context)
    steps = steps_of(context, found, all_rounds=True)
    signers = signers_of(context, [each.id for each in steps])
    by_step: dict[int, list[Signer]] = {}
    for each in signers:
        by_step.setdefault(each.step_id, []).append(each)
    maker = _StepMaker(request, presentation, found, definition, by_step)
    is_running = found.status == RUNNING
    who = _submitter(request, presentation, found)
    names = definition.shown_fields if definition is not None else ()
    readable = readable_fields(view, [*names, *found.asked.get("values", {})])
    record = record_of(context, found) if is_running or definition is not None else None
    value = fact_maker(request, presentation, view).value if view is not None else _nothing
    signed = tuple((step, signer) for step in steps for signer in by_step.get(step.id, ()))
    return RequestView(
        id=found.id,
        label=presentation.text(definition.label) if definition is not None else found.approval,
        title=(view.title if view is not None else None) or found.title or presentation.say("record.untitled"),
        status=presentation.say(REQUEST[found.status]),
        color=COLORS.get(found.status, ""),
        state=found.status,
        submitter=who,
        submitted=presentation.say(
            "approval.submitted", name=who, when=presentation.formats.ago(found.started_at, context.now)
        ),
        submitted_at=presentation.formats.instant(found.started_at),
        finished=presentation.formats.instant(found.finished_at) if found.finished_at is not None else "",
        note=presentation.say(NOTE[found.note]) if found.note in NOTE else "",
        wish=_wish(presentation, request, found) if is_running else "",
        asked=asked_values(request, found, readable),
        facts=shown_facts(value, definition, view) if definition is not None else (),
        is_readable=view is not None,
        differences=differences(request, definition, found, signed, readable)
        if definition is not None and view is not None and is_running
        else None,
        rounds=maker.rounds(steps),
        turn=turn_view(request, found, definition, record, texts) if is_running and record is not None else None,
        may_withdraw=may_withdraw(context, found) and (definition is None or "withdraw" in definition.rights),
        url=f"/-/approvals/{found.id}",
        decide_url=f"/-/approvals/{found.id}/decide",
        sign_off_url=f"/-/approvals/{found.id}/sign-off",
        record_url=f"/{found.entity}/{found.record_id}" if view is not None else None,
        list_url=f"/{found.entity}" if view is not None else None,
        entity_label=presentation.many(entity),
        version=str(view.version) if view is not None else str(record.version) if record is not None else "",
    )


def _nothing(_name: str) -> Markup:
    return Markup()


def _submitter(request: PageRequest, presentation: Presentation, found: Request) -> str:
    people = people_by_id(request, [found.submitter_id])
    return next((each.name for each in people.values()), presentation.say("history.system"))


def _wish(presentation: Presentation, request: PageRequest, found: Request) -> str:
    """What the app does once all have agreed."""
    index = index_of(request.context.application)
    if index is None or found.transition is None:
        return ""
    flows = (each for each in index.processes.flows if each.entity == found.entity)
    named = {each.name: (flow, each) for flow in flows for each in flow.transitions}
    if found.transition not in named:
        return ""
    flow, transition = named[found.transition]
    states: Mapping[str, Label] = {each.name: each.label for each in flow.states}
    target = presentation.text(states[transition.target]) if transition.target in states else transition.target
    return presentation.say("approval.wish", transition=presentation.text(transition.label), state=target)


@dataclass(frozen=True, slots=True)
class _StepMaker:
    request: PageRequest
    presentation: Presentation
    found: Request
    definition: ApprovalDefinition | None
    signers: Mapping[int, list[Signer]]

    def rounds(self, steps: list[StepRow]) -> tuple[RoundView, ...]:
        """The newest round first."""
        ids = [
            user
            for each in self.signers.values()
            for signer in each
            for user in (signer.user_id, signer.on_behalf_of_id, signer.added_by_id)
        ]
        people = people_by_id(self.request, ids)
        numbers = sorted({each.round for each in steps}, reverse=True)
        return tuple(
            RoundView(
                number=number,
                title=self.presentation.say("approval.round", number=number),
                steps=tuple(self._step(each, people) for each in steps if each.round == number),
            )
            for number in numbers
        )

    def _step(self, row: StepRow, people: Mapping[int, PersonView]) -> SignStepView:
        say = self.presentation.say
        declared = step_definition(self.definition, row.step) if self.definition is not None else None
        signers = self.signers.get(row.id, [])
        expected: tuple[str, ...] = ()
        if declared is not None and row.status == "waiting" and self.found.status == RUNNING:
            record = record_of(self.request.context, self.found)
            expected = expected_names(self.request.context, declared, record) if record is not None else ()
        return SignStepView(
            label=self.presentation.text(declared.label) if declared is not None else row.step,
            status=say(STEP[row.status]),
            color=COLORS.get(row.status, ""),
            state=row.status,
            mode=mode_words(self.presentation, declared, max(len(signers), len(expected)))
            if declared is not None
            else "",
            note=say(NOTE[row.note]) if row.note in NOTE else "",
            signers=tuple(self._signer(each, people) for each in signers),
            expected=expected,
        )

    def _signer(self, signer: Signer, people: Mapping[int, PersonView]) -> SignerView:
        formats, context = self.presentation.formats, self.request.context
        files = files_of(context, Subject(self.found.entity, self.found.record_id, f"opinion_{signer.id}"))
        decided = signer.decided_at
        return SignerView(
            person=people[signer.user_id],
            status=self.presentation.say(SIGNER[signer.status]),
            color=COLORS.get(signer.status, ""),
            remarks=tuple(self._remarks(signer, people)),
            opinion=signer.opinion or "",
            files=file_views(self.presentation, [each.attached.line for each in files]),
            when=formats.ago(decided, context.now) if decided is not None else "",
            at=formats.instant(decided) if decided is not None else "",
        )

    def _remarks(self, signer: Signer, people: Mapping[int, PersonView]) -> list[str]:
        say = self.presentation.say
        remarks = []
        represented = people.get(signer.on_behalf_of_id or 0)
        if represented is not None:
            remarks.append(say("approval.on_behalf", name=represented.name))
        if signer.reason in REASON:
            adder = people.get(signer.added_by_id or 0)
            remarks.append(say(REASON[signer.reason], name=adder.name if adder is not None else ""))
        if signer.origin is not None:
            remarks.append(origin_words(self.presentation, self.request.context, signer.origin))
        return remarks
