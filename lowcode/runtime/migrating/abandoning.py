"""Takes back an expansion, whole or half: the code of before goes on with all that it has written."""

from __future__ import annotations

from collections.abc import Sequence
from types import ModuleType

from sqlalchemy import Connection, column, table, update

from lowcode.runtime.database.session import Database
from lowcode.runtime.definitions import ApplicationDefinition
from lowcode.runtime.migrating.in_step import unnoticed
from lowcode.runtime.migrating.running import Migrated, Preparation, alembic_config, alone
from lowcode.runtime.migrating.staging import run_in_environment
from lowcode.runtime.migrating.written import Written
from lowcode.runtime.migration_work import forget_stages, note_work
from lowcode.runtime.schema_version import (
    EXPAND,
    VERSION_TABLE,
    SchemaState,
    entities_to_recompute,
    schema_state,
)


class WouldLoseError(Exception):
    """What only the new code has written would be lost, and nobody has said that it may."""

    def __init__(self, found: Sequence[Written]) -> None:
        super().__init__("; ".join(f"{each.subject}: {each.records}" for each in found))
        self.found = tuple(found)


def expansion_of(state: SchemaState) -> str | None:
    """The expansion that the database is in, be it whole or begun."""
    revision = state.begun[0] if state.begun is not None else state.current
    return revision if revision is not None and state.phases.get(revision) == EXPAND else None


def abandon(
    application: ApplicationDefinition, database: Database, *, may_lose: bool, prepare: Preparation | None = None
) -> Migrated:
    """Drops what the expansion has added and demands again what it has allowed, in one transaction.

    Columns of the old code have followed all the time; what they could not follow is counted before.
    """
    from alembic.script import ScriptDirectory  # noqa: PLC0415 - workers of a served app never need Alembic

    script = ScriptDirectory.from_config(alembic_config(application))
    with alone(database) as connection:
        state = schema_state(application, connection)
        revision = expansion_of(state)
        if revision is None:
            return Migrated(revisions=(), current=state.current)
        former = state.revisions[state.revisions.index(revision) - 1]
        done = state.begun[1] if state.begun is not None else None
        module = script.get_revision(revision).module

        def take_back() -> None:
            _make_ready(connection, module, done, may_lose=may_lose)
            if prepare is not None:
                prepare(connection, state)
            module.downgrade()

        if done != 0:
            run_in_environment(application, script, connection, take_back)
        version = table(VERSION_TABLE, column("version_num"))
        connection.execute(update(version).values(version_num=former))
        forget_stages(connection)
        if done is None:  # the new code may have served
            note_work(connection, entities_to_recompute(application, (revision,)), former, is_online=True)
    return Migrated(revisions=(revision,), current=former)


def _make_ready(connection: Connection, module: ModuleType, done: int | None, *, may_lose: bool) -> None:
    if done is not None:
        _complete(connection, module, done)
    elif not may_lose and (found := [each for each in module.only_new() if each.records]):
        raise WouldLoseError(found)


def _complete(connection: Connection, module: ModuleType, done: int) -> None:
    """An expansion was stopped, and no new code has written yet: what its way back takes for granted is done first."""
    with unnoticed(connection):
        for stage in module.STAGES[done:]:
            if stage.in_turns is None and not stage.is_alone:
                stage.run()
