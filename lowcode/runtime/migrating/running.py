"""Runs the app's migrations with Alembic, which is imported only when there is something to migrate."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, MetaData, inspect, text

from lowcode.runtime.database.session import Database
from lowcode.runtime.definitions import ApplicationDefinition
from lowcode.runtime.migrating.targets import downgrade_target, upgrade_target
from lowcode.runtime.migrating.verifying import COPY_PREFIX, Difference, differences
from lowcode.runtime.migration_work import forget_stages, note_work
from lowcode.runtime.schema_version import SchemaState, entities_to_recompute, migrations_folder, schema_state

LOCK_NUMBER = 7_315_846_201
"""PostgreSQL's advisory lock: two starting containers migrate one after the other."""

_LOCK = "SELECT pg_try_advisory_xact_lock(:number)"
"""Asked for again and again: who waits inside a statement would be waited for by an index that is built beside him."""

_LOOK_EVERY = 0.2
"""Seconds."""

Preparation = Callable[[Connection, SchemaState], None]
"""What is done before the first revision, while nobody else may migrate: a backup."""


class DatabaseAheadError(Exception):
    """The database was migrated by newer code than this."""


class NotAsDeclaredError(Exception):
    """After the revisions the database is not what the models say; everything was taken back."""

    def __init__(self, found: Sequence[Difference]) -> None:
        super().__init__("; ".join(f"{each.code} {dict(each.facts)}" for each in found))
        self.found = found


class BrokenReferencesError(Exception):
    """After the revisions references would lead nowhere; everything was taken back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Migrated:
    """What `migrate` or `downgrade` did: the revisions that it ran, none if the database was there already."""

    revisions: tuple[str, ...]
    current: str | None = None


def migrate(
    application: ApplicationDefinition, database: Database, to: str | None = None, prepare: Preparation | None = None
) -> Migrated:
    """Brings the database to the newest revision or that of `to`, all revisions in one transaction.

    Where the database had records, it is compared with the models before the commit, and what has to be computed anew
    is noted: the app does not start before that is done (`lowcode.runtime.commands.migrate`).
    """
    with alone(database) as connection:
        state = schema_state(application, connection)
        if state.is_ahead:
            raise DatabaseAheadError(str(state.current))
        target = upgrade_target(state, to)
        missing = state.missing[: state.missing.index(target) + 1] if target in state.missing else ()
        if missing:
            _upgrade(application, connection, state, missing, prepare)
        return Migrated(revisions=missing, current=target)


def downgrade(
    application: ApplicationDefinition, database: Database, to: str, prepare: Preparation | None = None
) -> Migrated:
    """Takes revisions back, newest first, until the one of `to` is the last; in one transaction.

    How the database should be then is known to the code of that time alone; here only references are looked at.
    """
    with alone(database) as connection:
        state = schema_state(application, connection)
        if state.is_ahead:
            raise DatabaseAheadError(str(state.current))
        target = downgrade_target(state, to)
        undone = _undone(state, target)
        if undone:
            if prepare is not None:
                prepare(connection, state)
            _run_alembic(application, connection, "downgrade", target or "base")
            left = [name for name in inspect(connection).get_table_names() if name.startswith(COPY_PREFIX)]
            if left:
                raise NotAsDeclaredError([Difference(code="table_extra", facts={"table": name}) for name in left])
            forget_stages(connection)
            note_work(connection, entities_to_recompute(application, undone, is_back=True), target or "")
        return Migrated(revisions=undone, current=target)


def migration_script(application: ApplicationDefinition, database: Database) -> None:
    """Prints the SQL of all revisions instead of running them, for whoever must look at it first."""
    from alembic import command  # noqa: PLC0415 - workers of a served app never need Alembic

    config = alembic_config(application)
    config.attributes["dialect"] = database.engine.dialect.name
    command.upgrade(config, "head", sql=True)


def metadata_of(application: ApplicationDefinition) -> MetaData:
    """The tables of the app, the runtime's own included."""
    metadata: MetaData = application.entities[0].model.__table__.metadata
    for entity in application.entities:  # ids are never given again; revisions say it, models need not
        entity.model.__table__.dialect_options["sqlite"]["autoincrement"] = True
    return metadata


def _upgrade(
    application: ApplicationDefinition,
    connection: Connection,
    state: SchemaState,
    missing: tuple[str, ...],
    prepare: Preparation | None,
) -> None:
    before = inspect(connection).get_table_names()
    if prepare is not None:
        prepare(connection, state)
    _run_alembic(application, connection, "upgrade", missing[-1])
    if state.current is None:
        return
    if missing[-1] == state.wanted and (found := differences(connection, metadata_of(application), before)):
        raise NotAsDeclaredError(found)
    note_work(connection, entities_to_recompute(application, missing), missing[-1])


def _undone(state: SchemaState, target: str | None) -> tuple[str, ...]:
    """The revisions that are taken back, newest first."""
    done = state.revisions[: state.revisions.index(state.current) + 1] if state.current is not None else ()
    return done[: None if target is None else done.index(target) : -1]


def _run_alembic(application: ApplicationDefinition, connection: Connection, direction: str, revision: str) -> None:
    from alembic import command  # noqa: PLC0415 - workers of a served app never need Alembic

    config = alembic_config(application)
    config.attributes["connection"] = connection
    config.attributes["direction"] = direction
    (command.upgrade if direction == "upgrade" else command.downgrade)(config, revision)


def alembic_config(application: ApplicationDefinition) -> Any:
    """What Alembic is told about the app."""
    from alembic.config import Config  # noqa: PLC0415 - workers of a served app never need Alembic

    config = Config()
    config.set_main_option("script_location", str(migrations_folder(application)).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


@contextmanager
def alone(database: Database) -> Iterator[Connection]:
    """A writing transaction that no other migration runs beside.

    SQLite's foreign keys are off meanwhile, because changing a table there means copying it; they are looked
    at as a whole before the commit.
    """
    if not database.is_sqlite:
        with database.writing() as connection:
            while not connection.execute(text(_LOCK), {"number": LOCK_NUMBER}).scalar_one():
                time.sleep(_LOOK_EVERY)
            yield connection
        return
    with database.exclusive() as connection:
        yield connection
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchmany(5)
        if broken:
            raise BrokenReferencesError(", ".join(f"{table} #{row} -> {target}" for table, row, target, _ in broken))
