"""Runs a revision while the app is in use: stage by stage, each a short transaction that notes how far it came.

What goes through all records of a table is cut into batches. Any number of processes of the new code may be at it:
each batch is taken by one of them, and so is everything else. Whatever is killed goes on where it had come to.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, column, select, table, update

from lowcode.runtime.database.session import Database
from lowcode.runtime.definitions import ApplicationDefinition
from lowcode.runtime.jobs.workers import new_worker_name
from lowcode.runtime.migrating.batches import Batch, BatchedWork, cut, work_off
from lowcode.runtime.migrating.in_step import unnoticed
from lowcode.runtime.migrating.online import ALONE, Stage
from lowcode.runtime.migrating.passages import conclude_stages
from lowcode.runtime.migrating.running import NotAsDeclaredError, alembic_config, metadata_of
from lowcode.runtime.migrating.transactions import GIVE_WAY, alone_patiently, session_lock
from lowcode.runtime.migrating.turns import turn
from lowcode.runtime.migrating.verifying import differences
from lowcode.runtime.migration_work import (
    BACKFILL,
    EXPANDED,
    STAGE,
    forget_progress,
    forget_work,
    note_work,
    position_of,
    set_position,
)
from lowcode.runtime.schema_version import CONTRACT, VERSION_TABLE, SchemaState, entities_to_recompute

if TYPE_CHECKING:
    from alembic.script import ScriptDirectory

_version = table(VERSION_TABLE, column("version_num"))

AT_ONCE = 2_000
"""Records that a backfill writes in one transaction: some hundredths of a second."""


class AbandonedError(Exception):
    """Somebody has taken the migration back while this process was at it."""


def run_online(
    application: ApplicationDefinition,
    database: Database,
    state: SchemaState,
    revision: str,
    *,
    leaves_batches: bool = False,
) -> bool:
    """The stages of one revision, from where a former run has left them; then the database is at the revision.

    With `leaves_batches` it ends before the first records are filled, and says so by False: others do the rest.

    Raises:
        AbandonedError: it was taken back meanwhile.
    """
    from alembic.script import ScriptDirectory  # noqa: PLC0415 - workers of a served app never need Alembic

    script = ScriptDirectory.from_config(alembic_config(application))
    found = script.get_revision(revision)
    stages: tuple[Stage, ...] = found.module.STAGES
    former = state.revisions[state.revisions.index(revision) - 1]
    runner = _Runner(application, database, script, revision, former)
    for number, stage in enumerate(stages):
        if leaves_batches and stage.in_turns is not None and runner.prepare(number, stage.in_turns):
            return False
        runner.run(number, stage)
    runner.conclude(is_contract=state.phases[revision] == CONTRACT)
    return True


class _Runner:
    def __init__(
        self,
        application: ApplicationDefinition,
        database: Database,
        script: ScriptDirectory,
        revision: str,
        former: str,
    ) -> None:
        self._application = application
        self._database = database
        self._script = script
        self._revision = revision
        self._former = former
        self._name = new_worker_name()
        self._is_begun = False
        """Whether the database says so: it may be taken back meanwhile."""

    def run(self, number: int, stage: Stage) -> None:
        """A stage, unless it is done."""
        with self._database.reading() as connection:
            if self._is_done(connection, number):
                return
        began = time.monotonic()
        if stage.is_alone and not self._database.is_sqlite:
            self._run_alone(number, stage)
        elif stage.in_turns is not None:
            self._run_in_turns(number, stage, stage.in_turns)
        else:
            alone_patiently(self._database, lambda connection: self._run_once(connection, number, stage))
        _leave_time_since(began)

    def prepare(self, number: int, rows: str) -> bool:
        """Cuts the records of a stage into batches, unless it is done; whether there is something left to do."""

        def begin(connection: Connection) -> None:
            if not self._is_done(connection, number) and not self._is_begun:
                set_position(connection, STAGE, self._revision, self._revision, number)

        alone_patiently(self._database, begin, is_about_records=True)
        job = self._job(number, rows)
        cut(self._database, job, rows, AT_ONCE, lambda connection: not self._is_done(connection, number))
        with self._database.reading() as connection:
            return not self._is_done(connection, number)

    def conclude(self, *, is_contract: bool) -> None:
        """The database has come to the revision: after a contraction it must be what the models say."""

        def conclude(connection: Connection) -> None:
            if self._is_through(connection):
                return
            if is_contract:
                found = differences(connection, metadata_of(self._application))
                if found:
                    raise NotAsDeclaredError(found)
                forget_work(connection, EXPANDED)
            else:
                set_position(connection, EXPANDED, self._revision, self._former, 0)
            stale = entities_to_recompute(self._application, (self._revision,))
            note_work(connection, stale, self._revision, is_online=True)
            forget_progress(connection, self._revision)
            conclude_stages(connection, self._revision)
            connection.execute(update(_version).values(version_num=self._revision))

        alone_patiently(self._database, conclude)

    def _is_through(self, connection: Connection) -> bool:
        """Whether some process has concluded the revision.

        Raises:
            AbandonedError: it was taken back, or the database is further already.
        """
        at: str | None = connection.execute(select(_version.c.version_num)).scalar()
        is_begun = position_of(connection, STAGE, self._revision) is not None
        self._is_begun |= is_begun
        if at != self._revision and (at != self._former or is_begun != self._is_begun):
            raise AbandonedError(self._revision)
        return at == self._revision

    def _is_done(self, connection: Connection, number: int) -> bool:
        """Whether a stage is done, by this process or another one."""
        return self._is_through(connection) or (position_of(connection, STAGE, self._revision) or 0) > number

    def _note_done(self, connection: Connection, number: int) -> None:
        set_position(connection, STAGE, self._revision, self._revision, number + 1)

    def _run_once(self, connection: Connection, number: int, stage: Stage) -> None:
        if not self._is_done(connection, number):
            self._call(connection, stage)
            self._note_done(connection, number)

    def _run_alone(self, number: int, stage: Stage) -> None:
        """In no transaction, but behind the same lock; what is half done is found and done again."""
        engine = self._database.engine.execution_options(isolation_level="AUTOCOMMIT", **{ALONE: True})
        with engine.connect() as connection, session_lock(connection):
            self._run_once(connection, number, stage)

    def _run_in_turns(self, number: int, stage: Stage, rows: str) -> None:
        if not self.prepare(number, rows):
            return

        def fill(connection: Connection, batch: Batch) -> None:
            with turn(batch.first, batch.last), unnoticed(connection):
                self._call(connection, stage)

        def is_wanted(connection: Connection) -> bool:
            return not self._is_done(connection, number)

        def conclude(connection: Connection) -> None:
            if is_wanted(connection):
                self._note_done(connection, number)

        work_off(self._database, self._job(number, rows), is_wanted, fill, by=self._name)
        alone_patiently(self._database, conclude, is_about_records=True)

    def _job(self, number: int, rows: str) -> BatchedWork:
        return BatchedWork(kind=BACKFILL, name=f"{self._revision} {number} {rows}", revision=self._revision)

    def _call(self, connection: Connection, stage: Stage) -> None:
        run_in_environment(self._application, self._script, connection, stage.run)


def run_in_environment(
    application: ApplicationDefinition, script: ScriptDirectory, connection: Connection, run: Callable[[], None]
) -> None:
    """By Alembic's environment, so that `op` of a revision means this connection."""
    from alembic.runtime.environment import (  # noqa: PLC0415 - workers of a served app never need Alembic
        EnvironmentContext,
    )

    config = alembic_config(application)
    config.attributes["connection"] = connection

    def step(_revision: object, _context: object) -> list[Any]:
        run()
        return []

    with EnvironmentContext(config, script, fn=step):
        script.run_env()


def _leave_time_since(began: float) -> None:
    """Half of the time belongs to others, who otherwise might wait for several stages on end."""
    time.sleep(min(time.monotonic() - began, GIVE_WAY))
