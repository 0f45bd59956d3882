"""The states of a record's flow as the steps on its page: where it is, where it was and for how long."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from lowcode.runtime.context import Context
from lowcode.runtime.definitions import EntityDefinition
from lowcode.runtime.pages.presentation import Presentation
from lowcode.runtime.pages.process.durations import duration
from lowcode.runtime.pages.theme import option_class
from lowcode.runtime.process.flows import flow_of, state_history, time_in_state
from lowcode.runtime.process_definitions import FlowDefinition, State


@dataclass(frozen=True, slots=True, kw_only=True)
class StepView:
    """A state. `place`: done, now or ahead."""

    label: str
    place: str
    is_end: bool
    time: str = ""
    """How long the record has been there, all stays together."""
    css: str = ""
    title: str = ""


def steps_of(
    presentation: Presentation, context: Context, entity: EntityDefinition, record: Any
) -> tuple[StepView, ...]:
    """The steps in the order of the specification; ends that were not reached come last."""
    flow = flow_of(context, entity)
    if flow is None:
        return ()
    times = time_in_state(context, entity, record.id)
    present = getattr(record, flow.field)
    return tuple(_step(presentation, each, present, times) for each in _ordered(flow, present))


def steps_made(
    presentation: Presentation, context: Context, entity: EntityDefinition, record_id: int
) -> dict[tuple[datetime.datetime, str], str]:
    """The labels of the steps that a record has made, by their moment and the state that they led to.

    A step that is no more goes by the state that it led to.
    """
    flow = flow_of(context, entity)
    if flow is None:
        return {}
    labels = {each.name: presentation.text(each.label) for each in flow.transitions}
    states = {each.name: presentation.text(each.label) for each in flow.states}
    return {
        (stay.entered_at, stay.state): labels.get(stay.transition) or states.get(stay.state, stay.state)
        for stay in state_history(context, entity, record_id)
        if stay.transition is not None
    }


def _ordered(flow: FlowDefinition, present: str | None) -> list[State]:
    """Once the record has ended, the ends that it did not reach say nothing more."""
    has_ended = any(each.is_end and each.name == present for each in flow.states)
    on_the_way = [each for each in flow.states if not each.is_end]
    ends = [each for each in flow.states if each.is_end and (each.name == present or not has_ended)]
    return on_the_way + ends


def _step(presentation: Presentation, state: State, present: str | None, times: dict[str, int]) -> StepView:
    label = presentation.text(state.label)
    is_now = state.name == present
    spent = times.get(state.name)
    time = duration(presentation, spent) if spent is not None and not (is_now and state.is_end) else ""
    place = "now" if is_now else "done" if spent is not None else "ahead"
    key = {"now": "flow.step_now", "done": "flow.step_done", "ahead": "flow.step_ahead"}[place]
    return StepView(
        label=label,
        place=place,
        is_end=state.is_end,
        time=time,
        css=option_class(state.color) if state.color else "",
        title=presentation.say(key, state=label, time=time or presentation.say("duration.moment")),
    )
