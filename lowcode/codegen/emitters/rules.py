"""`<app>/rules/<rule>.py`: when something happens, do something, as plain functions."""

from __future__ import annotations

from typing import assert_never

from lowcode.codegen.emitters.actions import actions_function, span_source
from lowcode.codegen.emitters.audiences import DEFINITIONS, declared_audiences
from lowcode.codegen.emitters.process_functions import ProcessFunctions
from lowcode.codegen.labels import label_source
from lowcode.codegen.origins import process_title
from lowcode.codegen.project import Project
from lowcode.codegen.python_source import (
    HEADER,
    Imports,
    call,
    literal,
    module_source,
    some_tuple,
    tuple_of_texts,
)
from lowcode.ir.naming import named
from lowcode.ir.process import (
    OnApproval,
    OnButton,
    OnCalendar,
    OnCondition,
    OnInterval,
    OnMessage,
    OnSave,
    OnState,
    Rule,
    Trigger,
)


def rule_source(project: Project, rule: Rule) -> str:
    """The module of one rule."""
    return _RuleModule(project, rule).source()


class _RuleModule:
    def __init__(self, project: Project, rule: Rule) -> None:
        self._project = project
        self._rule = rule
        self._entity = project.application.entity(rule.entity) if rule.entity is not None else None
        self._imports = Imports(project.package)
        self._functions = ProcessFunctions(project, self._entity, self._imports)
        self._title = process_title("rule", rule.name)

    def source(self) -> str:
        rule, functions = self._rule, self._functions
        trigger = self._trigger(rule.trigger)
        origin = self._project.origin(rule.span, self._title)
        when = when_column = None
        if rule.when is not None and self._selects_records:
            when_column = functions.condition_column("when_column", rule.when, self._title)
        elif rule.when is not None:
            when = functions.rule_condition("when", rule.when, self._title)
        blocks = actions_function(functions, rule.identifier, rule.actions, origin)
        definition = call(
            self._word("RuleDefinition"),
            name=literal(rule.identifier),
            label=label_source(self._imports, rule.label),
            entity=literal(self._entity.identifier) if self._entity is not None else "None",
            trigger=trigger,
            actions=blocks.function,
            when=when,
            when_column=when_column,
            blocks=some_tuple(blocks.later),
            source=self._project.source_of(rule.span, self._title),
        )
        about = f"{rule.label.texts[0]} — {origin}. {HEADER}"
        about = f"{about}\n\n{rule.documentation}" if rule.documentation else about
        return module_source(about, self._imports, [*functions.sources, f"RULE = {definition}"])

    @property
    def _selects_records(self) -> bool:
        """Whether the clock runs the rule over the records that the condition selects."""
        return self._entity is not None and isinstance(self._rule.trigger, OnCalendar | OnInterval)

    def _word(self, name: str) -> str:
        return self._imports.name(DEFINITIONS, name)

    def _trigger(self, trigger: Trigger) -> str:
        match trigger:
            case OnSave(event=event, fields=fields):
                return call(self._word("OnSave"), event=literal(event.value), fields=self._fields(fields))
            case OnState(event=event, states=states):
                return call(self._word("OnState"), event=literal(event.value), states=tuple_of_texts(states))
            case OnCondition():
                return self._on_condition(trigger)
            case OnCalendar(unit=unit, day=day, at=at):
                self._imports.module("import datetime")
                moment = f"datetime.time({at.hour}, {at.minute})"
                shown = str(day) if day is not None else None
                return call(self._word("OnCalendar"), unit=literal(unit.value), at=moment, day=shown)
            case OnInterval(every=every):
                return call(self._word("OnInterval"), every=span_source(self._functions, every))
            case OnApproval(approval=name, outcome=outcome):
                approval = named(self._project.application.approvals, name)
                return call(
                    self._word("OnApproval"), approval=literal(approval.identifier), outcome=literal(outcome.value)
                )
            case OnMessage(event=event, message=name):
                message = named(self._project.application.messages, name)
                return call(self._word("OnMessage"), message=literal(message.identifier), event=literal(event.value))
            case OnButton(label=label, by=by, asks=asks):
                return call(
                    self._word("OnButton"),
                    label=label_source(self._imports, label),
                    by=declared_audiences(by, self._imports, self._functions, self._title) or "()",
                    asks=self._fields(asks),
                )
            case _:
                assert_never(trigger)

    def _on_condition(self, trigger: OnCondition) -> str:
        functions, column = self._functions, None
        if trigger.is_clocked:
            column = functions.condition_column("condition_column", trigger.condition, self._title)
        return call(
            self._word("OnCondition"),
            condition=functions.rule_condition("condition", trigger.condition, self._title),
            watches=self._fields(trigger.watches) or "()",
            is_clocked="True" if trigger.is_clocked else None,
            column=column,
        )

    def _fields(self, names: tuple[str, ...]) -> str | None:
        if not names or self._entity is None:
            return None
        return tuple_of_texts(self._entity.field_by_name[name].identifier for name in names)
