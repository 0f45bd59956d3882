"""Who signs a step: from the declared audience to rows, past absences, duplicates and empty lists."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import or_, select

from lowcode.runtime.context import ADMINISTRATOR, Context
from lowcode.runtime.database.process_tables import absence
from lowcode.runtime.process.approvals.requests import APPROVED, Request, signers_of, standing_steps
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
    is_one_seat: bool = False
    """Whether any of them decides, whatever the step says: the administrators, where nobody else is to be found."""


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
    return Found(candidates=tuple(_with_delegates(context, definition, request, left)))


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


def deputy_of(context: Context, definition: ApprovalDefinition, request: Request, user_id: int) -> int:
    """Who signs in this request for the user now: himself, unless he is absent and the approval allows delegates.

    A delegate who is absent, too, is followed to his own; a circle of absent people ends with the user himself, and
    the submitter does not become a signer by it where submitters do not sign.
    """
    if "delegate" not in definition.rights:
        return user_id
    passed = [user_id]
    while (following := delegate_of(context, passed[-1])) is not None:
        if following in passed:
            return user_id
        passed.append(following)
    is_barred = definition.skips_submitter and passed[-1] == request.submitter_id
    return user_id if is_barred else passed[-1]


def delegate_of(context: Context, user_id: int) -> int | None:
    """Whom the user has named for now, if he is absent."""
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
    return Found(candidates=candidates, note="nobody_to_sign", is_one_seat=True)


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


def _with_delegates(
    context: Context, definition: ApprovalDefinition, request: Request, candidates: list[Candidate]
) -> list[Candidate]:
    """Absent people are replaced; a delegate who signs anyway signs once, for both."""
    deputies = {each.user_id: deputy_of(context, definition, request, each.user_id) for each in candidates}
    own = {user for user, deputy in deputies.items() if user == deputy}
    replaced = []
    for each in candidates:
        deputy = deputies[each.user_id]
        if deputy == each.user_id:
            replaced.append(each)
        elif deputy not in own:
            replaced.append(Candidate(user_id=deputy, reason="delegated", on_behalf_of_id=each.user_id))
    return _once(replaced)


def _signed_already(context: Context, request: Request) -> set[int]:
    """Who has agreed to anything that still counts."""
    steps = [each.id for each in standing_steps(context, request)]
    return {each.user_id for each in signers_of(context, steps) if each.status == APPROVED}
