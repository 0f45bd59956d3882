"""What a revision does, as values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from lowcode.codegen.schema import Check, Column, ForeignKey, Table, TableIndex


@dataclass(frozen=True, slots=True)
class CreateTable:
    """A new table. `later`: names of its foreign keys whose targets come after it, in a circle."""

    table: Table
    later: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CreateSystemTables:
    """The runtime's own tables, which refer to `user`: part of an app's first revision."""


@dataclass(frozen=True, slots=True)
class AddForeignKey:
    """A foreign key of a new table to one that was created after it; SQLite has it in the table already."""

    table: str
    key: ForeignKey


@dataclass(frozen=True, slots=True)
class AddColumn:
    """A new column, empty in every row that is there, with the foreign key it may have."""

    table: str
    column: Column
    key: ForeignKey | None


@dataclass(frozen=True, slots=True)
class FillColumn:
    """Gives a new column its default in every row that is there."""

    table: str
    column: Column


@dataclass(frozen=True, slots=True)
class RequireValue:
    """From now on the column must not be empty."""

    table: str
    column: Column


@dataclass(frozen=True, slots=True)
class AddCheck:
    """A new CHECK constraint; the revision fails, whole, on rows that break it."""

    table: str
    check: Check


@dataclass(frozen=True, slots=True)
class DropCheck:
    """A CHECK constraint that is no longer wanted. Loses no data."""

    table: str
    check: Check


@dataclass(frozen=True, slots=True)
class AddIndex:
    """A new index."""

    table: str
    index: TableIndex


@dataclass(frozen=True, slots=True)
class DropIndex:
    """An index that is no longer wanted. Loses no data."""

    table: str
    index: TableIndex


@dataclass(frozen=True, slots=True)
class AllowEmpty:
    """A column that was required and no longer is."""

    table: str
    column: Column


@dataclass(frozen=True, slots=True)
class Recompute:
    """Values of records that are there have to be computed anew: their rule is new or another one.

    No statement: the revision names the entity, and the app's `migrate` does it with the app's own code.
    """

    entity: str


Operation: TypeAlias = (
    CreateTable
    | CreateSystemTables
    | AddForeignKey
    | AddColumn
    | FillColumn
    | RequireValue
    | AddCheck
    | DropCheck
    | AddIndex
    | DropIndex
    | AllowEmpty
    | Recompute
)


@dataclass(frozen=True, slots=True)
class Refusal:
    """A change that this release does not migrate, because data could be lost or what was meant is not certain."""

    kind: str
    """One of the names in `lowcode.diagnostics.problems.migrations`."""
    table: str
    column: str | None = None
