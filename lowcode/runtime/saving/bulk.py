"""Changes one field of many records, each in the same way as a form would."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from lowcode.runtime.context import Context
from lowcode.runtime.definitions import EntityDefinition
from lowcode.runtime.saving.outcome import NotAllowedError, Problem, RecordNotFoundError, Saved
from lowcode.runtime.saving.save import save
from lowcode.runtime.saving.submission import Submission


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkRefusal:
    """A record that stayed as it was, and why. Without problems: the user may not change it, or it is gone."""

    record_id: int
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkOutcome:
    """What became of the records."""

    saved: tuple[int, ...]
    refused: tuple[BulkRefusal, ...]


def bulk_update(
    context: Context, entity: EntityDefinition, record_ids: Iterable[int], field: str, value: Any
) -> BulkOutcome:
    """Sets `field` to a typed value; what can be saved is, the rest is told."""
    return bulk_submit(context, entity, record_ids, Submission(values={field: value}))


def bulk_submit(
    context: Context, entity: EntityDefinition, record_ids: Iterable[int], submission: Submission
) -> BulkOutcome:
    """The same with a parsed form, whose problems refuse every record."""
    saved: list[int] = []
    refused: list[BulkRefusal] = []
    for record_id in dict.fromkeys(record_ids):
        try:
            outcome = save(context, entity, record_id, submission)
        except (RecordNotFoundError, NotAllowedError):
            refused.append(BulkRefusal(record_id=record_id))
            continue
        if isinstance(outcome, Saved):
            saved.append(record_id)
        else:
            problems = getattr(outcome, "problems", ())
            refused.append(BulkRefusal(record_id=record_id, problems=problems))
    return BulkOutcome(saved=tuple(saved), refused=tuple(refused))
