"""Records of which there is one per period and person (or channel, …): a unique key whose date has a period's default.

`month: date default first_day_of_month(today)` with `unique (month, person)`: the records fill the months one after
another, each with every person once, instead of meeting by chance.
"""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from lowcode.runtime.context import Context
from lowcode.runtime.definitions import ChoiceOf, EntityDefinition, FieldDefinition, Reference
from lowcode.runtime.samples.seasons import Seasons
from lowcode.runtime.saving.facts import facts_of, new_record
from lowcode.runtime.values.moments import instant, shift_date


@dataclass(frozen=True, slots=True)
class Place:
    """Where a record stands in the grid: when it was made, and the values of its key besides the period."""

    created_at: datetime.datetime
    values: tuple[tuple[FieldDefinition, Any], ...]


class Grid:
    """All combinations of a key's members, period by period."""

    def __init__(
        self, periods: list[datetime.date], members: list[FieldDefinition], combinations: list[tuple[Any, ...]]
    ) -> None:
        self._periods = periods
        self._members = members
        self._combinations = combinations

    def place(self, number: int, total: int, context: Context) -> Place:
        """The place of one of `total` records, in the order of time."""
        per_period = min(len(self._combinations), -(-total // len(self._periods)))
        from_end = (total - 1 - number) // max(per_period, 1)
        period = self._periods[max(len(self._periods) - 1 - from_end, 0)]
        opening = instant(period, datetime.time(9), context.timezone) or context.now
        values = self._combinations[(total - 1 - number) % per_period]
        return Place(min(opening, context.now), tuple(zip(self._members, values, strict=True)))


def grid_of(
    context: Context,
    entity: EntityDefinition,
    seasons: Seasons,
    candidates: Callable[[FieldDefinition], list[Any]],
) -> Grid | None:
    """The grid of an entity, if one of its unique keys makes one. `candidates`: what a member of the key can be."""
    by_name = entity.field_by_name
    for key in entity.unique_keys:
        fields = [by_name[name] for name in key.fields]
        periods = next((found for found in (_periods(context, entity, each, seasons) for each in fields) if found), [])
        members = [each for each in fields if isinstance(each.type, ChoiceOf | Reference)]
        if periods and len(members) == len(fields) - 1:
            combinations = list(itertools.product(*(candidates(each) for each in members)))
            return Grid(periods, members, combinations) if combinations else None
    return None


def _periods(
    context: Context, entity: EntityDefinition, definition: FieldDefinition, seasons: Seasons
) -> list[datetime.date]:
    """The first days of the periods that a date's default gives, if it gives the same for the days of a month."""
    if definition.default is None or getattr(definition.type, "kind", "") != "date":
        return []
    record = new_record(facts_of(entity))
    found: list[datetime.date] = []
    day = seasons.first_day.replace(day=1)
    while day <= seasons.today:
        both = [_default_on(context, definition, record, each) for each in (day, day + datetime.timedelta(days=20))]
        if both[0] is None or both[0] != both[1]:
            return []
        if both[0] not in found:
            found.append(both[0])
        day = shift_date(day, months=1) or seasons.today + datetime.timedelta(days=1)
    return found


def _default_on(context: Context, definition: FieldDefinition, record: Any, day: datetime.date) -> Any:
    noon = instant(day, datetime.time(12), context.timezone) or context.now
    return definition.default(record, replace(context, now=noon, basis=context)) if definition.default else None
