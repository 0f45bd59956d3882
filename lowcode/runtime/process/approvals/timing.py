"""What the clock does to requests: it reminds, escalates, decides when the time is over, lets absences begin."""

from __future__ import annotations

from typing import Final

from lowcode.runtime.context import Context
from lowcode.runtime.process.approvals import timing_keys
from lowcode.runtime.process.approvals.leaving import pass_on_to_delegate
from lowcode.runtime.process.approvals.requests import (
    ACTIVE,
    APPROVED,
    REJECTED,
    RUNNING,
    Request,
    StepRow,
    definition_of,
    held_request,
    record_of,
    signers_of,
    step_by_id,
    step_definition,
)
from lowcode.runtime.process.approvals.rows import add_signer_row, change_step, new_position
from lowcode.runtime.process.approvals.seats import ESCALATED
from lowcode.runtime.process.approvals.signers import Candidate, administrators, deputy_of
from lowcode.runtime.process.approvals.stages import end_step
from lowcode.runtime.process.approvals.telling import ask_to_sign, tell
from lowcode.runtime.process.audience import members
from lowcode.runtime.process.timers import Timer, arm, declared, due_after, handler
from lowcode.runtime.process_definitions import ApprovalDefinition, Step

KINDS: Final = (timing_keys.REMIND, timing_keys.ESCALATE, timing_keys.LIMIT, timing_keys.ABSENCE)
"""Kinds of timers that are handled here."""


@handler(timing_keys.ABSENCE)
def begin_absence(context: Context, timer: Timer) -> None:
    """Somebody is away from now on."""
    pass_on_to_delegate(context, timer.payload["user"])


@handler(timing_keys.REMIND)
def remind(context: Context, timer: Timer) -> None:
    """Tells those whose turn it is again, and comes back after the same time."""
    found = _open_step(context, timer)
    if found is None:
        return
    request, step, _, of_step = found
    waiting = [each.user_id for each in signers_of(context, [step.id]) if each.status == ACTIVE]
    tell(context, request, waiting, "approval_reminds")
    if of_step.remind_every is not None:
        due = due_after(context, of_step.remind_every, timer.due_at)
        if due is not None and due <= context.now:  # what was missed while the app stood still is told once
            due = due_after(context, of_step.remind_every)
        arm(context, timer.kind, timer.key, due, timer.entity, timer.record_id, timer.payload)


@handler(timing_keys.ESCALATE)
def escalate(context: Context, timer: Timer) -> None:
    """Others may decide now, too, for all who have been silent; who was asked before stays asked.

    Who signs the step himself, or has signed it, is asked as well: this is another signature. Nobody to escalate to:
    the administrators.
    """
    found = _open_step(context, timer)
    if found is None:
        return
    request, step, definition, of_step = found
    active = [each for each in signers_of(context, [step.id]) if each.status == ACTIVE]
    asked = {each.user_id for each in active if each.reason == ESCALATED}
    people = [user.id for user in members(context, of_step.escalate_to, record_of(context, request))]
    if definition.skips_submitter:
        people = [each for each in people if each != request.submitter_id]
    deputies = {deputy_of(context, definition, request, each): each for each in people or administrators(context)}
    new = {deputy: user for deputy, user in deputies.items() if deputy not in asked}
    position = new_position(context, step)
    for deputy, user in new.items():
        behalf = user if deputy != user else None
        candidate = Candidate(user_id=deputy, reason=ESCALATED, on_behalf_of_id=behalf)
        add_signer_row(context, step, candidate, position)
    ask_to_sign(context, request, new)
    tell(context, request, {request.submitter_id, *(each.user_id for each in active)} - set(new), "approval_escalated")


@handler(timing_keys.LIMIT)
def end_of_time(context: Context, timer: Timer) -> None:
    """The step is decided as declared."""
    found = _open_step(context, timer)
    if found is None:
        return
    request, step, _, of_step = found
    tell(context, request, [request.submitter_id], "approval_timed_out")
    step = change_step(context, step, note="timed_out")
    verdict = APPROVED if of_step.limit_outcome == "approve" else REJECTED
    end_step(context, request, step, verdict, note="timed_out")


def _open_step(context: Context, timer: Timer) -> tuple[Request, StepRow, ApprovalDefinition, Step] | None:
    """The timer's step with all around it, the request locked; None if it is decided."""
    first = step_by_id(context, timer.payload["step"])
    request = held_request(context, first.approval_id) if first is not None else None
    step = step_by_id(context, timer.payload["step"])
    if request is None or step is None or request.status != RUNNING or step.status != ACTIVE:
        return None
    definition = declared(definition_of(context, request.approval), timer.key)
    of_step = declared(step_definition(definition, step.step), timer.key)
    return (request, step, definition, of_step) if record_of(context, request) is not None else None
