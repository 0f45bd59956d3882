"""Signers who are away: an absent one's work passes to his delegate, that of one who has left to somebody at all.

No step waits for nobody: `tend_requests` looks for such steps whenever people change and once a day.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import exists, select

from lowcode.runtime.context import Context
from lowcode.runtime.database.process_tables import approval, approval_signer, approval_step
from lowcode.runtime.process.approvals.finishing import cancel_removed
from lowcode.runtime.process.approvals.requests import (
    ACTIVE,
    APPROVED,
    REJECTED,
    RUNNING,
    TRANSFERRED,
    WAITING,
    Request,
    Signer,
    StepRow,
    definition_of,
    held_request,
    signer_by_id,
    signers_of,
    step_by_id,
    step_definition,
)
from lowcode.runtime.process.approvals.rows import (
    add_signer_row,
    change_signer,
    change_step,
    new_position,
    raise_needed,
)
from lowcode.runtime.process.approvals.seats import ESCALATED, HELPERS, seats_of
from lowcode.runtime.process.approvals.signers import Candidate, administrators, deputy_of, is_active
from lowcode.runtime.process.approvals.stages import settle_step
from lowcode.runtime.process.approvals.telling import ask_to_sign, tell
from lowcode.runtime.process.errors import ProcessRefusal
from lowcode.runtime.process_definitions import ApprovalDefinition, SignMode

_UNDECIDED = (ACTIVE, WAITING)


def pass_on_to_delegate(context: Context, user_id: int) -> int:
    """The user's absence begins: what he is to sign passes to his delegate; how many signatures."""
    return _pass_on(context, user_id, has_left=False)


def pass_on_work_of(context: Context, user_id: int) -> int:
    """The user has left: his delegate, or else the administrators, sign in his place; how many signatures."""
    return _pass_on(context, user_id, has_left=True)


def tend_requests(context: Context) -> int:
    """Ends requests that the app no longer knows, and finds signers where there are none; how many were mended.

    Signers may have left without anybody noticing, and administrators, who sign where nobody else can, may only have
    come now.
    """
    count = cancel_removed(context)
    count += sum(pass_on_work_of(context, each) for each in users_who_left(context))
    return count + sum(_man(context, each) for each in _unmanned_steps(context))


def refuse_to_forget(context: Context, user_ids: Iterable[int]) -> None:
    """Who is among the signers of any request cannot be deleted: what was signed stays signed by somebody."""
    statement = select(approval_signer.c.id).where(approval_signer.c.user_id.in_(sorted(user_ids))).limit(1)
    if context.connection.execute(statement).first() is not None:
        raise ProcessRefusal("user_signs")


def users_who_left(context: Context) -> list[int]:
    """Inactive users who are still to sign something."""
    model: Any = context.application.entity_by_name["user"].model
    statement = (
        select(approval_signer.c.user_id)
        .join(model, model.id == approval_signer.c.user_id)
        .where(approval_signer.c.status.in_(_UNDECIDED), model.active.is_not(True))
        .distinct()
    )
    return list(context.connection.scalars(statement.order_by(approval_signer.c.user_id)))


def _pass_on(context: Context, user_id: int, *, has_left: bool) -> int:
    statement = (
        select(approval_signer.c.id, approval_step.c.approval_id)
        .join(approval_step, approval_step.c.id == approval_signer.c.approval_step_id)
        .join(approval, approval.c.id == approval_step.c.approval_id)
        .where(
            approval.c.status == RUNNING,
            approval_signer.c.user_id == user_id,
            approval_signer.c.status.in_(_UNDECIDED),
        )
        .order_by(approval_step.c.approval_id, approval_signer.c.id)
    )
    passed = 0
    for signer_id, request_id in context.connection.execute(statement).all():
        request = held_request(context, request_id)
        signer = signer_by_id(context, signer_id)
        definition = definition_of(context, request.approval) if request is not None else None
        if request is None or signer is None or definition is None:
            continue
        if request.status == RUNNING and signer.status in _UNDECIDED:
            passed += _replace(context, definition, request, signer, has_left=has_left)
    return passed


def _replace(
    context: Context, definition: ApprovalDefinition, request: Request, signer: Signer, *, has_left: bool
) -> int:
    """Others take the signer's seat; if they sign the step anyway, their own signature counts for his."""
    step = step_by_id(context, signer.step_id)
    deputy = deputy_of(context, definition, request, signer.user_id)
    is_delegated = deputy != signer.user_id and is_active(context, deputy)
    people = [deputy] if is_delegated else administrators(context) if has_left else []
    if step is None or not people:
        return 0
    signers = signers_of(context, [step.id])
    present = {each.user_id for each in signers if each.status in (*_UNDECIDED, APPROVED)} - {signer.user_id}
    new = [each for each in people if each not in present]
    change_signer(context, signer, status=TRANSFERRED, decided_at=context.now)
    kept = signer.reason if signer.reason in (*HELPERS, ESCALATED) else None
    for user_id in new:
        candidate = Candidate(
            user_id=user_id,
            reason=kept or ("delegated" if is_delegated else "administrator"),
            on_behalf_of_id=signer.user_id,
        )
        add_signer_row(context, step, candidate, signer.position, status=signer.status, added_by_id=signer.added_by_id)
    if signer.status == ACTIVE:
        ask_to_sign(context, request, new)
    if not is_delegated:
        tell(context, request, new, "approval_passed_on")
    if not new:
        _give_up_seat(context, definition, request, step)
    return 1


def _give_up_seat(context: Context, definition: ApprovalDefinition, request: Request, step: StepRow) -> None:
    """A seat is gone; perhaps nothing is left to be decided."""
    declared = step_definition(definition, step.step)
    seats = [each for each in seats_of(signers_of(context, [step.id])) if not each.is_escalated]
    is_counted = declared is None or declared.mode in (SignMode.ALL, SignMode.EACH)
    lower = step.needed - 1 if is_counted else min(step.needed, len(seats))
    raise_needed(context, step, lower - step.needed)
    now = step_by_id(context, step.id)
    if now is not None and now.status == ACTIVE:
        settle_step(context, request, now)


def _unmanned_steps(context: Context) -> list[int]:
    """Steps that wait for nobody."""
    somebody = exists().where(
        approval_signer.c.approval_step_id == approval_step.c.id,
        approval_signer.c.status.in_([*_UNDECIDED, REJECTED]),
    )
    statement = (
        select(approval_step.c.id)
        .join(approval, approval.c.id == approval_step.c.approval_id)
        .where(approval.c.status == RUNNING, approval_step.c.status == ACTIVE, ~somebody)
    )
    return list(context.connection.scalars(statement.order_by(approval_step.c.id)))


def _man(context: Context, step_id: int) -> int:
    """The administrators sign a step that nobody is left to sign."""
    first = step_by_id(context, step_id)
    request = held_request(context, first.approval_id) if first is not None else None
    step = step_by_id(context, step_id)
    people = administrators(context)
    if request is None or step is None or request.status != RUNNING or step.status != ACTIVE or not people:
        return 0
    position = new_position(context, step)
    for user_id in people:
        add_signer_row(context, step, Candidate(user_id=user_id, reason="administrator"), position)
    change_step(context, step, needed=max(1, step.needed), note="nobody_to_sign")
    ask_to_sign(context, request, people)
    return 1
