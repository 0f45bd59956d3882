"""What may be done with a record: transitions, buttons, submissions; and why others are not possible."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lowcode.runtime.context import Context
from lowcode.runtime.definitions import EntityDefinition, Label
from lowcode.runtime.pages.presentation import Presentation
from lowcode.runtime.pages.process.asking import asks_anything
from lowcode.runtime.pages.process.ways_out import is_way_out
from lowcode.runtime.process.approvals.locking import running_for
from lowcode.runtime.process.approvals.starting import signers_to_choose
from lowcode.runtime.process.audience import includes
from lowcode.runtime.process.buttons import buttons
from lowcode.runtime.process.flows import flow_of, offers
from lowcode.runtime.process.index import processes_about


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionView:
    """One thing that may be done."""

    label: str
    url: str
    """Where it is posted to; the form before it, if there is one, has the same address."""
    asks: bool
    """Whether a form comes first."""
    note: str = ""
    reasons: tuple[str, ...] = ()
    """Why it is not possible; empty if it is."""
    target: str = ""
    """The state that it leads to."""
    is_way_out: bool = False
    """Whether it gives the record up: no page proposes that."""


def actions_of(
    presentation: Presentation, context: Context, entity: EntityDefinition, record: Any
) -> tuple[ActionView, ...]:
    """Everything, in the order of the specification: transitions, buttons, submissions."""
    base = f"/{entity.name}/{record.id}"
    return (
        *_transitions(presentation, context, entity, record, base),
        *_buttons(presentation, context, entity, record, base),
        *_submissions(presentation, context, entity, record, base),
    )


def _transitions(
    presentation: Presentation, context: Context, entity: EntityDefinition, record: Any, base: str
) -> Iterator[ActionView]:
    flow = flow_of(context, entity)
    for offer in offers(context, entity, record):
        yield ActionView(
            label=presentation.text(offer.transition.label),
            url=f"{base}/do/{offer.transition.name}",
            asks=offer.is_possible and asks_anything(context, entity, record, offer),
            note=presentation.say("flow.needs_approval") if offer.needs_approval else "",
            reasons=_words(presentation, offer.reasons),
            target=offer.transition.target,
            is_way_out=flow is not None and is_way_out(flow, offer.transition),
        )


def _buttons(
    presentation: Presentation, context: Context, entity: EntityDefinition, record: Any, base: str
) -> Iterator[ActionView]:
    for offer in buttons(context, entity, record):
        yield ActionView(
            label=presentation.text(offer.button.label),
            url=f"{base}/press/{offer.rule.name}",
            asks=bool(offer.button.asks),
            reasons=_words(presentation, offer.reasons),
        )


def _submissions(
    presentation: Presentation, context: Context, entity: EntityDefinition, record: Any, base: str
) -> Iterator[ActionView]:
    """Approvals that are begun by hand. Each shows who will sign before it begins."""
    about = processes_about(context.application, entity.name)
    declared = [each for each in about.approvals if each.submitters] if about is not None else []
    if not declared:
        return
    is_running = running_for(context, entity.name, record.id) is not None
    for each in declared:
        reasons = []
        if not includes(context, each.submitters, record, context.me):
            reasons.append(presentation.say("problem.approval_not_yours"))
        if is_running:
            reasons.append(presentation.say("problem.approval_running"))
        label = presentation.say("approval.submit_to", label=presentation.text(each.label))
        yield ActionView(
            label=label,
            url=f"{base}/submit/{each.name}",
            asks=True,
            note=presentation.say("approval.you_choose") if signers_to_choose(each) else "",
            reasons=tuple(reasons),
        )


def _words(presentation: Presentation, reasons: tuple[Label | str, ...]) -> tuple[str, ...]:
    return tuple(presentation.text(each) if isinstance(each, Label) else each for each in reasons)
