"""Signed-in browsers: rows of the database, found by the hash of the token in the cookie.

A request costs one query by primary key. Whoever is signed in is cached per process, for as long as the version of
the user's record stays the same: a change of roles or a deactivation counts from the next request on, in every worker.
"""

from __future__ import annotations

import datetime
import hashlib
import secrets
import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, Table, and_, bindparam, delete, insert, select, update
from sqlalchemy.orm import Session

from lowcode.runtime.context import EVERYONE, Identity
from lowcode.runtime.database import system_tables
from lowcode.runtime.definitions import ApplicationDefinition
from lowcode.runtime.http.preferences import APPEARANCE, Appearance

_session = system_tables.session
_account = system_tables.account
_preference = system_tables.preference

TOUCH_AFTER = datetime.timedelta(minutes=10)
"""A session is prolonged at most so often: reading pages should not write."""

_CACHED_USERS = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """A living session and who it belongs to."""

    token_hash: str
    csrf_token: str
    identity: Identity
    appearance: Appearance
    must_change_password: bool
    last_seen_at: datetime.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnSession:
    """One line of the list of one's own sessions."""

    token_hash: str
    created_at: datetime.datetime
    last_seen_at: datetime.datetime
    address: str
    user_agent: str


def hash_token(token: str) -> str:
    """What the database keeps of a token. It is random and long, so a plain hash is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


class Sessions:
    """The sessions of an app."""

    def __init__(self, application: ApplicationDefinition, lifetime: datetime.timedelta) -> None:
        self.lifetime = lifetime
        self._user_model = application.entity_by_name["user"].model
        self._included = {role.name: role.includes for role in application.roles}
        self._lookup = _lookup_statement(self._user_model.__table__)
        self._identities: OrderedDict[int, tuple[int, Identity]] = OrderedDict()
        self._lock = threading.Lock()

    def find(self, connection: Connection, token: str, now: datetime.datetime) -> SignedIn | None:
        """The session of the token; None if it never was, has ended or expired, or its user is not active."""
        row = connection.execute(self._lookup, {"token_hash": hash_token(token), "now": now}).first()
        if row is None:
            return None
        return SignedIn(
            token_hash=row.token_hash,
            csrf_token=row.csrf_token,
            identity=self.identity(connection, row.user_id, row.user_version),
            appearance=Appearance.from_json(row.appearance),
            must_change_password=row.must_change,
            last_seen_at=row.last_seen_at,
        )

    def identity(self, connection: Connection, user_id: int, version: int) -> Identity:
        """Who a user is, with his roles; `version` is his record's, so that a change counts from now on."""
        with self._lock:
            known = self._identities.get(user_id)
            if known is not None and known[0] == version:
                self._identities.move_to_end(user_id)
                return known[1]
        identity = self._load_identity(connection, user_id)
        with self._lock:
            self._identities[user_id] = (version, identity)
            while len(self._identities) > _CACHED_USERS:
                self._identities.popitem(last=False)
        return identity

    def _load_identity(self, connection: Connection, user_id: int) -> Identity:
        with Session(bind=connection, autoflush=False, expire_on_commit=False) as session:
            user: Any = session.get_one(self._user_model, user_id)
            roles = {EVERYONE}
            for role in user.roles:
                roles |= {role} | self._included.get(role, frozenset())
            session.expunge_all()
        return Identity(
            user_id=user_id,
            name=user.name,
            roles=frozenset(roles),
            department_id=user.department_id,
            user=user,
        )

    def start(
        self, connection: Connection, user_id: int, now: datetime.datetime, *, address: str, user_agent: str
    ) -> str:
        """A new session; the answer is its token, which exists nowhere else. Expired ones are swept out on the way."""
        token = secrets.token_urlsafe(32)
        connection.execute(delete(_session).where(_session.c.expires_at < now))
        connection.execute(
            insert(_session).values(
                token_hash=hash_token(token),
                user_id=user_id,
                created_at=now,
                last_seen_at=now,
                expires_at=now + self.lifetime,
                csrf_token=secrets.token_urlsafe(32),
                address=address,
                user_agent=user_agent,
            )
        )
        return token

    def touch(self, connection: Connection, token_hash: str, now: datetime.datetime) -> None:
        """Prolongs a session that is in use."""
        connection.execute(
            update(_session)
            .where(_session.c.token_hash == token_hash)
            .values(last_seen_at=now, expires_at=now + self.lifetime)
        )

    def end(self, connection: Connection, token_hash: str) -> None:
        """Signs one browser out."""
        connection.execute(delete(_session).where(_session.c.token_hash == token_hash))

    def end_own(self, connection: Connection, user_id: int, token_hash: str) -> bool:
        """Ends a session of this user; False if it is not one of his."""
        ended = connection.execute(
            delete(_session).where(_session.c.token_hash == token_hash, _session.c.user_id == user_id)
        )
        return ended.rowcount > 0

    def end_all(self, connection: Connection, user_id: int, *, but: str | None = None) -> None:
        """Signs the user out everywhere, except in the session `but`."""
        statement = delete(_session).where(_session.c.user_id == user_id)
        if but is not None:
            statement = statement.where(_session.c.token_hash != but)
        connection.execute(statement)

    def of_user(self, connection: Connection, user_id: int, now: datetime.datetime) -> Sequence[OwnSession]:
        """The living sessions of a user, the latest used first."""
        rows = connection.execute(
            select(_session)
            .where(_session.c.user_id == user_id, _session.c.expires_at >= now)
            .order_by(_session.c.last_seen_at.desc(), _session.c.token_hash)
        )
        return [
            OwnSession(
                token_hash=row.token_hash,
                created_at=row.created_at,
                last_seen_at=row.last_seen_at,
                address=row.address,
                user_agent=row.user_agent,
            )
            for row in rows
        ]


def _lookup_statement(user: Table) -> Select[Any]:
    """Session, user and appearance by the token's hash."""
    return (
        select(
            _session.c.token_hash,
            _session.c.user_id,
            _session.c.csrf_token,
            _session.c.last_seen_at,
            user.c.version.label("user_version"),
            _account.c.must_change,
            _preference.c.value.label("appearance"),
        )
        .select_from(_session)
        .join(user, user.c.id == _session.c.user_id)
        .join(_account, _account.c.user_id == _session.c.user_id)
        .outerjoin(_preference, and_(_preference.c.user_id == _session.c.user_id, _preference.c.key == APPEARANCE))
        .where(
            _session.c.token_hash == bindparam("token_hash"),
            _session.c.expires_at >= bindparam("now"),
            user.c.active.is_(True),
        )
    )
