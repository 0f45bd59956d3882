"""A fresh app for each scenario: an empty database in memory, its data, the named records of its samples."""

from __future__ import annotations

import datetime
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, Final, cast
from zoneinfo import ZoneInfo

from sqlalchemy import create_engine, event, select
from sqlalchemy.engine import URL
from sqlalchemy.pool import StaticPool

from lowcode.runtime.context import SYSTEM, Context, Identity, make_context
from lowcode.runtime.database.engine import begin_sqlite, prepare_sqlite
from lowcode.runtime.database.session import Database
from lowcode.runtime.database.system_tables import seed
from lowcode.runtime.definitions import ApplicationDefinition
from lowcode.runtime.jobs.pass_of_time import let_time_pass
from lowcode.runtime.migrating import migrate
from lowcode.runtime.process.acting import as_user
from lowcode.runtime.seeds import Seeds

BEGINNING: Final = datetime.datetime(2026, 1, 5, 9)  # noqa: DTZ001 - in whatever time zone the app has
"""When scenarios begin, on a Monday in the app's time zone."""


class World:
    """One app, one database, one clock."""

    def __init__(self, application: ApplicationDefinition) -> None:
        self.application = application
        self.timezone = ZoneInfo(application.timezone)
        self.now = self.instant(BEGINNING)
        self.database = _open(application, self.now)
        self._reading = self.database.engine.connect()
        self.context = make_context(application, self._reading, now=self.now)
        self._seeds = self._read_seeds()

    def instant(self, local: datetime.datetime) -> datetime.datetime:
        """A moment on the clocks of the app's time zone, in UTC."""
        return local.replace(tzinfo=self.timezone).astimezone(datetime.UTC).replace(tzinfo=None)

    def seed(self, handle: str) -> Any:
        """The record that `data` or `sample` calls so."""
        entity, record_id = self._seeds[handle]
        return self.context.session.get(self.application.entity_by_name[entity].model, record_id)

    def fresh(self) -> Context:
        """A context whose records are read anew."""
        self.rest()
        self.context.now = self.now
        self.context.__dict__.pop("today", None)
        return self.context

    def rest(self) -> None:
        """Ends the reading of records, so that others can write: all share one connection."""
        self.context.session.rollback()
        self.context.session.expire_all()
        self._reading.rollback()

    def identity_of(self, user_id: int | None) -> Identity:
        """Who acts; the app itself for nobody."""
        if user_id is None:
            return SYSTEM
        return replace(as_user(self.fresh(), user_id).identity, is_system=False)

    def context_of(self, user_id: int | None) -> Context:
        """What somebody sees, for reading."""
        identity = self.identity_of(user_id)
        return make_context(self.application, self.context.connection, identity, now=self.now)

    @contextmanager
    def step(self, user_id: int | None) -> Iterator[Context]:
        """One step of the scenario: a transaction of its own, taken back if anything raises."""
        identity = self.identity_of(user_id)
        self.rest()
        with self.database.writing() as connection:
            context = make_context(self.application, connection, identity, now=self.now)
            try:
                yield context
            finally:
                context.session.close()

    def pass_time(self, until: datetime.datetime) -> None:
        """Moves the clock; everything that falls due on the way happens at its moment."""
        self.rest()
        let_time_pass(self.database, self.application, self.now, until)
        self.now = until

    def close(self) -> None:
        """Ends the app."""
        self.context.session.close()
        self._reading.close()
        self.database.close()

    def _read_seeds(self) -> dict[str, tuple[str, int]]:
        rows = self.context.connection.execute(select(seed.c.key, seed.c.entity, seed.c.record_id)).all()
        return {key: (entity, record_id) for key, entity, record_id in rows}


def _open(application: ApplicationDefinition, now: datetime.datetime) -> Database:
    """A copy of the app as it begins: copying is a hundred times faster than migrating."""
    database = _memory()
    with database.engine.connect() as connection:
        driver = cast("sqlite3.Connection", connection.connection.driver_connection)
        driver.deserialize(_beginning(application, now))
    return database


def _beginning(application: ApplicationDefinition, now: datetime.datetime) -> bytes:
    """The bytes of the database at the beginning, made once per app."""
    known = _beginnings.get(application.package)
    if known is not None and known[0] is application.samples:
        return known[1]
    content = _made(application, now)
    _beginnings[application.package] = (application.samples, content)
    return content


_beginnings: dict[str, tuple[object, bytes]] = {}


def _made(application: ApplicationDefinition, now: datetime.datetime) -> bytes:
    database = _memory()
    migrate(application, database)
    with database.writing() as connection:
        context = make_context(application, connection, now=now)
        seeds = Seeds(context)
        seeds.load("data", application.data)
        seeds.load("sample", [each for each in application.samples if each.handle is not None])
    with database.engine.connect() as connection:
        driver = cast("sqlite3.Connection", connection.connection.driver_connection)
        content = driver.serialize()
    database.close()
    return content


def _memory() -> Database:
    """Everything on one connection: whoever reads sees what was written last."""
    engine = create_engine(
        URL.create("sqlite", database=":memory:"), poolclass=StaticPool, connect_args={"check_same_thread": False}
    )
    event.listen(engine, "connect", prepare_sqlite)
    event.listen(engine, "begin", begin_sqlite)
    return Database(engine)
