"""Values of several columns of a table in one statement: a row is written once, with its indexes, not once a column.

Outside of `together` each column is written by a statement of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Table, Update, and_, case, or_, update
from sqlalchemy.exc import DataError, OperationalError

from lowcode.runtime.migrating.rows import table_of
from lowcode.runtime.migrating.turns import in_turn
from lowcode.runtime.migrating.unfit import is_about_values, write_values


def _nothing() -> None:
    """There is nothing to look at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """What a column gets in the records that fulfil `where`, and which looks stop the migration before and after."""

    table: Table
    column: str
    value: ColumnElement[Any]
    subject: str
    where: tuple[ColumnElement[bool], ...] = ()
    look: Callable[[], None] = _nothing
    look_again: Callable[[], None] = _nothing

    @property
    def statement(self) -> Update:
        """For this column alone."""
        rows = update(self.table).where(*self.where, *in_turn(next(iter(self.table.c))))
        return rows.values({self.column: self.value})


@dataclass(slots=True)
class _Group:
    """What has been said so far, about one table."""

    connection: Connection | None = None
    waiting: list[Assignment] = field(default_factory=list)

    def carry_out(self) -> None:
        waiting, self.waiting = self.waiting, []
        if self.connection is not None and waiting:
            _carry_out(self.connection, waiting)


_GROUP: ContextVar[_Group | None] = ContextVar("group", default=None)


@contextmanager
def together() -> Iterator[None]:
    """What is filled and converted here belongs to one table, and nothing of it reads what other parts of it write."""
    group = _Group()
    token = _GROUP.set(group)
    try:
        yield
        group.carry_out()
    finally:
        _GROUP.reset(token)


@contextmanager
def apart() -> Iterator[None]:
    """What is written here is written at once, even inside of `together`."""
    token = _GROUP.set(None)
    try:
        yield
    finally:
        _GROUP.reset(token)


def assign(connection: Connection, assignment: Assignment) -> None:
    """At once, or with others at the end of `together`."""
    group = _GROUP.get()
    if group is None:
        _carry_out(connection, [assignment])
        return
    if group.waiting and group.waiting[0].table is not assignment.table:
        group.carry_out()
    group.connection = connection
    group.waiting.append(assignment)


def shared_table_of(name: str, key: str, *columns: Column[Any]) -> Table:
    """The table that others of the group write, with these columns too: one statement knows a table by one object."""
    group = _GROUP.get()
    table = group.waiting[0].table if group is not None and group.waiting else None
    if table is None or table.name != name or next(iter(table.c)).name != key:
        return table_of(name, key, *columns)
    if any(each.name in table.c and repr(table.c[each.name].type) != repr(each.type) for each in columns):
        return table_of(name, key, *columns)
    for each in columns:
        if each.name not in table.c:
            table.append_column(Column(each.name, each.type))
    return table


def _carry_out(connection: Connection, assignments: Sequence[Assignment]) -> None:
    for each in assignments:
        each.look()
    _write(connection, assignments)
    for each in assignments:
        each.look_again()


def _write(connection: Connection, assignments: Sequence[Assignment]) -> None:
    """In one statement; where the database refuses it, column by column, which tells the column and the records."""
    if len(assignments) > 1:
        try:
            with connection.begin_nested():
                connection.execute(_in_one_statement(assignments))
        except (DataError, OperationalError) as error:
            if not is_about_values(error):
                raise
        else:
            return
    for each in assignments:
        write_values(connection, each.table, each.statement, each.subject)


def _in_one_statement(assignments: Sequence[Assignment]) -> Update:
    table = assignments[0].table
    values = {each.column: _value(each) for each in assignments}
    concerned = [and_(*each.where) for each in assignments if each.where]
    some = [or_(*concerned)] if len(concerned) == len(assignments) else []
    return update(table).values(values).where(*some, *in_turn(next(iter(table.c))))


def _value(assignment: Assignment) -> ColumnElement[Any]:
    """Records that the column is not about keep what they have."""
    if not assignment.where:
        return assignment.value
    return case((and_(*assignment.where), assignment.value), else_=assignment.table.c[assignment.column])
