"""Messages inside the app: a row per reader, written in the transaction of what it tells about."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, func, insert, select, update

from lowcode.runtime.context import Context
from lowcode.runtime.database.process_tables import notification as _table

SHOWN: Final = 30
"""How many a list shows at once."""

_INSERT = insert(_table).inline()


@dataclass(frozen=True, slots=True, kw_only=True)
class Notification:
    """A message to one user."""

    id: int
    text: str
    entity: str | None
    record_id: int | None
    origin: str | None
    created_at: datetime.datetime
    read_at: datetime.datetime | None


def notify_user(
    context: Context,
    user_id: int,
    text: str,
    about: tuple[str, int] | None = None,
    origin: str | None = None,
) -> None:
    """Tells one user. `about`: entity and id of the record that the message leads to."""
    notify_users(context, (user_id,), text, about, origin)


def notify_users(
    context: Context,
    user_ids: Iterable[int],
    text: str,
    about: tuple[str, int] | None = None,
    origin: str | None = None,
) -> None:
    """Tells several users the same; each of them once."""
    entity, record_id = about or (None, None)
    rows = [
        {
            "user_id": user_id,
            "text": text,
            "entity": entity,
            "record_id": record_id,
            "origin": origin,
            "created_at": context.now,
        }
        for user_id in dict.fromkeys(user_ids)
    ]
    if rows:
        context.connection.execute(_INSERT, rows)


def unread_count(connection: Connection, user_id: int) -> int:
    """How many messages the user has not read."""
    unread = (_table.c.user_id == user_id, _table.c.read_at.is_(None))
    return connection.execute(select(func.count()).select_from(_table).where(*unread)).scalar_one()


def notifications_of(
    connection: Connection, user_id: int, *, before: int | None = None, limit: int = SHOWN
) -> list[Notification]:
    """The newest messages of a user; older ones `before` a message's id."""
    statement = select(_table).where(_table.c.user_id == user_id).order_by(_table.c.id.desc()).limit(limit)
    if before is not None:
        statement = statement.where(_table.c.id < before)
    return [_notification(row) for row in connection.execute(statement)]


def mark_read(connection: Connection, user_id: int, now: datetime.datetime, ids: Iterable[int] | None = None) -> int:
    """Marks messages of the user as read, all or those named; how many were unread."""
    statement = update(_table).where(_table.c.user_id == user_id, _table.c.read_at.is_(None)).values(read_at=now)
    if ids is not None:
        statement = statement.where(_table.c.id.in_(list(ids)))
    return connection.execute(statement).rowcount


def newest_by_user(connection: Connection, after: int) -> tuple[int, dict[int, int]]:
    """What came since the message with the id `after`: the highest id, and how many for which user.

    One such question per process and second serves all its open pages (`lowcode.runtime.process.live`).
    """
    rows = connection.execute(
        select(_table.c.user_id, func.count(), func.max(_table.c.id)).where(_table.c.id > after).group_by("user_id")
    ).all()
    return max((row[2] for row in rows), default=after), {row[0]: row[1] for row in rows}


def highest_id(connection: Connection) -> int:
    """The id of the newest message; 0 if there is none."""
    return connection.execute(select(func.max(_table.c.id))).scalar_one_or_none() or 0


def _notification(row: Any) -> Notification:
    return Notification(
        id=row.id,
        text=row.text,
        entity=row.entity,
        record_id=row.record_id,
        origin=row.origin,
        created_at=row.created_at,
        read_at=row.read_at,
    )
