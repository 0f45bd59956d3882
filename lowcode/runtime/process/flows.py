"""Flows: where a record is, where it may go, and the one way in which its state changes.

`offers` says what a person may do with a record and why not; `move` does it for a person, `make` for the app.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from lowcode.runtime.context import Context
from lowcode.runtime.database.process_tables import approval as _approval
from lowcode.runtime.definitions import EntityDefinition, Label, Verb
from lowcode.runtime.locale.wording import wording_for
from lowcode.runtime.process.approvals.starting import submit
from lowcode.runtime.process.audience import includes
from lowcode.runtime.process.conditions import is_open, needs_approval
from lowcode.runtime.process.errors import ProcessRefusal
from lowcode.runtime.process.index import processes_about, state_named, transition_named
from lowcode.runtime.process.stays import Stay, current_stay, stays_of
from lowcode.runtime.process_definitions import FlowDefinition, Transition, TransitionKind
from lowcode.runtime.saving import save as saving
from lowcode.runtime.saving.loading import load_for
from lowcode.runtime.saving.outcome import Outcome, Refused, Saved
from lowcode.runtime.saving.states import running_approvals
from lowcode.runtime.saving.submission import Submission


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A transition from the record's state, as one person sees it."""

    transition: Transition
    is_possible: bool
    reasons: tuple[Label | str, ...] = ()
    """Why it is not possible; the spec's own words are labels."""
    needs_approval: bool = False
    """Going this way submits the record for approval first."""


@dataclass(frozen=True, slots=True)
class Submitted:
    """The transition waits for an approval; the state is as it was."""

    approval_id: int


def flow_of(context: Context, entity: EntityDefinition) -> FlowDefinition | None:
    """The flow of an entity's records, if they have one."""
    about = processes_about(context.application, entity.name)
    return about.flow if about is not None else None


def offers(context: Context, entity: EntityDefinition, record: Any) -> tuple[Offer, ...]:
    """What the context's user may do with a record that he may read, in the order of the specification."""
    flow = flow_of(context, entity)
    if flow is None:
        return ()
    state = getattr(record, flow.field)
    ways = [each for each in flow.transitions if each.by and state in each.sources]
    if not ways:
        return ()
    is_waiting = _is_waiting(context, entity, record.id)
    return tuple(_offer(context, entity, record, each, is_waiting=is_waiting) for each in ways)


def move(
    context: Context,
    entity: EntityDefinition,
    record_id: int,
    transition_name: str,
    values: Submission | None = None,
    version: int | None = None,
    chosen: Any = None,
) -> Outcome | Submitted:
    """Makes a transition for the context's user, or submits the record to the approval that it needs.

    `values` are the fields that the transition asks for, `chosen` the signers that the submitter names. Raises
    `RecordNotFoundError`, and `ProcessRefusal` for everything that stands against the transition itself.
    """
    savepoint = context.session.begin_nested()
    outcome: Outcome | Submitted | None = None
    try:
        flow, transition, record = _found(context, entity, record_id, transition_name)
        submission = _submission(flow, transition, values)
        outcome = _go(context, entity, record, transition, submission, version, chosen)
    finally:
        if isinstance(outcome, Saved | Submitted):
            savepoint.commit()
        else:
            savepoint.rollback()
    return outcome


def make(
    context: Context,
    entity: EntityDefinition,
    record_id: int,
    transition: Transition,
    values: Mapping[str, Any] | None = None,
    *,
    is_approved: bool = False,
) -> Saved | Submitted:
    """Makes a transition for the app, whoever might make it by hand; its condition and its approval hold.

    The context says what acts (`context.acting(origin)`). `is_approved`: the approval that it needs has been given.
    Raises `ProcessRefusal` if it cannot be made.
    """
    flow = flow_of(context, entity)
    record = load_for(context, entity, record_id, Verb.READ)
    if flow is None:
        raise ProcessRefusal("no_such_transition")
    _check_source(context, flow, transition, record)
    _check_waiting(context, entity, record_id)
    if not is_open(transition, record, context):
        raise _closed(transition)
    submission = Submission(
        values={**(values or {}), flow.field: transition.target}, is_trusted=True, transition=transition.name
    )
    if is_approved:
        outcome: Outcome | Submitted = saving.save(context, entity, record_id, submission, verb=Verb.READ)
    else:
        outcome = _go(context, entity, record, transition, submission, None, None)
    if isinstance(outcome, Refused):
        details = outcome.problems
        raise ProcessRefusal("transition_failed", details=details, transition=context.text(transition.label))
    if not isinstance(outcome, Saved | Submitted):
        raise ProcessRefusal("state_moved_on", state="")
    return outcome


def move_to(context: Context, entity: EntityDefinition, record: Any, state: str) -> Saved | Submitted | None:
    """Brings a record into a state by whatever transition leads there; None if it is there already."""
    flow = flow_of(context, entity)
    if flow is None:
        raise ProcessRefusal("no_such_transition")
    present = getattr(record, flow.field)
    ways = [each for each in flow.transitions if present in each.sources and each.target == state]
    if not ways:
        if present == state:
            return None
        raise ProcessRefusal("no_way_there", state=_state_label(context, flow, state))
    open_ways = [each for each in ways if is_open(each, record, context)]
    if not open_ways:
        raise _closed(ways[0])
    return make(context, entity, record.id, open_ways[0])


