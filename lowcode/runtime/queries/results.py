"""What the reads hand to the pages: plain values, no labels, no formatting.

A value of a field is: a scalar as Python knows it, the option's name of a choice, a tuple of names of `many of`, a
`RecordLink` of a reference, a tuple of them of a many-to-many. Empty is None, or the empty tuple.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from lowcode.runtime.definitions import EntityDefinition

COUNTED = 10_000
"""Lists are counted exactly up to here; beyond, "10,000+" says enough and costs a hundredth."""


class RecordLink(NamedTuple):
    """Another record, by its title. The title may be empty."""

    id: int
    title: str | None


class ListRow(NamedTuple):
    """One record of a list; `values` are in the order of the columns that were asked for."""

    id: int
    version: int
    title: str | None
    values: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Count:
    """How many records there are; `is_capped`: at least so many, nobody counted further."""

    number: int
    is_capped: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPage:
    """One page of a list."""

    rows: Sequence[ListRow]
    count: Count
    page: int
    """From 1; 0 beyond the counted records, where pages have no number."""
    pages: int
    """How many pages can be called by number."""
    next_after: int | None
    """The next page of a numberless walk: the id to continue after. None on numbered pages that have a numbered
    successor, and at the end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Walked:
    """A piece of a list that is walked from one record to the next, without numbers of pages."""

    rows: Sequence[ListRow]
    next_after: int | None
    """The id to go on after; None at the end."""
    count: Count | None
    """None: nobody has counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordView:
    """One record with everything that its page or form shows."""

    entity: EntityDefinition
    id: int
    version: int
    title: str | None
    created_at: datetime.datetime
    created_by: RecordLink | None
    updated_at: datetime.datetime
    updated_by: RecordLink | None
    values: Mapping[str, Any]
    """By field name: stored, computed, many values; sub-tables as a tuple of `SubRow`. Reverse lists are not here, nor
    are fields that the user may not see in this record; what he may see masked is `Masked`."""


class SubRow(NamedTuple):
    """One row of a sub-table; `values` by field name."""

    id: int
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class RelatedList:
    """The records that point to this one through a reverse list, or that a many-to-many field holds."""

    field: str
    entity: EntityDefinition
    columns: tuple[tuple[str, ...], ...]
    rows: Sequence[ListRow]
    count: Count
    list_query: str | None
    """The query of the list of all of them (`customer=12`); None where there is no such list."""
    reference: str | None
    """The field of `entity` that points here, for "add"; None for a many-to-many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryEntry:
    """One line of a record's history."""

    id: int
    at: datetime.datetime
    by: RecordLink | None
    action: str
    """create, update, delete or restore."""
    changes: tuple[tuple[str, Any, Any], ...]
    """Field (`lines[3].price` in a sub-table), old value, new value, as JSON knows them."""
    origin: str | None = None
    """What did it if no person did directly: `rule assign_east`."""
