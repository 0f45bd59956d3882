"""Rules that set each other off without end, and rules that fight over a field."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations

from lowcode.diagnostics.problem import Problem
from lowcode.diagnostics.problems.flows_rules import EndlessCreation, EndlessRules, SameFieldTwice
from lowcode.dsl.checks.process.conditions import Conditions
from lowcode.dsl.checks.process.effects import (
    Effect,
    Written,
    effects_of,
    guard,
    is_set_off,
    with_dependants,
)
from lowcode.dsl.checks.process.formulas import Formula, both, subjects_of, without
from lowcode.dsl.checks.process.reading import Reader
from lowcode.dsl.checks.process.scripts import Script, scripts_of
from lowcode.dsl.checks.process.wording import in_words
from lowcode.dsl.checks.storage import FieldKey, reads
from lowcode.ir import application as app
from lowcode.ir import expressions as ir
from lowcode.ir import process
from lowcode.quick_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class _Edge:
    """A script whose effect sets off another."""

    source: int
    target: int
    effect: Effect


def check_loops(application: app.Application) -> Iterator[Problem]:
    """Circles of rules, and pairs that write the same."""
    scripts = tuple(scripts_of(application))
    effects = tuple(tuple(effects_of(application, each)) for each in scripts)
    yield from _Circles(application, scripts, effects).problems()
    yield from _fights(application, scripts, effects)


@dataclass(frozen=True, slots=True)
class _Circles:
    application: app.Application
    scripts: Sequence[Script]
    effects: Sequence[Sequence[Effect]]

    def problems(self) -> Iterator[Problem]:
        edges = self._edges()
        reported: set[frozenset[int]] = set()
        for start in edges:
            circle = _circle(edges, start)
            members = frozenset(each.source for each in circle)
            if circle and members not in reported:
                reported.add(members)
                yield from self._judged(circle)

    def _edges(self) -> dict[int, list[_Edge]]:
        by_entity: dict[str, list[int]] = {}
        for number, script in enumerate(self.scripts):
            if script.entity is not None:
                by_entity.setdefault(script.entity, []).append(number)
        found: dict[int, list[_Edge]] = {}
        for source, effects in enumerate(self.effects):
            for effect in effects:
                for target in by_entity.get(effect.entity, ()):
                    if source == target and not effect.is_creation:
                        continue  # no rule is set off by its own change of its record
                    if is_set_off(self.application, self.scripts[target], effect) and self._may_hold(target, effect):
                        found.setdefault(source, []).append(_Edge(source, target, effect))
        return found

    def _may_hold(self, target: int, effect: Effect) -> bool:
        """Whether the condition of what is set off can hold after the effect, and may be judged at all."""
        script = self.scripts[target]
        known = {each.field: each.constant.value for each in effect.values if each.constant is not None}
        formula = self._condition(script, known)
        unknown = {each.field for each in effect.values if each.constant is None}
        names = {each.path[1] for each in subjects_of(formula).values() if len(each.path) == 2}
        if effect.is_creation and names & unknown:
            return False  # a count that goes down, perhaps: it cannot be told whether it ends
        conditions = Conditions(self.application, self.application.entity(effect.entity), known)
        return conditions.is_possible(formula) is not False

    def _condition(self, script: Script, known: Mapping[str, ir.LiteralValue]) -> Formula:
        reader = Reader(self.application, known)
        if script.rule is None:
            return reader.formula(None)
        trigger = script.rule.trigger
        waited = trigger.condition if isinstance(trigger, process.OnCondition) else None
        return both(reader.formula(script.rule.when), reader.formula(waited))

    def _judged(self, circle: Sequence[_Edge]) -> Iterator[Problem]:
        first, script = circle[0], self.scripts[circle[0].source]
        if len(circle) == 1 and first.effect.is_creation and not first.effect.placed.inside:
            trigger = script.rule.trigger if script.rule is not None else None
            if script.rule is not None and script.rule.when is None and isinstance(trigger, process.OnSave):
                yield EndlessCreation(span=first.effect.span, rule=script.name, entity=first.effect.entity)
                return
        lively = [value for each in circle for value in self._lively(each, circle)]
        creates = any(each.effect.is_creation for each in circle)
        if (lively or creates) and self._hold_together(circle) and self._can_be_walked(circle):
            names = [self.scripts[each.source].name for each in circle]
            yield EndlessRules(
                span=first.effect.span,
                chain=" → ".join(f"`{each}`" for each in (*names, names[0])),
                fields=tuple(dict.fromkeys(lively)) or (first.effect.entity,),
                other=self.scripts[first.target].span,
            )

    def _lively(self, edge: _Edge, circle: Sequence[_Edge]) -> Iterator[str]:
        """The fields that come out differently each time round: the others settle, and set nothing off any more."""
        written = [(each.effect.entity, value) for each in circle for value in each.effect.values]
        for value in edge.effect.values:
            own = (edge.effect.entity, value.field)
            shapes = {each.shape for entity, each in written if (entity, each.field) == own}
            if len(shapes) > 1 or self._grows(own, written):
                yield value.field

    def _grows(self, own: FieldKey, written: Sequence[tuple[str, Written]]) -> bool:
        """Whether a value is made of itself, by more than copying."""
        inputs: dict[FieldKey, set[FieldKey]] = {}
        is_copied: dict[FieldKey, bool] = {}
        for entity, value in written:
            inputs.setdefault((entity, value.field), set()).update(self._sources(value.inputs))
            is_copy = value.constant is not None or value.shape.startswith("FieldRead")
            is_copied[entity, value.field] = is_copied.get((entity, value.field), True) and is_copy
        reached: set[FieldKey] = set()
        waiting = [own]
        while waiting:
            for each in inputs.get(waiting.pop(), ()):
                if each in inputs and each not in reached:
                    reached.add(each)
                    waiting.append(each)
        return own in reached and not all(is_copied[each] for each in reached)

    def _sources(self, inputs: Iterable[FieldKey]) -> set[FieldKey]:
        """The fields, and those that computed ones among them are made of."""
        found: set[FieldKey] = set()
        waiting = list(inputs)
        while waiting:
            entity, name = waiting.pop()
            if (entity, name) in found:
                continue
            found.add((entity, name))
            field = self.application.entity(entity).field_by_name.get(name)
            if field is not None and field.computed is not None:
                waiting += reads(field.computed.expression)
        return found

    def _can_be_walked(self, circle: Sequence[_Edge]) -> bool:
        """Whether there are transitions for all the moves of the circle, from each to the next."""
        moves = [each.effect.placed.action for each in circle]
        states = [each.state for each in moves if isinstance(each, process.MoveState)]
        ways = {
            (source, transition.target)
            for flow in self.application.flows
            for transition in flow.transitions
            for source in transition.sources
        }
        return all(pair in ways for pair in zip(states, (*states[1:], *states[:1]), strict=True))

    def _hold_together(self, circle: Sequence[_Edge]) -> bool:
        """Whether the conditions of the whole circle can hold, as far as they are about what nobody in it changes."""
        if not all(each.effect.is_this for each in circle):
            return True
        entity = self.application.entity(circle[0].effect.entity)
        changed = frozenset(value.field for each in circle for value in each.effect.values)
        names = with_dependants(entity, changed)
        reader = Reader(self.application, {})
        guards = []
        for number, edge in enumerate(circle):
            script = self.scripts[edge.source]
            whole = both(self._condition(script, {}), guard(reader, script, edge.effect.placed))
            guards.append(without(whole, names, f"{number} "))
        return Conditions(self.application, entity, {}).is_possible(both(*guards)) is not False


def _circle(edges: Mapping[int, Sequence[_Edge]], start: int) -> tuple[_Edge, ...]:
    """The shortest circle through `start`; empty if there is none."""
    paths: dict[int, tuple[_Edge, ...]] = {start: ()}
    waiting = [start]
    for node in waiting:
        for edge in edges.get(node, ()):
            if edge.target == start:
                return (*paths[node], edge)
            if edge.target not in paths:
                paths[edge.target] = (*paths[node], edge)
                waiting.append(edge.target)
    return ()


def _fights(
    application: app.Application, scripts: Sequence[Script], effects: Sequence[Sequence[Effect]]
) -> Iterator[Problem]:
    by_event: dict[str, list[tuple[Script, Effect]]] = {}
    for script, found in zip(scripts, effects, strict=True):
        for effect in found:
            if script.rule is not None and effect.is_this and not isinstance(effect.placed.action, process.MoveState):
                for event in _events(script.rule):
                    by_event.setdefault(f"{script.entity} {event}", []).append((script, effect))
    reported: set[tuple[str, str, str]] = set()
    for writers in by_event.values():
        for one, other in combinations(writers, 2):
            for problem in _fight(application, one, other):
                key = (problem.rule, problem.other, problem.field)
                if key not in reported:
                    reported.add(key)
                    yield problem


def _events(rule: process.Rule) -> Iterator[str]:
    match rule.trigger:
        case process.OnSave(event=event, fields=()):
            yield event.value
        case process.OnSave(event=event, fields=fields):
            yield from (f"{event.value} {each}" for each in fields)
        case process.OnState(event=event, states=states):
            yield from (f"{event.value} {each}" for each in states)
        case process.OnApproval(approval=approval, outcome=outcome):
            yield f"{outcome.value} {approval}"
        case _:
            return


def _fight(
    application: app.Application, one: tuple[Script, Effect], other: tuple[Script, Effect]
) -> Iterator[SameFieldTwice]:
    (first, earlier), (second, later) = one, other
    if first is second or first.entity is None:
        return
    before = {each.field: each for each in earlier.values}
    entity = application.entity(first.entity)
    reader = Reader(application, {})
    guards = (guard(reader, first, earlier.placed), guard(reader, second, later.placed))
    read = {each.path[1] for each in subjects_of(guards[1]).values() if len(each.path) == 2}
    for value in later.values:
        former = before.get(value.field)
        is_meant = former is None or former.shape == value.shape or (entity.name, value.field) in value.inputs
        if is_meant or read & before.keys():
            continue  # the second takes up what the first has left
        found = Conditions(application, entity, {}).witness(both(*guards))
        if found is not None:
            yield SameFieldTwice(
                span=later.span,
                field=value.field,
                rule=second.name,
                other=first.name,
                witness=in_words(found),
                first=earlier.span,
            )
