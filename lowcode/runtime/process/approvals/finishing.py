"""The end of a request: approved, rejected, returned, withdrawn, or cancelled because its record is gone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from sqlalchemy import select, update

from lowcode.runtime.context import Context
from lowcode.runtime.database.process_tables import approval, approval_copy, approval_signer, approval_step
from lowcode.runtime.migration_work import is_half_way
from lowcode.runtime.process.approvals import timing_keys
from lowcode.runtime.process.approvals.requests import (
    ACTIVE,
    APPROVED,
    CANCELLED,
    OBSOLETE,
    RETURNED,
    RUNNING,
    WAITING,
    Request,
    definition_of,
    held_request,
    record_of,
    requests_about,
    signers_of,
    steps_of,
)
from lowcode.runtime.process.approvals.signers import administrators
from lowcode.runtime.process.approvals.telling import tell
from lowcode.runtime.process_definitions import ApprovalDefinition, processes_of

Follower: TypeAlias = Callable[[Context, ApprovalDefinition, Any, str, str | None, Mapping[str, Any]], None]
"""`(context, approval, record, outcome, transition, asked values)`: the transition, if any, is to be made now."""

_followers: list[Follower] = []
_TOLD = frozenset({"nobody_signed"})
"""Notes that people are told instead of the outcome."""
_WORDS = {"record_deleted": "cancelled", "approval_removed": "removed"}


def follow_approvals(function: Follower) -> Follower:
    """Registers what the app does when a request ends: the hooks of the approval, rules, the transition."""
    _followers.append(function)
    return function


def finish(context: Context, request: Request, status: str, *, note: str | None = None) -> None:
    """Ends a request and everything in it that is open, tells whom it concerns, and lets the app go on."""
    _close(context, request, status, note)
    copies = context.connection.scalars(
        select(approval_copy.c.user_id).where(approval_copy.c.approval_id == request.id)
    ).all()
    tell(context, request, [request.submitter_id, *copies], f"approval_{note if note in _TOLD else status}")
    record = record_of(context, request)
    definition = definition_of(context, request.approval)
    if record is None or definition is None:
        return
    transition = request.transition if status == APPROVED else None
    for follower in _followers:
        follower(context, definition, record, status, transition, request.asked.get("values", {}))


def cancel_requests(context: Context, entity: str, record_id: int) -> int:
    """The record is being deleted: its requests end without any consequence; how many did."""
    found = [each for each in requests_about(context, entity, record_id) if each.status in (RUNNING, RETURNED)]
    for request in found:
        cancel_request(context, request, "record_deleted")
    return len(found)


def cancel_request(context: Context, request: Request, note: str) -> None:
    """Ends a request without any consequence: its record is gone, or the app no longer has the approval."""
    open_ids = [step.id for step in steps_of(context, request) if step.status == ACTIVE]
    waiting = {each.user_id for each in signers_of(context, open_ids) if each.status == ACTIVE}
    _close(context, request, CANCELLED, note)
    tell(context, request, [request.submitter_id, *waiting], f"approval_{_WORDS[note]}")
    if note == "approval_removed":
        tell(context, request, set(administrators(context)) - {request.submitter_id}, "approval_removed")


def cancel_removed(context: Context) -> int:
    """Requests of approvals that the app no longer has end; how many did. The code of before may still have them."""
    if is_half_way(context.connection):
        return 0
    known = {each.name for each in processes_of(context.application).approvals}
    statement = select(approval.c.id).where(
        approval.c.status.in_([RUNNING, RETURNED]), approval.c.approval.not_in(sorted(known))
    )
    found = [held_request(context, each) for each in context.connection.scalars(statement.order_by(approval.c.id))]
    for request in found:
        if request is not None:
            cancel_request(context, request, "approval_removed")
    return len(found)


def _close(context: Context, request: Request, status: str, note: str | None) -> None:
    steps = steps_of(context, request)
    open_ids = [step.id for step in steps if step.status in (ACTIVE, WAITING)]
    if open_ids:
        context.connection.execute(
            update(approval_step)
            .where(approval_step.c.id.in_(open_ids))
            .values(status=CANCELLED, finished_at=context.now)
        )
        context.connection.execute(
            update(approval_signer)
            .where(approval_signer.c.approval_step_id.in_(open_ids), approval_signer.c.status.in_([ACTIVE, WAITING]))
            .values(status=OBSOLETE)
        )
    for step in steps:
        timing_keys.cancel_step(context, step)
    context.connection.execute(
        update(approval).where(approval.c.id == request.id).values(status=status, finished_at=context.now, note=note)
    )
