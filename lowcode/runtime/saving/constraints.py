"""Turns an error of the database into the problem of a field: the database has the last word, people get plain ones."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy.exc import IntegrityError

from lowcode.runtime.definitions import FieldDefinition
from lowcode.runtime.saving.draft import Draft, Part
from lowcode.runtime.saving.outcome import Problem
from lowcode.runtime.saving.uniqueness import single_field

_SQLITE_COLUMNS = re.compile(r"(UNIQUE|NOT NULL) constraint failed: ([\w.\", ]+)")
_SQLITE_CHECK = re.compile(r"CHECK constraint failed: (\w+)")

_OVERFLOWS = ("numeric field overflow", "out of range", "integer overflow", "user-defined function raised exception")
"""What the databases say of numbers that are too large; the functions of ours on SQLite raise for those only."""


def problem_of(error: IntegrityError, draft: Draft) -> Problem:
    """The problem that a constraint's error means, beside its field where it can be told."""
    name, table, columns, is_missing = _constraint(error.orig)
    for part in (draft.main, *draft.rows):
        for check in part.entity.checks:
            if check.name == name:
                path = f"{part.prefix}{check.fields[0]}" if check.fields else part.prefix.rstrip(".")
                return Problem(path=path, code="check", message=check.message)
        for key in part.entity.unique_keys:
            if key.name == name:
                return Problem(path=f"{part.prefix}{key.fields[-1]}", code="not_unique", message=key.message)
        part_table = str(part.entity.model.__table__.name)
        if table and table != part_table:
            continue
        definition = _field_of(part, part_table, name, columns)
        if definition is not None:
            return Problem(path=f"{part.prefix}{definition.name}", code=_code(name, is_missing))
    return Problem(path="", code="database")


def is_overflow(error: Exception) -> bool:
    """Whether a number, a sum in another record for instance, has outgrown its column."""
    message = str(error)
    return isinstance(error, OverflowError) or any(sign in message for sign in _OVERFLOWS)


def _code(name: str, is_missing: bool) -> str:
    if is_missing:
        return "required"
    return {"uq": "not_unique", "fk": "record_not_found"}.get(name[:2], "database")


def _constraint(original: Any) -> tuple[str, str, tuple[str, ...], bool]:
    """Name, table and columns of the constraint, as far as the driver tells, and whether a value is missing."""
    diagnostics = getattr(original, "diag", None)
    if diagnostics is not None:
        column = diagnostics.column_name
        is_missing = getattr(original, "sqlstate", "") == "23502"
        return diagnostics.constraint_name or "", diagnostics.table_name or "", (column,) if column else (), is_missing
    message = str(original)
    if match := _SQLITE_COLUMNS.search(message):
        qualified = [part.strip().replace('"', "") for part in match[2].split(",")]
        table = qualified[0].partition(".")[0]
        kind = "uq" if match[1] == "UNIQUE" else ""
        return kind, table, tuple(each.partition(".")[2] for each in qualified), match[1] != "UNIQUE"
    if match := _SQLITE_CHECK.search(message):
        return match[1], "", (), False
    return "", "", (), False


def _field_of(part: Part, table: str, name: str, columns: tuple[str, ...]) -> FieldDefinition | None:
    for column in reversed(columns):
        definition = single_field(part, column)
        if definition is not None:
            return definition
    rest = re.sub(rf"^(?:ck|fk|uq)_{re.escape(table)}_(?:owner_record_id_)?", "", name)
    if rest == name:
        return None
    candidates = [each for each in part.entity.fields if rest == each.name or rest.startswith(f"{each.name}_")]
    return max(candidates, key=lambda each: len(each.name), default=None)
