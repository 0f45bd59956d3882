"""Doing what is due: timers are taken some at a time, and their handlers run in one transaction.

Each is marked as done right before its handler runs, and only if it still waits: what ran before it may have cancelled
or moved it. If one fails, nothing of the transaction stays; those before it are done anew without it, then it is put
off. So each effect happens once, one failure is nobody else's, and a commit serves many. While code of two versions
works, each leaves to the other what only that one knows.
"""

from __future__ import annotations

import datetime
import logging
import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import msgspec
from sqlalchemy import Connection, Row, Select, bindparam, select, update

from lowcode.runtime.context import make_context
from lowcode.runtime.database.process_tables import timer as _table
from lowcode.runtime.database.session import Database
from lowcode.runtime.definitions import ApplicationDefinition
from lowcode.runtime.migration_work import is_half_way
from lowcode.runtime.process.retrying import describe, pause
from lowcode.runtime.process.timers import Timer, UnknownHereError, handler_of, stands_alone

MOST_ATTEMPTS: Final = 8
"""After so many failures in a row a timer has failed; a person may start it again."""

_TOGETHER = 20
"""Timers in one transaction at most."""

_LONGEST = 0.1
"""Seconds after which a transaction takes up no further timer: others wait for what it has locked."""

_FIRST_PAUSE = 10.0
_LEFT_TO_OTHERS = datetime.timedelta(seconds=30)
"""For so long this process does not try again what code of another version has to do."""
_LONGEST_PAUSE = 3_600.0
_failures = logging.getLogger("lowcode.failures")

Transaction: TypeAlias = Callable[[], AbstractContextManager[Connection]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Swept:
    """What a sweep has done."""

    done: int
    failed: int

    @property
    def handled(self) -> int:
        """All timers that it took up."""
        return self.done + self.failed


def next_due(connection: Connection) -> datetime.datetime | None:
    """When the next timer is due; None if none waits."""
    found: datetime.datetime | None = connection.execute(_NEXT).scalar_one_or_none()
    return found


def sweep(
    database: Database,
    application: ApplicationDefinition,
    now: datetime.datetime,
    limit: int = 1_000,
    options: Mapping[str, Any] | None = None,
) -> Swept:
    """Does what is due at `now`, the oldest first.

    One that fails is put off and does not stop the others. Any number of sweeps may run side by side.
    """
    with database.reading() as connection:
        first = next_due(connection)
    if first is None or first > now:
        return Swept(done=0, failed=0)
    with database.writing_often() as transaction:
        return _Sweep(transaction, application, now, options or {}).work(limit)


class _FailedError(Exception):
    """The handler of a timer failed, when the handlers of `before` others had run in the same transaction."""

    def __init__(self, timer: Timer, before: int) -> None:
        super().__init__(timer.key)
        self.timer = timer
        self.before = before


class _Sweep:
    """One sweep over one connection."""

    def __init__(
        self,
        transaction: Transaction,
        application: ApplicationDefinition,
        now: datetime.datetime,
        options: Mapping[str, Any],
    ) -> None:
        self._transaction = transaction
        self._application = application
        self._now = now
        self._options = options

    def work(self, limit: int) -> Swept:
        """Until nothing (that no other process has locked) is due, or as many as the limit were taken up."""
        done = failed = 0
        most = _TOGETHER
        while done + failed < limit:
            try:
                found, ran = self._run_some(min(most, limit - done - failed))
            except _FailedError as failure:
                most = failure.before
                if not most:
                    self._put_off(failure.timer, failure.__cause__)
                    failed += 1
                    most = _TOGETHER
                continue
            if not found:
                break
            done += ran
            most = _TOGETHER
        return Swept(done=done, failed=failed)

    def _run_some(self, most: int) -> tuple[int, int]:
        """Takes what is due and does it, in one transaction: how many were found, and how many of them done."""
        until = time.monotonic() + _LONGEST
        ran, last = 0, None
        try:
            with self._transaction() as connection:
                rows = connection.execute(_DUE, {"then": self._now, "most": most}).all()
                for row in rows:
                    if last is not None and (stands_alone(row.kind) or time.monotonic() > until):
                        break
                    last = _timer(row)
                    ran += self._run(connection, last, ran)
                    if stands_alone(row.kind):
                        break
        except _FailedError:
            raise
        except Exception as error:  # the commit was refused, and nobody knows because of which of them
            if last is None:
                raise
            raise _FailedError(last, ran // 2) from error
        return len(rows), ran

    def _run(self, connection: Connection, timer: Timer, before: int) -> bool:
        """Whether the timer still waited, and is done."""
        marked = {"that": timer.id, "expected": timer.generation, "then": self._now}
        if not connection.execute(_DONE, marked).rowcount:
            return False
        context = make_context(self._application, connection, now=self._now, options=self._options)
        try:
            handler_of(timer.kind)(context, timer)
            context.session.flush()
        except UnknownHereError:
            if is_half_way(connection):
                left = {"that": timer.id, "later": self._now + _LEFT_TO_OTHERS}
                connection.execute(_WAITING_AGAIN, left)
        except Exception as error:  # a handler may fail in any way, and the others must go on
            raise _FailedError(timer, before) from error
        finally:
            context.session.close()
        return True

    def _put_off(self, timer: Timer, error: BaseException | None) -> None:
        _failures.error("timer %s of the kind %s failed", timer.key, timer.kind, exc_info=error)
        attempts = timer.attempts + 1
        has_failed = attempts >= MOST_ATTEMPTS
        later = self._now + pause(timer.key, attempts, first=_FIRST_PAUSE, most=_LONGEST_PAUSE)
        values = {
            "attempts": attempts,
            "last_error": describe(error) if isinstance(error, Exception) else None,
            "status": "failed" if has_failed else "waiting",
            "due_at": timer.due_at if has_failed else later,
            "finished_at": self._now if has_failed else None,
        }
        with self._transaction() as connection:
            connection.execute(_unchanged.values(**values), {"that": timer.id, "expected": timer.generation})


def _timer(row: Row[Any]) -> Timer:
    return Timer(
        id=row.id,
        key=row.key,
        kind=row.kind,
        entity=row.entity,
        record_id=row.record_id,
        payload=msgspec.json.decode(row.payload),
        due_at=row.due_at,
        generation=row.generation,
        attempts=row.attempts,
    )


_waiting = _table.c.status == "waiting"
_moment = _table.c.due_at.type
_NEXT: Select[Any] = select(_table.c.due_at).where(_waiting).order_by(_table.c.due_at, _table.c.id).limit(1)
_DUE = (
    select(_table)
    .where(_waiting, _table.c.due_at <= bindparam("then", type_=_moment))
    .order_by(_table.c.due_at, _table.c.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)
_unchanged = update(_table).where(
    _table.c.id == bindparam("that"), _table.c.generation == bindparam("expected"), _waiting
)
_WAITING_AGAIN = (
    update(_table)
    .where(_table.c.id == bindparam("that"))
    .values(status="waiting", finished_at=None, due_at=bindparam("later", type_=_moment))
)
_DONE = _unchanged.values(status="done", finished_at=bindparam("then", type_=_moment), last_error=None)
