"""Writes computed values, and names the records whose values the column cannot take."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, Table, Update, func, select
from sqlalchemy.exc import DataError, DBAPIError, OperationalError

from lowcode.runtime.migrating.refusing import is_collecting
from lowcode.runtime.migrating.stopped import MOST_ROWS, MigrationStopped

_OF_OUR_FUNCTIONS = "user-defined function"
"""What SQLite says when one of our functions has found a number with too many digits."""


def write_values(connection: Connection, table: Table, statement: Update, subject: str) -> None:
    """Runs the statement; where a number has more digits than its column, says in which records."""
    try:
        with connection.begin_nested():
            connection.execute(statement)
    except (DataError, OperationalError) as error:
        if not is_about_values(error) or is_collecting():
            raise
        rows = list(_failing(connection, table, statement, *_ends(connection, table)))
        raise MigrationStopped(subject, "too_large", rows[:MOST_ROWS], len(rows)) from error


def is_about_values(error: DBAPIError) -> bool:
    """Whether the statement was refused for what a record has, and not for another reason."""
    return isinstance(error, DataError) or _OF_OUR_FUNCTIONS in str(error.orig)


def _ends(connection: Connection, table: Table) -> tuple[int, int]:
    key = next(iter(table.c))
    first, last = connection.execute(select(func.min(key), func.max(key))).one()
    return first or 0, last or 0


def _failing(connection: Connection, table: Table, statement: Update, first: int, last: int) -> Iterator[int]:
    """Records between both ids whose value cannot be written, at most one more than are named: by halves of halves."""
    waiting = [(first, last)]
    found = 0
    while waiting and found <= MOST_ROWS:
        low, high = waiting.pop()
        if _can_be_written(connection, table, statement, low, high):
            continue
        if low == high:
            found += 1
            yield low
        else:
            middle = (low + high) // 2
            waiting += [(middle + 1, high), (low, middle)]


def _can_be_written(connection: Connection, table: Table, statement: Update, low: int, high: int) -> bool:
    savepoint = connection.begin_nested()
    try:
        connection.execute(statement.where(next(iter(table.c)).between(low, high)))
    except (DataError, OperationalError):
        return False
    finally:
        savepoint.rollback()
    return True
