"""What happens to records of each entity, looked up once per app: most entities of most apps have nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from lowcode.runtime.definitions import ApplicationDefinition, EntityDefinition, Reverse
from lowcode.runtime.process_definitions import (
    ApprovalDefinition,
    Block,
    FlowDefinition,
    FunctionDefinition,
    OnApproval,
    OnButton,
    OnCondition,
    OnSave,
    OnState,
    Processes,
    RuleDefinition,
    State,
    Transition,
    TransitionKind,
)


@dataclass(frozen=True)
class EntityProcesses:
    """The flow, the approvals and the rules about records of one entity."""

    entity: str
    flow: FlowDefinition | None
    approvals: tuple[ApprovalDefinition, ...]
    rules: tuple[RuleDefinition, ...]

    @cached_property
    def on_save(self) -> tuple[RuleDefinition, ...]:
        """Rules that a save can set off at once, in the order of the specification."""
        return tuple(each for each in self.rules if isinstance(each.trigger, OnSave | OnState))

    @cached_property
    def on_condition(self) -> tuple[RuleDefinition, ...]:
        """Rules that run when something about the record has become true."""
        return tuple(each for each in self.rules if isinstance(each.trigger, OnCondition))

    @cached_property
    def on_delete(self) -> tuple[RuleDefinition, ...]:
        """Rules that run when a record is deleted."""
        return tuple(
            each for each in self.on_save if isinstance(each.trigger, OnSave) and each.trigger.event == "delete"
        )

    @cached_property
    def buttons(self) -> tuple[RuleDefinition, ...]:
        """Rules that people set off."""
        return tuple(each for each in self.rules if isinstance(each.trigger, OnButton))

    @cached_property
    def automatic(self) -> tuple[Transition, ...]:
        """Transitions that the app makes as soon as they are possible."""
        transitions = self.flow.transitions if self.flow is not None else ()
        return tuple(each for each in transitions if each.kind is TransitionKind.AUTOMATIC)

    @cached_property
    def locked(self) -> frozenset[str]:
        """Fields that some approval of these records locks while it runs."""
        return frozenset(name for each in self.approvals for name in each.locked_fields)

    @cached_property
    def watched(self) -> frozenset[str]:
        """Fields whose change matters even where it follows from a change of other records."""
        found = set(self.locked)
        for rule in self.rules:
            match rule.trigger:
                case OnSave(event="update", fields=fields):
                    found.update(fields)
                case OnCondition(watches=watches):
                    found.update(watches)
        for transition in self.automatic:
            found.update(transition.watches)
        return frozenset(found)


@dataclass(frozen=True)
class ProcessIndex:
    """All processes of an app, by what one asks for."""

    processes: Processes
    by_entity: Mapping[str, EntityProcesses]
    flow_by_name: Mapping[str, FlowDefinition]
    approval_by_name: Mapping[str, ApprovalDefinition]
    rule_by_name: Mapping[str, RuleDefinition]
    function_by_name: Mapping[str, FunctionDefinition]
    block_by_key: Mapping[str, tuple[str, Block]]
    """The origin that a block acts under, and the block."""
    entity_by_model: Mapping[type, EntityDefinition]
    lists_of: Mapping[str, tuple[tuple[type, str], ...]]
    """By entity: the reverse lists of other models in which its records stand."""

    def on_approval(self, approval: str, outcome: str) -> tuple[RuleDefinition, ...]:
        """Rules that an approval's outcome sets off."""
        return tuple(
            each for each in self.processes.rules if each.trigger == OnApproval(approval=approval, outcome=outcome)
        )


_known: dict[int, ProcessIndex] = {}
"""By the identity of `Processes`, which the index keeps alive."""


def index_of(application: ApplicationDefinition) -> ProcessIndex | None:
    """The app's processes; None if there are none, which is all that a save of such an app asks."""
    processes = application.processes
    if processes is None:
        return None
    found = _known.get(id(processes))
    if found is None:
        found = _known[id(processes)] = _derive(application, processes)
    return found


def processes_about(application: ApplicationDefinition, entity: str) -> EntityProcesses | None:
    """What happens to records of the entity, if anything does."""
    index = index_of(application)
    return index.by_entity.get(entity) if index is not None else None


def has_watchers(application: ApplicationDefinition, entity: str) -> bool:
    """Whether it matters to any process when fields of the entity's records follow a change of others."""
    about = processes_about(application, entity)
    return about is not None and bool(about.watched)


def state_named(flow: FlowDefinition, name: str) -> State | None:
    """The state, unless a newer version of the app has removed it."""
    return next((each for each in flow.states if each.name == name), None)


def transition_named(flow: FlowDefinition, name: str) -> Transition | None:
    """The transition, unless a newer version of the app has removed it."""
    return next((each for each in flow.transitions if each.name == name), None)


def start_state(flow: FlowDefinition) -> State:
    """Where new records begin: the state marked so, else the first."""
    return next((each for each in flow.states if each.is_start), flow.states[0])


def dead_ends(flow: FlowDefinition) -> frozenset[str]:
    """Ends that are not what the flow is for: those that take a shorter way than another end, later ones of equals.

    Of a pipeline's `won` and `lost`, the latter: every stage leads there.
    """
    distance = {start_state(flow).name: 0}
    queue = list(distance)
    while queue:
        state = queue.pop(0)
        for transition in flow.transitions:
            if state in transition.sources and transition.target not in distance:
                distance[transition.target] = distance[state] + 1
                queue.append(transition.target)
    ends = [each.name for each in flow.states if each.is_end]
    longest = max((distance.get(each, 0) for each in ends), default=0)
    meant = next((each for each in ends if distance.get(each, 0) == longest), None)
    return frozenset(ends) - {meant}


def _derive(application: ApplicationDefinition, processes: Processes) -> ProcessIndex:
    flows = {each.entity: each for each in processes.flows}
    names = {*flows, *(each.entity for each in processes.approvals), *(each.entity for each in processes.rules)}
    return ProcessIndex(
        processes=processes,
        by_entity={
            name: EntityProcesses(
                entity=name,
                flow=flows.get(name),
                approvals=tuple(each for each in processes.approvals if each.entity == name),
                rules=tuple(each for each in processes.rules if each.entity == name),
            )
            for name in names
            if name is not None
        },
        flow_by_name={each.name: each for each in processes.flows},
        approval_by_name={each.name: each for each in processes.approvals},
        rule_by_name={each.name: each for each in processes.rules},
        function_by_name={each.name: each for each in processes.functions},
        block_by_key=_blocks(processes),
        entity_by_model={each.model: each for each in application.entities},
        lists_of=_lists(application),
    )


def _blocks(processes: Processes) -> dict[str, tuple[str, Block]]:
    found: dict[str, tuple[str, Block]] = {}
    for rule in processes.rules:
        found.update({f"{rule.name}.{each.name}": (f"rule {rule.name}", each) for each in rule.blocks})
    for owner, kind in ((processes.flows, "flow"), (processes.approvals, "approval")):
        for definition in owner:
            for hook in definition.hooks:
                key = f"{definition.name}.{hook.name}"
                found.update({f"{key}.{each.name}": (f"{kind} {definition.name}", each) for each in hook.blocks})
    return found


def _lists(application: ApplicationDefinition) -> dict[str, tuple[tuple[type, str], ...]]:
    found: dict[str, list[tuple[type, str]]] = {}
    for entity in application.entities:
        for each in entity.fields:
            if isinstance(each.type, Reverse):
                found.setdefault(each.type.entity, []).append((entity.model, each.name))
    return {name: tuple(lists) for name, lists in found.items()}
