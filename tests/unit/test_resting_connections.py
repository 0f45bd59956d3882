"""A connection to PostgreSQL that ended while it rested is replaced before anybody uses it."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.engine import make_url

from lowcode.runtime.database import engine as engines
from lowcode.runtime.database.engine import open_engine
from tests.harness.databases import Databases


def backend_of(engine: Engine) -> int:
    with engine.connect() as connection:
        return int(connection.execute(text("SELECT pg_backend_pid()")).scalar_one())


def test_what_ended_is_replaced(postgresql_databases: Databases, monkeypatch: pytest.MonkeyPatch) -> None:
    url = make_url(postgresql_databases.fresh()).set(drivername="postgresql+psycopg")
    engine, other = open_engine(url), open_engine(url)
    ended = backend_of(engine)
    assert backend_of(engine) == ended
    with other.connect() as connection:
        connection.execute(text("SELECT pg_terminate_backend(:backend, 5000)"), {"backend": ended})
    monkeypatch.setattr(engines, "IDLE_SECONDS", 0.0)
    assert backend_of(engine) != ended
    engine.dispose()
    other.dispose()
