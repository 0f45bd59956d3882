"""Which indexes are wanted and why, and what that comes to: every column list once, no beginning of another one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum

from lowcode.source import Span

BUDGET = 16
"""Indexes of one table beyond which a build says so: each of them is written with every new record."""


class IndexUse(Enum):
    """What an index is for."""

    TITLE = "title"
    """Looking records up by their title, and lists in its order."""
    SORT = "sort"
    """The list in this order."""
    FILTER = "filter"
    """The list with this filter."""
    REFERENCE = "reference"
    """The records that refer to one record: related lists, deleting, computed fields."""
    ACCESS = "access"
    """What a role may see."""
    ROWS = "rows"
    """The rows of one record in their order."""
    DUPLICATES = "duplicates"
    """The records that agree in a key of `merge on`."""
    DECLARED = "declared"
    """`index` in the specification."""
    UNIQUE = "unique"
    """`unique` in the specification, and numbers given once."""
    REPORT = "report"
    """A report reads nothing else of the table."""
    LINKS = "links"
    """The records that name an item of a list."""
    SEARCH = "search"
    """Replacing what a record is found by."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an index is there. `name` is what the specification calls it: a field, a role, a report."""

    use: IndexUse
    name: str
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class PlannedIndex:
    """The columns of an index and everything it serves. `covering`: it holds all that a report reads."""

    columns: tuple[str, ...]
    reasons: tuple[Reason, ...]
    covering: bool = False


@dataclass(frozen=True, slots=True)
class _Wanted:
    columns: tuple[str, ...]
    reason: Reason
    covering: bool


@dataclass
class IndexPlan:
    """The column lists wanted per entity, in the order they were asked for."""

    wanted: dict[str, list[_Wanted]] = field(default_factory=dict)
    found_by: dict[str, list[tuple[str, Reason]]] = field(default_factory=dict)
    """Columns that only have to begin some index."""

    def add(self, entity: str, *columns: str, reason: Reason, covering: bool = False) -> None:
        """Ask for an index on the columns; a column that is there already is not repeated."""
        wanted = _Wanted(tuple(dict.fromkeys(columns)), reason, covering)
        self.wanted.setdefault(entity, []).append(wanted)

    def add_beginning(self, entity: str, column: str, reason: Reason) -> None:
        """Ask for any index that begins with the column."""
        self.found_by.setdefault(entity, []).append((column, reason))

    def of(self, entity: str) -> tuple[PlannedIndex, ...]:
        """What it comes to."""
        wanted = self.wanted.get(entity, [])
        beginnings = {each.columns[0] for each in wanted if not each.covering}
        found_by = self.found_by.get(entity, [])
        single = [_Wanted((column, "id"), reason, False) for column, reason in found_by if column not in beginnings]
        everything = [*wanted, *single]
        return tuple(
            PlannedIndex(columns, self._reasons(entity, columns, everything), _is_covering(columns, everything))
            for columns in without_beginnings(each.columns for each in everything)
        )

    def _reasons(self, entity: str, columns: tuple[str, ...], wanted: list[_Wanted]) -> tuple[Reason, ...]:
        found = [each.reason for each in wanted if columns[: len(each.columns)] == each.columns]
        found += [reason for column, reason in self.found_by.get(entity, []) if columns[0] == column]
        return tuple(dict.fromkeys(found))


def without_beginnings(wanted: Iterable[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """The column lists, each once, without those that another one begins with."""
    unique = list(dict.fromkeys(wanted))
    return [
        columns
        for columns in unique
        if columns != ("id",) and not any(other != columns and other[: len(columns)] == columns for other in unique)
    ]


def _is_covering(columns: tuple[str, ...], wanted: list[_Wanted]) -> bool:
    """Whether only reports want it: lists walk along no such index, for its order does not end in `id`."""
    return all(each.covering for each in wanted if columns[: len(each.columns)] == each.columns)
