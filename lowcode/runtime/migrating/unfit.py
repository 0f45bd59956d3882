"""Writes computed values, and names the records whose values the column cannot take."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, Update, func, select
from sqlalchemy.exc import DataError, DBAPIError, OperationalError

from lowcode.runtime.migrating.stopped import MOST_ROWS, MigrationStopped

_OF_OUR_FUNCTIONS = "user-defined function"
"""What SQLite says when one of our functions has found a number with too many digits."""


def write_values(
    connection: Connection, table: Table, statement: Update, value: ColumnElement[Any], subject: str
) -> None:
    """Runs the statement; where a number has more digits than its column, says in which records."""
    try:
        with connection.begin_nested():
            connection.execute(statement)
    except (DataError, OperationalError) as error:
        if not _is_about_values(error):
            raise
        rows = list(_failing(connection, table, value, *_ends(connection, table)))
        raise MigrationStopped(subject, "too_large", rows[:MOST_ROWS], len(rows)) from error


def _is_about_values(error: DBAPIError) -> bool:
    return isinstance(error, DataError) or _OF_OUR_FUNCTIONS in str(error.orig)


def _ends(connection: Connection, table: Table) -> tuple[int, int]:
    first, last = connection.execute(select(func.min(table.c.id), func.max(table.c.id))).one()
    return first or 0, last or 0


def _failing(connection: Connection, table: Table, value: ColumnElement[Any], first: int, last: int) -> Iterator[int]:
    """Records between both ids whose value cannot be computed, at most one more than are named: by halves of halves."""
    waiting = [(first, last)]
    found = 0
    while waiting and found <= MOST_ROWS:
        low, high = waiting.pop()
        if _can_be_computed(connection, table, value, low, high):
            continue
        if low == high:
            found += 1
            yield low
        else:
            middle = (low + high) // 2
            waiting += [(middle + 1, high), (low, middle)]


def _can_be_computed(connection: Connection, table: Table, value: ColumnElement[Any], low: int, high: int) -> bool:
    try:
        with connection.begin_nested():
            connection.execute(select(func.count(value)).select_from(table).where(table.c.id.between(low, high)))
    except (DataError, OperationalError):
        return False
    return True
