"""Brings a request from stage to stage: whose turn it is, when a step is decided, when all is."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from typing import Any

from sqlalchemy import insert

from lowcode.runtime.context import Context
from lowcode.runtime.database.process_tables import approval_step
from lowcode.runtime.process.approvals import timing_keys
from lowcode.runtime.process.approvals.finishing import cancel_request, finish
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
    standing_steps,
    step_definition,
    steps_of,
)
from lowcode.runtime.process.approvals.rows import (
    add_signer_row,
    change_request,
    change_signer,
    change_step,
    close_step,
)
from lowcode.runtime.process.approvals.seats import next_turns, seats_of, verdict_of
from lowcode.runtime.process.approvals.signers import find_signers, needed_of
from lowcode.runtime.process.approvals.telling import ask_to_sign
from lowcode.runtime.process.approvals.versions import follow_new_version
from lowcode.runtime.process_definitions import ApprovalDefinition, SignMode, Step

_DONE = frozenset({APPROVED, SKIPPED})
CONDITION_NOT_MET = "condition_not_met"


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
    rows = [
        {"approval_id": request.id, "round": request.round, "stage": number, "step": step.name, "needed": 0}
        | _beginning(context, step, record)
        for number, stage in enumerate(stages, start=first)
        for step in stage
    ]
    if rows:
        context.connection.execute(insert(approval_step), rows)


def review_conditions(context: Context, request: Request, record: Any) -> None:
    """A signer has changed the record: the conditions of the stages that have not begun are asked again."""
    definition = definition_of(context, request.approval)
    for step in steps_of(context, request):
        declared = step_definition(definition, step.step) if definition is not None else None
        is_open = step.status == WAITING or step.note == CONDITION_NOT_MET
        if declared is not None and is_open and step.stage > request.stage:
            change_step(context, step, **_beginning(context, declared, record))


def advance(context: Context, request: Request) -> None:
    """Begins the next stage that has anything to do, or finishes the request."""
    definition = definition_of(context, request.approval)
    if definition is None:
        cancel_request(context, request, "approval_removed")
        return
    missing = follow_new_version(context, definition, request)
    for stage, steps in missing:
        write_steps(context, request, record_of(context, request), [steps], stage)
    while True:
        open_steps = [step for step in steps_of(context, request) if step.status not in _DONE]
        if not open_steps:
            finish(context, request, APPROVED, note=None if _was_signed(context, request) else "nobody_signed")
            return
        request = _at_stage(context, request, min(step.stage for step in open_steps))
        stage_steps = [step for step in open_steps if step.stage == request.stage]
        begun = [begin_step(context, definition, request, step) for step in stage_steps]
        if any(step.status == ACTIVE for step in begun):
            return


def begin_step(context: Context, definition: ApprovalDefinition, request: Request, step: StepRow) -> StepRow:
    """Finds the signers of a waiting step; one that is active already stays as it is."""
    declared = step_definition(definition, step.step)
    if step.status != WAITING:
        return step
    if declared is None:
        return change_step(context, step, status=SKIPPED, note="step_removed", finished_at=context.now)
    found = find_signers(context, definition, declared, request, record_of(context, request))
    if found.skipped is not None:
        return change_step(context, step, status=SKIPPED, note=found.skipped, finished_at=context.now)
    begun = change_step(
        context,
        step,
        status=ACTIVE,
        needed=needed_of(declared, 1 if found.is_one_seat else len(found.candidates)),
        note=found.note,
        activated_at=context.now,
    )
    is_in_turn = declared.mode is SignMode.EACH and not found.is_one_seat
    for number, candidate in enumerate(found.candidates):
        position = 0 if found.is_one_seat else number
        add_signer_row(context, begun, candidate, position, status=WAITING if is_in_turn and number else ACTIVE)
    turn = found.candidates[:1] if is_in_turn else found.candidates
    ask_to_sign(context, request, [each.user_id for each in turn])
    timing_keys.arm_step(context, request, begun, declared)
    return begun


def settle_step(context: Context, request: Request, step: StepRow, decided: Signer | None = None) -> None:
    """After a decision (or when a signer has gone): the next turn, the end of the step, of the stage, of it all."""
    definition = definition_of(context, request.approval)
    declared = step_definition(definition, step.step) if definition is not None else None
    mode = declared.mode if declared is not None else SignMode.ALL
    _release_others(context, step, mode, decided)
    seats = seats_of(signers_of(context, [step.id]))
    verdict = verdict_of(mode, step.needed, seats)
    if verdict is None:
        turn = next_turns(mode, seats)
        for each in turn:
            change_signer(context, each, status=ACTIVE, activated_at=context.now)
        ask_to_sign(context, request, [each.user_id for each in turn])
        if turn and declared is not None and mode is SignMode.EACH:
            timing_keys.arm_escalation(context, request, step, declared)
        return
    end_step(context, request, step, verdict)


def end_step(context: Context, request: Request, step: StepRow, verdict: str, *, note: str | None = None) -> None:
    """The step is approved or rejected, and the request goes on or ends with it."""
    close_step(context, step, verdict)
    if verdict == REJECTED:
        finish(context, request, REJECTED, note=note)
        return
    others = [each for each in steps_of(context, request) if each.stage == request.stage]
    if all(each.status in _DONE for each in others):
        advance(context, request)


def _release_others(context: Context, step: StepRow, mode: SignMode, decided: Signer | None) -> None:
    """Who sits on a seat that has been signed by another, or for whom an escalation has signed, need not any more."""
    seats = seats_of(signers_of(context, [step.id]))
    rest = [row for seat in seats if seat.has_signed for row in seat.mains if row.status in (ACTIVE, WAITING)]
    mine = next((each for each in seats if decided is not None and each.position == decided.position), None)
    if mine is not None and mine.is_escalated and mine.outcome == APPROVED and mode is SignMode.EACH:
        silent = [each for each in seats if each.outcome == ACTIVE and not each.is_escalated]
        rest += [row for seat in silent for row in seat.rows]
    if mode is SignMode.EACH and not any(each.outcome == ACTIVE and not each.is_escalated for each in seats):
        rest += [row for seat in seats if seat.is_escalated for row in seat.rows if row.status in (ACTIVE, WAITING)]
    for row in rest:
        change_signer(context, row, status=OBSOLETE)


def _beginning(context: Context, step: Step, record: Any) -> dict[str, Any]:
    applies = step.when is None or step.when(record, context) is True
    return {
        "status": WAITING if applies else SKIPPED,
        "note": None if applies else CONDITION_NOT_MET,
        "finished_at": None if applies else context.now,
    }


def _was_signed(context: Context, request: Request) -> bool:
    """Whether anybody (or the clock, by declaration) has agreed to anything."""
    return any(step.status == APPROVED for step in standing_steps(context, request))


def _at_stage(context: Context, request: Request, stage: int) -> Request:
    if stage == request.stage:
        return request
    change_request(context, request, stage=stage)
    return dataclasses.replace(request, stage=stage)
