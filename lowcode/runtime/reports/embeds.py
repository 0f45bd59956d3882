"""Embed links: made for a user, found by their hash, revoked, and forgotten with him or some time after their end.

A token has 256 random bits, so its plain SHA-256 is enough, and finding one costs one query.
"""

from __future__ import annotations

import datetime
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, Table, delete, func, insert, select, update

from lowcode.runtime.database.embed_tables import embed as _table
from lowcode.runtime.http.sessions import hash_token

DASHBOARD: Final = "dashboard"
REPORT: Final = "report"
MOST: Final = 50
"""Links of one user that are in use."""
NOTED_EVERY: Final = datetime.timedelta(minutes=5)
"""Views are noted so often at most."""

_LONGEST = 100
_KEPT = datetime.timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Embed:
    """A link without its secret."""

    id: int
    user_id: int
    kind: str
    name: str
    query: str
    created_at: datetime.datetime
    expires_at: datetime.datetime
    last_used_at: datetime.datetime | None


def make_embed(
    connection: Connection, user_id: int, page: tuple[str, str], query: str, now: datetime.datetime, days: int
) -> str:
    """A new link to a page (kind and name); the answer is its token, which exists nowhere else."""
    token = secrets.token_urlsafe(32)
    kind, name = page
    values = {
        "user_id": user_id,
        "token_hash": hash_token(token),
        "kind": kind,
        "name": name,
        "query": query,
        "created_at": now,
        "expires_at": now + datetime.timedelta(days=days),
    }
    connection.execute(insert(_table).values(values))
    return token


def find_embed(connection: Connection, token: str, now: datetime.datetime) -> Embed | None:
    """The link, if it may be used."""
    if len(token) > _LONGEST:
        return None
    statement = select(_table).where(_table.c.token_hash == hash_token(token), *_in_use(now))
    row = connection.execute(statement).first()
    return _read(row) if row is not None else None


def embeds_of(connection: Connection, user_id: int, now: datetime.datetime, page: tuple[str, str]) -> Sequence[Embed]:
    """A user's links to a page that may be used, the newest first."""
    kind, name = page
    mine = (_table.c.user_id == user_id, _table.c.kind == kind, _table.c.name == name, *_in_use(now))
    return [_read(row) for row in connection.execute(select(_table).where(*mine).order_by(_table.c.id.desc()))]


def count_embeds(connection: Connection, user_id: int, now: datetime.datetime) -> int:
    """How many links of a user may be used."""
    statement = select(func.count()).select_from(_table).where(_table.c.user_id == user_id, *_in_use(now))
    return connection.execute(statement).scalar_one()


def revoke_embed(connection: Connection, embed_id: int, user_id: int, now: datetime.datetime) -> Embed | None:
    """Ends a link of a user for good; None if there is none."""
    return _revoke(connection, now, _table.c.id == embed_id, _table.c.user_id == user_id)


def revoke_any_embed(connection: Connection, embed_id: int, now: datetime.datetime) -> Embed | None:
    """Ends a link for good, whoever has made it; None if there is none."""
    return _revoke(connection, now, _table.c.id == embed_id)


def _revoke(connection: Connection, now: datetime.datetime, *that: ColumnElement[bool]) -> Embed | None:
    row = connection.execute(select(_table).where(*that, *_in_use(now))).first()
    if row is None:
        return None
    connection.execute(update(_table).where(_table.c.id == row.id).values(revoked_at=now))
    return _read(row)


def embeds_of_all(
    connection: Connection, user: Table, now: datetime.datetime, *, limit: int, before: int | None = None
) -> Sequence[tuple[Embed, str]]:
    """Everybody's links that may be used with the names of their makers, the newest first; `before` a number."""
    statement = select(_table, user.c.name.label("user_name")).join(user, user.c.id == _table.c.user_id)
    if before is not None:
        statement = statement.where(_table.c.id < before)
    rows = connection.execute(statement.where(*_in_use(now)).order_by(_table.c.id.desc()).limit(limit))
    return [(_read(row), row.user_name) for row in rows]


def note_view(connection: Connection, embed_id: int, now: datetime.datetime) -> None:
    """Somebody has looked at it."""
    connection.execute(update(_table).where(_table.c.id == embed_id).values(last_used_at=now))


def forget_old_embeds(connection: Connection, now: datetime.datetime) -> None:
    """Links whose time has been over for long are of no interest."""
    connection.execute(delete(_table).where(_table.c.expires_at < now - _KEPT))


def _in_use(now: datetime.datetime) -> tuple[Any, ...]:
    return _table.c.revoked_at.is_(None), _table.c.expires_at > now


def _read(row: Row[Any]) -> Embed:
    return Embed(
        id=row.id,
        user_id=row.user_id,
        kind=row.kind,
        name=row.name,
        query=row.query,
        created_at=row.created_at,
        expires_at=row.expires_at,
        last_used_at=row.last_used_at,
    )
