"""Computes what follows from a record's own values, references and rows: in Python, before the flush."""

from __future__ import annotations

from typing import Any

from lowcode.runtime.context import Context
from lowcode.runtime.saving.draft import Draft, Part
from lowcode.runtime.saving.facts import TITLE_TEXT
from lowcode.runtime.sort_key import sort_key

_MOST_ROUNDS = 4


def compute_draft(draft: Draft) -> None:
    """Rows, then the record; again while a row reads what the record has just become.

    Formulas may read who made a record and when, so new ones are told first.
    """
    for part in draft.parts:
        if part.is_new:
            part.record.created_at = draft.context.now
            part.record.created_by_id = draft.context.user_id
    for _ in range(_MOST_ROUNDS):
        changes = [compute_part(part, draft.context) for part in draft.parts]
        if not draft.rows or not any(changes):
            break
    for part in draft.parts:
        set_sort_keys(part.record, part.facts.sort_columns)


def compute_part(part: Part, context: Context) -> bool:
    """The stored computed fields in the order of their inputs. Whether any of them changed.

    A new record has no others that refer to it, so its reverse lists are empty and Python knows their sums, too.
    """
    has_changed = False
    for name in part.entity.compute_order:
        if name == TITLE_TEXT:
            function = part.entity.title_function
        else:
            computed = part.entity.field_by_name[name].computed
            function = computed.record if computed is not None and (computed.local or part.is_new) else None
        if function is not None:
            value = function(part.record, context)
            if getattr(part.record, name) != value:
                setattr(part.record, name, value)
                has_changed = True
    return has_changed


def set_sort_keys(record: Any, sort_columns: tuple[tuple[str, str], ...]) -> None:
    """The keys that lists sort the record's texts by."""
    for attribute, sort_attribute in sort_columns:
        key = sort_key(getattr(record, attribute))
        if getattr(record, sort_attribute) != key:
            setattr(record, sort_attribute, key)
