"""What the clock does to a step: it reminds, escalates, and decides when the time is over."""

from __future__ import annotations

from typing import Final

from lowcode.runtime.context import Context
from lowcode.runtime.process.approvals import timing_keys
from lowcode.runtime.process.approvals.finishing import finish
from lowcode.runtime.process.approvals.requests import (
    ACTIVE,
    APPROVED,
    REJECTED,
    RUNNING,
    SKIPPED,
    Request,
    StepRow,
    definition_of,
    find_request,
    record_of,
    signers_of,
    step_by_id,
    step_definition,
    steps_of,
)
from lowcode.runtime.process.approvals.signers import Candidate
from lowcode.runtime.process.approvals.stages import add_signer_row, advance, close_step
from lowcode.runtime.process.approvals.telling import ask_to_sign, tell
from lowcode.runtime.process.audience import members
from lowcode.runtime.process.timers import Timer, arm, due_after, handler
from lowcode.runtime.process_definitions import ApprovalDefinition, Step

KINDS: Final = (timing_keys.REMIND, timing_keys.ESCALATE, timing_keys.LIMIT)
"""Kinds of timers that are handled here."""


@handler(timing_keys.REMIND)
def remind(context: Context, timer: Timer) -> None:
    """Tells those whose turn it is again, and comes back after the same time."""
    found = _open_step(context, timer)
    if found is None:
        return
    request, step, _, declared = found
    waiting = [each.user_id for each in signers_of(context, [step.id]) if each.status == ACTIVE]
    tell(context, request, waiting, "approval_reminds")
    if declared.remind_every is not None:
        due = due_after(context, declared.remind_every, timer.due_at)
        while due is not None and due <= context.now:  # what was missed while the app stood still is told once
            due = due_after(context, declared.remind_every, due)
        arm(context, timer.kind, timer.key, due, timer.entity, timer.record_id, timer.payload)


@handler(timing_keys.ESCALATE)
def escalate(context: Context, timer: Timer) -> None:
    """Others may decide now, too, and are enough; who was asked before stays asked."""
    found = _open_step(context, timer)
    if found is None:
        return
    request, step, _, declared = found
    signers = signers_of(context, [step.id])
    present = {each.user_id for each in signers if each.status == ACTIVE}
    record = record_of(context, request)
    new = [user.id for user in members(context, declared.escalate_to, record) if user.id not in present]
    position = max((each.position for each in signers), default=0) + 1
    for user_id in new:
        add_signer_row(context, step, Candidate(user_id=user_id, reason="escalated"), position)
    ask_to_sign(context, request, new)
    tell(context, request, [request.submitter_id, *present], "approval_escalated")


@handler(timing_keys.LIMIT)
def end_of_time(context: Context, timer: Timer) -> None:
    """The step is decided as declared."""
    found = _open_step(context, timer)
    if found is None:
        return
    request, step, _, declared = found
    approves = declared.limit_outcome == "approve"
    close_step(context, step, APPROVED if approves else REJECTED)
    tell(context, request, [request.submitter_id], "approval_timed_out")
    if not approves:
        finish(context, request, REJECTED, note="timed_out")
        return
    others = [each for each in steps_of(context, request) if each.stage == request.stage]
    if all(each.status in (APPROVED, SKIPPED) for each in others):
        advance(context, request)


def _open_step(context: Context, timer: Timer) -> tuple[Request, StepRow, ApprovalDefinition, Step] | None:
    """The timer's step with all around it, the request locked; None if it is decided."""
    first = step_by_id(context, timer.payload["step"])
    request = find_request(context, first.approval_id, lock=True) if first is not None else None
    step = step_by_id(context, timer.payload["step"])
    if request is None or step is None or request.status != RUNNING or step.status != ACTIVE:
        return None
    definition = definition_of(context, request.approval)
    declared = step_definition(definition, step.step) if definition is not None else None
    if definition is None or declared is None or record_of(context, request) is None:
        return None
    return request, step, definition, declared
