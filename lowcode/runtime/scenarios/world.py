"""A fresh app for each scenario: an empty database in memory, its data, the named records of its samples."""

from __future__ import annotations

import datetime
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, Final, cast
from zoneinfo import ZoneInfo

from sqlalchemy import create_engine, event, select
from sqlalchemy.engine import URL
from sqlalchemy.pool import StaticPool

from lowcode.runtime.context import SYSTEM, Context, Identity, make_context
from lowcode.runtime.database.engine import begin_sqlite, prepare_sqlite
from lowcode.runtime.database.session import Database
from lowcode.runtime.database.system_tables import seed
from lowcode.runtime.definitions import ApplicationDefinition, SeedRecord
from lowcode.runtime.jobs.pass_of_time import let_time_pass
from lowcode.runtime.migrating.running import migrate
from lowcode.runtime.process.acting import as_user
from lowcode.runtime.seeds import SeedError, Seeds

BEGINNING: Final = datetime.datetime(2026, 1, 5, 9)  # noqa: DTZ001 - in whatever time zone the app has
"""When scenarios begin, a Monday in the app's time zone; later if named records of the samples are not valid before."""


class World:
    """One app, one database, one clock."""

    def __init__(self, application: ApplicationDefinition) -> None:
        self.application = application
        self.timezone = ZoneInfo(application.timezone)
        beginning = _beginning(application)
        self.now = beginning.now
        self.database = _copy(beginning.content)
        self._reading = self.database.engine.connect()
        self.context = make_context(application, self._reading, now=self.now)
        self._seeds = self._read_seeds()

    def instant(self, local: datetime.datetime) -> datetime.datetime:
        """A moment on the clocks of the app's time zone, in UTC."""
        return _utc(self.application, local)

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


@dataclass(frozen=True, slots=True)
class _Beginning:
    """The database as scenarios find it, and when."""

    seeded: object
    now: datetime.datetime
    content: bytes


_beginnings: dict[str, _Beginning] = {}


def _beginning(application: ApplicationDefinition) -> _Beginning:
    """Made once per app: copying is a hundred times faster than migrating."""
    known = _beginnings.get(application.package)
    if known is None or known.seeded is not application.samples:
        now = BEGINNING
        empty = _migrated(application)
        content = _seeded(application, empty, now)
        while isinstance(content, datetime.datetime):
            now = content
            content = _seeded(application, empty, now)
        known = _Beginning(application.samples, _utc(application, now), content)
        _beginnings[application.package] = known
    return known


def _migrated(application: ApplicationDefinition) -> bytes:
    """A database with nothing in it but the tables."""
    database = _memory()
    try:
        migrate(application, database)
        return _content(database)
    finally:
        database.close()


def _seeded(application: ApplicationDefinition, empty: bytes, local: datetime.datetime) -> bytes | datetime.datetime:
    """The content of the database; if a record of the specification is not yet valid then, a later Monday."""
    database = _copy(empty)
    try:
        with database.writing() as connection:
            context = make_context(application, connection, now=_utc(application, local))
            seeds = Seeds(context)
            seeds.load("data", application.data)
            named = [each for each in application.samples if each.handle is not None]
            try:
                seeds.load("sample", named)
            except SeedError as error:
                later = _monday_after(context, next((each for each in named if each.handle == error.key), None))
                if later is None or later <= local:
                    raise
                return later
        return _content(database)
    finally:
        database.close()


def _monday_after(context: Context, record: SeedRecord | None) -> datetime.datetime | None:
    """The first Monday after all days that the record names, such as one that may not be in the future."""
    days = list(_days(context, record.values)) if record is not None else []
    if not days:
        return None
    last = max(datetime.date(day.year, day.month, day.day) for day in days)
    monday = last + datetime.timedelta(days=7 - last.weekday())
    return datetime.datetime.combine(monday, BEGINNING.time())


def _days(context: Context, values: Mapping[str, Any]) -> Iterator[datetime.date]:
    """The days that the values of a record name, those in its rows too."""
    for value in values.values():
        found = value(context) if callable(value) else value
        if isinstance(found, datetime.date):
            yield found
        elif isinstance(found, tuple):
            for row in found:
                if isinstance(row, Mapping):
                    yield from _days(context, row)


def _utc(application: ApplicationDefinition, local: datetime.datetime) -> datetime.datetime:
    """A moment on the clocks of the app's time zone, in UTC."""
    return local.replace(tzinfo=ZoneInfo(application.timezone)).astimezone(datetime.UTC).replace(tzinfo=None)


def _content(database: Database) -> bytes:
    with database.engine.connect() as connection:
        driver = cast("sqlite3.Connection", connection.connection.driver_connection)
        return driver.serialize()


def _copy(content: bytes) -> Database:
    database = _memory()
    with database.engine.connect() as connection:
        driver = cast("sqlite3.Connection", connection.connection.driver_connection)
        driver.deserialize(content)
    return database


def _memory() -> Database:
    """Everything on one connection: whoever reads sees what was written last."""
    engine = create_engine(
        URL.create("sqlite", database=":memory:"), poolclass=StaticPool, connect_args={"check_same_thread": False}
    )
    event.listen(engine, "connect", prepare_sqlite)
    event.listen(engine, "begin", begin_sqlite)
    return Database(engine)
