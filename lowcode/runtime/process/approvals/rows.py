"""Writes the rows of steps and signers."""

from __future__ import annotations

import dataclasses
from typing import Any

from sqlalchemy import func, insert, select, update

from lowcode.runtime.context import Context
from lowcode.runtime.database.process_tables import approval, approval_signer, approval_step
from lowcode.runtime.process.approvals import timing_keys
from lowcode.runtime.process.approvals.requests import ACTIVE, OBSOLETE, WAITING, Request, Signer, StepRow
from lowcode.runtime.process.approvals.signers import Candidate


def change_request(context: Context, request: Request, **values: Any) -> None:
    """Writes some columns of a request."""
    context.connection.execute(update(approval).where(approval.c.id == request.id).values(**values))


def add_signer_row(
    context: Context,
    step: StepRow,
    candidate: Candidate,
    position: int,
    *,
    status: str = ACTIVE,
    added_by_id: int | None = None,
) -> int:
    """One more signer; his id."""
    values = {
        "approval_step_id": step.id,
        "user_id": candidate.user_id,
        "position": position,
        "status": status,
        "reason": candidate.reason,
        "on_behalf_of_id": candidate.on_behalf_of_id,
        "added_by_id": added_by_id,
        "activated_at": context.now if status == ACTIVE else None,
    }
    statement = insert(approval_signer).values(values).returning(approval_signer.c.id)
    return int(context.connection.execute(statement).scalar_one())


def new_position(context: Context, step: StepRow) -> int:
    """A seat that nobody has yet."""
    highest = select(func.max(approval_signer.c.position)).where(approval_signer.c.approval_step_id == step.id)
    found = context.connection.scalar(highest)
    return found + 1 if found is not None else 0


def change_signer(context: Context, signer: Signer, **values: Any) -> None:
    """Writes some columns of a signer."""
    context.connection.execute(update(approval_signer).where(approval_signer.c.id == signer.id).values(**values))


def change_step(context: Context, step: StepRow, **values: Any) -> StepRow:
    """Writes some columns of a step."""
    context.connection.execute(update(approval_step).where(approval_step.c.id == step.id).values(**values))
    return dataclasses.replace(step, **values)


def close_step(context: Context, step: StepRow, status: str) -> None:
    """Ends a step; who has not decided need not any more."""
    change_step(context, step, status=status, finished_at=context.now)
    context.connection.execute(
        update(approval_signer)
        .where(approval_signer.c.approval_step_id == step.id, approval_signer.c.status.in_([ACTIVE, WAITING]))
        .values(status=OBSOLETE)
    )
    timing_keys.cancel_step(context, step)


def raise_needed(context: Context, step: StepRow, by: int) -> None:
    """More signers must agree than before, or fewer."""
    context.connection.execute(
        update(approval_step).where(approval_step.c.id == step.id).values(needed=approval_step.c.needed + by)
    )
