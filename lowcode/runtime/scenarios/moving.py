"""Moves a record to a state as a person (or the app) of a scenario would: by whatever transition leads there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lowcode.runtime.context import Context
from lowcode.runtime.definitions import EntityDefinition
from lowcode.runtime.process import flows
from lowcode.runtime.process.errors import ProcessRefusal
from lowcode.runtime.process_definitions import TransitionKind
from lowcode.runtime.saving.submission import Submission


def move_record(
    context: Context, entity: EntityDefinition, record_id: int, state: str, values: Mapping[str, Any]
) -> Any:
    """The outcome of the transition; several ways to one state: the first that is open to the actor."""
    flow = flows.flow_of(context, entity)
    record = context.session.get(entity.model, record_id)
    if flow is None or record is None:
        raise ProcessRefusal("no_such_transition")
    present = getattr(record, flow.field)
    ways = [each for each in flow.transitions if present in each.sources and each.target == state]
    if not ways:
        raise ProcessRefusal("no_way_there", state=state)
    if context.identity.is_system:
        return flows.make(context.acting("scenario"), entity, record_id, ways[0], values)
    manual = [each for each in ways if each.kind is TransitionKind.MANUAL] or ways
    possible = {each.transition.name for each in flows.offers(context, entity, record) if each.is_possible}
    way = next((each for each in manual if each.name in possible), manual[0])
    return flows.move(context, entity, record_id, way.name, Submission(values=values))
