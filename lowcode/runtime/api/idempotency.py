"""A request with an `Idempotency-Key` is done once, however often it is sent: for a day it gets the same answer again.

The key is claimed in the transaction of the request. A second one that comes meanwhile waits for the first (behind
SQLite's write lock, or at PostgreSQL's unique key) and finds its answer. A refusal has changed nothing, so it is not
kept: what was refused may be tried again with the same key.
"""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Mapping
from typing import Any, Final

import msgspec
from sqlalchemy import Connection, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from starlette.responses import Response

from lowcode.runtime.api.errors import BadKeyError, KeyReusedError
from lowcode.runtime.database.api_tables import kept_answer as _kept

HEADER: Final = "idempotency-key"
REPLAYED: Final = "Idempotency-Replayed"
KEPT: Final = datetime.timedelta(hours=24)
_LONGEST: Final = 200
_KEPT_HEADERS: Final = ("location", "etag", "content-type")
_INSERTS: Final[Mapping[str, Any]] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


class Once:
    """One key of one token, within the transaction of a request."""

    def __init__(self, connection: Connection, token_id: int, key: str, request: bytes, now: datetime.datetime) -> None:
        if not key.isascii() or not key.isprintable() or not 0 < len(key) <= _LONGEST:
            raise BadKeyError
        self._connection = connection
        self._now = now
        self._request = hashlib.sha256(request).hexdigest()
        self._token = token_id
        self._key = hashlib.sha256(key.encode()).hexdigest()
        self._mine = (_kept.c.token_id == token_id) & (_kept.c.key == self._key)

    def earlier(self) -> Response | None:
        """What was answered before; None: the key is new, and claimed now."""
        self._connection.execute(delete(_kept).where(self._mine, _kept.c.at < self._now - KEPT))
        row = {
            "token_id": self._token,
            "key": self._key,
            "request": self._request,
            "at": self._now,
            "status": 0,
            "headers": "{}",
            "body": "",
        }
        statement = _INSERTS[self._connection.dialect.name](_kept).values(row).on_conflict_do_nothing()
        if self._connection.execute(statement.returning(_kept.c.key)).first() is not None:
            return None
        found = self._connection.execute(select(_kept).where(self._mine)).one()
        if found.request != self._request:
            raise KeyReusedError
        headers = msgspec.json.decode(found.headers, type=dict[str, str])
        return Response(found.body.encode(), found.status, {**headers, REPLAYED: "true"})

    def keep(self, answer: Response) -> None:
        """Keeps what is answered now."""
        headers = {name: answer.headers[name] for name in _KEPT_HEADERS if name in answer.headers}
        values = {
            "status": answer.status_code,
            "headers": msgspec.json.encode(headers).decode(),
            "body": bytes(answer.body).decode(),
        }
        self._connection.execute(update(_kept).where(self._mine).values(**values))


def forget_old_answers(connection: Connection, now: datetime.datetime) -> None:
    """Removes what has been kept for a day; once a day is soon enough."""
    connection.execute(delete(_kept).where(_kept.c.at < now - KEPT))
