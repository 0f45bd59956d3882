"""Flows: states, transitions, what happens on the way."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import replace

from lowcode import naming
from lowcode.diagnostics.problems.process_names import UnknownState
from lowcode.diagnostics.problems.process_structure import NobodyMay, SameTransition, SuperfluousPart
from lowcode.dsl import ast, ast_actions
from lowcode.dsl.ast_process import FlowDecl, StateDecl, StateHookDecl, TransitionDecl
from lowcode.dsl.lowering.processes.actions import Place, lower_actions
from lowcode.dsl.lowering.processes.asking import lower_asks
from lowcode.dsl.lowering.processes.audiences import Allowed, lower_audiences
from lowcode.dsl.lowering.processes.sameness import meaning
from lowcode.dsl.lowering.processes.shared import Processes
from lowcode.dsl.lowering.processes.states import state_field
from lowcode.dsl.option_symbols import color_of_state
from lowcode.dsl.symbols import EntitySymbol
from lowcode.dsl.type_checker import Checker, Scope, forbidding
from lowcode.dsl.type_checker.names import ME
from lowcode.ir import expressions as ir
from lowcode.ir import process
from lowcode.ir import types as t

APP = "app"
"""Who makes a transition that no person may make."""

_SHORTEST = ir.Duration(seconds=60)


def lower_flows(processes: Processes) -> tuple[process.Flow, ...]:
    """All flows whose entity and field are known."""
    found: list[process.Flow] = []
    for declaration in processes.lowering.symbols.flows.values():
        entity = processes.lowering.symbols.entities.get(declaration.entity.text)
        field = state_field(processes.lowering.symbols, declaration)
        if entity is not None and field is not None:
            found.append(_Flow(processes, declaration, entity).lowered(field.name))
    return tuple(found)


class _Flow:
    def __init__(self, processes: Processes, declaration: FlowDecl, entity: EntitySymbol) -> None:
        self.processes = processes
        self.lowering = processes.lowering
        self.declaration = declaration
        self.entity = entity
        self.identifier = self.lowering.identifiers.choices[declaration.name.text]
        self.states = {each.name.text: each for each in declaration.states}

    def lowered(self, field: str) -> process.Flow:
        declaration = self.declaration
        return process.Flow(
            name=declaration.name.text,
            identifier=self.identifier,
            label=self.lowering.labels.label(declaration.label, declaration.name.text),
            entity=self.entity.name,
            field=field,
            states=tuple(self.state(each) for each in self.states.values()),
            transitions=self.transitions(),
            hooks=tuple(self.hooks()),
            documentation=declaration.documentation,
            span=declaration.name.span,
        )

    def state(self, declaration: StateDecl) -> process.State:
        name = declaration.name.text
        return process.State(
            name=name,
            label=self.lowering.labels.label(declaration.label, name),
            color=color_of_state(declaration, []),
            is_start=declaration.is_start,
            is_end=declaration.is_end,
            documentation=declaration.documentation,
            span=declaration.name.span,
        )

    # --- transitions -------------------------------------------------------------------------------

    def transitions(self) -> tuple[process.Transition, ...]:
        found: list[process.Transition] = []
        known: dict[Hashable, process.Transition] = {}
        for declaration in self.declaration.transitions:
            if self.is_state(declaration.target):
                transition = self.transition(declaration)
                self.report_same(transition, known)
                found.append(transition)
        return _named(found)

    def transition(self, declaration: TransitionDecl) -> process.Transition:
        kind = _kind(declaration)
        self.check_parts(declaration, kind)
        sources = self.sources(declaration)
        base = naming.transition_base(None if declaration.is_from_any else sources, declaration.target.text)
        label = declaration.label or self.states[declaration.target.text].label
        needs = None
        if declaration.needs is not None:
            needs = self.processes.approval(declaration.needs, self.entity.name)
        scope = Scope(this=self.entity)
        checker = self.processes.checker(scope)
        return process.Transition(
            name=base,
            sources=sources,
            is_from_any=declaration.is_from_any,
            target=declaration.target.text,
            label=self.lowering.labels.label(label, declaration.target.text),
            kind=kind,
            by=() if self.is_of_the_app(declaration) else self.people(declaration, checker),
            when=self.when(declaration, kind, base, scope),
            why_not=self.lowering.labels.message(declaration.why_not),
            asks=lower_asks(self.processes, self.entity, declaration.asks),
            needs=None if needs is None else needs.name.text,
            needs_when=None if declaration.needs_when is None else checker.condition(declaration.needs_when),
            after=None if declaration.after is None else self.processes.duration(declaration.after, "after", _SHORTEST),
            documentation=declaration.documentation,
            span=declaration.span,
        )

    def people(self, declaration: TransitionDecl, checker: Checker) -> tuple[process.Audience, ...]:
        return lower_audiences(self.processes, declaration.by, checker, Allowed.PEOPLE)

    def is_of_the_app(self, declaration: TransitionDecl) -> bool:
        """`by app`: only rules, hooks and approvals make it. A role or a field of that name goes first."""
        match declaration.by:
            case (ast_actions.PeopleRef(expression=ast.NameExpr(name=name)),) if name.text == APP:
                is_field = name.text in self.entity.fields
                return not is_field and name.text not in self.lowering.symbols.roles
            case _:
                return False

    def is_state(self, name: ast.Name) -> bool:
        if name.text in self.states:
            return True
        self.lowering.report(
            UnknownState(
                span=name.span, entity=self.declaration.name.text, state=name.text, candidates=tuple(self.states)
            )
        )
        return False

    def sources(self, declaration: TransitionDecl) -> tuple[str, ...]:
        """The states from which it leads away; `any` are all but the target and the ends."""
        named = [each.text for each in declaration.sources if self.is_state(each)]
        if not declaration.is_from_any:
            return tuple(dict.fromkeys(named))
        return tuple(
            name
            for name, state in self.states.items()
            if name in named or not (state.is_end or name == declaration.target.text)
        )

    def when(
        self, declaration: TransitionDecl, kind: process.TransitionKind, base: str, scope: Scope
    ) -> ir.Expression | None:
        if kind is not process.TransitionKind.MANUAL:
            scope = forbidding(scope, frozenset({ME}))
        checker = self.processes.checker(scope)
        when = None if declaration.when is None else checker.condition(declaration.when)
        if declaration.on is None:
            return when
        on = checker.condition(declaration.on)
        if when is not None:
            on = ir.Binary(ir.BinaryOperator.AND, on, when, t.BooleanType(), on.span)
        owner = f"{self.identifier}_{base}"
        return self.processes.watching.watched(self.entity, on, owner, declaration.on.span).condition

    def check_parts(self, declaration: TransitionDecl, kind: process.TransitionKind) -> None:
        """What belongs to people makes no sense for what happens by itself, and people must be named."""
        if kind is process.TransitionKind.MANUAL:
            if not declaration.by:
                what = f"{declaration.sources[0].text if declaration.sources else 'any'} -> {declaration.target.text}"
                self.lowering.report(NobodyMay(span=declaration.target.span, what=what))
            elif declaration.asks and self.is_of_the_app(declaration):
                self.lowering.report(SuperfluousPart(span=declaration.target.span, part="asks", beside="by app"))
            return
        beside = "after" if declaration.after is not None else "on"
        parts = {
            "by": declaration.by,
            "asks": declaration.asks,
            "needs": declaration.needs,
            "on": declaration.on if beside == "after" else None,
        }
        for part, is_there in parts.items():
            if is_there:
                self.lowering.report(SuperfluousPart(span=declaration.target.span, part=part, beside=beside))

    def report_same(self, transition: process.Transition, known: dict[Hashable, process.Transition]) -> None:
        decisive = (transition.target, transition.kind, transition.after, meaning(transition.when))
        for source in transition.sources:
            first = known.setdefault((source, *decisive), transition)
            if first is not transition:
                self.lowering.report(
                    SameTransition(span=transition.span, source=source, target=transition.target, first=first.span)
                )
                return

    # --- hooks -------------------------------------------------------------------------------------

    def hooks(self) -> Iterator[process.StateHook]:
        declared = [
            (each, state.text, longer)
            for each in self.declaration.hooks
            for longer in (self.longer_than(each),)
            for state in each.states
            if self.is_state(state)
        ]
        names = naming.hook_names([(each.event.text, state) for each, state, _ in declared])
        for (declaration, state, longer), name in zip(declared, names, strict=True):
            event = process.StateEvent(declaration.event.text)
            is_change = event is not process.StateEvent.STAY
            place = Place(f"{self.identifier}_{name}", self.entity, has_change=is_change, has_old=is_change)
            actions = lower_actions(self.processes, place, declaration.actions)
            yield process.StateHook(name, event, state, longer, actions, declaration.span)

    def longer_than(self, declaration: StateHookDecl) -> ir.Duration | None:
        if declaration.longer_than is None:
            return None
        return self.processes.duration(declaration.longer_than, "longer than", _SHORTEST)


def _kind(declaration: TransitionDecl) -> process.TransitionKind:
    if declaration.after is not None:
        return process.TransitionKind.TIMED
    return process.TransitionKind.MANUAL if declaration.on is None else process.TransitionKind.AUTOMATIC


def _named(transitions: Sequence[process.Transition]) -> tuple[process.Transition, ...]:
    """With names that are unique."""
    names = naming.transition_names([(None if each.is_from_any else each.sources, each.target) for each in transitions])
    return tuple(replace(each, name=name) for each, name in zip(transitions, names, strict=True))
