"""One value becomes many, and many become one."""

from __future__ import annotations

from functools import partial
from typing import Any

from alembic.operations import Operations
from sqlalchemy import Column, delete, func, insert, select, update

from lowcode.runtime.migrating.carrying import Concern
from lowcode.runtime.migrating.guards import stop_if_several
from lowcode.runtime.migrating.passages import bin_of, carry
from lowcode.runtime.migrating.rows import table_of

_RECORD_ID = "record_id"


def link_from_column(operations: Operations, table: str, column: Column[Any], link: str, target: str) -> None:
    """Each value of the column becomes a row of the table of links, whose second column is `target`."""
    rows = table_of(table, "id", column)
    links = table_of(link, _RECORD_ID, Column(target, column.type))
    values = select(rows.c.id, rows.c[column.name]).where(rows.c[column.name].is_not(None))
    operations.execute(insert(links).from_select([_RECORD_ID, target], values))
    deleted = bin_of(operations)
    if deleted is not None:
        deleted.know_link(link, table, column.name)
    concern = Concern(rows=rows, links=(links,), subject=f"{table}.{column.name}")
    carry(operations, concern, partial(link_from_column, operations, table, column, link, target))


def column_from_link(
    operations: Operations, link: str, target: str, table: str, column: Column[Any], *, subject: str | None = None
) -> None:
    """The only row of each record becomes its value.

    With a `subject`, records with several stop the migration; without one they get the first.
    """
    if subject is not None:
        stop_if_several(operations, link, subject=subject)
    rows = table_of(table, "id", column)
    links = table_of(link, _RECORD_ID, Column(target, column.type))
    first = select(func.min(links.c[target])).where(links.c.record_id == rows.c.id).scalar_subquery()
    linked = select(links.c.record_id)
    operations.execute(update(rows).values({column.name: first}).where(rows.c.id.in_(linked)))
    concern = Concern(rows=rows, written=(column.name,), links=(links,), subject=subject or link)

    def again() -> None:
        column_from_link(operations, link, target, table, column, subject=subject)
        operations.execute(delete(links))  # of deleted records, which would keep them beside the value

    carry(operations, concern, again)
