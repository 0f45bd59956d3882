"""The database as data: what tables, columns, constraints and indexes an application needs.

Models and migrations are both printed from it, so they cannot disagree. Types and conditions are kept as
Python source (`ExactDecimal(18, 2)`): they compare as text and the snapshot in `.lowcode/schema.json` stays readable.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any


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


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What the migrations written so far lead to."""

    schema: Schema
    revisions: tuple[str, ...]
    """The revision ids, oldest first."""

    def to_json(self) -> str:
        """The text of `.lowcode/schema.json`."""
        revisions = json.dumps(self.revisions)
        tables = ",\n".join(f"{json.dumps(table.name)}: {_entry(table)}" for table in self.schema.tables)
        return f'{{"revisions": {revisions},\n"tables": {{\n{tables}\n}}}}\n'


def snapshot_from_json(text: str) -> Snapshot:
    """The snapshot of a former build. ValueError if the text is none."""
    try:
        content = json.loads(text)
        tables = tuple(_table(name, entry) for name, entry in content["tables"].items())
        return Snapshot(Schema(tables), tuple(content["revisions"]))
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError("not a schema snapshot") from error


def _entry(table: Table) -> str:
    """The table on one line, without its name."""
    return json.dumps(
        {
            "columns": [_set_fields(column) for column in table.columns],
            "primary_key": table.primary_key,
            "foreign_keys": [_set_fields(key) for key in table.foreign_keys],
            "checks": [_set_fields(check) for check in table.checks],
            "indexes": [_set_fields(index) for index in table.indexes],
            "with_rowid": table.with_rowid,
            "derived": [_set_fields(derived) for derived in table.derived],
            "entity": table.entity,
        },
        ensure_ascii=False,
    )


def _set_fields(part: Column | ForeignKey | Check | TableIndex | Derived) -> dict[str, Any]:
    """The part without what is not given: that is what reading it gives again."""
    values = ((name, getattr(part, name)) for name in part.__slots__)
    return {name: value for name, value in values if value is not None}


def _table(name: str, entry: dict[str, Any]) -> Table:
    return Table(
        name=name,
        columns=tuple(Column(**column) for column in entry["columns"]),
        primary_key=tuple(entry["primary_key"]),
        foreign_keys=tuple(ForeignKey(**key) for key in entry["foreign_keys"]),
        checks=tuple(Check(**check) for check in entry["checks"]),
        indexes=tuple(TableIndex(**{**index, "columns": tuple(index["columns"])}) for index in entry["indexes"]),
        with_rowid=entry["with_rowid"],
        derived=tuple(Derived(**derived) for derived in entry["derived"]),
        entity=entry["entity"],
    )
