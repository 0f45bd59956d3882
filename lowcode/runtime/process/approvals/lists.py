"""What somebody has to sign, has started, has signed, has been told about."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select

from lowcode.runtime.context import Context
from lowcode.runtime.database.process_tables import approval, approval_copy, approval_signer, approval_step
from lowcode.runtime.process.approvals.requests import ACTIVE, APPROVED, REJECTED, RETURNED, RUNNING, TRANSFERRED

SHOWN = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A line in one of these lists. `signer_id` and `step`: where it is (or was) the user's turn."""

    request_id: int
    approval: str
    entity: str
    record_id: int
    title: str
    status: str
    submitter_id: int | None
    started_at: datetime.datetime
    signer_id: int | None = None
    step: str | None = None
    since: datetime.datetime | None = None
    decision: str | None = None
    on_behalf_of_id: int | None = None


_COLUMNS = (
    approval.c.id.label("request_id"),
    approval.c.approval,
    approval.c.entity,
    approval.c.record_id,
    approval.c.title,
    approval.c.status,
    approval.c.submitter_id,
    approval.c.started_at,
)
_SIGNED = (
    approval_signer.c.id.label("signer_id"),
    approval_step.c.step,
    approval_signer.c.activated_at.label("since"),
    approval_signer.c.status.label("decision"),
    approval_signer.c.on_behalf_of_id,
)


def to_do(context: Context, user_id: int, *, limit: int = SHOWN) -> list[Entry]:
    """Where it is the user's turn, longest waiting first; each step once, though he may have two signatures in it."""
    found = _read(context, _turns(user_id).order_by(approval_signer.c.activated_at, approval.c.id).limit(limit))
    return list({(each.request_id, each.step): each for each in reversed(found)}.values())[::-1]


def to_do_count(context: Context, user_id: int) -> int:
    """How many wait for the user."""
    statement = _turns(user_id).with_only_columns(func.count(approval_step.c.id.distinct())).order_by(None)
    return int(context.connection.execute(statement).scalar_one())


def started_by(context: Context, user_id: int, *, limit: int = SHOWN, before: int | None = None) -> list[Entry]:
    """The user's own requests, newest first."""
    statement = select(*_COLUMNS).where(approval.c.submitter_id == user_id)
    if before is not None:
        statement = statement.where(approval.c.id < before)
    return _read(context, statement.order_by(approval.c.id.desc()).limit(limit))


def returned_to(context: Context, user_id: int, *, limit: int = SHOWN) -> list[Entry]:
    """The user's requests that were returned to him and that he has not sent again."""
    statement = select(*_COLUMNS).where(approval.c.submitter_id == user_id, approval.c.status == RETURNED)
    return _read(context, statement.order_by(approval.c.id.desc()).limit(limit))


def signed_by(context: Context, user_id: int, *, limit: int = SHOWN, before: int | None = None) -> list[Entry]:
    """What the user has decided, newest first."""
    statement = _joined().where(
        approval_signer.c.user_id == user_id,
        approval_signer.c.status.in_([APPROVED, REJECTED, RETURNED, TRANSFERRED]),
    )
    if before is not None:
        statement = statement.where(approval_signer.c.id < before)
    return _read(context, statement.order_by(approval_signer.c.id.desc()).limit(limit))


def copied_to(context: Context, user_id: int, *, limit: int = SHOWN) -> list[Entry]:
    """What the user was told about."""
    statement = (
        select(*_COLUMNS)
        .join(approval_copy, approval_copy.c.approval_id == approval.c.id)
        .where(approval_copy.c.user_id == user_id)
    )
    return _read(context, statement.order_by(approval.c.id.desc()).limit(limit))


def _turns(user_id: int) -> Select[Any]:
    return _joined().where(
        approval_signer.c.user_id == user_id, approval_signer.c.status == ACTIVE, approval.c.status == RUNNING
    )


def _joined() -> Select[Any]:
    return (
        select(*_COLUMNS, *_SIGNED)
        .join(approval_step, approval_step.c.approval_id == approval.c.id)
        .join(approval_signer, approval_signer.c.approval_step_id == approval_step.c.id)
    )


def _read(context: Context, statement: Select[Any]) -> list[Entry]:
    return [Entry(**row) for row in context.connection.execute(statement).mappings()]
