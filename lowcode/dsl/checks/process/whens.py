"""Conditions that are never or always true, wherever they stand in flows, approvals and rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

from lowcode.diagnostics.problem import Problem
from lowcode.diagnostics.problems.flows_conditions import AlwaysTrue, NeverTrue, NeverTrueHere
from lowcode.dsl.checks.process.conditions import Conditions, Outcome
from lowcode.dsl.checks.process.formulas import both
from lowcode.dsl.checks.process.scripts import all_actions, scripts_of
from lowcode.dsl.checks.process.shapes import written
from lowcode.ir import application as app
from lowcode.ir import expressions as ir
from lowcode.ir import process
from lowcode.quick_dataclass import dataclass

_MOST_PARTS = 12


def check_conditions(application: app.Application) -> Iterator[Problem]:
    """All conditions of all processes."""
    checker = _Whens(application)
    for flow in application.flows:
        for transition in flow.transitions:
            yield from checker.transition(flow, transition)
    for approval in application.approvals:
        for stage in approval.stages:
            for step in stage.steps if isinstance(stage, process.Together) else (stage,):
                yield from checker.judged(approval.entity, "when", step.when)
    for rule in application.rules:
        yield from checker.judged(rule.entity, "when", rule.when)
        if isinstance(rule.trigger, process.OnCondition):
            yield from checker.judged(rule.entity, "on", rule.trigger.condition)
    for script in scripts_of(application):
        for placed in all_actions(script.actions):
            yield from checker.action(script.entity, placed.action)


@dataclass(frozen=True, slots=True)
class _Whens:
    application: app.Application

    def transition(self, flow: process.Flow, transition: process.Transition) -> Iterator[Problem]:
        """A condition that holds in some of the sources only is fine; `needs … when` is asked once `when` holds."""
        part = "when" if transition.kind is not process.TransitionKind.AUTOMATIC else "on"
        yield from self._in_states(flow, transition, part, transition.when)
        needed = transition.needs_when
        if needed is None:
            return
        problems = list(self._in_states(flow, transition, "needs … when", needed))
        yield from problems
        if not problems and transition.when is not None and not self._meet(flow, transition, needed):
            yield NeverTrue(span=needed.span, parts=(written(transition.when), written(needed)))

    def _meet(self, flow: process.Flow, transition: process.Transition, needed: ir.Expression) -> bool:
        for state in transition.sources:
            conditions = self._conditions(flow.entity, {flow.field: state})
            whole = both(conditions.formula(transition.when), conditions.formula(needed))
            if conditions.is_possible(whole) is not False:
                return True
        return False

    def _in_states(
        self, flow: process.Flow, transition: process.Transition, part: str, condition: ir.Expression | None
    ) -> Iterator[Problem]:
        if condition is None:
            return
        found = [
            list(self.judged(flow.entity, part, condition, {flow.field: state}, state)) for state in transition.sources
        ]
        if found and all(found):
            yield from found[0]

    def action(self, entity: str | None, action: process.Action) -> Iterator[Problem]:
        """The conditions that belong to the action itself."""
        match action:
            case process.If(condition=condition):
                yield from self.judged(entity, "if", condition)
            case process.Later(unless=condition):
                yield from self.judged(entity, "unless", condition)
            case process.Repeat(until=condition):
                yield from self.judged(entity, "until", condition)
            case process.ForEach(condition=condition) | process.UpdateRecords(where=condition):
                yield from self.judged(None, "where", condition)
            case _:
                return

    def judged(
        self,
        entity: str | None,
        part: str,
        condition: ir.Expression | None,
        known: Mapping[str, ir.LiteralValue] | None = None,
        state: str = "",
    ) -> Iterator[Problem]:
        """What is to be said of one condition."""
        if condition is None:
            return
        conditions = self._conditions(entity, known or {})
        match conditions.outcome(condition):
            case Outcome.NEVER:
                yield NeverTrue(span=condition.span, parts=_culprits(conditions, condition, is_limited=False))
            case Outcome.NEVER_HERE:
                parts = _culprits(conditions, condition, is_limited=True)
                yield NeverTrueHere(span=condition.span, parts=parts, state=state)
            case Outcome.ALWAYS | Outcome.ALWAYS_HERE:
                yield AlwaysTrue(span=condition.span, part=part, condition=written(condition))
            case Outcome.OPEN:
                return

    def _conditions(self, entity: str | None, known: Mapping[str, ir.LiteralValue]) -> Conditions:
        return Conditions(self.application, None if entity is None else self.application.entity(entity), known)


def _culprits(conditions: Conditions, condition: ir.Expression, *, is_limited: bool) -> tuple[str, ...]:
    """The fewest parts of the condition that cannot hold together."""
    parts = _parts(condition)
    for size in (1, 2, 3):
        for chosen in combinations(parts[:_MOST_PARTS], size):
            if conditions.is_contradictory(chosen, is_limited=is_limited):
                return tuple(map(written, chosen))
    return tuple(map(written, parts))


def _parts(condition: ir.Expression) -> Sequence[ir.Expression]:
    if isinstance(condition, ir.Binary) and condition.operator is ir.BinaryOperator.AND:
        return (*_parts(condition.left), *_parts(condition.right))
    return (condition,)