def state_history(context: Context, entity: EntityDefinition, record_id: int) -> list[Stay]:
    """The stays of a record that the caller has found to be readable, the first one first."""
    return stays_of(context, entity.name, record_id)


def time_in_state(context: Context, entity: EntityDefinition, record_id: int) -> dict[str, int]:
    """Seconds that the record has been in each state, all its stays together, up to now."""
    found: dict[str, int] = {}
    for stay in stays_of(context, entity.name, record_id):
        found[stay.state] = found.get(stay.state, 0) + stay.seconds(context.now)
    return found


# --- one transition ---


def _found(
    context: Context, entity: EntityDefinition, record_id: int, name: str
) -> tuple[FlowDefinition, Transition, Any]:
    """The transition and the record, locked, if the context's user may go this way now."""
    flow = flow_of(context, entity)
    transition = transition_named(flow, name) if flow is not None else None
    record = load_for(context, entity, record_id, Verb.READ)
    if flow is None or transition is None or transition.kind is not TransitionKind.MANUAL:
        raise ProcessRefusal("no_such_transition")
    _check_source(context, flow, transition, record)
    _check_waiting(context, entity, record_id)
    if not _may(context, transition, record):
        raise ProcessRefusal("transition_not_yours")
    if not is_open(transition, record, context):
        raise _closed(transition)
    return flow, transition, record


def _go(
    context: Context,
    entity: EntityDefinition,
    record: Any,
    transition: Transition,
    submission: Submission,
    version: int | None,
    chosen: Any,
) -> Outcome | Submitted:
    """Saves, or submits for approval first. What was asked is judged either way."""
    if needs_approval(transition, record, context) and not _is_approved(context, entity, record.id, transition):
        objection = saving.objection(context, entity, record.id, submission, version, verb=Verb.READ)
        if objection is not None:
            return objection
        asked = {name: submission.values[name] for name in transition.asks if name in submission.values}
        about = load_for(context, entity, record.id, Verb.READ, lock=False)
        return Submitted(submit(context, transition.needs or "", entity, about, transition.name, asked, chosen))
    return saving.save(context, entity, record.id, submission, version, verb=Verb.READ)


def _submission(flow: FlowDefinition, transition: Transition, values: Submission | None) -> Submission:
    """What was asked, and nothing else, together with the new state."""
    given = values or Submission(values={})
    asked = {name: value for name, value in given.values.items() if name in transition.asks}
    problems = tuple(each for each in given.problems if each.path.partition("[")[0] in transition.asks)
    return Submission(
        values={**asked, flow.field: transition.target},
        problems=problems,
        raw=given.raw,
        transition=transition.name,
    )


def _offer(
    context: Context, entity: EntityDefinition, record: Any, transition: Transition, *, is_waiting: bool
) -> Offer:
    say = wording_for(context.locale).say
    reasons: list[Label | str] = []
    if not _may(context, transition, record):
        reasons.append(say("problem.transition_not_yours"))
    if is_waiting:
        reasons.append(say("problem.in_approval"))
    if not is_open(transition, record, context):
        reasons.append(transition.why_not or say("problem.transition_closed"))
    return Offer(
        transition=transition,
        is_possible=not reasons,
        reasons=tuple(reasons),
        needs_approval=needs_approval(transition, record, context)
        and not _is_approved(context, entity, record.id, transition),
    )


def _may(context: Context, transition: Transition, record: Any) -> bool:
    return includes(context, transition.by, record, context.me)


def _check_source(context: Context, flow: FlowDefinition, transition: Transition, record: Any) -> None:
    present = getattr(record, flow.field)
    if present not in transition.sources:
        raise ProcessRefusal("state_moved_on", state=_state_label(context, flow, present))


def _check_waiting(context: Context, entity: EntityDefinition, record_id: int) -> None:
    if _is_waiting(context, entity, record_id):
        raise ProcessRefusal("in_approval")


def _is_waiting(context: Context, entity: EntityDefinition, record_id: int) -> bool:
    about = processes_about(context.application, entity.name)
    has_approvals = about is not None and bool(about.approvals)
    return has_approvals and bool(running_approvals(context, entity.name, record_id))


def _is_approved(context: Context, entity: EntityDefinition, record_id: int, transition: Transition) -> bool:
    """Whether this step has been approved since the record came into its state, and only failed to be made then."""
    stay = current_stay(context, entity.name, record_id)
    columns = _approval.c
    statement = select(columns.id).where(
        columns.entity == entity.name,
        columns.record_id == record_id,
        columns.approval == transition.needs,
        columns.transition == transition.name,
        columns.status == "approved",
    )
    if stay is not None:
        statement = statement.where(columns.started_at >= stay.entered_at)
    return context.connection.execute(statement.limit(1)).first() is not None


def _closed(transition: Transition) -> ProcessRefusal:
    return ProcessRefusal("transition_closed", transition.why_not)


def _state_label(context: Context, flow: FlowDefinition, name: str | None) -> str:
    state = state_named(flow, name) if name is not None else None
    return context.text(state.label) if state is not None else name or ""
