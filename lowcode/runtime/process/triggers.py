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
from lowcode.runtime.process import flows, rounds
from lowcode.runtime.process.acting import Old, old_values, refresh_lists
from lowcode.runtime.process.approvals.finishing import follow_approvals
from lowcode.runtime.process.approvals.leaving import refuse_to_forget, tend_requests
from lowcode.runtime.process.asked import typed_values
from lowcode.runtime.process.conditions import holds_for
from lowcode.runtime.process.endings import end_processes, resume_processes
from lowcode.runtime.process.errors import ProcessRefusal
from lowcode.runtime.process.events import Event
from lowcode.runtime.process.failures import tell_why_not
from lowcode.runtime.process.index import index_of, processes_about, transition_named
from lowcode.runtime.process.scripts import Subject, outcome_script, script_of
from lowcode.runtime.process.settling import Settling
from lowcode.runtime.process.stays import begin_stay, end_stay
from lowcode.runtime.process_definitions import ApprovalDefinition
from lowcode.runtime.saving.followed import Followed

_USER: Final = "user"
_SIGNING: Final = frozenset({"active", "roles"})
"""What decides whether a user can sign."""


def after_create(context: Context, entity: EntityDefinition, record: Any, others: Followed) -> None:
    """A record was made."""
    index = index_of(context.application)
    if index is None:
        return
    refresh_lists(context, index, entity.name)
    if entity.name == _USER:
        tend_requests(context)
    event = Event(context=context, kind="create", changed=frozenset(entity.field_by_name), others=others)
    rounds.react(entity, record, event)


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
    rounds.react(entity, record, event)


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
                rounds.act(context, script_of(rule), Subject(entity, record))
    rounds.records_changed(context, others)


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
    rounds.records_changed(context, others)


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
            rounds.perform(context, outcome_script(approval, hook), subject)
    for rule in index.on_approval(approval.name, outcome):
        if holds_for(rule, record, None, context):
            rounds.perform(context, script_of(rule), subject)
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
    rounds.move_on(about, subject.entity, event, Settling(subject.entity, record), has_entered=True)


def _make_approved(
    context: Context, approval: ApprovalDefinition, subject: Subject, name: str, asked: Mapping[str, Any]
) -> None:
    """Makes the transition; if it cannot be made by now, the submitter hears why, and the approval stands."""
    flow = flows.flow_of(context, subject.entity)
    transition = transition_named(flow, name) if flow is not None else None
    if transition is None:
        return
    acting = rounds.deeper(context, f"approval {approval.name}", subject.about)
    values = typed_values(context, subject.entity, asked)
    savepoint = context.session.begin_nested()
    try:
        flows.make(acting, subject.entity, subject.record.id, transition, values, is_approved=True)
    except ProcessRefusal as refusal:
        savepoint.rollback()
        tell_why_not(acting, approval, subject, transition, refusal)
    else:
        savepoint.commit()
