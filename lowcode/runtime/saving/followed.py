"""Notes how records change that nobody saves directly: what was computed anew, what lost a reference."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import RowMapping


@dataclass(slots=True)
class FollowedChange:
    """A record as it was before, by column, and its changed fields."""

    before: Mapping[str, Any]
    fields: set[str] = field(default_factory=set)


class Followed:
    """The changes of one save, by entity and id, in the order in which they came; a record's first state counts."""

    def __init__(self) -> None:
        self.changes: dict[tuple[str, int], FollowedChange] = {}

    def note(self, entity: str, rows: Iterable[RowMapping], fields: Iterable[str]) -> None:
        """These rows are about to change."""
        names = tuple(fields)
        for row in rows:
            change = self.changes.setdefault((entity, row["id"]), FollowedChange(before=dict(row)))
            change.fields.update(names)

    def take(self, entity: str, record_id: int) -> frozenset[str]:
        """The changed fields of one record, which is not among the followed any more."""
        change = self.changes.pop((entity, record_id), None)
        return frozenset(change.fields) if change is not None else frozenset()
