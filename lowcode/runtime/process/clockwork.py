"""What timers set off: transitions, hooks of long stays, blocks of actions that were put off, rules of schedules.

Whoever sweeps timers imports this module: it registers their handlers.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Final

import msgspec

from lowcode.runtime.context import Context
from lowcode.runtime.definitions import Verb
from lowcode.runtime.process import flows
from lowcode.runtime.process.acting import as_user
from lowcode.runtime.process.clocked import RULE
from lowcode.runtime.process.conditions import holds_for, is_open
from lowcode.runtime.process.index import index_of, transition_named
from lowcode.runtime.process.rounds import deeper, perform
from lowcode.runtime.process.run import LATER, Run
from lowcode.runtime.process.scripts import Script, Subject, hook_script, script_of
from lowcode.runtime.process.stays import STAY_TIMER, TRANSITION_TIMER, current_stay
from lowcode.runtime.process.timers import Timer, arm, declared, due_after, handler
from lowcode.runtime.process_definitions import Block, FlowDefinition, Span
from lowcode.runtime.saving.loading import load_for
from lowcode.runtime.saving.outcome import RecordNotFoundError
from lowcode.runtime.saving.states import running_approvals

KINDS: Final = (RULE, TRANSITION_TIMER, STAY_TIMER, LATER)
"""The kinds of timers that are handled here."""

LOOK_AGAIN: Final = datetime.timedelta(hours=1)
"""When a transition by time that cannot be made yet is tried again: its condition is false, or an approval runs."""


@handler(RULE)
def run_due_rule(context: Context, timer: Timer) -> None:
    """A rule that a schedule or a condition has set off, on its record; or on none."""
    index = index_of(context.application)
    found = index.rule_by_name.get(timer.payload["rule"]) if index is not None else None
    rule = declared(found, timer.key)
    if rule.entity is None:
        perform(context, script_of(rule), None)
        return
    subject = _subject(context, timer)
    if subject is not None and holds_for(rule, subject.record, None, context):
        perform(context, script_of(rule), subject)


@handler(TRANSITION_TIMER)
def make_due_transition(context: Context, timer: Timer) -> None:
    """A transition whose time has come, or whose condition time has made true."""
    found = _flow(context, timer)
    if found is None:
        return
    flow, subject = found
    transition = declared(transition_named(flow, timer.payload["transition"]), timer.key)
    if getattr(subject.record, flow.field) not in transition.sources or _has_left(context, timer):
        return
    is_waiting = bool(running_approvals(context, *subject.about))
    if not is_waiting and is_open(transition, subject.record, context):
        acting = deeper(context, f"flow {flow.name}", subject.about)
        flows.make(acting, subject.entity, subject.record.id, transition)
    elif "stay" in timer.payload:
        later = context.now + LOOK_AGAIN
        arm(context, timer.kind, timer.key, later, timer.entity, timer.record_id, timer.payload)


@handler(STAY_TIMER)
def run_stay_hook(context: Context, timer: Timer) -> None:
    """`on stay s longer than d`: the record is still there."""
    found = _flow(context, timer)
    if found is None or _has_left(context, timer):
        return
    flow, subject = found
    hook = declared(next((each for each in flow.hooks if each.name == timer.payload["stay_hook"]), None), timer.key)
    if getattr(subject.record, flow.field) == hook.state:
        perform(context, hook_script(flow, hook), subject)


@handler(LATER)
def run_block(context: Context, timer: Timer) -> None:
    """`after d { … }` and `repeat every d { … }`: with the records named before, unless it has become pointless."""
    index = index_of(context.application)
    found = index.block_by_key.get(timer.payload["block"]) if index is not None else None
    origin, block = declared(found, timer.key)
    subject = _subject(context, timer)
    records = _named(context, timer.payload["records"])
    if records is None or (subject is None and timer.record_id is not None):
        return
    acting = as_user(context, timer.payload["user"])
    script = Script(origin, timer.payload["block"].rpartition(".")[0], block.actions)
    if _is_pointless(acting, block, script, subject, records):
        return
    perform(acting, script, subject, records)
    if "repeat" in timer.payload:
        _repeat(context, timer)


def _repeat(context: Context, timer: Timer) -> None:
    """The next time, counted from the beginning; what was missed while the app stood still is left out."""
    again = dict(timer.payload["repeat"])
    since = msgspec.convert(timer.payload["since"], datetime.datetime)
    due_at: datetime.datetime | None = timer.due_at
    while due_at is not None and due_at <= context.now:
        if again["most"] is not None and again["count"] >= again["most"]:
            return
        again["count"] += 1
        times = again["count"]
        span = Span(months=again["months"] * times, days=again["days"] * times, seconds=again["seconds"] * times)
        due_at = due_after(context, span, since)
    payload = {**timer.payload, "repeat": again}
    arm(context, timer.kind, timer.key, due_at, timer.entity, timer.record_id, payload)


def _is_pointless(
    context: Context, block: Block, script: Script, subject: Subject | None, records: Mapping[str, Any]
) -> bool:
    if block.unless is None:
        return False
    entity, record = (subject.entity.name, subject.record) if subject is not None else (None, None)
    answer: Any = block.unless
    return answer(record, Run(context, script.owner, entity, record), **records) is True


def _named(context: Context, kept: Mapping[str, tuple[str, int]]) -> dict[str, Any] | None:
    """The records by name; None if one of them is gone."""
    found: dict[str, Any] = {}
    for name, (entity, record_id) in kept.items():
        model: Any = declared(context.application.entity_by_name.get(entity), entity).model
        record = context.session.get(model, record_id)
        if record is None:
            return None
        found[name] = record
    return found


def _flow(context: Context, timer: Timer) -> tuple[FlowDefinition, Subject] | None:
    index = index_of(context.application)
    flow = declared(index.flow_by_name.get(timer.payload["flow"]) if index is not None else None, timer.key)
    subject = _subject(context, timer)
    return (flow, subject) if subject is not None else None


def _subject(context: Context, timer: Timer) -> Subject | None:
    """The timer's record, locked; None if there is none (any more)."""
    if timer.entity is None or timer.record_id is None:
        return None
    entity = declared(context.application.entity_by_name.get(timer.entity), timer.key)
    try:
        return Subject(entity, load_for(context, entity, timer.record_id, Verb.READ))
    except RecordNotFoundError:
        return None


def _has_left(context: Context, timer: Timer) -> bool:
    """Whether the stay that the timer belongs to is over."""
    if "stay" not in timer.payload or timer.entity is None or timer.record_id is None:
        return False
    stay = current_stay(context, timer.entity, timer.record_id)
    return stay is None or stay.id != timer.payload["stay"]
