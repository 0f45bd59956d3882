"""Brings a request from stage to stage: whose turn it is, when a step is decided, when all is."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import delete, insert, update

from lowcode.runtime.context import Context
from lowcode.runtime.database.process_tables import approval, approval_signer, approval_step
from lowcode.runtime.process.approvals import timing_keys
from lowcode.runtime.process.approvals.finishing import finish
from lowcode.runtime.process.approvals.requests import (
    ACTIVE,
    APPROVED,
    OBSOLETE,
    REJECTED,
    SKIPPED,
    WAITING,
    Request,
    Signer,
    StepRow,
    definition_of,
    record_of,
    signers_of,
    step_definition,
    steps_of,
)
from lowcode.runtime.process.approvals.signers import Candidate, find_signers, needed_of
from lowcode.runtime.process.approvals.telling import ask_to_sign
from lowcode.runtime.process_definitions import ApprovalDefinition, SignMode, Step

_DONE = frozenset({APPROVED, SKIPPED})
_ADDED = ("before", "after")
_UNDECIDED = (ACTIVE, WAITING)


def open_round(context: Context, definition: ApprovalDefinition, request: Request, record: Any, first: int) -> None:
    """Writes the steps of a round, from the stage `first` on, and begins with them."""
    write_steps(context, request, record, definition.stages[first:], first)
    advance(context, request)


def write_steps(
    context: Context,
    request: Request,
    record: Any,
    stages: Iterable[tuple[Step, ...]],
    first: int,
) -> None:
    """A row per step; conditions are asked now, and the fields that they read are locked until the end."""
    rows = []
    for number, stage in enumerate(stages, start=first):
        for step in stage:
            applies = step.when is None or step.when(record, context) is True
            rows.append(
                {
                    "approval_id": request.id,
                    "round": request.round,
                    "stage": number,
                    "step": step.name,
                    "status": WAITING if applies else SKIPPED,
                    "needed": 0,
                    "note": None if applies else "condition_not_met",
                    "finished_at": None if applies else context.now,
                }
            )
    if rows:
        context.connection.execute(insert(approval_step), rows)


def advance(context: Context, request: Request) -> None:
    """Begins the next stage that has anything to do, or finishes the request."""
    request = follow_new_version(context, request)
    steps = steps_of(context, request)
    while True:
        open_steps = [step for step in steps if step.status not in _DONE]
        if not open_steps:
            finish(context, request, APPROVED)
            return
        stage = min(step.stage for step in open_steps)
        request = _at_stage(context, request, stage)
        begun = [begin_step(context, request, step) for step in open_steps if step.stage == stage]
        if any(step.status == ACTIVE for step in begun):
            return
        steps = steps_of(context, request)


def begin_step(context: Context, request: Request, step: StepRow) -> StepRow:
    """Finds the signers of a waiting step; one that is active already stays as it is."""
    definition = definition_of(context, request.approval)
    declared = step_definition(definition, step.step) if definition is not None else None
    if step.status != WAITING or definition is None or declared is None:
        return step
    found = find_signers(context, definition, declared, request, record_of(context, request))
    if found.skipped is not None:
        return _change_step(context, step, status=SKIPPED, note=found.skipped, finished_at=context.now)
    begun = _change_step(
        context,
        step,
        status=ACTIVE,
        needed=needed_of(declared, len(found.candidates)),
        note=found.note,
        activated_at=context.now,
    )
    is_in_turn = declared.mode is SignMode.EACH
    for position, candidate in enumerate(found.candidates):
        waits = is_in_turn and position > 0
        add_signer_row(context, begun, candidate, position, status=WAITING if waits else ACTIVE)
    turn = found.candidates[:1] if is_in_turn else found.candidates
    ask_to_sign(context, request, [each.user_id for each in turn])
    timing_keys.arm_step(context, request, begun, declared)
    return begun


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


def settle_step(context: Context, request: Request, step: StepRow) -> None:
    """After a decision: the next signer's turn, the end of the step, the next stage, or the end of the request."""
    declared = _declared(context, request, step)
    mode = declared.mode if declared is not None else SignMode.ALL
    signers = signers_of(context, [step.id])
    verdict = verdict_of(mode, step.needed, signers)
    if verdict is None:
        _next_turn(context, request, signers)
        return
    close_step(context, step, verdict)
    if verdict == REJECTED:
        finish(context, request, REJECTED)
        return
    others = [each for each in steps_of(context, request) if each.stage == request.stage]
    if all(each.status in _DONE for each in others):
        advance(context, request)


