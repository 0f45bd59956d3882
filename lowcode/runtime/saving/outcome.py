"""What saving answers: saved, refused with all problems, or a conflict with somebody else's save."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from lowcode.runtime.definitions import FieldDefinition, Label


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing that stands against saving.

    `path` is the name of the input beside which it is shown (`price`, `lines[2].price`), empty for the record as a
    whole. The words are the specification's `message` where there is one, else those for `code` (a code of the
    catalog's field types or of `PROBLEM_CODES`), filled with `parameters`.
    """

    path: str
    code: str
    parameters: Mapping[str, object] = field(default_factory=dict)
    message: Label | None = None


PROBLEM_CODES: Mapping[str, tuple[str, ...]] = {
    "required": (),
    "minimum": ("minimum",),
    "maximum": ("maximum",),
    "minimum_length": ("minimum", "length"),
    "maximum_length": ("maximum", "length"),
    "pattern": (),
    "check": (),
    "not_an_option": (),
    "record_not_found": (),
    "option_not_allowed": (),
    "read_only": (),
    "field_not_allowed": (),
    "not_unique": (),
    "not_unique_row": (),
    "not_unique_with": ("title", "id"),
    "create_not_allowed": (),
    "too_many_rows": ("maximum",),
    "too_many_files": ("maximum", "count"),
    "file_larger_than": ("name", "size", "largest"),
    "file_not_accepted": ("name", "accepted"),
    "database": (),
    "hook": ("text",),
    "state_only_by_transition": (),
    "locked": ("approval",),
    "locked_elsewhere": ("approval",),
    "no_such_transition": (),
    "state_moved_on": ("state",),
    "in_approval": (),
    "transition_not_yours": (),
    "transition_closed": (),
    "transition_failed": ("transition",),
    "no_way_there": ("state",),
    "no_such_button": (),
    "button_not_yours": (),
    "button_closed": (),
    "stopped": (),
    "rule_failed": ("rule",),
    "rule_problem": ("record", "text"),
    "rules_endless": ("chain",),
    "still_needed": ("records",),
    "function_missing": ("function", "file", "signature"),
    "function_unwritten": ("function", "file"),
    "function_differs": ("function", "file", "signature"),
    "function_needs": ("function", "parameter"),
    "function_argument": ("function", "parameter", "value"),
    "function_result": ("function", "value", "signature"),
    "merge_changed": (),
    "merge_clash": (),
    "merge_in_approval": ("title", "approval"),
}
"""The codes that saving adds to those of the field types, with their parameters. `minimum` and `maximum` are values
of the field; `title` and `id` name the other record (only one that the user may read); `text` is a hook's own words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """The record is in the database; the transaction is the caller's to commit."""

    record_id: int
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """Nothing was written."""

    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A field that the other save changed, too: its value now, and what this submission wanted it to be.

    Values are as in a `Submission`: ids for references, tuples for many-valued fields, tuples of `Row` for sub-tables.
    """

    field: FieldDefinition
    theirs: Any
    mine: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Somebody else saved in between; nothing was written. Submitting again with `version` overwrites."""

    version: int
    changed_by_id: int | None
    differences: tuple[Difference, ...]


Outcome: TypeAlias = Saved | Refused | Conflict


class RecordNotFoundError(Exception):
    """There is no such record, or none that the user may read."""


class NotAllowedError(Exception):
    """The user may see the record but not do this to it, or not do this at all."""
