"""What an app's `migrations/env.py` calls. Only Alembic imports it: workers of a served app never need that."""

from __future__ import annotations

from alembic import context
from sqlalchemy import Connection

from lowcode.runtime.definitions import ApplicationDefinition
from lowcode.runtime.migrating import passages
from lowcode.runtime.migrating.running import metadata_of
from lowcode.runtime.migrating.sqlite_schema import LowcodeSQLite

__all__ = ["LowcodeSQLite", "run_environment"]


def run_environment(application: ApplicationDefinition) -> None:
    """Runs the revisions on the connection that `running` has opened, or prints them.

    `LowcodeSQLite` is imported, because Alembic takes the implementation of a database that was defined last.
    """
    metadata = metadata_of(application)
    connection: Connection | None = context.config.attributes.get("connection")
    if connection is None:
        dialect = context.config.attributes.get("dialect", "sqlite")
        context.configure(dialect_name=dialect, target_metadata=metadata, literal_binds=True, as_sql=True)
    else:
        context.configure(
            connection=connection,
            target_metadata=metadata,
            render_as_batch=True,
            on_version_apply=passages.applied,
            lowcode_backward=context.config.attributes.get("direction") == "downgrade",
        )
    with context.begin_transaction():
        context.run_migrations()
        if connection is not None:
            passages.end(context.get_context())
