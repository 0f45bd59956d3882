"""Rules: when something happens, do something."""

from __future__ import annotations

import datetime
from dataclasses import replace

from lowcode.diagnostics.problems import names as name_problems
from lowcode.diagnostics.problems.process_details import NeverChanges, RuleAboutNothing
from lowcode.diagnostics.problems.process_structure import NobodyMay
from lowcode.diagnostics.problems.structure import NothingInIt
from lowcode.dsl import ast, ast_process
from lowcode.dsl.lowering.paths import entity_of
from lowcode.dsl.lowering.processes.actions import Place, lower_actions
from lowcode.dsl.lowering.processes.asking import lower_asks
from lowcode.dsl.lowering.processes.audiences import Allowed, lower_audiences
from lowcode.dsl.lowering.processes.shared import Processes
from lowcode.dsl.lowering.processes.states import flow_with_state
from lowcode.dsl.symbols import EntitySymbol
from lowcode.dsl.type_checker import Scope, forbidding
from lowcode.dsl.type_checker.names import ME, candidates, variable_or_field
from lowcode.ir import application as app
from lowcode.ir import expressions as ir
from lowcode.ir import process
from lowcode.ir.types import ErrorType

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_UNITS = {"day": process.ScheduleUnit.DAY, "weekday": process.ScheduleUnit.WEEKDAY, "month": process.ScheduleUnit.MONTH}
_SHORTEST = ir.Duration(seconds=60)
_SAVES = ("create", "update", "delete")
_SCHEDULES = (process.OnCalendar, process.OnInterval)
_AFTERWARDS = (*_SCHEDULES, process.OnMessage)
"""Triggers without a change that could still be refused."""


def lower_rules(processes: Processes) -> tuple[process.Rule, ...]:
    """All rules whose trigger could be understood."""
    found: list[process.Rule] = []
    for declaration in processes.lowering.symbols.rules.values():
        rule = _Rule(processes, declaration).lowered()
        if rule is not None:
            found.append(rule)
    return tuple(found)


