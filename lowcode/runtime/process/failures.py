"""Says what a rule could not do: the rule by its label, then the problems in words that need no form around them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from lowcode.runtime.context import Context
from lowcode.runtime.database.process_tables import approval as _approval
from lowcode.runtime.definitions import EntityDefinition
from lowcode.runtime.locale.wording import wording_for
from lowcode.runtime.process.errors import ProcessRefusal
from lowcode.runtime.process.index import ProcessIndex, index_of
from lowcode.runtime.process.languages import in_language, language_of
from lowcode.runtime.process.notifications import notify_user
from lowcode.runtime.process.scripts import Subject
from lowcode.runtime.process_definitions import ApprovalDefinition, Transition
from lowcode.runtime.saving.outcome import Problem

_EXPLAINED = frozenset({"stopped", "rule_failed", "rules_endless"})
"""Refusals that say by themselves which rule it was."""

_RECORD_WIDE = {"not_unique": "not_unique_record", "not_unique_with": "not_unique_record_with"}


def explain(context: Context, entity: EntityDefinition, problems: tuple[Problem, ...]) -> ProcessRefusal:
    """The refusal of what a rule did, from the problems of the record that it worked on."""
    first = problems[0]
    if first.code in _EXPLAINED:
        details = tuple(_detail(context, entity, each) for each in problems[1:])
        return ProcessRefusal(first.code, first.message, details=details, **first.parameters)
    return failed(context, tuple(_detail(context, entity, each) for each in problems))


def failed(context: Context, details: tuple[Problem, ...]) -> ProcessRefusal:
    """The refusal of what the context's origin did."""
    return ProcessRefusal("rule_failed", details=details, rule=origin_label(context, context.origin))


def tell_why_not(
    context: Context, approval: ApprovalDefinition, subject: Subject, transition: Transition, refusal: ProcessRefusal
) -> None:
    """Lets whoever submitted know that the step which was approved could not be made."""
    entity, record = subject
    submitter = _last_submitter(context, approval.name, subject.about)
    if submitter is None:
        return
    spoken = in_language(context, language_of(context, submitter))
    text = wording_for(spoken.locale).say(
        "problem.approved_not_made",
        approval=spoken.text(approval.label),
        transition=spoken.text(transition.label),
        record=getattr(record, entity.title) or "",
        reason="；".join(words_of(spoken, entity, each) for each in refusal.problems),
    )
    notify_user(context, submitter, text, subject.about, context.origin)


def _last_submitter(context: Context, approval: str, about: tuple[str, int]) -> int | None:
    columns = _approval.c
    same = (columns.approval == approval, columns.entity == about[0], columns.record_id == about[1])
    statement = select(columns.submitter_id).where(*same).order_by(columns.id.desc()).limit(1)
    return context.connection.execute(statement).scalar_one_or_none()


def origin_label(context: Context, origin: str | None) -> str:
    """What acts, by the label that the specification gives it: `rule assign_east` is "华东线索自动分配"."""
    index = index_of(context.application)
    if index is None or origin is None:
        return origin or ""
    kind, _, name = origin.partition(" ")
    found: Any = _DEFINITIONS[kind](index).get(name) if kind in _DEFINITIONS else None
    return context.text(found.label) if found is not None else origin


def _rules(index: ProcessIndex) -> Any:
    return index.rule_by_name


def _flows(index: ProcessIndex) -> Any:
    return index.flow_by_name


def _approvals(index: ProcessIndex) -> Any:
    return index.approval_by_name


_DEFINITIONS = {"rule": _rules, "flow": _flows, "approval": _approvals}


def _detail(context: Context, entity: EntityDefinition, problem: Problem) -> Problem:
    if problem.code == "rule_problem":
        return problem
    text = words_of(context, entity, problem)
    return Problem(path="", code="rule_problem", parameters={"record": context.text(entity.label), "text": text})


def words_of(context: Context, entity: EntityDefinition, problem: Problem) -> str:
    """A problem in plain words, for where there is no form to show it in."""
    if problem.message is not None:
        return context.text(problem.message)
    definition = entity.field_by_name.get(problem.path.partition("[")[0])
    label = context.text(definition.label) if definition is not None else ""
    code = problem.code if definition is not None else _RECORD_WIDE.get(problem.code, problem.code)
    return wording_for(context.locale).say(f"problem.{code}", label=label, **problem.parameters)
