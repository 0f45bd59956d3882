"""All processes of an application."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lowcode.dsl.checks.storage import read_on_demand
from lowcode.dsl.lowering.context import Lowering
from lowcode.dsl.lowering.processes.approvals import lower_approvals
from lowcode.dsl.lowering.processes.flows import lower_flows
from lowcode.dsl.lowering.processes.functions import lower_functions
from lowcode.dsl.lowering.processes.identifiers import ProcessIdentifiers
from lowcode.dsl.lowering.processes.messages import lower_connections, lower_messages
from lowcode.dsl.lowering.processes.rules import lower_rules
from lowcode.dsl.lowering.processes.scenarios import lower_scenarios
from lowcode.dsl.lowering.processes.shared import Processes
from lowcode.dsl.lowering.processes.watching import Watching
from lowcode.dsl.lowering.seeds import handles_of
from lowcode.ir import application as app
from lowcode.ir import process, scenarios
from lowcode.ir.access import Access, FieldAccess
from lowcode.ir.functions import Function
from lowcode.quick_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Lowered:
    """What the processes became, and the entities with the hidden fields that processes need."""

    entities: tuple[app.Entity, ...]
    access: tuple[Access, ...]
    """Nobody reads the hidden fields: they may tell about what is restricted."""
    flows: tuple[process.Flow, ...]
    approvals: tuple[process.Approval, ...]
    rules: tuple[process.Rule, ...]
    messages: tuple[process.Message, ...]
    connections: tuple[process.Connection, ...]
    functions: tuple[Function, ...]
    scenarios: tuple[scenarios.Scenario, ...]


def lower_processes(
    lowering: Lowering, entities: Sequence[app.Entity], views: Sequence[app.View], access: Sequence[Access]
) -> Lowered:
    """Flows first, because approvals look at their transitions; messages last, typed for whatever sends them."""
    watching = Watching(lowering, read_on_demand(entities))
    processes = Processes(lowering, ProcessIdentifiers(lowering), watching)
    flows = lower_flows(processes)
    approvals = lower_approvals(processes, flows, views)
    rules = lower_rules(processes)
    return Lowered(
        entities=tuple(_with_hidden(each, watching) for each in entities),
        access=tuple(_with_closed(each, watching) for each in access),
        flows=flows,
        approvals=approvals,
        rules=rules,
        messages=lower_messages(processes),
        connections=lower_connections(processes),
        functions=lower_functions(processes),
        scenarios=lower_scenarios(processes, rules, handles_of(lowering)),
    )


def _with_hidden(entity: app.Entity, watching: Watching) -> app.Entity:
    hidden = watching.fields.get(entity.name)
    return entity if hidden is None else replace(entity, fields=(*entity.fields, *hidden))


def _with_closed(access: Access, watching: Watching) -> Access:
    hidden = watching.fields.get(access.entity)
    if hidden is None:
        return access
    return replace(access, fields=(*access.fields, *(FieldAccess(each.name, (), each.span) for each in hidden)))
