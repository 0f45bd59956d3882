"""`migrate`: brings the database to this version of the app and loads the reference data that ships with it."""

from __future__ import annotations

from lowcode.runtime.commands.console import Console
from lowcode.runtime.commands.reindex import reindex
from lowcode.runtime.commands.sample import load_written
from lowcode.runtime.migrating.running import DatabaseAheadError, migrate, migration_script
from lowcode.runtime.process.approvals.leaving import tend_requests
from lowcode.runtime.process.stays import adopt_records, arm_missing


def run_migrate(console: Console, *, sql: bool) -> None:
    """Runs the revisions that are missing, or prints all of them as SQL."""
    if sql:
        migration_script(console.application, console.database)
        return
    try:
        migrated = migrate(console.application, console.database)
    except DatabaseAheadError as error:
        raise console.fail("state.ahead", current=str(error)) from error
    if migrated.revisions:
        console.print("migrated", revisions=", ".join(migrated.revisions))
        reindex(console, migrated.stale)
    else:
        console.print("migrated.nothing")
    if console.application.data:
        with console.writing() as context:
            loaded = load_written(console, context, "data", console.application.data)
        if loaded:
            console.print("data.loaded", count=len(loaded))
    if console.application.processes is not None:
        with console.writing() as context:
            adopt_records(context)
            arm_missing(context)
            tend_requests(context)
