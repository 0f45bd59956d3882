"""Flows, approvals, rules and whatever else rows of the runtime name: new names, and what waits for nothing now."""

from __future__ import annotations

from collections.abc import Mapping

from lowcode.codegen.migrations.draft import Draft, RowName, label_facts, reason_of
from lowcode.codegen.migrations.flow_parts import labels_of_parts, matched_parts
from lowcode.codegen.migrations.operations import CancelWaiting
from lowcode.codegen.migrations.steps import StepKind
from lowcode.codegen.migrations.suspects import closest
from lowcode.diagnostics.problems.migrations import ApprovalGone, FlowPerhapsRenamed, OptionPerhapsRenamed
from lowcode.ir.changes import Kind
from lowcode.ir.former import FormerApplication, FormerProcess
from lowcode.ir.naming import named
from lowcode.ir.process import Flow

_PARTS = {Kind.FLOW: "transition", Kind.RULE: "wait"}


def process_steps(draft: Draft, present: FormerApplication) -> None:
    """Adds the steps; `present` is what the application comes to, said as the next build will be told."""
    for now in present.processes:
        kind = Kind(now.kind)
        was = draft.matching.processes.get((kind, now.name))
        if was is not None:
            _renamed(draft, kind, was, now)
            _parts(draft, kind, was, now)
    still = {(kind, was.name) for (kind, _), was in draft.matching.processes.items()}
    for was in draft.former.processes:
        if (Kind(was.kind), was.name) not in still:
            _gone(draft, Kind(was.kind), was)


def _renamed(draft: Draft, kind: Kind, was: FormerProcess, now: FormerProcess) -> None:
    if was.identifier != now.identifier:
        step = draft.add(StepKind.RENAME_IN_ROWS, now.name, "", facts=(("kind", kind.value), ("old", was.name)))
        draft.row_names.append(RowName(kind.value, "", was.identifier, now.identifier, step))


def _gone(draft: Draft, kind: Kind, was: FormerProcess) -> None:
    drop = draft.drop_of(kind, "", was.name)
    is_on_its_own = was.entity is None or was.entity in draft.matching.entity_now
    if kind is Kind.APPROVAL and drop is None and is_on_its_own:
        draft.problems.append(ApprovalGone(span=draft.application.span, approval=was.name))
        return
    follower = _new_flow(draft, was) if kind is Kind.FLOW and drop is None else None
    if follower is not None:
        draft.problems.append(FlowPerhapsRenamed(span=follower.span, old=was.name, new=follower.name))
        return
    reason = reason_of(drop) if drop is not None else ""
    cancelled = CancelWaiting(kind.value, "", was.identifier, None, reason)
    facts = (("kind", kind.value), ("reason", reason), *(label_facts(*was.labels) if was.labels else ()))
    span = drop.span if drop is not None else None
    draft.add(StepKind.CANCEL_WAITING, was.name, "", cancelled, facts=facts, span=span)


def _new_flow(draft: Draft, was: FormerProcess) -> Flow | None:
    """A new flow of the same entity."""
    entity = draft.matching.entity_now.get(was.entity or "")
    known = {name for kind, name in draft.matching.processes if kind is Kind.FLOW}
    return next((each for each in draft.application.flows if each.entity == entity and each.name not in known), None)


def _parts(draft: Draft, kind: Kind, was: FormerProcess, now: FormerProcess) -> None:
    """Transitions and hooks of a flow, steps of an approval, waits of a rule."""
    if kind is Kind.APPROVAL:
        names = {old: new for new, old in draft.matching.steps(now.name).items()}
    elif kind is Kind.FLOW:
        names = _flow_parts(draft, was, now)
    else:
        names = {part: part for part in was.parts if part in now.parts}
    for old, new in names.items():
        if old != new:
            word = _word(kind, old)
            step = draft.add(StepKind.RENAME_IN_ROWS, f"{now.name}.{new}", "", facts=(("kind", word), ("old", old)))
            draft.row_names.append(RowName(word, now.identifier, old, new, step))
    lost = [part for part in was.parts if part not in names]
    labels = _flow_labels(draft, now) if lost and kind is Kind.FLOW else {}
    added = [part for part in now.parts if part not in names.values()]
    for part in lost:
        if kind is Kind.APPROVAL and added and draft.drop_of(Kind.STEP, now.name, part) is None:
            draft.problems.append(_perhaps_renamed(draft, now.name, part, closest(part, added)))
        else:
            _lost_part(draft, kind, now, part, labels.get(part, ()))


def _perhaps_renamed(draft: Draft, approval: str, old: str, new: str) -> OptionPerhapsRenamed:
    """A step that requests may be waiting at is gone, and there is another one."""
    step = named(named(draft.application.approvals, approval).steps, new)
    return OptionPerhapsRenamed(span=step.span, choice=approval, old=old, new=new, kind=Kind.STEP.value)


def _flow_labels(draft: Draft, now: FormerProcess) -> Mapping[str, tuple[str, ...]]:
    """What people called the transitions and hooks, by the labels that the states had."""
    former = draft.matching.choices.get(now.name)
    return labels_of_parts(former) if former is not None else {}


def _lost_part(draft: Draft, kind: Kind, now: FormerProcess, part: str, labels: tuple[str, ...]) -> None:
    word = _word(kind, part)
    drop = draft.drop_of(Kind.STEP, now.name, part) if kind is Kind.APPROVAL else None
    reason = reason_of(drop) if drop is not None else ""
    replacement = drop.replacement if drop is not None else None
    cancelled = CancelWaiting(word, now.identifier, part, replacement, reason)
    facts = (
        *(("kind", word), ("to", replacement or ""), ("reason", reason)),
        *(label_facts(*labels) if labels else ()),
    )
    span = drop.span if drop is not None else None
    draft.add(StepKind.CANCEL_WAITING, f"{now.name}.{part}", "", cancelled, facts=facts, span=span)


def _word(kind: Kind, part: str) -> str:
    if kind is Kind.APPROVAL:
        return Kind.STEP.value
    if kind is Kind.FLOW and "." in part:
        return "wait"
    return "hook" if kind is Kind.FLOW and part.startswith("on_") else _PARTS[kind]


def _flow_parts(draft: Draft, was: FormerProcess, now: FormerProcess) -> dict[str, str]:
    """The parts of a flow that are still there, with what they are called now."""
    former = draft.matching.choices.get(now.name)
    states = {} if former is None else draft.matching.options(now.name, former)
    return matched_parts(named(draft.application.flows, now.name), was, now, states)
