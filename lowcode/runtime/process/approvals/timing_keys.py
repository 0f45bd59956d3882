"""The timers of a step: reminding, escalating, ending by the clock. What they do is in `timing`."""

from __future__ import annotations

from lowcode.runtime.context import Context
from lowcode.runtime.process.approvals.requests import Request, StepRow
from lowcode.runtime.process.timers import arm, cancel, due_after
from lowcode.runtime.process_definitions import Step

REMIND = "approval_remind"
ESCALATE = "approval_escalate"
LIMIT = "approval_limit"


def arm_step(context: Context, request: Request, step: StepRow, declared: Step) -> None:
    """Arms what the step declares, counted from now."""
    spans = {REMIND: declared.remind_every, ESCALATE: declared.escalate_after, LIMIT: declared.limit_after}
    for kind, span in spans.items():
        if span is not None:
            payload = {"step": step.id}
            due = due_after(context, span)
            arm(context, kind, key_of(kind, step.id), due, request.entity, request.record_id, payload)


def cancel_step(context: Context, step: StepRow) -> None:
    """Drops them all."""
    for kind in (REMIND, ESCALATE, LIMIT):
        cancel(context, key_of(kind, step.id))


def key_of(kind: str, step_id: int) -> str:
    """A timer's key."""
    return f"{kind}:{step_id}"
