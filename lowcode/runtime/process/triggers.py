"""What a change of a record sets off: state hooks, rules, automatic transitions, conditions that have become true.

Saving calls `after_create`, `after_update` and `after_delete` inside its savepoint, after the record and its history
are written. Whatever is refused here refuses the save. In the order of the specification:

1. the flow: the stay in the state that was left ends, `on leave`, the stay in the new one begins, `on enter`;
2. rules on the save and on the states;
3. automatic transitions;
4. rules on conditions;
5. all of it again for what these have changed in the record, and for other records that changed with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from lowcode.runtime.context import Context
from lowcode.runtime.definitions import EntityDefinition, Reference
from lowcode.runtime.process import flows
from lowcode.runtime.process import run as running
from lowcode.runtime.process.acting import Old, old_values, refresh_lists
from lowcode.runtime.process.approvals.finishing import follow_approvals
from lowcode.runtime.process.approvals.leaving import refuse_to_forget, tend_requests
from lowcode.runtime.process.asked import typed_values
from lowcode.runtime.process.clocked import clear_mark, condition_name, set_mark
from lowcode.runtime.process.conditions import has_become_true, holds_for, is_open, is_set_off
from lowcode.runtime.process.endings import end_processes, resume_processes
from lowcode.runtime.process.errors import ProcessRefusal
from lowcode.runtime.process.events import Event
from lowcode.runtime.process.failures import origin_label, tell_why_not
from lowcode.runtime.process.index import EntityProcesses, index_of, processes_about, transition_named
from lowcode.runtime.process.scripts import Script, Subject, hook_script, outcome_script, script_of
from lowcode.runtime.process.settling import Settling
from lowcode.runtime.process.stays import begin_stay, end_stay
from lowcode.runtime.process_definitions import ApprovalDefinition, OnCondition, RuleDefinition
from lowcode.runtime.saving.followed import Followed
from lowcode.runtime.saving.states import locks, running_approvals

_USER: Final = "user"
_SIGNING: Final = frozenset({"active", "roles"})
"""What decides whether a user can sign."""

MOST_DEPTH: Final = 20
"""Rules that set each other off, one after another, before the save is refused."""


def after_create(context: Context, entity: EntityDefinition, record: Any, others: Followed) -> None:
    """A record was made."""
    index = index_of(context.application)
    if index is None:
        return
    refresh_lists(context, index, entity.name)
    if entity.name == _USER:
        tend_requests(context)
    event = Event(context=context, kind="create", changed=frozenset(entity.field_by_name), others=others)
    _react(entity, record, event)


def after_seed(context: Context, entity: EntityDefinition, record: Any, before: Mapping[str, Any]) -> None:
    """A record of the specification was loaded: it is as it is written there, and nobody is told."""
    flow = flows.flow_of(context, entity)
    if flow is None:
        return
    left, entered = before.get(flow.field), getattr(record, flow.field)
    if left == entered:
        return
    if left is not None:
        end_stay(context, flow, record.id, left)
    if entered is not None:
        begin_stay(context, flow, record, left)


def after_update(
    context: Context,
    entity: EntityDefinition,
    record: Any,
    before: Mapping[str, Any],
    changed: frozenset[str],
    others: Followed,
    transition: str | None = None,
) -> None:
    """A record was changed; `before` are the values of its fields as they were."""
    index = index_of(context.application)
    if index is None:
        return
    refresh_lists(context, index, entity.name)
    if entity.name == _USER and not changed.isdisjoint(_SIGNING):
        tend_requests(context)
    own = context.origin is not None and context.about == (entity.name, record.id)
    event = Event(
        context=context,
        kind="update",
        changed=changed,
        old=Old(context, entity, record, old_values(entity, before)),
        authors=dict.fromkeys(changed, frozenset((context.origin or "",))) if own else {},
        others=others,
        transition=transition,
    )
    _react(entity, record, event)


def doomed_records(context: Context, doomed: Mapping[str, Iterable[int]]) -> list[tuple[EntityDefinition, Any]]:
    """The records that rules want to see when they are deleted, with what they refer to, before they go."""
    index = index_of(context.application)
    if index is None:
        return []
    refuse_to_forget(context, doomed.get(_USER, ()))
    found: list[tuple[EntityDefinition, Any]] = []
    for name, ids in doomed.items():
        about = index.by_entity.get(name)
        if about is None or not about.on_delete:
            continue
        entity = context.application.entity_by_name[name]
        for record_id in ids:
            record = context.session.get(entity.model, record_id)
            for definition in entity.fields:
                if record is not None and isinstance(definition.type, Reference):
                    getattr(record, definition.name)
            found.append((entity, record))
    return [(entity, record) for entity, record in found if record is not None]


def after_delete(
    context: Context,
    doomed: Mapping[str, Iterable[int]],
    records: list[tuple[EntityDefinition, Any]],
    others: Followed,
) -> None:
    """Records were deleted: `doomed` by entity; `records` are those that `doomed_records` has found."""
    index = index_of(context.application)
    if index is None:
        return
    for name, ids in doomed.items():
        refresh_lists(context, index, name)
        end_processes(context, name, ids)
    for entity, record in records:
        for rule in index.by_entity[entity.name].on_delete:
            if holds_for(rule, record, None, context):
                act(context, script_of(rule), Subject(entity, record))
    records_changed(context, others)


def after_restore(context: Context, restored: Mapping[str, Iterable[int]], others: Followed) -> None:
    """Deleted records are back, and what waited for them goes on."""
    index = index_of(context.application)
    if index is None:
        return
    for name, ids in restored.items():
        refresh_lists(context, index, name)
        about = index.by_entity.get(name)
        flow = about.flow if about is not None else None
        resume_processes(context, context.application.entity_by_name[name], flow, ids)
    records_changed(context, others)


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
        _react(entity, record, event)


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
        _react(subject.entity, subject.record, event)


def deeper(context: Context, origin: str, about: tuple[str, int] | None) -> Context:
    """The context in which `origin` acts; refuses when automation sets itself off without end."""
    if len(context.chain) >= MOST_DEPTH:
        labels = [origin_label(context, each) for each in (*context.chain[-3:], origin)]
        raise ProcessRefusal("rules_endless", chain=" → ".join(labels))
    return context.acting(origin, about)


def _react(entity: EntityDefinition, record: Any, event: Event) -> None:
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
        _move_on(about, entity, event, settling, has_entered=states[1] is not None)
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


def _move_on(
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


@follow_approvals
def approval_ended(
    context: Context,
    approval: ApprovalDefinition,
    record: Any,
    outcome: str,
    transition_name: str | None,
    asked: Mapping[str, Any],
) -> None:
    """A request has ended: hooks of the approval, rules on its outcome, the transition that has waited for it."""
    index = index_of(context.application)
    if index is None:
        return
    subject = Subject(context.application.entity_by_name[approval.entity], record)
    for hook in approval.hooks:
        if hook.outcome == outcome:
            perform(context, outcome_script(approval, hook), subject)
    for rule in index.on_approval(approval.name, outcome):
        if holds_for(rule, record, None, context):
            perform(context, script_of(rule), subject)
    if transition_name is not None:
        _make_approved(context, approval, subject, transition_name, asked)
    _look_again(context, subject)


def _look_again(context: Context, subject: Subject) -> None:
    """Automatic transitions have waited for the end of the request."""
    about = processes_about(context.application, subject.entity.name)
    model: Any = subject.entity.model
    record = context.session.get(model, subject.record.id)
    if about is None or not about.automatic or record is None:
        return
    event = Event(context=context, kind="update", changed=frozenset())
    _move_on(about, subject.entity, event, Settling(subject.entity, record), has_entered=True)


def _make_approved(
    context: Context, approval: ApprovalDefinition, subject: Subject, name: str, asked: Mapping[str, Any]
) -> None:
    """Makes the transition; if it cannot be made by now, the submitter hears why, and the approval stands."""
    flow = flows.flow_of(context, subject.entity)
    transition = transition_named(flow, name) if flow is not None else None
    if transition is None:
        return
    acting = deeper(context, f"approval {approval.name}", subject.about)
    values = typed_values(context, subject.entity, asked)
    savepoint = context.session.begin_nested()
    try:
        flows.make(acting, subject.entity, subject.record.id, transition, values, is_approved=True)
    except ProcessRefusal as refusal:
        savepoint.rollback()
        tell_why_not(acting, approval, subject, transition, refusal)
    else:
        savepoint.commit()
