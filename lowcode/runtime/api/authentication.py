"""Who asks: a program by its token, or a browser by its session, which may only look."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection
from starlette.datastructures import Headers

from lowcode.catalog.api import READ
from lowcode.runtime.api.errors import (
    PasswordNeededError,
    TokenExpiredError,
    TokenMissingError,
    TokenRevokedError,
    TokenUnknownError,
    UserInactiveError,
)
from lowcode.runtime.api.tokens import Token
from lowcode.runtime.context import Identity
from lowcode.runtime.http import throttling
from lowcode.runtime.http.cookies import CookieJar
from lowcode.runtime.http.errors import ThrottledError
from lowcode.runtime.http.preferences import Appearance
from lowcode.runtime.http.request import Client
from lowcode.runtime.http.service import Service
from lowcode.runtime.pages.process.origins import API_TOKEN

_SCHEME = "bearer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who asks and what he may ask for."""

    identity: Identity
    scopes: frozenset[str]
    appearance: Appearance
    token: Token | None = None
    """None: the session of a browser."""

    @property
    def origin(self) -> str | None:
        """What histories name beside the user."""
        return f"{API_TOKEN} {self.token.name}" if self.token is not None else None

    @property
    def rate_key(self) -> tuple[str, int]:
        """Whose requests are counted together."""
        if self.token is not None:
            return API_TOKEN, self.token.id
        return "user", self.identity.user_id or 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """What came with a request to say who sent it."""

    headers: Headers
    cookies: Mapping[str, str]
    client: Client
    is_safe: bool
    """Whether the method only reads: nothing else is done for a cookie, which browsers send without being asked."""


def authenticate(service: Service, connection: Connection, credentials: Credentials, now: datetime.datetime) -> Caller:
    """Who asks; raises an error with status 401, or 429 for whoever tries tokens."""
    scheme, _, secret = credentials.headers.get("authorization", "").partition(" ")
    if scheme:
        if scheme.lower() != _SCHEME:
            raise TokenMissingError
        return _by_token(service, connection, secret.strip(), credentials.client.address, now)
    if credentials.is_safe:
        caller = _by_session(service, connection, credentials, now)
        if caller is not None:
            return caller
    raise TokenMissingError


def _by_token(service: Service, connection: Connection, secret: str, address: str, now: datetime.datetime) -> Caller:
    found = service.tokens.find(connection, secret)
    if found is None:
        _note_attempt(service, connection, address, now)
        raise TokenUnknownError
    token = found.token
    if token.revoked_at is not None:
        raise TokenRevokedError
    if token.is_expired(now):
        raise TokenExpiredError
    if not found.is_user_active:
        raise UserInactiveError
    return Caller(
        identity=service.sessions.identity(connection, token.user_id, found.user_version),
        scopes=token.scopes,
        appearance=found.appearance,
        token=token,
    )


def _note_attempt(service: Service, reading: Connection, address: str, now: datetime.datetime) -> None:
    """Wrong tokens are counted as wrong passwords are, but apart from them: no program locks people out.

    Good tokens are never held up: nobody guesses 256 bits, and what is limited is only the noise.
    """
    source, name = f"token {address}"[:64], throttling.attempt_name(address, is_known=False)
    wait = throttling.seconds_to_wait(reading, name, source, now)
    if wait:
        raise ThrottledError(wait)
    with service.database.writing() as connection:
        throttling.begin_attempt(connection, name, source, now)


def _by_session(
    service: Service, connection: Connection, credentials: Credentials, now: datetime.datetime
) -> Caller | None:
    jar = CookieJar(service.application.name, credentials.client.is_secure)
    cookie = jar.session_token(credentials.cookies)
    signed_in = service.sessions.find(connection, cookie, now) if cookie else None
    if signed_in is None:
        return None
    if signed_in.must_change_password:
        raise PasswordNeededError
    return Caller(identity=signed_in.identity, scopes=frozenset({READ}), appearance=signed_in.appearance)
