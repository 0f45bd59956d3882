"""Which flow a state belongs to, and which field keeps it."""

from __future__ import annotations

from collections.abc import Iterator

from lowcode.diagnostics.problems import names as name_problems
from lowcode.diagnostics.problems.process_names import UnknownState
from lowcode.diagnostics.problems.process_structure import (
    NoStateField,
    NotAStateField,
    SecondFlow,
    SecondStateField,
    StartState,
)
from lowcode.dsl import ast
from lowcode.dsl.ast_process import FlowDecl
from lowcode.dsl.lowering.context import Lowering
from lowcode.dsl.symbols import FieldSymbol, Symbols
from lowcode.ir import application as app


def flows_of(symbols: Symbols, entity: str) -> list[FlowDecl]:
    """The flows of an entity: one at most, where all is right."""
    return [each for each in symbols.flows.values() if each.entity.text == entity]


def has_state(flow: FlowDecl, state: str) -> bool:
    """Whether the flow has the state."""
    return any(each.name.text == state for each in flow.states)


def flow_with_state(lowering: Lowering, entity: str, state: ast.Name) -> FlowDecl | None:
    """The flow of the entity that has the state; reported if there is none."""
    flows = flows_of(lowering.symbols, entity)
    found = [each for each in flows if has_state(each, state.text)]
    if not found:
        candidates = tuple(each.name.text for flow in flows for each in flow.states)
        lowering.report(UnknownState(span=state.span, entity=entity, state=state.text, candidates=candidates))
        return None
    return found[0]


def start_of(flow: FlowDecl) -> str | None:
    """The state in which records begin."""
    return next((each.name.text for each in flow.states if each.is_start), None)


def state_field(symbols: Symbols, flow: FlowDecl) -> FieldSymbol | None:
    """The field that keeps the state of the flow."""
    entity = symbols.entities.get(flow.entity.text)
    return None if entity is None else next((each for each in _typed_by(symbols, flow) if _fits(flow, each)), None)


def _typed_by(symbols: Symbols, flow: FlowDecl) -> Iterator[FieldSymbol]:
    for entity in symbols.entities.values():
        for field in entity.fields.values():
            if (
                isinstance(field.type, app.ChoiceFieldType | app.ManyChoiceFieldType)
                and field.type.choice == flow.name.text
            ):
                yield field


def _fits(flow: FlowDecl, field: FieldSymbol) -> bool:
    return field.entity == flow.entity.text and isinstance(field.type, app.ChoiceFieldType) and not field.is_computed


def check_flows(lowering: Lowering) -> None:
    """Each flow begins somewhere and has exactly one field, in its own entity."""
    symbols = lowering.symbols
    first: dict[str, FlowDecl] = {}
    for flow in symbols.flows.values():
        name = flow.name
        starts = sum(each.is_start for each in flow.states)
        if flow.states and starts != 1:
            lowering.report(StartState(span=name.span, flow=name.text, count=starts))
        entity = symbols.entities.get(flow.entity.text)
        if entity is None or entity.owner is not None:
            if flow.entity.text not in symbols.unsupported:
                lowering.report(
                    name_problems.UnknownEntity(
                        span=flow.entity.span, name=flow.entity.text, candidates=symbols.user_entities
                    )
                )
            continue
        _check_fields(lowering, flow)
        other = first.setdefault(entity.name, flow)
        if other is not flow:
            lowering.report(
                SecondFlow(span=name.span, entity=entity.name, first_flow=other.name.text, first=other.name.span)
            )


def _check_fields(lowering: Lowering, flow: FlowDecl) -> None:
    first: FieldSymbol | None = None
    for field in _typed_by(lowering.symbols, flow):
        if not _fits(flow, field):
            lowering.report(NotAStateField(span=field.span, flow=flow.name.text, entity=flow.entity.text))
        elif first is not None:
            lowering.report(SecondStateField(span=field.span, flow=flow.name.text, first=first.span))
        else:
            first = field
    if first is None:
        lowering.report(NoStateField(span=flow.name.span, flow=flow.name.text, entity=flow.entity.text))
