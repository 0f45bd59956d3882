"""A signer's decision: approve, reject, return; and the submitter's withdrawal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import update

from lowcode.runtime.context import Context
from lowcode.runtime.database.process_tables import approval
from lowcode.runtime.files.records import Subject, attach
from lowcode.runtime.process.approvals.content import content_of
from lowcode.runtime.process.approvals.finishing import finish
from lowcode.runtime.process.approvals.requests import (
    ACTIVE,
    APPROVED,
    REJECTED,
    RETURNED,
    WITHDRAWN,
    Request,
    Signer,
    StepRow,
    definition_of,
    encode,
    find_request,
    record_of,
    running_request,
    signer_by_id,
    signers_of,
    step_by_id,
    step_definition,
    steps_of,
)
from lowcode.runtime.process.approvals.stages import advance, change_signer, close_step, settle_step, write_steps
from lowcode.runtime.process.approvals.telling import tell
from lowcode.runtime.process.errors import ProcessRefusal
from lowcode.runtime.process_definitions import ApprovalDefinition
from lowcode.runtime.saving.outcome import Conflict, Refused
from lowcode.runtime.saving.save import save
from lowcode.runtime.saving.submission import Submission


def turn_of(context: Context, request_id: int, user_id: int | None = None) -> Signer | None:
    """The place where it is this user's turn in a request; his own if he is there twice."""
    request = find_request(context, request_id)
    if request is None:
        return None
    active = [step.id for step in steps_of(context, request) if step.status == ACTIVE]
    wanted = context.user_id if user_id is None else user_id
    found = [each for each in signers_of(context, active) if each.user_id == wanted and each.status == ACTIVE]
    return min(found, key=lambda each: each.on_behalf_of_id is not None) if found else None


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
    record = record_of(context, request)
    if values is not None and values.values:
        _save_edits(context, definition, step, request, values, version)
    content = content_of(context, definition, record)
    _decide(context, request, signer, APPROVED, opinion, content, files)
    settle_step(context, request, step)


def reject(context: Context, signer_id: int, opinion: str = "", files: Sequence[int] = ()) -> None:
    """Says no."""
    request, step, signer, definition = _turn(context, signer_id)
    _check_opinion(definition, step, opinion)
    content = content_of(context, definition, record_of(context, request))
    _decide(context, request, signer, REJECTED, opinion, content, files)
    settle_step(context, request, step)


def give_back(context: Context, signer_id: int, opinion: str = "", to_step: str | None = None) -> None:
    """Returns the request to its submitter, or to an earlier step, which then decides again, and all after it."""
    request, step, signer, definition = _turn(context, signer_id)
    _require(definition, "return")
    _check_opinion(definition, step, opinion)
    if to_step is None:
        _decide(context, request, signer, RETURNED, opinion, None, ())
        context.connection.execute(
            update(approval).where(approval.c.id == request.id).values(resume_stage=request.stage)
        )
        finish(context, request, RETURNED)
        return
    stage = _earlier_stage(context, request, to_step)
    _decide(context, request, signer, RETURNED, opinion, None, ())
    _start_again(context, definition, request, stage)


def withdraw(context: Context, request_id: int) -> None:
    """The submitter takes his request back."""
    request = running_request(context, request_id)
    definition = definition_of(context, request.approval)
    if request.submitter_id != context.user_id:
        raise ProcessRefusal("not_your_request")
    if definition is not None:
        _require(definition, "withdraw")
    waiting = {each.user_id for each in signers_of(context, _active_steps(context, request)) if each.status == ACTIVE}
    finish(context, request, WITHDRAWN)
    tell(context, request, waiting, "approval_withdrawn")


def places_to_return(context: Context, request: Request) -> tuple[str, ...]:
    """The steps of earlier stages that somebody has signed, in order."""
    return tuple(
        step.step for step in steps_of(context, request) if step.stage < request.stage and step.status == APPROVED
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
    request: Request,
    signer: Signer,
    status: str,
    opinion: str,
    content: Mapping[str, Any] | None,
    files: Sequence[int],
) -> None:
    change_signer(
        context,
        signer,
        status=status,
        opinion=opinion.strip() or None,
        decided_at=context.now,
        content=encode(content) if content is not None else None,
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
    """Saves what the signer changed: the fields that the step names, and no others, whatever rights he has."""
    declared = step_definition(definition, step.step)
    allowed = frozenset(declared.edits) if declared is not None else frozenset()
    if not allowed.issuperset(values.values) or values.problems:
        raise ProcessRefusal("edit_not_allowed", details=values.problems)
    entity = context.application.entity_by_name[request.entity]
    app = context.acting(f"approval {request.approval}", (request.entity, request.record_id))
    outcome = save(app, entity, request.record_id, values, version)
    if isinstance(outcome, Refused):
        raise ProcessRefusal("edit_refused", details=outcome.problems)
    if isinstance(outcome, Conflict):
        raise ProcessRefusal("edit_conflict")


def _earlier_stage(context: Context, request: Request, to_step: str) -> int:
    for step in steps_of(context, request):
        if step.step == to_step and step.stage < request.stage and step.status == APPROVED:
            return step.stage
    raise ProcessRefusal("no_such_step", step=to_step)


def _start_again(context: Context, definition: ApprovalDefinition, request: Request, stage: int) -> None:
    """A new round from that stage on."""
    for step in steps_of(context, request):
        if step.status == ACTIVE:
            close_step(context, step, RETURNED)
    number = request.round + 1
    context.connection.execute(update(approval).where(approval.c.id == request.id).values(round=number, stage=stage))
    again = find_request(context, request.id)
    if again is None:
        raise ProcessRefusal("approval_gone")
    write_steps(context, again, record_of(context, again), definition.stages[stage:], stage)
    advance(context, again)


def _active_steps(context: Context, request: Request) -> list[int]:
    return [step.id for step in steps_of(context, request) if step.status == ACTIVE]


def _require(definition: ApprovalDefinition, right: str) -> None:
    if right not in definition.rights:
        raise ProcessRefusal("approval_right_missing", right=right)
