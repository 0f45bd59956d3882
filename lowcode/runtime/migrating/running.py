"""Runs the app's migrations with Alembic, which is imported only when there is something to migrate."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, MetaData, text

from lowcode.runtime.database.session import Database
from lowcode.runtime.definitions import ApplicationDefinition
from lowcode.runtime.schema_version import entities_to_recompute, migrations_folder, schema_state

_LOCK_NUMBER = 7_315_846_201
"""PostgreSQL's advisory lock: two starting containers migrate one after the other."""


class DatabaseAheadError(Exception):
    """The database was migrated by newer code than this."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Migrated:
    """What `migrate` did: the revisions that it ran, none if the database was up to date."""

    revisions: tuple[str, ...]
    stale: tuple[str, ...] = ()
    """Entities of records that were there before, whose derived values have to be computed anew."""


def migrate(application: ApplicationDefinition, database: Database) -> Migrated:
    """Brings the database to the newest revision, all revisions in one transaction."""
    with _alone(database) as connection:
        state = schema_state(application, connection)
        if state.is_ahead:
            raise DatabaseAheadError(str(state.current))
        missing = state.missing
        if missing:
            _upgrade(application, connection, state.wanted)
        stale = entities_to_recompute(application, missing) if state.current is not None else ()
        return Migrated(revisions=missing, stale=stale)


def migration_script(application: ApplicationDefinition, database: Database) -> None:
    """Prints the SQL of all revisions instead of running them, for whoever must look at it first."""
    from alembic import command  # noqa: PLC0415 - workers of a served app never need Alembic

    config = _config(application)
    config.attributes["dialect"] = database.engine.dialect.name
    command.upgrade(config, "head", sql=True)


def run_environment(application: ApplicationDefinition) -> None:
    """What the app's `migrations/env.py` does when Alembic runs it."""
    from alembic import context  # noqa: PLC0415 - workers of a served app never need Alembic

    metadata = metadata_of(application)
    connection: Connection | None = context.config.attributes.get("connection")
    if connection is None:
        dialect = context.config.attributes.get("dialect", "sqlite")
        context.configure(dialect_name=dialect, target_metadata=metadata, literal_binds=True, as_sql=True)
    else:
        context.configure(connection=connection, target_metadata=metadata, render_as_batch=True)
    with context.begin_transaction():
        context.run_migrations()


def metadata_of(application: ApplicationDefinition) -> MetaData:
    """The tables of the app, the runtime's own included."""
    metadata: MetaData = application.entities[0].model.__table__.metadata
    return metadata


def _upgrade(application: ApplicationDefinition, connection: Connection, revision: str) -> None:
    from alembic import command  # noqa: PLC0415 - workers of a served app never need Alembic

    config = _config(application)
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def _config(application: ApplicationDefinition) -> Any:
    from alembic.config import Config  # noqa: PLC0415 - workers of a served app never need Alembic

    config = Config()
    config.set_main_option("script_location", str(migrations_folder(application)).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


@contextmanager
def _alone(database: Database) -> Iterator[Connection]:
    """A writing transaction that no other migration runs beside.

    SQLite's foreign keys are off meanwhile, because changing a table there means copying it; they are looked
    at as a whole before the commit.
    """
    if not database.is_sqlite:
        with database.writing() as connection:
            connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _LOCK_NUMBER})
            yield connection
        return
    with database.exclusive() as connection:
        yield connection
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchmany(5)
        if broken:
            raise RuntimeError(f"the migration would leave references that lead nowhere: {broken}")
