"""Aggregates over the records of a list; empty values do not count."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Protocol, TypeVar

from sqlalchemy.orm import Session

from lowcode.runtime.values.numbers import EXACT, divide

Ordered = TypeVar("Ordered", int, Decimal, str, datetime.date, datetime.time, datetime.datetime)
Item = TypeVar("Item")
Value = TypeVar("Value")


class HasId(Protocol):
    """A record, as far as this module is concerned."""

    @property
    def id(self) -> int | None:
        """None until it is saved."""


Identified = TypeVar("Identified", bound=HasId)


def count(items: Iterable[object]) -> int:
    """How many there are."""
    return sum(1 for _ in items)


def exists(items: Iterable[object]) -> bool:
    """Whether there is any."""
    return any(True for _ in items)


def total(values: Iterable[Decimal | None]) -> Decimal:
    """The sum of decimals; 0 for none."""
    result = Decimal(0)
    for value in values:
        if value is not None:
            result = EXACT.add(result, value)
    return result


def whole_total(values: Iterable[int | None]) -> int:
    """The sum of whole numbers; 0 for none."""
    return sum(value for value in values if value is not None)


def minimum(values: Iterable[Ordered | None]) -> Ordered | None:
    """The smallest, empty for none."""
    return min((value for value in values if value is not None), default=None)


def maximum(values: Iterable[Ordered | None]) -> Ordered | None:
    """The greatest, empty for none."""
    return max((value for value in values if value is not None), default=None)


def average(values: Iterable[Decimal | int | None], scale: int) -> Decimal | None:
    """The mean, rounded half away from zero to `scale` digits after the point; empty for none."""
    given = [Decimal(value) for value in values if value is not None]
    return divide(total(given), len(given), scale)


def by_id(items: Iterable[Identified]) -> list[Identified]:
    """The records in the order of their ids; those that are not saved yet come last, as they stand."""
    return sorted(items, key=lambda item: (item.id is None, item.id or 0))


def read(record: Item | None, attribute: Callable[[Item], Value | None]) -> Value | None:
    """What `attribute` reads from the record; empty if there is no record."""
    return None if record is None else attribute(record)


def is_within(
    record: Identified | None, root_id: int | None, parent: Callable[[Identified], Identified | None]
) -> bool:
    """Whether the record is the one with the id `root_id` or below it along `parent`; a cycle ends the walk."""
    if root_id is None:
        return False
    seen: set[int | None] = set()
    while record is not None and record.id not in seen:
        if record.id == root_id:
            return True
        seen.add(record.id)
        record = parent(record)
    return False


def has_record(items: Iterable[HasId], record_id: int | None) -> bool:
    """Whether the record with this id is among the items."""
    return record_id is not None and any(item.id == record_id for item in items)


def has_role(roles: Iterable[str], *granting: str) -> bool:
    """Whether any of a user's roles is one of those that grant what is asked for."""
    return any(role in granting for role in roles)


def record_of(session: Session, model: type[Item], record_id: int | None) -> Item | None:
    """The record of `model` with this id."""
    return None if record_id is None else session.get(model, record_id)
