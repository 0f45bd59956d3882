"""Saves one record: the whole way on one screen.

open → (conflict?) → apply → hooks → compute → validate → write → history → hooks

Everything happens inside a savepoint, so that a refusal leaves the caller's transaction as it was.
"""

from __future__ import annotations

from contextlib import nullcontext

from sqlalchemy.exc import DataError, IntegrityError, OperationalError

from lowcode.runtime.access import can, is_unconditional, may, predicate
from lowcode.runtime.context import Context
from lowcode.runtime.definitions import EntityDefinition, Verb
from lowcode.runtime.history import fields_changed_since, write_history
from lowcode.runtime.hooks import HookRefusal, hooks_of, run_hooks
from lowcode.runtime.process import triggers
from lowcode.runtime.process.errors import ProcessRefusal
from lowcode.runtime.saving.applying import apply_submission, remembered
from lowcode.runtime.saving.attachments import attach_files, claim_files
from lowcode.runtime.saving.attempt import Attempt, stands_alone
from lowcode.runtime.saving.changes import lines_of
from lowcode.runtime.saving.comparing import is_same_value, submitted_value
from lowcode.runtime.saving.computing import compute_draft
from lowcode.runtime.saving.constraints import is_overflow, problem_of
from lowcode.runtime.saving.draft import Draft, Part
from lowcode.runtime.saving.facts import facts_of, new_record
from lowcode.runtime.saving.field_guards import state_in
from lowcode.runtime.saving.followed import Followed
from lowcode.runtime.saving.loading import load_for
from lowcode.runtime.saving.outcome import (
    Conflict,
    Difference,
    NotAllowedError,
    Outcome,
    Problem,
    Refused,
    Saved,
)
from lowcode.runtime.saving.references import References
from lowcode.runtime.saving.states import changed_fields, refuse_locked
from lowcode.runtime.saving.submission import SEEDED, Submission
from lowcode.runtime.saving.uniqueness import unique_problems, unique_values
from lowcode.runtime.saving.validation import validate
from lowcode.runtime.saving.writing import CreateNotAllowedError, number, write


def save(
    context: Context,
    entity: EntityDefinition,
    record_id: int | None,
    submission: Submission,
    version: int | None = None,
    *,
    verb: Verb = Verb.UPDATE,
) -> Outcome:
    """Creates (`record_id` None) or changes a record. `version` is the one that the form was opened with.

    `verb`: the right that it takes to change this record; transitions, which have their own, ask only for reading.
    Raises `RecordNotFoundError` and `NotAllowedError`; everything else that stands against saving is in the outcome.
    """
    is_alone = record_id is None and stands_alone(context, entity)
    with Attempt(context, stands_alone=is_alone) as attempt:
        draft = _open(context, entity, record_id, submission, verb)
        draft.stands_alone = is_alone
        outcome = _conflict(draft, version) or _try_to_save(draft)
        if isinstance(outcome, Saved):
            attempt.succeed()
    return _with_unique_problems(draft, outcome) if isinstance(outcome, Refused) else outcome


def objection(
    context: Context,
    entity: EntityDefinition,
    record_id: int,
    submission: Submission,
    version: int | None = None,
    *,
    verb: Verb = Verb.UPDATE,
) -> Refused | Conflict | None:
    """What would stand against saving; nothing is written."""
    savepoint = context.session.begin_nested()
    try:
        draft = _open(context, entity, record_id, submission, verb)
        conflict = _conflict(draft, version)
        problems = () if conflict is not None else (*_prepare(draft), *unique_problems(draft))
    finally:
        savepoint.rollback()
    return conflict or (Refused(problems=problems) if problems else None)


def _open(
    context: Context, entity: EntityDefinition, record_id: int | None, submission: Submission, verb: Verb
) -> Draft:
    facts = facts_of(entity)
    if record_id is None:
        if not may(entity, Verb.CREATE, context):
            raise NotAllowedError
        main = Part(facts=facts, record=new_record(facts), is_new=True)
    else:
        main = Part(facts=facts, record=load_for(context, entity, record_id, verb), is_new=False)
        main.remember(remembered(facts, submission.values))
    main.unreadable = frozenset(problem.path for problem in submission.problems)
    return Draft(context=context, submission=submission, references=References(context), main=main)


