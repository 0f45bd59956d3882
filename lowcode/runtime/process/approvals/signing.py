"""A signer's decision: approve, reject, return; and the submitter's withdrawal."""

from __future__ import annotations

from collections.abc import Sequence

from lowcode.runtime.access import can
from lowcode.runtime.context import ADMINISTRATOR, Context
from lowcode.runtime.definitions import EntityDefinition, Verb
from lowcode.runtime.field_rights import may_read_field
from lowcode.runtime.files.records import Subject, attach
from lowcode.runtime.process.approvals.content import content_of
from lowcode.runtime.process.approvals.finishing import finish
from lowcode.runtime.process.approvals.requests import (
    ACTIVE,
    APPROVED,
    CANCELLED,
    REJECTED,
    RETURNED,
    RUNNING,
    WAITING,
    WITHDRAWN,
    Request,
    Signer,
    StepRow,
    definition_of,
    encode,
    find_request,
    held_request,
    record_of,
    running_request,
    signer_by_id,
    signers_of,
    standing_steps,
    step_by_id,
    step_definition,
    steps_of,
)
from lowcode.runtime.process.approvals.rows import change_request, change_signer, close_step
from lowcode.runtime.process.approvals.seats import ESCALATED
from lowcode.runtime.process.approvals.signers import administrators, is_active
from lowcode.runtime.process.approvals.stages import open_round, review_conditions, settle_step
from lowcode.runtime.process.approvals.telling import tell
from lowcode.runtime.process.approvals.whole import all_or_nothing
from lowcode.runtime.process.errors import ProcessRefusal
from lowcode.runtime.process_definitions import ApprovalDefinition, Step
from lowcode.runtime.saving.outcome import Conflict, Refused
from lowcode.runtime.saving.save import save
from lowcode.runtime.saving.submission import Submission


def turn_of(context: Context, request_id: int, user_id: int | None = None) -> Signer | None:
    """The place where it is this user's turn in a request; if there are several, the one that decides most.

    That is an escalation's, then his own, then those of absent colleagues.
    """
    request = find_request(context, request_id)
    if request is None:
        return None
    active = [step.id for step in steps_of(context, request) if step.status == ACTIVE]
    wanted = context.user_id if user_id is None else user_id
    found = [each for each in signers_of(context, active) if each.user_id == wanted and each.status == ACTIVE]
    return min(found, key=lambda each: (each.reason != ESCALATED, each.on_behalf_of_id is not None), default=None)


@all_or_nothing
def approve(
    context: Context,
    signer_id: int,
    opinion: str = "",
    values: Submission | None = None,
    files: Sequence[int] = (),
    version: int | None = None,
) -> None:
    """Agrees. `values` are those of the fields that the step lets its signers change; `files` go with the opinion.

    Raises `ProcessRefusal`; the refusal of the changed record is in its details.
    """
    request, step, signer, definition = _turn(context, signer_id)
    _check_opinion(definition, step, opinion)
    if values is not None and values.values:
        _save_edits(context, definition, step, request, values, version)
        request, step, signer, definition = _turn(context, signer_id)  # rules may have looked at what was changed
        review_conditions(context, request, record_of(context, request))
    _decide(context, definition, request, signer, APPROVED, opinion, files)
    settle_step(context, request, step, signer)


@all_or_nothing
def reject(context: Context, signer_id: int, opinion: str = "", files: Sequence[int] = ()) -> None:
    """Says no."""
    request, step, signer, definition = _turn(context, signer_id)
    _check_opinion(definition, step, opinion)
    _decide(context, definition, request, signer, REJECTED, opinion, files)
    settle_step(context, request, step, signer)


@all_or_nothing
def give_back(context: Context, signer_id: int, opinion: str = "", to_step: str | None = None) -> None:
    """Returns the request to its submitter, or to an earlier step, which then decides again, and all after it.

    Sent again by its submitter, it goes on with the stage that returned it. If he has left (or the app has submitted),
    the administrators hear of it, too; whoever may submit can send it again.
    """
    request, step, signer, definition = _turn(context, signer_id)
    _require(definition, "return")
    _check_opinion(definition, step, opinion)
    stage = _stage_of(context, definition, request, to_step) if to_step is not None else None
    _decide(context, definition, request, signer, RETURNED, opinion, ())
    if stage is not None:
        _start_again(context, definition, request, stage)
        return
    change_request(context, request, resume_stage=request.stage)
    finish(context, request, RETURNED)
    if request.submitter_id is None or not is_active(context, request.submitter_id):
        tell(context, request, administrators(context), "approval_returned")


@all_or_nothing
def withdraw(context: Context, request_id: int) -> None:
    """The submitter takes his request back; one that was returned to him, too."""
    request = held_request(context, request_id)
    if request is None:
        raise ProcessRefusal("approval_gone")
    if request.status not in (RUNNING, RETURNED):
        raise ProcessRefusal("approval_finished", status=request.status)
    if not may_withdraw(context, request):
        raise ProcessRefusal("not_your_request")
    definition = definition_of(context, request.approval)
    if definition is not None:
        _require(definition, "withdraw")
    waiting = {each.user_id for each in signers_of(context, _active_steps(context, request)) if each.status == ACTIVE}
    finish(context, request, WITHDRAWN)
    tell(context, request, waiting, "approval_withdrawn")


