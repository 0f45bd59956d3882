"""Runs a revision while the app is in use: stage by stage, each a short transaction that notes how far it came.

Nothing waits long for a lock: after two seconds the stage gives way and tries again. Whatever is killed goes on with
the stage, and in a backfill with the records, that it had come to.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import Connection, Integer, column, func, select, table, text, update
from sqlalchemy.exc import DBAPIError

from lowcode.runtime.database.session import Database
from lowcode.runtime.definitions import ApplicationDefinition
from lowcode.runtime.migrating.in_step import unnoticed
from lowcode.runtime.migrating.online import ALONE, Stage
from lowcode.runtime.migrating.passages import conclude_stages
from lowcode.runtime.migrating.running import (
    LOCK_NUMBER,
    NotAsDeclaredError,
    alembic_config,
    alone,
    metadata_of,
)
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

_T = TypeVar("_T")

AT_ONCE = 2_000
"""Records that a backfill writes in one transaction: some hundredths of a second."""

_LOCK_TIMEOUT = "2s"
_ATTEMPTS = 60
_GIVE_WAY = 0.5
"""Seconds until the next attempt."""

_LOCKED = frozenset({"55P03", "40P01"})
"""`lock_not_available` and `deadlock_detected` of PostgreSQL."""


def run_online(application: ApplicationDefinition, database: Database, state: SchemaState, revision: str) -> None:
    """The stages of one revision, from where a former run has left them; then the database is at the revision."""
    from alembic.script import ScriptDirectory  # noqa: PLC0415 - workers of a served app never need Alembic

    script = ScriptDirectory.from_config(alembic_config(application))
    found = script.get_revision(revision)
    stages: tuple[Stage, ...] = found.module.STAGES
    runner = _Runner(application, database, script, revision)
    for number, stage in enumerate(stages):
        runner.run(number, stage)
    former = state.revisions[state.revisions.index(revision) - 1]
    runner.conclude(former, is_contract=state.phases[revision] == CONTRACT)


class _Runner:
    def __init__(
        self, application: ApplicationDefinition, database: Database, script: ScriptDirectory, revision: str
    ) -> None:
        self._application = application
        self._database = database
        self._script = script
        self._revision = revision

    def run(self, number: int, stage: Stage) -> None:
        """A stage, unless it is done."""
        with self._database.reading() as connection:
            if self._done(connection) > number:
                return
        began = time.monotonic()
        if stage.is_alone and not self._database.is_sqlite:
            self._run_alone(number, stage)
        elif stage.in_turns is not None:
            self._run_in_turns(number, stage, stage.in_turns)
        else:
            self._transaction(lambda connection: self._run_once(connection, number, stage))
        _leave_time_since(began)

    def conclude(self, former: str, *, is_contract: bool) -> None:
        """The database has come to the revision: after a contraction it must be what the models say."""

        def conclude(connection: Connection) -> None:
            if is_contract:
                found = differences(connection, metadata_of(self._application))
                if found:
                    raise NotAsDeclaredError(found)
                forget_work(connection, EXPANDED)
            else:
                set_position(connection, EXPANDED, self._revision, former, 0)
            stale = entities_to_recompute(self._application, (self._revision,))
            note_work(connection, stale, self._revision, is_online=True)
            forget_progress(connection, self._revision)
            conclude_stages(connection, self._revision)
            version = table(VERSION_TABLE, column("version_num"))
            connection.execute(update(version).values(version_num=self._revision))

        self._transaction(conclude)

    def _done(self, connection: Connection) -> int:
        found = position_of(connection, STAGE, self._revision)
        return 0 if found is None else found[0]

    def _run_once(self, connection: Connection, number: int, stage: Stage) -> None:
        if self._done(connection) <= number:
            self._call(connection, stage)
            set_position(connection, STAGE, self._revision, self._revision, number + 1)

    def _run_alone(self, number: int, stage: Stage) -> None:
        """In no transaction, but behind the same lock; what is half done is found and done again."""
        engine = self._database.engine.execution_options(isolation_level="AUTOCOMMIT", **{ALONE: True})
        with engine.connect() as connection, _session_lock(connection):
            if self._done(connection) <= number:
                self._call(connection, stage)
                set_position(connection, STAGE, self._revision, self._revision, number + 1)

    def _run_in_turns(self, number: int, stage: Stage, name: str) -> None:
        is_done = False
        while not is_done:
            began = time.monotonic()
            is_done = self._transaction(
                lambda connection: self._take_turn(connection, number, stage, name), is_turn=True
            )
            _leave_time_since(began)

    def _take_turn(self, connection: Connection, number: int, stage: Stage, name: str) -> bool:
        """Some records more; True at the end."""
        if self._done(connection) > number:
            return True
        key = column("id", Integer)
        rows = table(name, key)
        progress = f"{self._revision} {number}"
        found = position_of(connection, BACKFILL, progress)
        last = connection.execute(select(func.max(key)).select_from(rows)).scalar() or 0
        position, total = found if found is not None else (0, last)
        total = last if total is None else total
        following = select(key).select_from(rows).where(key > position).order_by(key).limit(1).offset(AT_ONCE - 1)
        until = connection.execute(following).scalar() or total
        if position < total or not total:  # without records there may be deleted ones
            with turn(position + 1, min(until, total)), unnoticed(connection):
                self._call(connection, stage)
        set_position(connection, BACKFILL, progress, self._revision, min(until, total), total)
        if until >= total:
            set_position(connection, STAGE, self._revision, self._revision, number + 1)
        return until >= total

    def _call(self, connection: Connection, stage: Stage) -> None:
        run_in_environment(self._application, self._script, connection, stage.run)

    def _transaction(self, do: Callable[[Connection], _T], *, is_turn: bool = False) -> _T:
        """Again and again, if others hold what it needs. Records alone are changed like the app does it."""
        is_plain = is_turn and self._database.is_sqlite
        for attempt in range(_ATTEMPTS):
            try:
                with self._database.writing() if is_plain else alone(self._database) as connection:
                    if not self._database.is_sqlite:
                        connection.execute(text(f"SET LOCAL lock_timeout = '{_LOCK_TIMEOUT}'"))
                    return do(connection)
            except DBAPIError as error:
                if getattr(error.orig, "sqlstate", None) not in _LOCKED or attempt + 1 == _ATTEMPTS:
                    raise
            time.sleep(_GIVE_WAY)
        raise AssertionError("the last attempt returns or raises")


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
    time.sleep(min(time.monotonic() - began, _GIVE_WAY))


@contextmanager
def _session_lock(connection: Connection) -> Iterator[None]:
    """Asked for again and again: who waits inside a statement would be waited for by the index that is built."""
    facts = {"number": LOCK_NUMBER}
    while not connection.execute(text("SELECT pg_try_advisory_lock(:number)"), facts).scalar_one():
        time.sleep(_GIVE_WAY)
    try:
        yield
    finally:
        connection.execute(text("SELECT pg_advisory_unlock(:number)"), facts)
