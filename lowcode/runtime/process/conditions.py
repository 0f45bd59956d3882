"""Whether a rule, a transition or a button applies to a record as it stands."""

from __future__ import annotations

from typing import Any

from lowcode.runtime.context import Context
from lowcode.runtime.process.acting import Old
from lowcode.runtime.process.events import Event
from lowcode.runtime.process.scripts import rule_origin
from lowcode.runtime.process_definitions import OnCondition, OnSave, OnState, RuleDefinition, Transition


def holds_for(rule: RuleDefinition, this: Any, old: Old | None, context: Context) -> bool:
    """Whether the rule's own `when` is true."""
    return rule.when is None or rule.when(this, old, context) is True


def is_open(transition: Transition, this: Any, context: Context) -> bool:
    """Whether the transition's `when` is true."""
    return transition.when is None or transition.when(this, context) is True


def needs_approval(transition: Transition, this: Any, context: Context) -> bool:
    """Whether the transition wants an approval for a record like this."""
    if transition.needs is None:
        return False
    return transition.needs_when is None or transition.needs_when(this, context) is True


def is_set_off(rule: RuleDefinition, event: Event, states: tuple[str | None, str | None]) -> bool:
    """Whether a save of this kind sets the rule off. `states`: the state that was left, and the one entered."""
    match rule.trigger:
        case OnSave(event="update", fields=fields):
            changed = event.changed_for(rule_origin(rule))
            return event.kind == "update" and bool(changed.intersection(fields) if fields else changed)
        case OnSave(event=kind):
            return event.kind == kind
        case OnState(event="leave", states=wanted):
            return states[0] in wanted
        case OnState(states=wanted):
            return states[1] in wanted
    return False


def has_become_true(rule: RuleDefinition, event: Event, this: Any) -> bool:
    """Whether the condition that sets the rule off holds now and did not hold before."""
    trigger = rule.trigger
    if not isinstance(trigger, OnCondition):
        return False
    if event.kind == "update" and not event.changed.intersection(trigger.watches):
        return False
    if trigger.condition(this, event.old, event.context) is not True:
        return False
    return event.old is None or trigger.condition(event.old, event.old, event.context) is not True
