"""The database as data: what tables, columns, constraints and indexes an application needs.

Models and migrations are both printed from it, so they cannot disagree. Types and conditions are kept as
Python source (`ExactDecimal(18, 2)`): they compare as text and the snapshot in `.lowcode/schema.json` stays readable.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Column:
    """One column; `type` is source, and so is `default`, which rows get that were there before the column."""

    name: str
    type: str
    nullable: bool
    default: str | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """A CHECK constraint; `condition` is the source of a SQLAlchemy expression."""

    name: str
    condition: str


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """A reference from one column to the `id` of a table."""

    name: str
    column: str
    target: str
    on_delete: str


@dataclass(frozen=True, slots=True)
class TableIndex:
    """An index; `where` is the source of the condition of a partial one."""

    name: str
    columns: tuple[str, ...]
    unique: bool = False
    where: str | None = None
    covering: bool | None = None
    """Holds all that some report reads; no list walks along it."""


@dataclass(frozen=True, slots=True)
class Derived:
    """What saving computes from what people typed: a column, or the search terms. `formula` changes with the rule."""

    name: str
    formula: str


@dataclass(frozen=True, slots=True)
class Table:
    """One table. `with_rowid` False: on SQLite the primary key is the table."""

    name: str
    columns: tuple[Column, ...]
    primary_key: tuple[str, ...]
    foreign_keys: tuple[ForeignKey, ...] = ()
    checks: tuple[Check, ...] = ()
    indexes: tuple[TableIndex, ...] = ()
    with_rowid: bool = True
    derived: tuple[Derived, ...] = ()
    entity: str | None = None
    """The identifier of the entity whose records these are."""


@dataclass(frozen=True, slots=True)
class Schema:
    """All tables, in the order of the specification."""

    tables: tuple[Table, ...]

    def by_name(self) -> dict[str, Table]:
        """The tables by their names."""
        return {table.name: table for table in self.tables}
