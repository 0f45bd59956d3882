"""Which transitions, approval steps, rules and access lines scenarios have touched."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import select

from lowcode.runtime.access import granted
from lowcode.runtime.context import Context
from lowcode.runtime.database.process_tables import approval, approval_step, state
from lowcode.runtime.definitions import ApplicationDefinition, EntityDefinition, Grant, Verb
from lowcode.runtime.process_definitions import Block, Processes, processes_of


@dataclass(frozen=True, slots=True, order=True)
class Item:
    """Something that a scenario can touch. `source` is where the specification says it."""

    kind: str
    """`transition`, `actions`, `step`, `rule`, `access`."""
    name: str
    source: str = ""


@dataclass(slots=True)
class Recorder:
    """Notes what happens while scenarios run."""

    touched: set[tuple[str, str]] = field(default_factory=set)
    _watched: dict[int, ApplicationDefinition] = field(default_factory=dict)

    def note(self, kind: str, name: str) -> None:
        """This has happened."""
        self.touched.add((kind, name))

    def note_access(self, entity: EntityDefinition, verb: Verb, context: Context) -> None:
        """These grants were asked."""
        for grant in granted(entity, verb, context):
            self.note("access", _grant_name(entity, grant))

    def note_database(self, context: Context) -> None:
        """Reads what the processes of one scenario have left behind."""
        moves = select(state.c.flow, state.c.transition).where(state.c.transition.is_not(None)).distinct()
        for flow, transition in context.connection.execute(moves):
            self.note("transition", f"{flow}.{transition}")
        steps = (
            select(approval.c.approval, approval_step.c.step, approval_step.c.status)
            .join(approval_step, approval_step.c.approval_id == approval.c.id)
            .distinct()
        )
        for name, step, status in context.connection.execute(steps):
            if status not in ("waiting", "cancelled"):
                self.note("step", f"{name}.{step}")

    def watching(self, application: ApplicationDefinition) -> ApplicationDefinition:
        """The application with every block of actions noting that it runs."""
        known = self._watched.get(id(application))
        if known is None:
            processes = processes_of(application)
            known = replace(application, processes=self._watched_processes(processes))
            self._watched[id(application)] = known
        return known

    def _watched_processes(self, processes: Processes) -> Processes:
        rules = tuple(
            replace(each, actions=self._noting("rule", each.name, each.actions), blocks=self._blocks("rule", each))
            for each in processes.rules
        )
        flows = tuple(replace(each, hooks=self._hooks(each.name, each.hooks)) for each in processes.flows)
        approvals = tuple(replace(each, hooks=self._hooks(each.name, each.hooks)) for each in processes.approvals)
        return replace(processes, rules=rules, flows=flows, approvals=approvals)

    def _hooks(self, owner: str, hooks: Iterable[Any]) -> tuple[Any, ...]:
        return tuple(
            replace(
                each,
                actions=self._noting("actions", f"{owner}.{each.name}", each.actions),
                blocks=self._blocks("actions", each, owner),
            )
            for each in hooks
        )

    def _blocks(self, kind: str, of: Any, owner: str = "") -> tuple[Block, ...]:
        prefix = f"{owner}.{of.name}" if owner else of.name
        return tuple(
            replace(block, actions=self._noting(kind, f"{prefix}.{block.name}", block.actions)) for block in of.blocks
        )

    def _noting(self, kind: str, name: str, actions: Callable[..., None]) -> Callable[..., None]:
        def noting(*arguments: Any, **records: Any) -> None:
            self.note(kind, name)
            actions(*arguments, **records)

        return noting


def everything(application: ApplicationDefinition) -> tuple[Item, ...]:
    """All that could be touched."""
    processes = processes_of(application)
    found: list[Item] = []
    for flow in processes.flows:
        found += [Item("transition", f"{flow.name}.{each.name}", each.source) for each in flow.transitions]
        found += _actions(flow.name, flow.hooks)
    for each in processes.approvals:
        found += [Item("step", f"{each.name}.{step.name}", step.source) for stage in each.stages for step in stage]
        found += _actions(each.name, each.hooks)
    for rule in processes.rules:
        found.append(Item("rule", rule.name, rule.source))
        found += [Item("rule", f"{rule.name}.{block.name}", rule.source) for block in rule.blocks]
    for entity in application.entities:
        found += [Item("access", _grant_name(entity, grant), grant.source) for grant in entity.grants if grant.source]
    return tuple(found)


def _actions(owner: str, hooks: Iterable[Any]) -> list[Item]:
    found = []
    for hook in hooks:
        found.append(Item("actions", f"{owner}.{hook.name}", hook.source))
        found += [Item("actions", f"{owner}.{hook.name}.{block.name}", hook.source) for block in hook.blocks]
    return found


def _grant_name(entity: EntityDefinition, grant: Grant) -> str:
    verbs = ", ".join(verb.value for verb in Verb if verb in grant.verbs)
    number = entity.grants.index(grant) + 1
    return f"{entity.name} {number}: {grant.role} {verbs}"
