"""Buttons on record pages: rules that a person sets off."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from lowcode.runtime.context import Context
from lowcode.runtime.definitions import EntityDefinition, Verb
from lowcode.runtime.locale.wording import wording_for
from lowcode.runtime.process.audience import includes
from lowcode.runtime.process.conditions import holds_for
from lowcode.runtime.process.errors import ProcessRefusal
from lowcode.runtime.process.index import processes_about
from lowcode.runtime.process.rounds import perform
from lowcode.runtime.process.scripts import Subject, script_of
from lowcode.runtime.process_definitions import OnButton, RuleDefinition
from lowcode.runtime.saving.loading import load_for
from lowcode.runtime.saving.outcome import Outcome, Refused, Saved
from lowcode.runtime.saving.save import save
from lowcode.runtime.saving.submission import Submission


@dataclass(frozen=True, slots=True, kw_only=True)
class ButtonOffer:
    """A button as one person sees it."""

    rule: RuleDefinition
    button: OnButton
    is_possible: bool
    reasons: tuple[str, ...] = ()


def buttons(context: Context, entity: EntityDefinition, record: Any) -> tuple[ButtonOffer, ...]:
    """The buttons of a record that the context's user may read, in the order of the specification."""
    about = processes_about(context.application, entity.name)
    rules = about.buttons if about is not None else ()
    return tuple(_offer(context, each, record) for each in rules)


def press(
    context: Context,
    entity: EntityDefinition,
    record_id: int,
    rule_name: str,
    values: Submission | None = None,
    version: int | None = None,
) -> Outcome:
    """Runs the rule of a button for the context's user, after saving what the button asks for.

    Raises `RecordNotFoundError`, and `ProcessRefusal` if the button is not his or does not apply now.
    """
    savepoint = context.session.begin_nested()
    outcome: Outcome | None = None
    try:
        outcome = _press(context, entity, record_id, rule_name, values, version)
    finally:
        if isinstance(outcome, Saved):
            savepoint.commit()
        else:
            savepoint.rollback()
    return outcome


def _press(
    context: Context,
    entity: EntityDefinition,
    record_id: int,
    rule_name: str,
    values: Submission | None,
    version: int | None,
) -> Outcome:
    about = processes_about(context.application, entity.name)
    rule = next((each for each in about.buttons if each.name == rule_name), None) if about is not None else None
    record = load_for(context, entity, record_id, Verb.READ)
    if rule is None or not isinstance(rule.trigger, OnButton):
        raise ProcessRefusal("no_such_button")
    if not includes(context, rule.trigger.by, record, context.me):
        raise ProcessRefusal("button_not_yours")
    if not holds_for(rule, record, None, context):
        raise ProcessRefusal("button_closed")
    asked = _asked(entity, rule.trigger, rule.name, values)
    if asked.values or asked.problems:
        outcome = save(context, entity, record_id, asked, version, verb=Verb.READ)
        if not isinstance(outcome, Saved):
            return outcome
    try:
        perform(context, script_of(rule), Subject(entity, record))
    except ProcessRefusal as refusal:
        return Refused(problems=refusal.problems)
    return Saved(record_id=record_id, version=record.version)


def _asked(entity: EntityDefinition, button: OnButton, rule_name: str, values: Submission | None) -> Submission:
    """What the button asks for, and nothing else; a state it cannot ask for."""
    given = values or Submission(values={})
    wanted = {name for name in button.asks if entity.field_by_name[name].flow is None}
    return Submission(
        values={name: value for name, value in given.values.items() if name in wanted},
        problems=tuple(each for each in given.problems if each.path.partition("[")[0] in wanted),
        raw=given.raw,
        transition=f"button {rule_name}",
    )


def _offer(context: Context, rule: RuleDefinition, record: Any) -> ButtonOffer:
    assert isinstance(rule.trigger, OnButton)
    say = wording_for(context.locale).say
    reasons = []
    if not includes(context, rule.trigger.by, record, context.me):
        reasons.append(say("problem.button_not_yours"))
    if not holds_for(rule, record, None, context):
        reasons.append(say("problem.button_closed"))
    return ButtonOffer(rule=rule, button=rule.trigger, is_possible=not reasons, reasons=tuple(reasons))
