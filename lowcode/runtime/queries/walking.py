"""Finds the ids of one page: a walk along an index that reads nothing but keys, whatever the page will show.

Columns and joins follow for the fifty rows that were found. Doing both at once costs five times as much on page 20.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, select

from lowcode.runtime.queries.counting import capped_count
from lowcode.runtime.queries.plans import EntityPlan
from lowcode.runtime.queries.sorting import Segment, values_at


@dataclass(frozen=True, slots=True)
class Walk:
    """An order over the records that meet the conditions."""

    connection: Connection
    plan: EntityPlan
    segments: Sequence[Segment]
    conditions: Sequence[ColumnElement[bool]]

    def page(self, offset: int, size: int) -> list[int]:
        """So many ids from `offset` on."""
        found: list[int] = []
        for segment in self.segments:
            some = self._ids(segment, self._within(segment), offset, size - len(found))
            if some:
                offset = 0
            elif offset:
                offset -= self._number_in(segment, offset)
            found += some
            if len(found) >= size:
                break
        return found

    def continued(self, after: int, size: int) -> list[int] | None:
        """So many ids that follow the record `after`; None if it is not in the order any more."""
        for place, segment in enumerate(self.segments):
            values = self.connection.execute(values_at(self.plan, segment, after)).first()
            if values is not None:
                found = self._ids(segment, [*self._within(segment), segment.after(tuple(values))], 0, size)
                later = Walk(self.connection, self.plan, self.segments[place + 1 :], self.conditions)
                return found + (later.page(0, size - len(found)) if len(found) < size else [])
        return None

    def _within(self, segment: Segment) -> list[ColumnElement[bool]]:
        return [*self.conditions] if segment.condition is None else [*self.conditions, segment.condition]

    def _ids(self, segment: Segment, conditions: Sequence[ColumnElement[bool]], offset: int, size: int) -> list[int]:
        statement = select(self.plan.table.c.id).where(*conditions).order_by(*segment.order()).limit(size)
        return list(self.connection.execute(statement.offset(offset) if offset else statement).scalars())

    def _number_in(self, segment: Segment, most: int) -> int:
        """How many rows the segment has, as far as they can be skipped."""
        return capped_count(self.connection, self.plan.table, self._within(segment), most).number
