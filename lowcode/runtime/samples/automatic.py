"""Takes the steps that the app would have taken by itself: transitions whose condition the made-up records meet."""

from __future__ import annotations

import datetime
import random
from collections.abc import Mapping
from typing import Any

from sqlalchemy import insert, select, update

from lowcode.runtime.context import Context
from lowcode.runtime.database.process_tables import state as _table
from lowcode.runtime.definitions import EntityDefinition
from lowcode.runtime.process.index import processes_about
from lowcode.runtime.process.stays import arm_stays, current_stay
from lowcode.runtime.process_definitions import FlowDefinition, Transition
from lowcode.runtime.samples.judging import Judge
from lowcode.runtime.saving.computing import compute_part, set_sort_keys
from lowcode.runtime.saving.draft import Part
from lowcode.runtime.saving.facts import facts_of

_MOST = 5_000
"""Records that are looked at one after another: a demonstration has no more."""
_ROUNDS = 4


def take_automatic_steps(context: Context, made: Mapping[str, int], random_seed: int) -> bool:
    """Makes the transitions `on e` of records that were made up, as long as any is due. Whether there was one."""
    source = random.Random(f"{random_seed}/automatic")  # noqa: S311 - made-up records are no secret
    has_changed = False
    for name in made:
        about = processes_about(context.application, name)
        if about is None or about.flow is None or not about.automatic:
            continue
        entity = context.application.entity_by_name[name]
        for _ in range(_ROUNDS):
            steps = [_take(context, entity, about.flow, each, source) for each in about.automatic]
            has_changed = has_changed or any(steps)
            if not any(steps):
                break
    return has_changed


def _take(
    context: Context, entity: EntityDefinition, flow: FlowDefinition, transition: Transition, source: random.Random
) -> int:
    model: Any = entity.model
    staying = getattr(model, flow.field).in_(transition.sources)
    judge = Judge(context, entity)
    count = 0
    for record in context.session.scalars(select(model).where(staying).order_by(model.id).limit(_MOST)):
        if transition.when is None or transition.when(record, context) is not True:
            continue
        before = getattr(record, flow.field)
        setattr(record, flow.field, transition.target)
        if judge.is_valid(record):
            _move(context, entity, flow, transition, record, before, source)
            count += 1
        else:
            setattr(record, flow.field, before)
    context.session.flush()
    return count


def _move(
    context: Context,
    entity: EntityDefinition,
    flow: FlowDefinition,
    transition: Transition,
    record: Any,
    before: str,
    source: random.Random,
) -> None:
    facts = facts_of(entity)
    stay = current_stay(context, entity.name, record.id)
    since = stay.entered_at if stay is not None else record.created_at
    seconds = int((context.now - since).total_seconds() * source.random())
    moment = since + datetime.timedelta(seconds=max(seconds, 0))
    record.updated_at = moment
    compute_part(Part(facts=facts, record=record, is_new=False), context)
    set_sort_keys(record, facts.sort_columns)
    if stay is not None:
        context.connection.execute(update(_table).where(_table.c.id == stay.id).values(left_at=moment))
    row = {
        "flow": flow.name,
        "entity": entity.name,
        "record_id": record.id,
        "state": transition.target,
        "previous": before,
        "transition": transition.name,
        "entered_at": moment,
        "origin": f"flow {flow.name}",
    }
    columns = (_table.c.id, _table.c.record_id, _table.c.state, _table.c.entered_at)
    arm_stays(context, flow, context.connection.execute(insert(_table).returning(*columns), [row]).all())
