"""Refuses changes of fields that the user may not change: the one place for forms, bulk edits and raw requests.

Fields of a record that exists are judged as it was when the work on it began, those of a new one as it has become.
What a form shows but may not change comes back as it was, and is let pass; of what one may not read, no value is right:
else a request could ask whether a guess is true.
"""

from __future__ import annotations

from lowcode.runtime.definitions import FieldDefinition
from lowcode.runtime.field_rights import OPEN_STATE, FieldState, is_restricted, states_in_record, states_of_new
from lowcode.runtime.saving.draft import Draft, Part
from lowcode.runtime.saving.values import is_empty, plain, set_value, value_of

REFUSAL = "field_not_allowed"


def writable(draft: Draft, part: Part, submitted: list[FieldDefinition]) -> list[FieldDefinition]:
    """The submitted fields that may be written onto the part; others are refused. A new part is judged afterwards."""
    if part.is_new or not _is_guarded(draft, part):
        return submitted
    return [each for each in submitted if not is_restricted(part.entity, each.name) or _may_write(draft, part, each)]


def _may_write(draft: Draft, part: Part, definition: FieldDefinition) -> bool:
    state = state_in(draft, part, definition)
    if state.updates:
        return True
    if not state.reads or not _is_same(draft.submission.values[definition.name], part.before.get(definition.name)):
        draft.refuse(part, definition, REFUSAL)
    return False


def judge_new(draft: Draft, part: Part, submitted: list[FieldDefinition]) -> None:
    """Takes back what was put into restricted fields of a new part by somebody who may not fill them."""
    if not part.is_new or not _is_guarded(draft, part):
        return
    states = states_of_new(draft.context, part.entity, part.record)
    for definition in submitted:
        state = states.get(definition.name, OPEN_STATE)
        if state.updates:
            continue
        given = value_of(part.record, definition)
        usual = plain(definition, definition.default(part.record, draft.context)) if definition.default else None
        set_value(part.record, definition, usual, draft.references)
        if not state.reads or not _is_same(given, usual):
            draft.refuse(part, definition, REFUSAL)


def may_write_rows(draft: Draft, part: Part, definition: FieldDefinition) -> bool:
    """Whether a sub-table may be touched. Forms do not show one that may not be changed, so nothing comes for it."""
    if not _is_guarded(draft, part) or not is_restricted(part.entity, definition.name):
        return True
    is_allowed = state_in(draft, part, definition).updates
    if not is_allowed:
        draft.refuse(part, definition, REFUSAL)
    return is_allowed


def state_in(draft: Draft, part: Part, definition: FieldDefinition) -> FieldState:
    """What the user may do with a field of the part."""
    if not is_restricted(part.entity, definition.name):
        return OPEN_STATE
    if part.is_new:
        return states_of_new(draft.context, part.entity, part.record)[definition.name]
    if part.field_states is None:
        part.field_states = states_in_record(draft.context, part.entity, part.record.id)
    return part.field_states[definition.name]


def _is_guarded(draft: Draft, part: Part) -> bool:
    """What a transition asks for is filled in by whoever may make it."""
    submission = draft.submission
    return bool(part.entity.field_grants) and not submission.is_trusted and submission.transition is None


def _is_same(one: object, other: object) -> bool:
    return one == other or (is_empty(one) and is_empty(other))
