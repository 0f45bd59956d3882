"""States: whether records get there, and away again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from lowcode.diagnostics.problem import Problem
from lowcode.diagnostics.problems.flows import DeadState, NobodyLeaves, TrapStates, UnreachableState
from lowcode.dsl.checks.process.conditions import Conditions
from lowcode.dsl.checks.process.people import can_anybody_act
from lowcode.dsl.checks.rights import Rights
from lowcode.ir import application as app
from lowcode.ir import expressions as ir
from lowcode.ir import process
from lowcode.ir import seeds as ir_seeds
from lowcode.quick_dataclass import dataclass


def check_states(
    application: app.Application, rights: Rights, flow: process.Flow, seeds: Sequence[ir_seeds.SeedRecord]
) -> Iterator[Problem]:
    """Everything about the states of one flow; `seeds` are the records of its entity in `data` and `sample`."""
    checker = _States(application, rights, flow, seeds)
    yield from checker.unreachable()
    yield from checker.dead()
    yield from checker.traps()
    yield from checker.closed()


def closed_states(application: app.Application, rights: Rights, flow: process.Flow) -> frozenset[str]:
    """The states out of which nobody can bring a record."""
    return frozenset(each.state for each in _States(application, rights, flow, ()).closed())


@dataclass(frozen=True)
class _States:
    application: app.Application
    rights: Rights
    flow: process.Flow
    seeds: Sequence[ir_seeds.SeedRecord]

    @cached_property
    def following(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, dict[str, None]] = {each.name: {} for each in self.flow.states}
        for transition in self.flow.transitions:
            for source in transition.sources:
                if source != transition.target:
                    found[source][transition.target] = None
        return {name: tuple(targets) for name, targets in found.items()}

    @cached_property
    def start(self) -> process.State:
        return next(each for each in self.flow.states if each.is_start)

    @cached_property
    def chains(self) -> dict[str, tuple[str, ...]]:
        """The shortest way from where records begin to each state that they reach."""
        begins = [self.start.name, *self._seeded()]
        return _reached(self.following, begins)

    def unreachable(self) -> Iterator[Problem]:
        others = tuple(each.name for each in self.flow.states if each.name in self.chains and not each.is_start)
        for state in self.flow.states:
            if state.name not in self.chains:
                yield UnreachableState(
                    span=state.span,
                    state=state.name,
                    start=self.start.name,
                    reached=others or (self.start.name,),
                    start_span=self.start.span,
                )

    def dead(self) -> Iterator[Problem]:
        for state in self.flow.states:
            if not state.is_end and not self.following[state.name] and len(self.flow.states) > 1:
                chain = " → ".join(f"`{each}`" for each in self.chains.get(state.name, (state.name,)))
                yield DeadState(span=state.span, state=state.name, chain=chain)

    def traps(self) -> Iterator[Problem]:
        ends = tuple(each.name for each in self.flow.states if each.is_end)
        if not ends:
            return
        backwards: dict[str, list[str]] = {each.name: [] for each in self.flow.states}
        for source, targets in self.following.items():
            for target in targets:
                backwards[target].append(source)
        stops = [name for name, targets in self.following.items() if not targets or name in ends]
        safe = _reached(backwards, stops)
        caught = [each for each in self.flow.states if each.name not in safe]
        if caught:
            yield TrapStates(
                span=caught[0].span,
                states=tuple(each.name for each in caught),
                circle=" → ".join(f"`{each}`" for each in self._circle(caught[0].name)),
                ends=ends,
            )

    def closed(self) -> Iterator[NobodyLeaves]:
        """States whose ways out exist, but cannot be gone; conditions that never hold have been reported already."""
        for state in self.flow.states:
            ways = [each for each in self.flow.transitions if state.name in each.sources and each.target != state.name]
            barred = [each for each in ways if not self._is_anybodys(each)]
            others = [each for each in ways if each not in barred]
            if barred and not state.is_end and not any(self._is_possible(each, state.name) for each in others):
                names = tuple(f"{state.name} -> {each.target}" for each in ways)
                yield NobodyLeaves(span=state.span, state=state.name, ways=names, way=barred[0].span)

    def _is_anybodys(self, transition: process.Transition) -> bool:
        is_manual = transition.kind is process.TransitionKind.MANUAL
        return not is_manual or not transition.by or can_anybody_act(self.rights, self.flow.entity, transition.by)

    def _is_possible(self, transition: process.Transition, state: str) -> bool:
        entity = self.application.entity(self.flow.entity)
        conditions = Conditions(self.application, entity, {self.flow.field: state})
        return conditions.is_possible(conditions.formula(transition.when)) is not False

    def _circle(self, state: str) -> tuple[str, ...]:
        path = [state]
        while True:
            following = self.following[path[-1]][0]
            if following in path:
                return (*path[path.index(following) :], following)
            path.append(following)

    def _seeded(self) -> Iterator[str]:
        for record in self.seeds:
            value = dict(record.values).get(self.flow.field)
            if isinstance(value, ir.Literal) and isinstance(value.value, str):
                yield value.value


def _reached(graph: Mapping[str, Iterable[str]], begins: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """What can be reached, each with the shortest path to it."""
    paths: dict[str, tuple[str, ...]] = {each: (each,) for each in begins}
    waiting = list(paths)
    for name in waiting:
        for following in graph[name]:
            if following not in paths:
                paths[following] = (*paths[name], following)
                waiting.append(following)
    return paths
