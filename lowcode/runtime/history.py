"""The append-only history: who changed what, from what to what.

Values are kept as JSON in the plain form of submissions; references as `{"id": 5, "title": "华星电子"}`, because the
record they name may be gone when somebody reads on.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeAlias

import msgspec
from sqlalchemy import insert, select

from lowcode.runtime.context import Context
from lowcode.runtime.database.system_tables import history
from lowcode.runtime.definitions import EntityDefinition

ChangeLine: TypeAlias = tuple[str, Any, Any]
"""Path (`name`, `lines[1].price`, `lines[1]` for a whole row), old and new value; rows count from 1."""


_INSERT = insert(history).inline()


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryEntry:
    """One change of a record."""

    id: int
    at: datetime.datetime
    user_id: int | None
    version: int
    action: str
    changes: tuple[ChangeLine, ...]
    origin: str | None = None
    """What did it if no person did directly: `rule assign_east`."""


def write_history(
    context: Context,
    entity: EntityDefinition,
    record_id: int,
    version: int,
    action: str,
    changes: Iterable[ChangeLine],
) -> None:
    """Adds one entry."""
    context.connection.execute(_INSERT, history_row(context, entity, record_id, version, action, changes))


def history_row(
    context: Context,
    entity: EntityDefinition,
    record_id: int,
    version: int,
    action: str,
    changes: Iterable[ChangeLine],
) -> dict[str, Any]:
    """An entry as `write_rows` takes it."""
    return {
        "at": context.now,
        "user_id": context.user_id,
        "entity": entity.name,
        "record_id": record_id,
        "version": version,
        "action": action,
        "changes": encode_changes(changes),
        "origin": context.origin,
    }


def write_rows(context: Context, rows: list[dict[str, Any]]) -> None:
    """Adds any number of entries with one statement."""
    if rows:
        context.connection.execute(_INSERT, rows)


def encode_changes(changes: Iterable[ChangeLine]) -> str:
    """The changes as JSON: exact numbers and dates are texts in it."""
    return msgspec.json.encode(list(changes)).decode()


def read_history(
    context: Context, entity: EntityDefinition, record_id: int, *, limit: int = 50, before: int | None = None
) -> list[HistoryEntry]:
    """The newest entries of a record, which the caller has found to be readable; older ones `before` an entry's id."""
    statement = (
        select(history)
        .where(history.c.entity == entity.name, history.c.record_id == record_id)
        .order_by(history.c.id.desc())
        .limit(limit)
    )
    if before is not None:
        statement = statement.where(history.c.id < before)
    return [
        HistoryEntry(
            id=row.id,
            at=row.at,
            user_id=row.user_id,
            version=row.version,
            action=row.action,
            changes=tuple((path, old, new) for path, old, new in msgspec.json.decode(row.changes)),
            origin=row.origin,
        )
        for row in context.connection.execute(statement)
    ]


def fields_changed_since(context: Context, entity: EntityDefinition, record_id: int, version: int) -> frozenset[str]:
    """The fields (sub-tables as a whole) that saves after `version` changed."""
    found = context.connection.scalars(
        select(history.c.changes).where(
            history.c.entity == entity.name, history.c.record_id == record_id, history.c.version > version
        )
    )
    return frozenset(path.partition("[")[0] for changes in found for path, _, _ in msgspec.json.decode(changes))
