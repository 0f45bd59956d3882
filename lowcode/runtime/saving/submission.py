"""What somebody wants a record to be: typed values by field, from a form, a seed, later an import or the API."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from lowcode.runtime.saving.outcome import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row of a sub-table as submitted. `index` is the number in its path; `id` None for a new row."""

    index: int
    id: int | None = None
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """Values of the fields that were submitted; a field that is absent keeps its value, or gets its default.

    Scalars are values of their type, choices the option's name, references an id, `many of` a tuple of names,
    many-to-many a tuple of ids, sub-tables a tuple of `Row`; None is empty.
    """

    values: Mapping[str, Any]
    problems: tuple[Problem, ...] = ()
    """What could not be read as a value; such a field is not in `values`."""
    raw: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Everything as it was typed, by the name of the input, so that the form can show it again."""
    is_trusted: bool = False
    """From the app itself (seeds, imports, rules): hidden and readonly fields may be set."""
    transition: str | None = None
    """The transition that sets the state of the record's flow; without one the state cannot be set."""


SEEDED = "seed"
"""In place of a transition: a record of the specification's `data` or `sample` may begin in any state."""
