"""`migrate` and `downgrade`: bring the database to a revision of the app, and load the reference data with it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from lowcode.runtime.commands.backup import back_up_before
from lowcode.runtime.commands.console import CommandError, Console
from lowcode.runtime.commands.parts_named import named_part, told_difference
from lowcode.runtime.commands.reindex import refresh, reindex
from lowcode.runtime.commands.sample import load_written
from lowcode.runtime.migrating.abandoning import WouldLoseError, abandon, expansion_of
from lowcode.runtime.migrating.batches import note_trouble, refreshes
from lowcode.runtime.migrating.running import (
    BrokenReferencesError,
    DatabaseAheadError,
    Migrated,
    NotAsDeclaredError,
    Preparation,
    downgrade,
    migrate,
    migration_script,
)
from lowcode.runtime.migrating.staging import AbandonedError, run_online
from lowcode.runtime.migrating.stopped import MigrationStopped, SchemaEditRefusedError
from lowcode.runtime.migrating.targets import BASE, LAST, TargetError
from lowcode.runtime.migrating.transactions import alone_at_records
from lowcode.runtime.migration_work import RECOMPUTE, SETTLE, entities_left, forget_work
from lowcode.runtime.process.approvals.leaving import tend_requests
from lowcode.runtime.process.stays import adopt_records, arm_missing
from lowcode.runtime.schema_version import CONTRACT, SchemaState, schema_state


def run_migrate(
    console: Console,
    *,
    sql: bool,
    to: str | None = None,
    is_backed_up: bool = True,
    contracts: bool = False,
    by_workers: bool = False,
) -> None:
    """Runs the revisions that are missing, or prints all of them as SQL; then does what they have left to be done.

    Revisions that run while the app is in use (`lowcode build --zero-downtime`) come in pairs. The second one, with
    which the code of before cannot live, runs only if it is asked for (`contracts`). `by_workers`: of the first one,
    what goes through records is left to workers of this code.
    """
    if sql:
        migration_script(console.application, console.database)
        return
    state = _state(console)
    console.require_whole(state)
    _refuse_others(console, state, to)
    missing = state.missing
    if to is None and state.current is not None and missing and state.phases.get(missing[-1]) == CONTRACT:
        if not _migrate_online(console, state, is_backed_up=is_backed_up, contracts=contracts, by_workers=by_workers):
            console.print("migrated.left_to_workers", package=console.application.package)
            return
    elif to is None and state.is_expanded:
        console.print("migrated.half_way")  # by newer code, which does the rest
        return
    elif by_workers and state.current is not None and missing:
        raise console.fail("migrated.not_by_workers", package=console.application.package)
    else:
        _migrate_at_once(console, to, is_backed_up=is_backed_up)
        state = _state(console)
        if state.current != state.wanted:
            return
    _finish(console)


def _refuse_others(console: Console, state: SchemaState, to: str | None) -> None:
    """A migration under load that was stopped goes on before anything else is done, with the code that began it."""
    if state.begun is None or not state.missing:
        return
    revision, _ = state.begun
    if revision not in state.revisions:
        raise console.fail("state.begun_elsewhere", revision=revision, package=console.application.package)
    if to is not None or revision not in state.missing[-2:]:
        raise console.fail("state.begun", revision=revision, package=console.application.package)


def _migrate_at_once(console: Console, to: str | None, *, is_backed_up: bool) -> None:
    had_records = _WasThere()
    with _explained(console):
        migrated = migrate(console.application, console.database, to, _preparation(console, had_records, is_backed_up))
    if migrated.current != _state(console).wanted:
        _tell_way(console, migrated)
    else:
        _tell(console, migrated, is_verified=had_records.is_so)


def _migrate_online(
    console: Console, state: SchemaState, *, is_backed_up: bool, contracts: bool, by_workers: bool
) -> bool:
    """What the running app can live with, and only if it is asked for what only the new code can live with.

    False: there are records to be filled or computed, and that is left to workers.
    """
    *before, expansion, contraction = (str(state.current), *state.missing)
    if len(before) > 1:
        _migrate_at_once(console, before[-1], is_backed_up=is_backed_up)
    if expansion != state.current:
        _back_up_running(console, is_backed_up=is_backed_up)
        if not _run_online(console, state, expansion, leaves_batches=by_workers):
            return False
    if by_workers and _state(console).is_unfinished:
        return False
    _refresh(console)
    if contracts:
        _back_up_running(console, is_backed_up=is_backed_up)
        _run_online(console, state, contraction)
        console.print("migrated.verified")
    else:
        console.print("migrated.expanded", package=console.application.package)
    return True


def _run_online(console: Console, state: SchemaState, revision: str, *, leaves_batches: bool = False) -> bool:
    """Whether the database has come to the revision. Why it has not, those who look at the jobs can read, too."""
    with console.database.writing() as connection:
        note_trouble(connection, revision, None)
    try:
        with _explained(console, stopped="migration.waits"):
            is_through = run_online(
                console.application, console.database, state, revision, leaves_batches=leaves_batches
            )
    except CommandError as error:
        with console.database.writing() as connection:
            note_trouble(connection, revision, str(error))
        raise
    if is_through:
        console.print("migrated", revisions=revision)
    return is_through


def take_part(console: Console) -> None:
    """What `migrate --by-workers` has left, or others are at: a worker does its share before anything else."""
    state = _state(console)
    console.require_whole(state)
    is_begun = state.begun is not None and state.begun[0] in state.missing[-2:-1]
    if not is_begun and not (state.is_expanded and state.missing and state.is_unfinished):
        return
    console.print("worker.taking_part", package=console.application.package)
    if is_begun:
        _run_online(console, state, state.missing[-2])
    _finish(console)


def _back_up_running(console: Console, *, is_backed_up: bool) -> None:
    current = _state(console).current
    if is_backed_up and current is not None:
        with console.database.reading() as connection:
            back_up_before(console, connection, current)


def _state(console: Console) -> SchemaState:
    with console.database.reading() as connection:
        return schema_state(console.application, connection)


def run_downgrade(console: Console, *, to: str, is_backed_up: bool = True, may_lose: bool = False) -> None:
    """Takes revisions back. The code of that time does what is then left to be done, with its own `migrate`.

    A migration under load that has not been contracted is abandoned: the code of before goes on.
    """
    state = _state(console)
    if state.begun is not None and expansion_of(state) is None:
        kind = "state.contracting" if state.begun[0] in state.revisions else "state.begun_elsewhere"
        raise console.fail(kind, revision=state.begun[0], package=console.application.package)
    prepare = _preparation(console, _WasThere(), is_backed_up)
    with _explained(console, stopped="downgrade.stopped"):
        if expansion_of(state) is not None:
            abandoned = abandon(console.application, console.database, may_lose=may_lose, prepare=prepare)
            console.print("abandoned", revisions=", ".join(abandoned.revisions), current=abandoned.current)
            if to == LAST:
                return
        migrated = downgrade(console.application, console.database, to, prepare)
    facts = {"current": migrated.current or BASE, "package": console.application.package}
    if migrated.revisions:
        console.print("downgraded", revisions=", ".join(migrated.revisions), **facts)
    else:
        console.print("downgraded.nothing", **facts)


class _WasThere:
    """Whether the database had been migrated before."""

    is_so = False


def _preparation(console: Console, had_records: _WasThere, is_backed_up: bool) -> Preparation:
    def prepare(connection: Connection, state: SchemaState) -> None:
        had_records.is_so = state.current is not None
        if is_backed_up and state.current is not None:
            back_up_before(console, connection, state.current)

    return prepare


def _tell_way(console: Console, migrated: Migrated) -> None:
    if migrated.revisions:
        console.print("migrated.to", revisions=", ".join(migrated.revisions), current=migrated.current)
    else:
        console.print("migrated.nothing_to", current=migrated.current)


def _tell(console: Console, migrated: Migrated, *, is_verified: bool) -> None:
    if not migrated.revisions:
        console.print("migrated.nothing")
        return
    console.print("migrated", revisions=", ".join(migrated.revisions))
    if is_verified:
        console.print("migrated.verified")


def _finish(console: Console) -> None:
    """What a migration leaves: each part in a transaction that also takes it from the list, so that it can be resumed.

    Without a migration there is less of it, and it is looked for all the same: an interrupted one is finished here.
    """
    with console.finishing() as context:
        names = [entity.name for entity in console.application.entities]
        reindex(console, context, entities_left(context.connection, names))
        forget_work(context.connection, RECOMPUTE)
    _refresh(console)
    if console.application.data:
        with console.finishing() as context:
            loaded = load_written(console, context, "data", console.application.data)
        if loaded:
            console.print("data.loaded", count=len(loaded))
    with console.finishing() as context:
        if console.application.processes is not None:
            adopt_records(context)
            arm_missing(context)
            tend_requests(context)
        forget_work(context.connection, SETTLE)


def _refresh(console: Console) -> None:
    """Values that a migration under load has made stale, some records at a time."""
    names = [entity.name for entity in console.application.entities]
    console.require_current(finishing=True)
    with alone_at_records(console.database) as connection:
        jobs = refreshes(connection, names)
    for job in jobs:
        refresh(console, job)


@contextmanager
def _explained(console: Console, *, stopped: str = "migration.stopped") -> Iterator[None]:
    """What stops a migration, in words; whatever it is, nothing of it is in the database."""
    try:
        yield
    except DatabaseAheadError as error:
        raise console.fail("state.ahead", current=str(error)) from error
    except TargetError as error:
        facts = {"wanted": error.wanted, "current": error.current, "package": console.application.package}
        raise console.fail(f"target.{error.code}", **facts) from error
    except AbandonedError as error:
        raise console.fail("state.taken_back", revision=str(error)) from error
    except MigrationStopped as error:
        reason = console.words.say(f"stopped.{error.kind}")
        rows = ", #".join(str(each) for each in error.rows)
        subject = named_part(console, error.subject)
        raise console.fail(stopped, subject=subject, reason=reason, total=error.total, rows=rows) from error
    except WouldLoseError as error:
        found = "\n".join(f"  {each.subject}: {each.records}" for each in error.found)
        raise console.fail("abandon.loses", found=found, package=console.application.package) from error
    except NotAsDeclaredError as error:
        problems = "\n".join(told_difference(console, each) for each in error.found)
        raise console.fail("migration.differs", problems=problems) from error
    except SchemaEditRefusedError as error:
        raise console.fail("migration.sqlite", reason=str(error)) from error
    except BrokenReferencesError as error:
        raise console.fail("migration.references", found=str(error)) from error
    except DBAPIError as error:
        raise console.fail("migration.failed", reason=str(error.orig).strip()) from error