def close_step(context: Context, step: StepRow, status: str) -> None:
    """Ends a step; who has not decided need not any more."""
    _change_step(context, step, status=status, finished_at=context.now)
    context.connection.execute(
        update(approval_signer)
        .where(approval_signer.c.approval_step_id == step.id, approval_signer.c.status.in_([ACTIVE, WAITING]))
        .values(status=OBSOLETE)
    )
    timing_keys.cancel_step(context, step)


def change_signer(context: Context, signer: Signer, **values: Any) -> None:
    """Writes some columns of a signer."""
    context.connection.execute(update(approval_signer).where(approval_signer.c.id == signer.id).values(**values))


def raise_needed(context: Context, step: StepRow, by: int) -> None:
    """More signers must agree than before."""
    context.connection.execute(
        update(approval_step).where(approval_step.c.id == step.id).values(needed=approval_step.c.needed + by)
    )


def follow_new_version(context: Context, request: Request) -> Request:
    """If the app's approval has changed since, what has not begun follows the new declaration.

    It goes on with the first stage of which nothing was decided in this round; what was decided stays decided.
    """
    definition = definition_of(context, request.approval)
    if definition is None or definition.fingerprint == request.fingerprint:
        return request
    steps = steps_of(context, request)
    begun = {step.step for step in steps if step.status != WAITING}
    waiting = [step.id for step in steps if step.status == WAITING]
    if waiting:
        context.connection.execute(delete(approval_step).where(approval_step.c.id.in_(waiting)))
    first = max((step.stage for step in steps if step.status != WAITING), default=-1) + 1
    remaining = [tuple(step for step in stage if step.name not in begun) for stage in definition.stages]
    write_steps(context, request, record_of(context, request), [stage for stage in remaining if stage], first)
    context.connection.execute(
        update(approval).where(approval.c.id == request.id).values(fingerprint=definition.fingerprint)
    )
    return dataclasses.replace(request, fingerprint=definition.fingerprint)


def verdict_of(mode: SignMode, needed: int, signers: Sequence[Signer]) -> str | None:
    """approved, rejected, or None while it is open.

    Whoever was added before or after somebody belongs to that signer's decision: it counts when they have agreed.
    """
    refused = any(each.status == REJECTED for each in signers)
    if mode is SignMode.ANY:
        decided = any(each.status == APPROVED and each.reason not in _ADDED for each in signers)
        settled = any(
            each.status == APPROVED and each.reason not in _ADDED and not _open_followers(each, signers)
            for each in signers
        )
        return REJECTED if refused else APPROVED if decided and settled else None
    agreed = sum(1 for each in signers if each.status == APPROVED)
    undecided = sum(1 for each in signers if each.status in _UNDECIDED)
    is_by_number = mode in (SignMode.COUNT, SignMode.SHARE)
    if refused and (not is_by_number or agreed + undecided < needed):
        return REJECTED
    pending = any(each.reason in _ADDED and each.status in _UNDECIDED for each in signers)
    return APPROVED if signers and agreed >= needed and not pending else None


def _open_followers(signer: Signer, signers: Sequence[Signer]) -> list[Signer]:
    return [
        each
        for each in signers
        if each.reason == "after" and each.added_by_id == signer.user_id and each.status in _UNDECIDED
    ]


def _next_turn(context: Context, request: Request, signers: Sequence[Signer]) -> None:
    """Who was added after somebody that has agreed, who waited for somebody added before, or who is next in order."""
    turn = [each for each in signers if each.status == WAITING and _is_released(each, signers)]
    if not turn and not any(each.status == ACTIVE for each in signers):
        turn = [each for each in signers if each.status == WAITING][:1]
    for each in turn:
        change_signer(context, each, status=ACTIVE, activated_at=context.now)
    ask_to_sign(context, request, [each.user_id for each in turn])


def _is_released(signer: Signer, signers: Sequence[Signer]) -> bool:
    if signer.reason == "after":
        return any(each.user_id == signer.added_by_id and each.status == APPROVED for each in signers)
    before = [each for each in signers if each.reason == "before" and each.added_by_id == signer.user_id]
    return bool(before) and all(each.status not in _UNDECIDED for each in before)


def _declared(context: Context, request: Request, step: StepRow) -> Step | None:
    definition = definition_of(context, request.approval)
    return step_definition(definition, step.step) if definition is not None else None


def _at_stage(context: Context, request: Request, stage: int) -> Request:
    if stage == request.stage:
        return request
    context.connection.execute(update(approval).where(approval.c.id == request.id).values(stage=stage))
    return dataclasses.replace(request, stage=stage)


def _change_step(context: Context, step: StepRow, **values: Any) -> StepRow:
    context.connection.execute(update(approval_step).where(approval_step.c.id == step.id).values(**values))
    return dataclasses.replace(step, **values)
