"""A part of a transaction that may be taken back: what a refused save has done.

The unit of work has savepoints of its own, which keep track of every record in it, and its flush fits any tangle of
records. A new record that stands alone, as most do, needs neither: it is one INSERT in a savepoint of the database,
and whoever takes that back lets go of all records.
"""

from __future__ import annotations

import sqlite3
from functools import lru_cache
from types import TracebackType
from typing import Any, Self, cast

from sqlalchemy import Insert, Table, insert
from sqlalchemy.orm import SessionTransaction

from lowcode.runtime.context import Context
from lowcode.runtime.definitions import EntityDefinition
from lowcode.runtime.hooks import hooks_of
from lowcode.runtime.saving.facts import Facts, facts_of
from lowcode.runtime.saving.fetching import take_up

_BEGIN = "SAVEPOINT lowcode_attempt"
_KEEP = "RELEASE SAVEPOINT lowcode_attempt"
_TAKE_BACK = "ROLLBACK TO SAVEPOINT lowcode_attempt"


class Attempt:
    """`with Attempt(…) as attempt: … attempt.succeed()`: whatever did not succeed has not happened."""

    def __init__(self, context: Context, *, stands_alone: bool) -> None:
        self._context = context
        self._stands_alone = stands_alone
        self._has_succeeded = False
        self._savepoint: SessionTransaction | None = None

    def __enter__(self) -> Self:
        if self._stands_alone:
            _say(self._context, _BEGIN)
        else:
            self._savepoint = self._context.session.begin_nested()
        return self

    def succeed(self) -> None:
        """What was done stays, unless the caller's transaction fails."""
        self._has_succeeded = True

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        is_good = self._has_succeeded and error is None
        if self._savepoint is not None:
            if is_good:
                self._savepoint.commit()
            else:
                self._savepoint.rollback()
            return
        if not is_good:
            self._context.forget_records()
            _say(self._context, _TAKE_BACK)
        _say(self._context, _KEEP)


def _say(context: Context, command: str) -> None:
    connection = context.connection
    if connection.dialect.name == "sqlite":  # cannot fail there, so it needs none of SQLAlchemy's care
        cast("sqlite3.Connection", connection.connection.driver_connection).execute(command)
    else:
        connection.exec_driver_sql(command)


def stands_alone(context: Context, entity: EntityDefinition) -> bool:
    """Whether a new record is all that the unit of work will hold: no lists, no hooks, nothing loaded before.

    A flush that fails takes the whole transaction with it where the unit of work has no savepoint, so nothing that
    might flush may come in between.
    """
    session, hooks = context.session, hooks_of(context.application)
    return (
        facts_of(entity).is_flat
        and entity.name not in hooks.before_save
        and entity.name not in hooks.after_save
        and context.connection.in_transaction()
        and not session.in_nested_transaction()
        and not session.new
        and not session.identity_map
    )


def insert_alone(context: Context, facts: Facts, record: Any) -> None:
    """Inserts the record; whoever goes on with it needs `take_up`, which leaves it as a flush would have."""
    values = vars(record)
    table = facts.entity.model.__table__
    row = {column: values[attribute] for attribute, column in facts.own_columns if attribute in values}
    result = context.connection.execute(_insert_into(table), row)
    (record.id,) = result.inserted_primary_key or (None,)
    if facts.entity.maintains or context.application.processes is not None:
        take_up(context, record)


@lru_cache(maxsize=1024)
def _insert_into(table: Table) -> Insert:
    return insert(table)
