"""Requests that run while a new version of the app comes: what they follow, and what becomes of them without it."""

from __future__ import annotations

from sqlalchemy import delete

from lowcode.runtime.context import Context
from lowcode.runtime.database.process_tables import approval_step
from lowcode.runtime.process.approvals.requests import WAITING, Request, standing_steps, steps_of
from lowcode.runtime.process.approvals.rows import change_request, change_step
from lowcode.runtime.process_definitions import ApprovalDefinition, Step


def follow_new_version(
    context: Context, definition: ApprovalDefinition, request: Request
) -> list[tuple[int, tuple[Step, ...]]]:
    """The steps that are to be written because the app declares others than when the request began; mostly none.

    What was decided (or skipped, or is being signed) stays as it is; steps that had not begun are dropped, and every
    declared step that has not been come to is done, in the declared order.
    """
    if definition.fingerprint == request.fingerprint:
        return []
    steps = steps_of(context, request)
    waiting = [step.id for step in steps if step.status == WAITING]
    if waiting:
        context.connection.execute(delete(approval_step).where(approval_step.c.id.in_(waiting)))
    stage_by_step = {step.name: number for number, stage in enumerate(definition.stages) for step in stage}
    for step in steps:
        if step.status != WAITING and stage_by_step.get(step.step, step.stage) != step.stage:
            change_step(context, step, stage=stage_by_step[step.step])
    change_request(context, request, fingerprint=definition.fingerprint)
    known = {step.step for step in standing_steps(context, request) if step.status != WAITING}
    missing = (
        (number, tuple(each for each in stage if each.name not in known))
        for number, stage in enumerate(definition.stages)
    )
    return [(number, stage) for number, stage in missing if stage]
