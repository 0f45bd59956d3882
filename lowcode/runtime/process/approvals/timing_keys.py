"""The timers of a step: reminding, escalating, ending by the clock. What they do is in `timing`."""

from __future__ import annotations

from lowcode.runtime.context import Context
from lowcode.runtime.process.approvals.requests import Request, StepRow
from lowcode.runtime.process.timers import arm, cancel, due_after
from lowcode.runtime.process_definitions import Span, Step

REMIND = "approval_remind"
ESCALATE = "approval_escalate"
LIMIT = "approval_limit"
ABSENCE = "approval_absence"


def arm_step(context: Context, request: Request, step: StepRow, declared: Step) -> None:
    """Arms what the step declares, counted from now."""
    for kind, span in ((REMIND, declared.remind_every), (LIMIT, declared.limit_after)):
        _arm(context, request, step, kind, span)
    arm_escalation(context, request, step, declared)


def arm_escalation(context: Context, request: Request, step: StepRow, declared: Step) -> None:
    """Somebody's turn begins: from now on he may be silent for so long."""
    _arm(context, request, step, ESCALATE, declared.escalate_after)


def cancel_step(context: Context, step: StepRow) -> None:
    """Drops them all."""
    for kind in (REMIND, ESCALATE, LIMIT):
        cancel(context, key_of(kind, step.id))


def key_of(kind: str, step_id: int) -> str:
    """A timer's key."""
    return f"{kind}:{step_id}"


def _arm(context: Context, request: Request, step: StepRow, kind: str, span: Span | None) -> None:
    if span is not None:
        due = due_after(context, span)
        arm(context, kind, key_of(kind, step.id), due, request.entity, request.record_id, {"step": step.id})
