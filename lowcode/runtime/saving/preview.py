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
from lowcode.runtime.saving.references import References
from lowcode.runtime.saving.submission import Submission


def preview(context: Context, entity: EntityDefinition, submission: Submission, record_id: int | None = None) -> Any:
    """The record with the submission, defaults and computed fields on it. Never flush it.

    Raises `RecordNotFoundError` and `NotAllowedError` for an existing record, like `save`.
    """
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
    return main.record
