"""Somebody else signs: transfer, additional signers, delegates during an absence."""

from __future__ import annotations

import datetime

from sqlalchemy import insert, update

from lowcode.runtime.context import Context
from lowcode.runtime.database.process_tables import absence
from lowcode.runtime.process.approvals import timing_keys
from lowcode.runtime.process.approvals.leaving import pass_on_to_delegate
from lowcode.runtime.process.approvals.requests import (
    ACTIVE,
    APPROVED,
    TRANSFERRED,
    WAITING,
    Request,
    Signer,
    StepRow,
    definition_of,
    running_request,
    signer_by_id,
    signers_of,
    step_by_id,
    step_definition,
)
from lowcode.runtime.process.approvals.rows import add_signer_row, change_signer, new_position, raise_needed
from lowcode.runtime.process.approvals.seats import AFTER, BEFORE, BESIDE, ESCALATED, HELPERS
from lowcode.runtime.process.approvals.signers import Candidate, deputy_of, is_active
from lowcode.runtime.process.approvals.telling import ask_to_sign
from lowcode.runtime.process.approvals.whole import all_or_nothing
from lowcode.runtime.process.errors import ProcessRefusal
from lowcode.runtime.process.timers import arm, cancel
from lowcode.runtime.process_definitions import ApprovalDefinition, SignMode

WAYS = (BEFORE, AFTER, BESIDE)
_KEPT = (*HELPERS, ESCALATED)
"""Reasons that say what a signature counts for; whoever takes over from such a signer has the same."""


@all_or_nothing
def transfer(context: Context, signer_id: int, to_user_id: int, opinion: str = "") -> int:
    """Somebody else decides in one's place; the id of his row."""
    request, step, signer, definition = _mine(context, signer_id, "transfer")
    deputy = _newcomer(context, definition, request, step, to_user_id)
    change_signer(
        context,
        signer,
        status=TRANSFERRED,
        opinion=opinion.strip() or None,
        decided_at=context.now,
        origin=context.origin,
    )
    candidate = Candidate(
        user_id=deputy,
        reason=signer.reason if signer.reason in _KEPT else "transferred",
        on_behalf_of_id=to_user_id if deputy != to_user_id else signer.on_behalf_of_id,
    )
    added = add_signer_row(context, step, candidate, signer.position, added_by_id=signer.user_id)
    ask_to_sign(context, request, [deputy])
    return added


@all_or_nothing
def add_signer(context: Context, signer_id: int, user_id: int, way: str) -> int:
    """One more signer, `before` me (I decide after him), `after` me, or `beside` me; the id of his row.

    Before and after, his signature belongs to mine: mine counts when he has agreed. Beside me he signs for himself:
    one more must agree; where the first decision counts, his is as good as mine.
    """
    if way not in WAYS:
        raise ProcessRefusal("no_such_way")
    request, step, signer, definition = _mine(context, signer_id, "add_signer")
    deputy = _newcomer(context, definition, request, step, user_id)
    candidate = Candidate(
        user_id=deputy, reason=_reason(signer, way), on_behalf_of_id=user_id if deputy != user_id else None
    )
    position = new_position(context, step) if candidate.reason == BESIDE else signer.position
    status = WAITING if way == AFTER else ACTIVE
    added = add_signer_row(context, step, candidate, position, status=status, added_by_id=signer.user_id)
    if way == BEFORE:
        change_signer(context, signer, status=WAITING, activated_at=None)
    declared = step_definition(definition, step.step)
    if candidate.reason == BESIDE and (declared is None or declared.mode is not SignMode.ANY):
        raise_needed(context, step, 1)
    if status == ACTIVE:
        ask_to_sign(context, request, [deputy])
    return added


@all_or_nothing
def set_absence(
    context: Context, user_id: int, delegate_id: int, starts_at: datetime.datetime, ends_at: datetime.datetime | None
) -> None:
    """The delegate signs for the user in this time, where the approval allows it; what waits then passes to him."""
    if user_id == delegate_id or not is_active(context, delegate_id) or (ends_at is not None and ends_at <= starts_at):
        raise ProcessRefusal("absence_wrong")
    end_absence(context, user_id)
    context.connection.execute(
        insert(absence).values(user_id=user_id, delegate_id=delegate_id, starts_at=starts_at, ends_at=ends_at)
    )
    if starts_at <= context.now:
        pass_on_to_delegate(context, user_id)
    else:
        key = timing_keys.key_of(timing_keys.ABSENCE, user_id)
        arm(context, timing_keys.ABSENCE, key, starts_at, "user", user_id, {"user": user_id})


def end_absence(context: Context, user_id: int) -> None:
    """The user is back; what was passed on stays with the delegate."""
    context.connection.execute(
        update(absence)
        .where(absence.c.user_id == user_id, absence.c.ends_at.is_(None) | (absence.c.ends_at > context.now))
        .values(ends_at=context.now)
    )
    cancel(context, timing_keys.key_of(timing_keys.ABSENCE, user_id))


def _reason(signer: Signer, way: str) -> str:
    """What the added signature counts for: who helps somebody brings further helpers of the same."""
    if signer.reason not in HELPERS:
        return way
    return BEFORE if BEFORE in (signer.reason, way) else AFTER


def _mine(context: Context, signer_id: int, right: str) -> tuple[Request, StepRow, Signer, ApprovalDefinition]:
    signer = signer_by_id(context, signer_id)
    step = step_by_id(context, signer.step_id) if signer is not None else None
    if signer is None or step is None or signer.user_id != context.user_id:
        raise ProcessRefusal("not_your_turn")
    request = running_request(context, step.approval_id)
    signer = signer_by_id(context, signer_id)
    if signer is None or signer.status != ACTIVE:
        raise ProcessRefusal("decided_already")
    definition = definition_of(context, request.approval)
    if definition is None or right not in definition.rights:
        raise ProcessRefusal("approval_right_missing", right=right)
    return request, step, signer, definition


def _newcomer(context: Context, definition: ApprovalDefinition, request: Request, step: StepRow, user_id: int) -> int:
    """Who signs in fact if this user is named: himself or his delegate; refused if he may not, or signs already.

    Nobody hands a request to whoever submitted it: he would sign what he asks for himself.
    """
    if not is_active(context, user_id):
        raise ProcessRefusal("user_not_active")
    deputy = deputy_of(context, definition, request, user_id)
    if request.submitter_id in (user_id, deputy if definition.skips_submitter else None):
        raise ProcessRefusal("submitter_does_not_sign")
    signers = signers_of(context, [step.id])
    if deputy in {each.user_id for each in signers if each.status in (ACTIVE, WAITING, APPROVED)}:
        raise ProcessRefusal("signs_already")
    return deputy
