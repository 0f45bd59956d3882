"""Gives records their numbers: `KH-{yyyy}-{seq:4}` counts anew in each year.

One row per field and period; the statement below adds one and reads it in a single step, so that no two processes
get the same number on either database. A save that is rolled back afterwards takes its number back with it on both.
"""

from __future__ import annotations

import datetime
import re
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite

from lowcode.runtime.context import Context
from lowcode.runtime.database.system_tables import counter
from lowcode.runtime.definitions import EntityDefinition

PLACE = re.compile(r"\{(yyyy|yy|mm|dd|seq)(?::(\d+))?\}")
"""A part of a pattern that is filled in."""


def next_number(context: Context, entity: EntityDefinition, field: str, pattern: str) -> str:
    """The next number of the field in the present period."""
    return format_number(context, pattern, reserve_numbers(context, entity, field, pattern, 1))


def reserve_numbers(context: Context, entity: EntityDefinition, field: str, pattern: str, count: int) -> int:
    """Takes `count` numbers at once and answers the first: for loading many records."""
    key = f"{entity.name}.{field}:{format_number(context, pattern, None)}"
    statement = _ADD[context.connection.dialect.name]
    last: int = context.connection.execute(statement, {"key": key, "value": count}).scalar_one()
    return last - count + 1


def _add(insert: Any) -> Any:
    statement = insert(counter)
    return statement.on_conflict_do_update(
        index_elements=[counter.c.key], set_={"value": counter.c.value + statement.excluded.value}
    ).returning(counter.c.value)


_ADD = {"sqlite": _add(sqlite.insert), "postgresql": _add(postgresql.insert)}


def format_number(context: Context, pattern: str, number: int | None) -> str:
    """The pattern filled in for today; without a number the period alone, with the sequence's place empty."""
    return numbered(pattern, context.today, number)


def numbered(pattern: str, day: datetime.date, number: int | None) -> str:
    """The pattern filled in for a day."""

    def fill(match: re.Match[str]) -> str:
        name, width = match.groups()
        if name == "seq":
            return "" if number is None else f"{number:0{int(width or 1)}d}"
        return {"yyyy": f"{day:%Y}", "yy": f"{day:%y}", "mm": f"{day:%m}", "dd": f"{day:%d}"}[name]

    return PLACE.sub(fill, pattern)
