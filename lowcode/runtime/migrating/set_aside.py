"""What rows of the runtime said before a revision ended what they wait for, so that its downgrade can say it again."""

from __future__ import annotations

import datetime
from typing import Any

import msgspec
from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Integer,
    MetaData,
    String,
    Table,
    delete,
    insert,
    inspect,
    select,
    update,
)

from lowcode.runtime.database.types import Text, UtcDateTime

_NUMBER = 4
"""Digits of a revision's number, with which its identifier begins."""


class SetAside:
    """A table of one revision, `archive_0003_waiting`; there only if anything is in it."""

    def __init__(self, connection: Connection, revision: str, occasion: str) -> None:
        """`occasion` tells what one operation has set aside from what others have."""
        self._connection = connection
        self._occasion = occasion
        self._kept = Table(
            f"archive_{revision[:_NUMBER]}_waiting",
            MetaData(),
            Column("occasion", Text(200), nullable=False),
            Column("source", String(63), nullable=False),
            Column("row_id", Integer, nullable=False),
            Column("content", Text(), nullable=False),
        )

    def keep(self, table: Table, condition: ColumnElement[bool], *names: str) -> None:
        """Notes these columns of the rows that are about to change."""
        found = self._connection.execute(select(table.c.id, *(table.c[name] for name in names)).where(condition)).all()
        if not found:
            return
        self._kept.create(self._connection, checkfirst=True)
        rows = [
            {
                "occasion": self._occasion,
                "source": table.name,
                "row_id": row[0],
                "content": msgspec.json.encode(dict(zip(names, row[1:], strict=True))).decode(),
            }
            for row in found
        ]
        self._connection.execute(insert(self._kept), rows)

    def give_back(self, tables: list[Table]) -> None:
        """Writes everything of this occasion back."""
        if not inspect(self._connection).has_table(self._kept.name):
            return
        ours = self._kept.c.occasion == self._occasion
        by_name = {table.name: table for table in tables}
        for row in self._connection.execute(select(self._kept).where(ours)).all():
            table = by_name[row.source]
            values = {name: _value(table.c[name], value) for name, value in msgspec.json.decode(row.content).items()}
            self._connection.execute(update(table).where(table.c.id == row.row_id).values(values))
        self._connection.execute(delete(self._kept).where(ours))
        if self._connection.execute(select(self._kept.c.row_id).limit(1)).first() is None:
            self._kept.drop(self._connection)


def _value(column: Column[Any], value: Any) -> Any:
    is_moment = isinstance(column.type, UtcDateTime) and isinstance(value, str)
    return datetime.datetime.fromisoformat(value) if is_moment else value