class _Rule:
    def __init__(self, processes: Processes, declaration: ast_process.RuleDecl) -> None:
        self.processes = processes
        self.lowering = processes.lowering
        self.declaration = declaration
        self.identifier = processes.identifiers.rules[declaration.name.text]

    def lowered(self) -> process.Rule | None:
        declaration = self.declaration
        name = declaration.name
        if isinstance(declaration.trigger, ast_process.UnsupportedTriggerDecl):
            return None
        if not declaration.actions:
            self.lowering.report(NothingInIt(span=name.span, what="rule", name=name.text))
        entity = None if declaration.entity is None else entity_of(self.lowering, declaration.entity)
        if declaration.entity is not None and entity is None:
            return None
        trigger = self.trigger(declaration.trigger, entity)
        if trigger is None:
            return None
        when = None if declaration.when is None else self.when(declaration.when, trigger, entity)
        place = Place(
            owner=self.identifier,
            entity=entity,
            has_change=not isinstance(trigger, _AFTERWARDS),
            has_old=_has_old(trigger),
        )
        return process.Rule(
            name=name.text,
            identifier=self.identifier,
            label=self.lowering.labels.label(declaration.label, name.text),
            entity=None if entity is None else entity.name,
            trigger=trigger,
            when=when,
            actions=lower_actions(self.processes, place, declaration.actions),
            documentation=declaration.documentation,
            span=name.span,
        )

    def when(self, condition: ast.Expr, trigger: process.Trigger, entity: EntitySymbol | None) -> ir.Expression:
        """A schedule asks the database for the records; everything else asks about one record at hand."""
        selects = entity is not None and isinstance(trigger, _SCHEDULES)
        scope = replace(self.processes.scope(entity, has_old=_has_old(trigger)), reads_all=not selects)
        if isinstance(trigger, _SCHEDULES):
            scope = forbidding(scope, frozenset({ME}))
        return self.processes.checker(scope).condition(condition)

    # --- triggers ----------------------------------------------------------------------------------

    def trigger(self, declaration: ast_process.TriggerDecl, entity: EntitySymbol | None) -> process.Trigger | None:
        match declaration:
            case ast_process.CalendarTriggerDecl():
                return self.calendar(declaration)
            case ast_process.IntervalTriggerDecl(every=every):
                return process.OnInterval(self.processes.duration(every, "every", _SHORTEST))
            case ast_process.UnsupportedTriggerDecl():
                return None
            case _ if entity is None:
                name = self.declaration.name
                self.lowering.report(RuleAboutNothing(span=declaration.span, rule=name.text))
                return None
            case _:
                return self.of_records(declaration, entity)

    def of_records(
        self,
        declaration: (
            ast_process.SaveTriggerDecl
            | ast_process.StateTriggerDecl
            | ast_process.ConditionTriggerDecl
            | ast_process.OutcomeTriggerDecl
            | ast_process.MessageTriggerDecl
            | ast_process.ButtonTriggerDecl
        ),
        entity: EntitySymbol,
    ) -> process.Trigger | None:
        match declaration:
            case ast_process.SaveTriggerDecl():
                return self.save(declaration, entity)
            case ast_process.StateTriggerDecl(event=event, states=states):
                known = [each for each in states if flow_with_state(self.lowering, entity.name, each) is not None]
                names = tuple(dict.fromkeys(each.text for each in known))
                return process.OnState(process.StateEvent(event.text), names) if names else None
            case ast_process.ConditionTriggerDecl(condition=condition):
                return self.condition(condition, entity)
            case ast_process.OutcomeTriggerDecl(outcome=outcome, approval=name):
                approval = self.processes.approval(name, entity.name)
                kind = process.ApprovalOutcome(outcome.text)
                return None if approval is None else process.OnApproval(approval.name.text, kind)
            case ast_process.MessageTriggerDecl(event=event, message=name):
                message = self.processes.message(name, entity.name)
                happened = process.MessageEvent(event.text)
                return None if message is None else process.OnMessage(happened, message.name.text)
            case ast_process.ButtonTriggerDecl():
                return self.button(declaration, entity)

    def save(self, declaration: ast_process.SaveTriggerDecl, entity: EntitySymbol) -> process.Trigger | None:
        event = declaration.event.text
        if event in _SAVES:
            return process.OnSave(process.SaveEvent(event))
        fields: dict[str, None] = {}
        for name in declaration.fields:
            symbol = entity.fields.get(name.text)
            if symbol is None:
                self.lowering.report(
                    name_problems.UnknownField(
                        span=name.span, entity=entity.name, field=name.text, candidates=tuple(entity.fields)
                    )
                )
            elif isinstance(symbol.type, app.ReverseFieldType) or name.text in self.processes.watching.on_read(entity):
                self.lowering.report(NeverChanges(span=name.span, field=name.text))
            else:
                fields[name.text] = None
        return process.OnSave(process.SaveEvent.UPDATE, tuple(fields)) if fields else None

    def condition(self, condition: ast.Expr, entity: EntitySymbol) -> process.Trigger:
        checker = self.processes.checker(forbidding(Scope(this=entity), frozenset({ME})))
        if isinstance(condition, ast.NameExpr):
            text, span = condition.name.text, condition.span
            if variable_or_field(checker, text, span) is None:
                known = (*_SAVES, *candidates(checker))
                self.lowering.report(name_problems.UnknownName(span=span, name=text, candidates=known))
                return process.OnCondition(ir.Literal(value=False, type=ErrorType(), span=span), (), is_clocked=False)
        typed = checker.condition(condition)
        return self.processes.watching.watched(entity, typed, self.identifier, condition.span)

    def calendar(self, declaration: ast_process.CalendarTriggerDecl) -> process.OnCalendar:
        unit = declaration.unit.text
        at = datetime.time(0, 0)
        if isinstance(declaration.at, ast.LiteralExpr) and isinstance(declaration.at.value, datetime.time):
            at = declaration.at.value
        if unit in _WEEKDAYS:
            return process.OnCalendar(process.ScheduleUnit.WEEK, _WEEKDAYS.index(unit) + 1, at)
        day = None if declaration.day is None else self.processes.number(declaration.day, "every month on", 1, 31)
        return process.OnCalendar(_UNITS[unit], day, at)

    def button(self, declaration: ast_process.ButtonTriggerDecl, entity: EntitySymbol) -> process.OnButton:
        label = self.lowering.labels.label(declaration.label, self.declaration.name.text)
        if not declaration.by:
            self.lowering.report(NobodyMay(span=declaration.label.span, what=declaration.label.parts[0].text))
        checker = self.processes.checker(Scope(this=entity))
        return process.OnButton(
            label,
            lower_audiences(self.processes, declaration.by, checker, Allowed.PEOPLE),
            lower_asks(self.processes, entity, declaration.asks),
        )


def _has_old(trigger: process.Trigger) -> bool:
    """Whether there was a record before, and it may have been another."""
    match trigger:
        case process.OnSave(event=event):
            return event is process.SaveEvent.UPDATE
        case process.OnState() | process.OnCondition(is_clocked=False):
            return True
        case _:
            return False
