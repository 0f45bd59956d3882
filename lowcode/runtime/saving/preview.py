"""A record as it stands in a form that nobody has saved yet: for an empty form, and for options that depend on it."""

from __future__ import annotations

from typing import Any

from lowcode.runtime.context import Context
from lowcode.runtime.definitions import EntityDefinition, Verb
from lowcode.runtime.saving.applying import apply_submission, remembered
from lowcode.runtime.saving.computing import compute_draft
from lowcode.runtime.saving.draft import Draft, Part
from lowcode.runtime.saving.facts import facts_of, new_record
from lowcode.runtime.saving.loading import load_for
from lowcode.runtime.saving.outcome import Problem
from lowcode.runtime.saving.references import References
from lowcode.runtime.saving.submission import Submission
from lowcode.runtime.saving.uniqueness import unique_problems, unique_values
from lowcode.runtime.saving.validation import validate


def preview(context: Context, entity: EntityDefinition, submission: Submission, record_id: int | None = None) -> Any:
    """The record with the submission, defaults and computed fields on it. Never flush it.

    Raises `RecordNotFoundError` and `NotAllowedError` for an existing record, like `save`.
    """
    return _drafted(context, entity, submission, record_id).main.record


def examine(
    context: Context, entity: EntityDefinition, submission: Submission, record_id: int | None = None
) -> tuple[Draft, tuple[Problem, ...]]:
    """The same with its rows, and everything that stands against saving it: for checks while a form is filled in."""
    draft = _drafted(context, entity, submission, record_id)
    validate(draft)
    draft.unique_values = unique_values(draft)
    return draft, (*submission.problems, *draft.problems, *unique_problems(draft))


def _drafted(context: Context, entity: EntityDefinition, submission: Submission, record_id: int | None) -> Draft:
    facts = facts_of(entity)
    if record_id is None:
        main = Part(facts=facts, record=new_record(facts), is_new=True)
    else:
        main = Part(facts=facts, record=load_for(context, entity, record_id, Verb.UPDATE, lock=False), is_new=False)
        main.remember(remembered(facts, submission.values))
    main.unreadable = frozenset(problem.path for problem in submission.problems)
    draft = Draft(context=context, submission=submission, references=References(context), main=main)
    apply_submission(draft)
    compute_draft(draft)
    return draft
