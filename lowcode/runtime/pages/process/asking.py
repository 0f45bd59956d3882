"""What somebody is asked before a step is made: the fields that it asks for, and those that the new state demands."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any

from lowcode.runtime.access import can_present, may_update_field
from lowcode.runtime.context import Context
from lowcode.runtime.definitions import Condition, EntityDefinition, Rows, Verb
from lowcode.runtime.forms import is_writable
from lowcode.runtime.process.approvals.requests import definition_of
from lowcode.runtime.process.approvals.starting import signers_to_choose
from lowcode.runtime.process.flows import Offer, flow_of
from lowcode.runtime.process_definitions import ApprovalDefinition
from lowcode.runtime.saving.outcome import Outcome
from lowcode.runtime.saving.save import save
from lowcode.runtime.saving.submission import Submission
from lowcode.runtime.saving.values import is_empty, value_of


@contextmanager
def as_if_in(record: Any, field: str | None, state: str | None) -> Iterator[None]:
    """The record as it would be in another state, for as long as its conditions are asked. Nothing may be flushed."""
    if field is None or state is None:
        yield
        return
    present = getattr(record, field)
    setattr(record, field, state)
    try:
        yield
    finally:
        setattr(record, field, present)


def demanded_fields(context: Context, entity: EntityDefinition, record: Any, target: str) -> tuple[str, ...]:
    """Empty fields that must not be empty in the state `target`, as far as the user may fill them in."""
    flow = flow_of(context, entity)
    if flow is None or not any(each.required is not None for each in entity.fields):
        return ()
    with as_if_in(record, flow.field, target):
        found = tuple(
            each.name
            for each in entity.fields
            if is_writable(each)
            and each.flow is None
            and not isinstance(each.type, Rows)
            and _holds(each.required, record, context)
            and is_empty(value_of(record, each))
            and may_update_field(context, entity, each.name)
        )
    return found if found and can_present(entity, Verb.UPDATE, record.id, context) else ()


def approval_before(context: Context, offer: Offer) -> ApprovalDefinition | None:
    """The approval that the record is submitted to when this way is taken."""
    name = offer.transition.needs
    return definition_of(context, name) if offer.needs_approval and name is not None else None


def asks_anything(context: Context, entity: EntityDefinition, record: Any, offer: Offer) -> bool:
    """Whether a form comes before the step."""
    if offer.transition.asks or offer.needs_approval:
        return True
    return bool(demanded_fields(context, entity, record, offer.transition.target))


def fill_demands(
    context: Context,
    entity: EntityDefinition,
    record_id: int,
    fields: Collection[str],
    submission: Submission,
    version: int | None,
) -> Outcome | None:
    """Saves what the new state demands (`fields`) before the step is made, as any change by the user.

    None: nothing of it was submitted.
    """
    values = {name: value for name, value in submission.values.items() if name in fields}
    problems = tuple(each for each in submission.problems if each.path in fields)
    if not values and not problems:
        return None
    return save(context, entity, record_id, Submission(values=values, problems=problems, raw=submission.raw), version)


def chosen_signers(definition: ApprovalDefinition | None, form: Any) -> dict[str, list[int]]:
    """The signers that the submitter names on the form, by step."""
    steps = signers_to_choose(definition) if definition is not None else ()
    return {step: [int(text) for text in form.getlist(f"signers.{step}") if _is_id(text)] for step, _ in steps}


def _holds(condition: Condition | None, record: Any, context: Context) -> bool:
    return condition is not None and (condition.when is None or condition.when(record, context) is True)


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and 0 < len(text) < 11
