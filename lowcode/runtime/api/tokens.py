"""Tokens: made for a user, found by their hash, revoked, and forgotten with him.

A token has 256 random bits, so its plain SHA-256 is enough, and finding one costs one query.
"""

from __future__ import annotations

import datetime
import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Row, Select, and_, bindparam, func, insert, select, update

from lowcode.catalog.api import SCOPES
from lowcode.runtime.database.api_tables import token as _token
from lowcode.runtime.database.system_tables import preference as _preference
from lowcode.runtime.definitions import ApplicationDefinition
from lowcode.runtime.http.preferences import APPEARANCE, Appearance
from lowcode.runtime.http.sessions import hash_token

MARK: Final = "lct_"
"""What every token begins with, so that people and scanners of secrets recognise one."""
_SHOWN: Final = 6
"""Random characters that stay visible; 37 of 43 remain."""
LONGEST: Final = 200
"""Longer texts are no tokens of ours and are not even hashed."""
MOST_TOKENS: Final = 50
"""Tokens of one user that are in use."""
LONGEST_NAME: Final = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A token without its secret."""

    id: int
    user_id: int
    name: str
    prefix: str
    scopes: frozenset[str]
    created_at: datetime.datetime
    expires_at: datetime.datetime | None
    last_used_at: datetime.datetime | None
    last_address: str | None
    revoked_at: datetime.datetime | None

    def is_expired(self, now: datetime.datetime) -> bool:
        """Whether its time is over."""
        return self.expires_at is not None and self.expires_at <= now


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundToken:
    """A token that was shown, and whose it is."""

    token: Token
    user_version: int
    is_user_active: bool
    appearance: Appearance


class Tokens:
    """The tokens of an app."""

    def __init__(self, application: ApplicationDefinition) -> None:
        self._user: Any = application.entity_by_name["user"].model.__table__
        self._lookup = _lookup(self._user)

    def find(self, connection: Connection, secret: str) -> FoundToken | None:
        """The token, whatever has become of it; None if there never was one."""
        if not secret.startswith(MARK) or len(secret) > LONGEST:
            return None
        row = connection.execute(self._lookup, {"token_hash": hash_token(secret)}).first()
        if row is None:
            return None
        return FoundToken(
            token=_read(row),
            user_version=row.user_version,
            is_user_active=row.active is True,
            appearance=Appearance.from_json(row.appearance),
        )

    def make(
        self,
        connection: Connection,
        user_id: int,
        name: str,
        scopes: Collection[str],
        now: datetime.datetime,
        expires_at: datetime.datetime | None,
    ) -> str:
        """A new token for a user; the answer is its secret, which exists nowhere else."""
        secret = f"{MARK}{secrets.token_urlsafe(32)}"
        values = {
            "user_id": user_id,
            "name": name,
            "token_hash": hash_token(secret),
            "prefix": secret[: len(MARK) + _SHOWN],
            "scopes": " ".join(each for each in SCOPES if each in scopes),
            "created_at": now,
            "expires_at": expires_at,
        }
        connection.execute(insert(_token).values(values))
        return secret

    def used(self, connection: Connection, token_id: int, now: datetime.datetime, address: str) -> None:
        """Notes that it was used."""
        values = {"last_used_at": now, "last_address": address}
        connection.execute(update(_token).where(_token.c.id == token_id).values(**values))

    def revoke(
        self, connection: Connection, token_id: int, now: datetime.datetime, by: int, *, owner: int | None = None
    ) -> bool:
        """Ends a token for good, one of `owner`'s if that is given; False if there is none in use."""
        condition = (_token.c.id == token_id) & _token.c.revoked_at.is_(None)
        if owner is not None:
            condition &= _token.c.user_id == owner
        values = {"revoked_at": now, "revoked_by_id": by}
        return connection.execute(update(_token).where(condition).values(**values)).rowcount > 0

    def revoke_all(self, connection: Connection, user_id: int, now: datetime.datetime, by: int | None) -> None:
        """Ends all tokens of a user."""
        mine = (_token.c.user_id == user_id) & _token.c.revoked_at.is_(None)
        connection.execute(update(_token).where(mine).values(revoked_at=now, revoked_by_id=by))

    def of_user(self, connection: Connection, user_id: int) -> Sequence[Token]:
        """A user's tokens that are not revoked, the newest first."""
        mine = (_token.c.user_id == user_id) & _token.c.revoked_at.is_(None)
        return [_read(row) for row in connection.execute(select(_token).where(mine).order_by(_token.c.id.desc()))]

    def count(self, connection: Connection, user_id: int) -> int:
        """How many a user has that are not revoked."""
        mine = (_token.c.user_id == user_id) & _token.c.revoked_at.is_(None)
        return connection.execute(select(func.count()).select_from(_token).where(mine)).scalar_one()

    def of_all(self, connection: Connection, *, limit: int, before: int | None = None) -> Sequence[tuple[Token, str]]:
        """Everybody's tokens that are not revoked with the names of their users, the newest first."""
        statement = (
            select(_token, self._user.c.name.label("user_name"))
            .join(self._user, self._user.c.id == _token.c.user_id)
            .where(_token.c.revoked_at.is_(None))
            .order_by(_token.c.id.desc())
            .limit(limit)
        )
        if before is not None:
            statement = statement.where(_token.c.id < before)
        return [(_read(row), row.user_name) for row in connection.execute(statement)]


def _lookup(user: Any) -> Select[Any]:
    chosen = and_(_preference.c.user_id == _token.c.user_id, _preference.c.key == APPEARANCE)
    return (
        select(_token, user.c.version.label("user_version"), user.c.active, _preference.c.value.label("appearance"))
        .join(user, user.c.id == _token.c.user_id)
        .outerjoin(_preference, chosen)
        .where(_token.c.token_hash == bindparam("token_hash"))
    )


def _read(row: Row[Any]) -> Token:
    return Token(
        id=row.id,
        user_id=row.user_id,
        name=row.name,
        prefix=row.prefix,
        scopes=frozenset(row.scopes.split()),
        created_at=row.created_at,
        expires_at=row.expires_at,
        last_used_at=row.last_used_at,
        last_address=row.last_address,
        revoked_at=row.revoked_at,
    )