def _conflict(draft: Draft, version: int | None) -> Conflict | None:
    record = draft.main.record
    if draft.main.is_new or version is None or version == record.version:
        return None
    changed = fields_changed_since(draft.context, draft.main.entity, record.id, version)
    differences = [
        Difference(
            field=each, theirs=submitted_value(draft.context, record, each), mine=draft.submission.values[each.name]
        )
        for each in draft.main.facts.editable
        if each.name in changed and each.name in draft.submission.values and state_in(draft, draft.main, each).reads
    ]
    return Conflict(
        version=record.version,
        changed_by_id=record.updated_by_id,
        differences=tuple(each for each in differences if not is_same_value(each.theirs, each.mine)),
    )


def _try_to_save(draft: Draft) -> Saved | Refused:
    """A hook, the access to new records and the database may still refuse what all checks let pass."""
    try:
        problems = _prepare(draft)
        return Refused(problems=tuple(problems)) if problems else _write(draft)
    except HookRefusal as refusal:
        return Refused(problems=(Problem(path=refusal.field, code="hook", parameters={"text": refusal.text}),))
    except ProcessRefusal as refusal:
        return Refused(problems=refusal.problems)
    except CreateNotAllowedError:
        return Refused(problems=(Problem(path="", code="create_not_allowed"),))
    except IntegrityError as error:
        return Refused(problems=(problem_of(error, draft),))
    except (DataError, OperationalError, OverflowError) as error:
        if not is_overflow(error):
            raise
        return Refused(problems=(Problem(path="", code="database"),))


def _prepare(draft: Draft) -> list[Problem]:
    """Everything before the first statement that writes; the problems, those of the submission first."""
    apply_submission(draft)
    run_hooks(hooks_of(draft.context.application).before_save, draft.main.entity, draft.main.record, draft.context)
    compute_draft(draft)
    validate(draft)
    refuse_locked(draft)
    draft.unique_values = unique_values(draft)
    return [*draft.submission.problems, *draft.problems]


def _write(draft: Draft) -> Saved:
    record, context, entity = draft.main.record, draft.context, draft.main.entity
    number(draft)
    claim_files(draft)
    lines = lines_of(draft)
    if not draft.main.is_new and not lines and not draft.have_rows_moved:
        return Saved(record_id=record.id, version=record.version)
    has_processes = context.application.processes is not None
    context.followed = Followed() if has_processes else None
    write(draft)
    attach_files(draft)
    if draft.main.is_new:
        _check_create(draft)
    write_history(context, entity, record.id, record.version, "create" if draft.main.is_new else "update", lines)
    run_hooks(hooks_of(context.application).after_save, entity, record, context)
    context.session.flush()
    if has_processes:
        with context.session.begin_nested() if draft.stands_alone else nullcontext():
            _react(draft)
    return Saved(record_id=record.id, version=record.version)


def _react(draft: Draft) -> None:
    """What flows and rules make of it; they may refuse it all."""
    context, part = draft.context, draft.main
    others, context.followed = context.followed or Followed(), None
    if draft.submission.transition == SEEDED:
        triggers.after_seed(context, part.entity, part.record, part.before)
        return
    if part.is_new:
        others.take(part.entity.name, part.record.id)
        triggers.after_create(context, part.entity, part.record, others)
        return
    changed = changed_fields(draft) | others.take(part.entity.name, part.record.id)
    triggers.after_update(
        context, part.entity, part.record, part.before, changed, others, transition=draft.submission.transition
    )


def _check_create(draft: Draft) -> None:
    """Creating is judged on the record as it has become."""
    entity, context = draft.main.entity, draft.context
    if is_unconditional(predicate(entity, Verb.CREATE, context)):
        return
    if not can(entity, Verb.CREATE, draft.main.record.id, context):
        raise CreateNotAllowedError


def _with_unique_problems(draft: Draft, refused: Refused) -> Refused:
    """All problems at once: which unique keys are broken is asked only now that something is wrong anyway."""
    unique = unique_problems(draft)
    if not unique:
        return refused
    others = [each for each in refused.problems if each.code != "not_unique"]
    return Refused(problems=(*others, *unique))
