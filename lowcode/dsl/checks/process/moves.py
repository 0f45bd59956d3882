"""`move`, `repeat`, rules without records, messages and connections without use."""

from __future__ import annotations

from collections.abc import Iterator

from lowcode.diagnostics.problem import Problem
from lowcode.diagnostics.problems.flows_rules import NeverUsed, NobodyCreates, NoWayThere, RepeatsForEver
from lowcode.dsl.checks.process.conditions import Conditions, Outcome
from lowcode.dsl.checks.process.formulas import both
from lowcode.dsl.checks.process.scripts import Placed, Script, all_actions, scripts_of
from lowcode.dsl.checks.process.times import span_in_words
from lowcode.dsl.checks.rights import Rights
from lowcode.ir import application as app
from lowcode.ir import expressions as ir
from lowcode.ir import process
from lowcode.ir.access import Verb
from lowcode.ir.naming import named
from lowcode.quick_dataclass import dataclass

_OTHER_MOMENTS = (
    process.OnButton,
    process.OnApproval,
    process.OnCalendar,
    process.OnInterval,
    process.OnMessage,
)


def check_actions(application: app.Application, rights: Rights) -> Iterator[Problem]:
    """What can be said of single actions."""
    created: set[str] = {each.entity for each in (*application.data, *application.samples)}
    created |= {each.entity for each in application.sample_counts}
    sent: set[str] = set()
    called: set[str] = set()
    for script in scripts_of(application):
        has_moved = False
        for placed in all_actions(script.actions):
            match placed.action:
                case process.MoveState():
                    if not has_moved:
                        yield from _Move(application, script, placed, placed.action).problems()
                    has_moved = True
                case process.Repeat():
                    yield from _endless(application, script, placed.action)
                case process.CreateRecord(entity=entity):
                    created.add(entity)
                case process.SendMessage(message=message):
                    sent.add(message)
                case process.CallOut(connection=connection):
                    called.add(connection)
                case _:
                    continue
    yield from _without_records(application, rights, created)
    yield from _unused(application, sent, called)


def _endless(application: app.Application, script: Script, action: process.Repeat) -> Iterator[Problem]:
    if action.most is not None:
        return
    if action.until is not None:
        entity = None if script.entity is None else application.entity(script.entity)
        outcome = Conditions(application, entity, {}).outcome(action.until)
        is_off = isinstance(action.until, ir.Literal) and action.until.value is False
        if not is_off and outcome is not Outcome.NEVER_HERE:
            return
    yield RepeatsForEver(span=action.span, name=script.name, every=span_in_words(action.every))


def _without_records(application: app.Application, rights: Rights, created: set[str]) -> Iterator[Problem]:
    for rule in application.rules:
        entity = None if rule.entity is None else application.entity(rule.entity)
        if entity is None or entity.is_built_in or entity.owner is not None or entity.name in created:
            continue
        if application.access_to(entity.name) is not None and not rights.roles(entity.name, Verb.CREATE):
            yield NobodyCreates(span=rule.span, rule=rule.name, entity=entity.name)


def _unused(application: app.Application, sent: set[str], called: set[str]) -> Iterator[Problem]:
    read = {each.trigger.message for each in application.rules if isinstance(each.trigger, process.OnMessage)}
    for message in application.messages:
        if message.name not in sent | read:
            yield NeverUsed(span=message.span, name=message.name, usage=f"send {message.name} to …")
    for connection in application.connections:
        if connection.name not in called:
            yield NeverUsed(span=connection.span, name=connection.name, usage=f'post {connection.name} "/path"')


@dataclass(frozen=True, slots=True)
class _Move:
    application: app.Application
    script: Script
    placed: Placed
    action: process.MoveState

    def problems(self) -> Iterator[Problem]:
        flow = named(self.application.flows, self.action.flow)
        sources = tuple(each for each in self._possible(flow) if each != self.action.state)
        ways = {each for way in flow.transitions if way.target == self.action.state for each in way.sources}
        if not sources or ways.intersection(sources):
            return
        targets = dict.fromkeys(way.target for way in flow.transitions if set(way.sources).intersection(sources))
        yield NoWayThere(
            span=self.action.span,
            state=self.action.state,
            sources=sources,
            targets=tuple(targets),
            flow=next(each.span for each in flow.states if each.name == self.action.state),
        )

    def _possible(self, flow: process.Flow) -> Iterator[str]:
        """The states in which the record can be when the action runs."""
        names = [each.name for each in flow.states]
        is_this = isinstance(self.action.target, ir.Variable) and self.action.target.kind is ir.VariableKind.THIS
        if not is_this or self.placed.is_later:
            yield from names
            return
        known = self._from_trigger(flow, names)
        entity = self.application.entity(flow.entity)
        for name in known:
            conditions = Conditions(self.application, entity, {flow.field: name})
            guards = [self.script.rule.when if self.script.rule is not None else None]
            guards += [
                each.condition for each in self.placed.inside if isinstance(each, process.If) and self._in_then(each)
            ]
            whole = both(*map(conditions.formula, guards))
            if conditions.is_possible(whole) is not False:
                yield name

    def _in_then(self, condition: process.If) -> bool:
        return any(each.action is self.action for each in all_actions(condition.then))

    def _from_trigger(self, flow: process.Flow, names: list[str]) -> list[str]:
        """The states that the event leaves the record in, unless another script has moved it on by then."""
        known = self._entered(flow)
        if known is None or not set(known) <= set(names):
            return names
        others = (each for each in scripts_of(self.application) if each.entity == self.script.entity)
        return names if any(self._moves_too(each, set(known)) for each in others) else known

    def _entered(self, flow: process.Flow) -> list[str] | None:
        hook, rule = self.script.hook, self.script.rule
        if hook is not None:
            is_entered = self.script.flow is flow and hook.event is not process.StateEvent.LEAVE
            return [hook.state] if is_entered else None
        match rule.trigger if rule is not None else None:
            case process.OnState(event=process.StateEvent.ENTER, states=states):
                return list(states)
            case process.OnSave(event=process.SaveEvent.CREATE):
                return [each.name for each in flow.states if each.is_start]
            case _:
                return None

    def _moves_too(self, other: Script, states: set[str]) -> bool:
        """Whether another script may move the record in the same moment."""
        if other.span == self.script.span or other.approval is not None:
            return False
        if not states.intersection(self._moments(other)):
            return False
        placed = all_actions(other.actions)
        return any(isinstance(each.action, process.MoveState) and not each.is_later for each in placed)

    def _moments(self, other: Script) -> set[str]:
        """The states in which the other script may run within the save that sets this one off."""
        flows = [each for each in self.application.flows if each.entity == other.entity]
        if other.hook is not None and other.hook.event is not process.StateEvent.LEAVE:
            return {other.hook.state} if other.hook.event is process.StateEvent.ENTER else set()
        match other.rule.trigger if other.rule is not None else None:
            case process.OnState(event=process.StateEvent.ENTER, states=states):
                return set(states)
            case process.OnSave(event=process.SaveEvent.CREATE):
                return {state.name for flow in flows for state in flow.states if state.is_start}
            case trigger if isinstance(trigger, _OTHER_MOMENTS):
                return set()
            case _:
                return {state.name for flow in flows for state in flow.states}
