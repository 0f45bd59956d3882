"""Blocks of actions with the name that histories know them by, and what they are about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

from lowcode.runtime.definitions import EntityDefinition
from lowcode.runtime.process_definitions import (
    ActionFunction,
    ApprovalDefinition,
    FlowDefinition,
    OutcomeHook,
    RuleDefinition,
    StateHook,
)


@dataclass(frozen=True, slots=True)
class Script:
    """Actions. `origin` is how histories name what acts, `owner` what the keys of its blocks begin with."""

    origin: str
    owner: str
    actions: ActionFunction


class Subject(NamedTuple):
    """The record that actions are about."""

    entity: EntityDefinition
    record: Any

    @property
    def about(self) -> tuple[str, int]:
        """The record by entity and id."""
        return self.entity.name, self.record.id


def rule_origin(rule: RuleDefinition) -> str:
    """How histories name the rule."""
    return f"rule {rule.name}"


def script_of(rule: RuleDefinition) -> Script:
    """The actions of a rule."""
    return Script(rule_origin(rule), rule.name, rule.actions)


def hook_script(flow: FlowDefinition, hook: StateHook) -> Script:
    """The actions of a state."""
    return Script(f"flow {flow.name}", f"{flow.name}.{hook.name}", hook.actions)


def outcome_script(approval: ApprovalDefinition, hook: OutcomeHook) -> Script:
    """The actions of an approval's outcome."""
    return Script(f"approval {approval.name}", f"{approval.name}.{hook.name}", hook.actions)
