"""One change of a record after another, until nothing follows: the flow, rules, automatic transitions, conditions.

`lowcode.runtime.process.triggers` says what has happened, this says in which order it is answered.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from lowcode.runtime.context import Context
from lowcode.runtime.definitions import EntityDefinition
from lowcode.runtime.process import flows
from lowcode.runtime.process import run as running
from lowcode.runtime.process.acting import Old
from lowcode.runtime.process.clocked import clear_mark, condition_name, set_mark
from lowcode.runtime.process.conditions import has_become_true, holds_for, is_open, is_set_off
from lowcode.runtime.process.errors import ProcessRefusal
from lowcode.runtime.process.events import Event
from lowcode.runtime.process.failures import origin_label
from lowcode.runtime.process.index import EntityProcesses, index_of, processes_about
from lowcode.runtime.process.scripts import Script, Subject, hook_script, script_of
from lowcode.runtime.process.settling import Settling
from lowcode.runtime.process.stays import begin_stay, end_stay
from lowcode.runtime.process_definitions import OnCondition, RuleDefinition
from lowcode.runtime.saving.followed import Followed
from lowcode.runtime.saving.states import locks, running_approvals

MOST_DEPTH: Final = 20
"""Rules that set each other off, one after another, before the save is refused."""


def act(
    context: Context,
    script: Script,
    subject: Subject | None,
    old: Old | None = None,
    settling: Settling | None = None,
    records: Mapping[str, Any] | None = None,
) -> None:
    """Runs a block of actions as the app; within the save of `settling`, if there is one."""
    acting = deeper(context, script.origin, subject.about if subject is not None else None)
    entity, record = (subject.entity.name, subject.record) if subject is not None else (None, None)
    run = running.Run(acting, script.owner, entity, record, old, settling)
    script.actions(record, run, **(records or {}))
    if settling is not None and not settling.is_gone:
        settling.finish_rule()


def perform(
    context: Context, script: Script, subject: Subject | None, records: Mapping[str, Any] | None = None
) -> None:
    """Runs a block of actions that no save has set off, and all that follows from it."""
    if subject is None:
        act(context, script, None, records=records)
        return
    settling = Settling(subject.entity, subject.record)
    act(context, script, subject, None, settling, records)
    event = None if settling.is_gone else settling.following()
    if event is not None:
        react(subject.entity, subject.record, event)


def deeper(context: Context, origin: str, about: tuple[str, int] | None) -> Context:
    """The context in which `origin` acts; refuses when automation sets itself off without end."""
    if len(context.chain) >= MOST_DEPTH:
        labels = [origin_label(context, each) for each in (*context.chain[-3:], origin)]
        raise ProcessRefusal("rules_endless", chain=" → ".join(labels))
    return context.acting(origin, about)


def react(entity: EntityDefinition, record: Any, event: Event) -> None:
    """Answers an event, and whatever follows from the answers."""
    about = processes_about(event.context.application, entity.name)
    following: Event | None = event
    settling = Settling(entity, record)
    while following is not None:
        if about is not None:
            _round(about, entity, following, settling)
        if following.others is not None:
            records_changed(following.context, following.others)
        following = None if settling.is_gone else settling.following()


def _round(about: EntityProcesses, entity: EntityDefinition, event: Event, settling: Settling) -> None:
    states = _follow_flow(about, entity, event, settling)
    for rule in about.on_save:
        if is_set_off(rule, event, states):
            _run_rule(rule, entity, event, settling)
    if states[1] is not None or event.changed:
        move_on(about, entity, event, settling, has_entered=states[1] is not None)
    for rule in about.on_condition:
        if not settling.is_gone and _is_news(rule, event, settling.record):
            _run_rule(rule, entity, event, settling)


def _run_rule(rule: RuleDefinition, entity: EntityDefinition, event: Event, settling: Settling) -> None:
    record = settling.record
    if settling.is_gone or not holds_for(rule, record, event.old, event.context):
        return
    act(event.context, script_of(rule), Subject(entity, record), event.old, settling)


def _is_news(rule: RuleDefinition, event: Event, record: Any) -> bool:
    """Whether a condition has become true by this change; of those that time changes, a mark says what is known."""
    trigger, context = rule.trigger, event.context
    if not isinstance(trigger, OnCondition):
        return False
    if has_become_true(rule, event, record):
        return not trigger.is_clocked or set_mark(context, condition_name(rule), record.id)
    if trigger.is_clocked and trigger.condition(record, event.old, context) is not True:
        clear_mark(context, condition_name(rule), record.id)
    return False


def _follow_flow(
    about: EntityProcesses, entity: EntityDefinition, event: Event, settling: Settling
) -> tuple[str | None, str | None]:
    """Notes the new state and runs what belongs to it; the state that was left, and the one entered."""
    flow, record = about.flow, settling.record
    if flow is None or (event.kind == "update" and flow.field not in event.changed):
        return None, None
    left = getattr(event.old, flow.field) if event.old is not None else None
    entered = getattr(record, flow.field)
    if left is not None:
        end_stay(event.context, flow, record.id, left)
    if entered is not None:
        begin_stay(event.context, flow, record, left, event.transition)
    for kind, state in (("leave", left), ("enter", entered)):
        for hook in flow.hooks:
            if hook.event == kind and hook.state == state and not settling.is_gone:
                act(event.context, hook_script(flow, hook), Subject(entity, record), event.old, settling)
    return left, entered


def move_on(
    about: EntityProcesses, entity: EntityDefinition, event: Event, settling: Settling, *, has_entered: bool
) -> None:
    """Makes the first automatic transition whose condition is true by now."""
    flow, record = about.flow, settling.record
    if flow is None or not about.automatic or settling.is_gone:
        return
    for transition in about.automatic:
        if getattr(record, flow.field) not in transition.sources:
            continue
        if not has_entered and event.changed.isdisjoint(transition.watches):
            continue
        if not is_open(transition, record, event.context):
            continue
        settling.flush()
        if about.approvals and running_approvals(event.context, entity.name, record.id):
            return
        acting = deeper(event.context, f"flow {flow.name}", (entity.name, record.id))
        flows.make(acting, entity, record.id, transition)
        return


def records_changed(context: Context, followed: Followed) -> None:
    """Other records have changed with a save: computed anew, or without a reference that they had."""
    index = index_of(context.application)
    if index is None:
        return
    for (name, record_id), change in list(followed.changes.items()):
        about = index.by_entity.get(name)
        if about is None or about.watched.isdisjoint(change.fields):
            continue
        entity = context.application.entity_by_name[name]
        record = context.session.get(entity.model, record_id)
        if record is None:
            continue
        for _, label in locks(context, name, record_id, change.fields):
            raise ProcessRefusal("locked_elsewhere", approval=context.text(label))
        old = Old(context, entity, record, change.before)
        event = Event(context=context, kind="update", changed=frozenset(change.fields), old=old)
        react(entity, record, event)
