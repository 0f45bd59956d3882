"""Finds the ids of one page: a walk along an index that reads nothing but keys, whatever the page will show.

Columns and joins follow for the fifty rows that were found. Doing both at once costs five times as much on page 20.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import ColumnElement, Connection

from lowcode.runtime.queries.counting import capped_count
from lowcode.runtime.queries.sorting import Segment


@dataclass(frozen=True, slots=True)
class Walk:
    """An order over the records that meet the conditions."""

    connection: Connection
    segments: Sequence[Segment]
    conditions: Sequence[ColumnElement[bool]]
    sorts: bool = False
    """Whether the rows are collected and then sorted, because they are few."""

    def page(self, start: int, size: int) -> list[int]:
        """So many ids from `start` on."""
        found: list[int] = []
        for segment in self.segments:
            some = self._ids(segment, self.conditions, start, size - len(found))
            if some:
                start = 0
            elif start:
                start -= self._number_in(segment, start)
            found += some
            if len(found) >= size:
                break
        return found

    def continued(self, after: int, size: int) -> list[int] | None:
        """So many ids that follow the record `after`; None if it is not among the records."""
        for place, segment in enumerate(self.segments):
            statement = segment.values.where(*self.conditions)
            values = self.connection.execute(statement, {"record": after}).first()
            if values is not None:
                found = self._ids(segment, [*self.conditions, segment.after(tuple(values))], 0, size)
                later = replace(self, segments=self.segments[place + 1 :])
                return found + (later.page(0, size - len(found)) if len(found) < size else [])
        return None

    def _ids(self, segment: Segment, conditions: Sequence[ColumnElement[bool]], start: int, size: int) -> list[int]:
        statement = segment.sorted_ids if self.sorts else segment.ids
        if conditions:
            statement = statement.where(*conditions)
        return [row[0] for row in self.connection.execute(statement, {"size": size, "start": start}).all()]

    def _number_in(self, segment: Segment, most: int) -> int:
        """How many rows the segment has, as far as they can be skipped."""
        conditions = [*self.conditions] if segment.condition is None else [*self.conditions, segment.condition]
        return capped_count(self.connection, segment.plan.table, conditions, most).number
