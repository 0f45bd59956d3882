"""Tables that are back: their records, or those that they lead to, may have been deleted meanwhile."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from alembic.operations import Operations
from sqlalchemy import Column, ColumnElement, MetaData, Table, delete, insert, inspect, select, update

from lowcode.runtime.migrating.archives import Reason, note_archive
from lowcode.runtime.migrating.offline import is_printing, print_gap
from lowcode.runtime.migrating.rows import connection_of, table_of

_LONGEST = 63
"""Characters of a name on PostgreSQL."""
_LEFT = "_left"


@dataclass(frozen=True, slots=True)
class Restored:
    """A table that is back."""

    table: str
    archive: str
    """What it was called meanwhile."""
    reason: Reason
    keys: Mapping[str, str]
    """Columns with the tables that they lead to."""
    scales: Mapping[str, int] = field(default_factory=dict)
    """Digits after the point of its decimal columns."""


def leave_orphans(operations: Operations, *restored: Restored) -> None:
    """Rows that lead nowhere stay in archives of their own; where the column may be empty, it is emptied instead.

    Rows that lead to such rows do so as well, so that it goes on until nothing is left to be done.
    """
    if is_printing(operations):
        for each in restored:
            print_gap(operations, f"leave rows of {each.table} whose records are gone in an archive")
        return
    is_done = False
    while not is_done:
        has_left = [_leave(operations, each) for each in restored]
        is_done = not any(has_left)


def _leave(operations: Operations, restored: Restored) -> bool:
    """Whether rows have left."""
    connection = connection_of(operations)
    inspector = inspect(connection)
    columns = {str(each["name"]): each for each in inspector.get_columns(restored.table)}
    rows = Table(restored.table, MetaData(), *(Column(name, each["type"]) for name, each in columns.items()))
    has_left = False
    for name, target in restored.keys.items():
        if name not in columns or not inspector.has_table(target):
            continue
        nowhere = _leads_nowhere(rows.c[name], target)
        if columns[name]["nullable"]:
            connection.execute(update(rows).values({name: None}).where(nowhere))
        elif connection.execute(select(rows.c[name]).where(nowhere).limit(1)).first() is not None:
            _set_aside(operations, restored, rows, nowhere)
            connection.execute(delete(rows).where(nowhere))
            has_left = True
    return has_left


def _leads_nowhere(column: ColumnElement[int], target: str) -> ColumnElement[bool]:
    there = table_of(target, "id").alias()
    return column.is_not(None) & column.not_in(select(there.c.id))


def _set_aside(operations: Operations, restored: Restored, rows: Table, nowhere: ColumnElement[bool]) -> None:
    connection = connection_of(operations)
    name = f"{restored.archive[: _LONGEST - len(_LEFT)]}{_LEFT}"
    is_new = not inspect(connection).has_table(name)
    if is_new:
        operations.create_table(name, *(Column(each.name, each.type) for each in rows.c))
    left = Table(name, MetaData(), *(Column(each.name, each.type) for each in rows.c))
    connection.execute(insert(left).from_select([each.name for each in rows.c], select(rows).where(nowhere)))
    if is_new:
        note_archive(operations, name, (restored.table, None), restored.reason, restored.scales)
