"""Who signs a step: from the declared audience to rows, past absences, duplicates and empty lists."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import or_, select

from lowcode.runtime.context import ADMINISTRATOR, Context
from lowcode.runtime.database.process_tables import absence, approval_signer, approval_step
from lowcode.runtime.process.approvals.requests import APPROVED, Request
from lowcode.runtime.process.audience import members
from lowcode.runtime.process_definitions import ApprovalDefinition, ChosenBySubmitter, Role, SignMode, Step


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """Somebody who is to sign."""

    user_id: int
    reason: str = "declared"
    on_behalf_of_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The signers of a step. Without any, `skipped` says which rule of the approval made them superfluous."""

    candidates: tuple[Candidate, ...]
    skipped: str | None = None
    note: str | None = None


def find_signers(context: Context, definition: ApprovalDefinition, step: Step, request: Request, record: Any) -> Found:
    """The signers of a step that begins now. Nobody at all: the administrators, with a note."""
    declared = _declared(context, step, request, record)
    if not declared:
        return _administrators(context)
    left = declared
    if definition.skips_submitter:
        left = [each for each in left if each.user_id != request.submitter_id]
        if not left:
            return Found(candidates=(), skipped="skipped_submitter")
    if definition.skips_duplicate_signers:
        signed = _signed_already(context, request)
        left = [each for each in left if each.user_id not in signed]
        if not left:
            return Found(candidates=(), skipped="skipped_duplicate")
    if "delegate" in definition.rights:
        left = _with_delegates(context, left)
    return Found(candidates=tuple(left))


def needed_of(step: Step, count: int) -> int:
    """How many of `count` signers must agree."""
    match step.mode:
        case SignMode.ANY:
            return min(1, count)
        case SignMode.COUNT:
            return min(int(step.quota or 1), count)
        case SignMode.SHARE:
            return max(1, math.ceil(Decimal(step.quota or 1) * count)) if count else 0
        case SignMode.ALL | SignMode.EACH:
            return count


def delegate_of(context: Context, user_id: int) -> int | None:
    """Who signs for the user now; absences do not add up to chains."""
    now = context.now
    statement = (
        select(absence.c.delegate_id)
        .where(
            absence.c.user_id == user_id,
            absence.c.starts_at <= now,
            or_(absence.c.ends_at.is_(None), absence.c.ends_at > now),
        )
        .order_by(absence.c.id.desc())
        .limit(1)
    )
    found = context.connection.scalar(statement)
    return found if found is not None and is_active(context, found) else None


def is_active(context: Context, user_id: int) -> bool:
    """Whether the user still works here."""
    model: Any = context.application.entity_by_name["user"].model
    return bool(context.connection.scalar(select(model.id).where(model.id == user_id, model.active.is_(True))))


def administrators(context: Context) -> list[int]:
    """The active administrators of the app."""
    return [user.id for user in members(context, (Role(ADMINISTRATOR),), None)]


def _administrators(context: Context) -> Found:
    candidates = tuple(Candidate(user_id=each, reason="administrator") for each in administrators(context))
    return Found(candidates=candidates, note="nobody_to_sign")


def _declared(context: Context, step: Step, request: Request, record: Any) -> list[Candidate]:
    found: list[Candidate] = []
    for audience in step.signers:
        if isinstance(audience, ChosenBySubmitter):
            chosen = request.asked.get("chosen", {}).get(step.name, [])
            found += [Candidate(user_id=each, reason="chosen") for each in chosen if is_active(context, each)]
        else:
            found += [Candidate(user_id=user.id) for user in members(context, (audience,), record)]
    return _once(found)


def _once(candidates: Iterable[Candidate]) -> list[Candidate]:
    by_user: dict[int, Candidate] = {}
    for each in candidates:
        by_user.setdefault(each.user_id, each)
    return list(by_user.values())


def _with_delegates(context: Context, candidates: list[Candidate]) -> list[Candidate]:
    replaced = []
    for each in candidates:
        delegate = delegate_of(context, each.user_id)
        if delegate is None:
            replaced.append(each)
        else:
            replaced.append(Candidate(user_id=delegate, reason="delegated", on_behalf_of_id=each.user_id))
    return _once(replaced)


def _signed_already(context: Context, request: Request) -> set[int]:
    """Who has agreed in this round."""
    statement = (
        select(approval_signer.c.user_id)
        .join(approval_step, approval_step.c.id == approval_signer.c.approval_step_id)
        .where(
            approval_step.c.approval_id == request.id,
            approval_step.c.round == request.round,
            approval_signer.c.status == APPROVED,
        )
    )
    return set(context.connection.scalars(statement))