def may_withdraw(context: Context, request: Request) -> bool:
    """Whether it is open and the context's user is the submitter, or an administrator if he has left or was the app."""
    if request.status not in (RUNNING, RETURNED):
        return False
    if request.submitter_id is not None and is_active(context, request.submitter_id):
        return request.submitter_id == context.user_id
    return context.has_role(ADMINISTRATOR)


def fields_to_edit(context: Context, entity: EntityDefinition, step: Step | None, record_id: int) -> tuple[str, ...]:
    """The fields that a step lets the context's user change: those that he may read.

    The spec's signers may read all of them, but a request can be transferred to anybody. What he does not see he would
    overwrite unseen.
    """
    if step is None or not step.edits:
        return ()
    record = context.session.get(entity.model, record_id)
    if record is None or not can(entity, Verb.READ, record_id, context):
        return ()
    return tuple(each for each in step.edits if may_read_field(context, entity, each, record))


def places_to_return(context: Context, request: Request) -> tuple[str, ...]:
    """The steps of earlier stages that somebody has signed and the approval still has, in order."""
    definition = definition_of(context, request.approval)
    return tuple(
        step.step
        for step in standing_steps(context, request)
        if step.stage < request.stage
        and step.status == APPROVED
        and definition is not None
        and step_definition(definition, step.step) is not None
    )


def _turn(context: Context, signer_id: int) -> tuple[Request, StepRow, Signer, ApprovalDefinition]:
    """The signer with all around him, the request locked; refused if it is not his turn (any more)."""
    first = signer_by_id(context, signer_id)
    step = step_by_id(context, first.step_id) if first is not None else None
    if first is None or step is None or first.user_id != context.user_id:
        raise ProcessRefusal("not_your_turn")
    request = running_request(context, step.approval_id)
    signer = signer_by_id(context, signer_id)
    step = step_by_id(context, first.step_id)
    definition = definition_of(context, request.approval)
    if definition is None:
        raise ProcessRefusal("approval_unknown")
    if signer is None or step is None or signer.status != ACTIVE or step.status != ACTIVE:
        raise ProcessRefusal("decided_already")
    if record_of(context, request) is None:
        raise ProcessRefusal("approval_gone")
    return request, step, signer, definition


def _check_opinion(definition: ApprovalDefinition, step: StepRow, opinion: str) -> None:
    declared = step_definition(definition, step.step)
    if declared is not None and declared.is_opinion_required and not opinion.strip():
        raise ProcessRefusal("opinion_required")


def _decide(
    context: Context,
    definition: ApprovalDefinition,
    request: Request,
    signer: Signer,
    status: str,
    opinion: str,
    files: Sequence[int],
) -> None:
    """Keeps the decision, with the values that it was made about."""
    change_signer(
        context,
        signer,
        status=status,
        opinion=opinion.strip() or None,
        decided_at=context.now,
        origin=context.origin,
        content=encode(content_of(context, definition, record_of(context, request))),
    )
    if files:
        attach(context, files, Subject(request.entity, request.record_id, f"opinion_{signer.id}"))


def _save_edits(
    context: Context,
    definition: ApprovalDefinition,
    step: StepRow,
    request: Request,
    values: Submission,
    version: int | None,
) -> None:
    """Saves what the signer changed: the fields that the step names and he may read, and no others."""
    declared = step_definition(definition, step.step)
    entity = context.application.entity_by_name[request.entity]
    allowed = frozenset(fields_to_edit(context, entity, declared, request.record_id))
    if not allowed.issuperset(values.values) or values.problems:
        raise ProcessRefusal("edit_not_allowed", details=values.problems)
    app = context.acting(f"approval {request.approval}", (request.entity, request.record_id))
    outcome = save(app, entity, request.record_id, values, version)
    if isinstance(outcome, Refused):
        raise ProcessRefusal("edit_refused", details=outcome.problems)
    if isinstance(outcome, Conflict):
        raise ProcessRefusal("edit_conflict")


def _stage_of(context: Context, definition: ApprovalDefinition, request: Request, to_step: str) -> int:
    """Where the approval has the step that it is to be returned to."""
    if to_step in places_to_return(context, request):
        for number, stage in enumerate(definition.stages):
            if any(step.name == to_step for step in stage):
                return number
    raise ProcessRefusal("no_such_step", step=to_step)


def _start_again(context: Context, definition: ApprovalDefinition, request: Request, stage: int) -> None:
    """A new round from that stage on, by the declaration of now."""
    for step in steps_of(context, request):
        if step.status == ACTIVE:
            close_step(context, step, RETURNED)
        elif step.status == WAITING:
            close_step(context, step, CANCELLED)
    change_request(context, request, round=request.round + 1, stage=stage, fingerprint=definition.fingerprint)
    again = find_request(context, request.id)
    if again is None:
        raise ProcessRefusal("approval_gone")
    open_round(context, definition, again, record_of(context, again), stage)
    tell(context, again, [again.submitter_id], "approval_sent_back")


def _active_steps(context: Context, request: Request) -> list[int]:
    return [step.id for step in steps_of(context, request) if step.status == ACTIVE]


def _require(definition: ApprovalDefinition, right: str) -> None:
    if right not in definition.rights:
        raise ProcessRefusal("approval_right_missing", right=right)
