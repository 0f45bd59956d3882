"""Tables as entries of the snapshot."""

from __future__ import annotations

from typing import Any

from lowcode.codegen.schema import Check, Column, Derived, ForeignKey, Table, TableIndex


def table_entry(table: Table) -> dict[str, Any]:
    """The table without its name."""
    return {
        "columns": [_set_fields(column) for column in table.columns],
        "primary_key": table.primary_key,
        "foreign_keys": [_set_fields(key) for key in table.foreign_keys],
        "checks": [_set_fields(check) for check in table.checks],
        "indexes": [_set_fields(index) for index in table.indexes],
        "with_rowid": table.with_rowid,
        "derived": [_set_fields(derived) for derived in table.derived],
        "entity": table.entity,
    }


def table_from(name: str, entry: dict[str, Any]) -> Table:
    """The way back."""
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


def _set_fields(part: Column | ForeignKey | Check | TableIndex | Derived) -> dict[str, Any]:
    """The part without what is not given: that is what reading it gives again."""
    values = ((name, getattr(part, name)) for name in part.__slots__)
    return {name: value for name, value in values if value is not None}
