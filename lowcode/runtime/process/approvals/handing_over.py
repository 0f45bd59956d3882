"""Somebody else signs: transfer, additional signers, delegates during an absence, people who have left."""

from __future__ import annotations

import datetime
from typing import Any

from sqlalchemy import insert, select, update

from lowcode.runtime.context import Context
from lowcode.runtime.database.process_tables import absence, approval, approval_signer, approval_step
from lowcode.runtime.process.approvals.requests import (
    ACTIVE,
    OBSOLETE,
    RUNNING,
    TRANSFERRED,
    WAITING,
    Request,
    Signer,
    StepRow,
    definition_of,
    find_request,
    running_request,
    signer_by_id,
    signers_of,
    step_by_id,
    step_definition,
)
from lowcode.runtime.process.approvals.signers import Candidate, administrators, delegate_of, is_active
from lowcode.runtime.process.approvals.stages import add_signer_row, change_signer, raise_needed
from lowcode.runtime.process.approvals.telling import ask_to_sign, tell
from lowcode.runtime.process.errors import ProcessRefusal
from lowcode.runtime.process_definitions import SignMode

WAYS = ("before", "after", "beside")


def transfer(context: Context, signer_id: int, to_user_id: int, opinion: str = "") -> int:
    """Somebody else decides in one's place; the id of his row."""
    request, step, signer = _mine(context, signer_id, "transfer")
    _check_new(context, step, to_user_id)
    change_signer(context, signer, status=TRANSFERRED, opinion=opinion.strip() or None, decided_at=context.now)
    added = add_signer_row(
        context,
        step,
        Candidate(user_id=to_user_id, reason="transferred", on_behalf_of_id=signer.on_behalf_of_id),
        signer.position,
        added_by_id=signer.user_id,
    )
    ask_to_sign(context, request, [to_user_id])
    return added


def add_signer(context: Context, signer_id: int, user_id: int, way: str) -> int:
    """One more signer, `before` me (I decide after him), `after` me, or `beside` me; the id of his row."""
    if way not in WAYS:
        raise ProcessRefusal("no_such_way")
    request, step, signer = _mine(context, signer_id, "add_signer")
    _check_new(context, step, user_id)
    status = WAITING if way == "after" else ACTIVE
    candidate = Candidate(user_id=user_id, reason=way)
    added = add_signer_row(context, step, candidate, signer.position, status=status, added_by_id=signer.user_id)
    if way == "before":
        change_signer(context, signer, status=WAITING, activated_at=None)
    if not _first_decides(context, request, step):
        raise_needed(context, step, 1)
    if status == ACTIVE:
        ask_to_sign(context, request, [user_id])
    return added


def set_absence(
    context: Context, user_id: int, delegate_id: int, starts_at: datetime.datetime, ends_at: datetime.datetime | None
) -> None:
    """The delegate signs for the user in this time, where the approval allows it; what waits passes to him now."""
    if user_id == delegate_id or not is_active(context, delegate_id) or (ends_at is not None and ends_at <= starts_at):
        raise ProcessRefusal("absence_wrong")
    end_absence(context, user_id)
    context.connection.execute(
        insert(absence).values(user_id=user_id, delegate_id=delegate_id, starts_at=starts_at, ends_at=ends_at)
    )
    if starts_at <= context.now:
        _pass_on(context, user_id, only_delegable=True)


def end_absence(context: Context, user_id: int) -> None:
    """The user is back; what was passed on stays with the delegate."""
    context.connection.execute(
        update(absence)
        .where(absence.c.user_id == user_id, absence.c.ends_at.is_(None) | (absence.c.ends_at > context.now))
        .values(ends_at=context.now)
    )


def pass_on_work_of(context: Context, user_id: int) -> int:
    """The user has left: his delegate, or else the administrators, sign in his place; how many signatures."""
    return _pass_on(context, user_id, only_delegable=False)


def users_who_left(context: Context) -> list[int]:
    """Inactive users who are still to sign something."""
    model: Any = context.application.entity_by_name["user"].model
    statement = (
        select(approval_signer.c.user_id)
        .join(model, model.id == approval_signer.c.user_id)
        .where(approval_signer.c.status.in_([ACTIVE, WAITING]), model.active.is_not(True))
        .distinct()
    )
    return list(context.connection.scalars(statement.order_by(approval_signer.c.user_id)))


def _pass_on(context: Context, user_id: int, *, only_delegable: bool) -> int:
    statement = (
        select(approval_signer.c.id, approval_step.c.approval_id)
        .join(approval_step, approval_step.c.id == approval_signer.c.approval_step_id)
        .join(approval, approval.c.id == approval_step.c.approval_id)
        .where(
            approval.c.status == RUNNING,
            approval_signer.c.user_id == user_id,
            approval_signer.c.status.in_([ACTIVE, WAITING]),
        )
    )
    passed = 0
    for signer_id, request_id in context.connection.execute(statement).all():
        request = find_request(context, request_id, lock=True)
        signer = signer_by_id(context, signer_id)
        if request is not None and signer is not None and request.status == RUNNING:
            passed += _replace(context, request, signer, only_delegable=only_delegable)
    return passed


def _replace(context: Context, request: Request, signer: Signer, *, only_delegable: bool) -> int:
    definition = definition_of(context, request.approval)
    step = step_by_id(context, signer.step_id)
    may_delegate = definition is not None and "delegate" in definition.rights
    delegate = delegate_of(context, signer.user_id) if may_delegate else None
    if step is None or (only_delegable and delegate is None):
        return 0
    present = {each.user_id for each in signers_of(context, [step.id]) if each.status != OBSOLETE}
    people = [delegate] if delegate is not None else administrators(context)
    reason = "delegated" if delegate is not None else "administrator"
    new = [each for each in people if each not in present]
    change_signer(context, signer, status=TRANSFERRED, decided_at=context.now)
    for user_id in new:
        candidate = Candidate(user_id=user_id, reason=reason, on_behalf_of_id=signer.user_id)
        add_signer_row(context, step, candidate, signer.position, status=signer.status, added_by_id=signer.added_by_id)
    if not new:
        raise_needed(context, step, -1)
    if signer.status == ACTIVE:
        ask_to_sign(context, request, new)
    if reason == "administrator":
        tell(context, request, new, "approval_passed_on")
    return 1


def _mine(context: Context, signer_id: int, right: str) -> tuple[Request, StepRow, Signer]:
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
    return request, step, signer


def _check_new(context: Context, step: StepRow, user_id: int) -> None:
    present = {each.user_id for each in signers_of(context, [step.id]) if each.status in (ACTIVE, WAITING)}
    if user_id in present:
        raise ProcessRefusal("signs_already")
    if not is_active(context, user_id):
        raise ProcessRefusal("user_not_active")


def _first_decides(context: Context, request: Request, step: StepRow) -> bool:
    definition = definition_of(context, request.approval)
    declared = step_definition(definition, step.step) if definition is not None else None
    return declared is not None and declared.mode is SignMode.ANY
