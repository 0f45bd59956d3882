"""What is done once a day for tidiness: timers long over, stray files, kept answers, requests nobody signs."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import Connection, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from lowcode.runtime.api.idempotency import forget_old_answers
from lowcode.runtime.context import Context, make_context
from lowcode.runtime.database.process_tables import schedule as _schedule
from lowcode.runtime.database.process_tables import timer as _timer
from lowcode.runtime.database.session import Database
from lowcode.runtime.definitions import ApplicationDefinition
from lowcode.runtime.files import remove_stray_files
from lowcode.runtime.process.approvals.leaving import tend_requests
from lowcode.runtime.process.timers import Timer, arm, handler
from lowcode.runtime.reports.embeds import forget_old_embeds
from lowcode.runtime.reports.snapshots import forget_old_snapshots

EVERY: Final = datetime.timedelta(days=1)
TIDY: Final = "tidy"
"""The kind of the timer that tidies up."""

_KEPT = datetime.timedelta(days=30)
"""How long timers that are over can be looked at."""

_NAME = "housekeeping"
_INSERTS: Mapping[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


def keep_house(
    database: Database, application: ApplicationDefinition, now: datetime.datetime, options: Mapping[str, Any]
) -> int:
    """Arms the timer of the day, if it has not been; 1 if so."""
    with database.reading() as connection:
        last = _last(connection)
    if last is not None and datetime.timedelta() <= now - last < EVERY:
        return 0
    with database.writing() as connection:
        if not _claim(connection, last, now):
            return 0
        arm(make_context(application, connection, now=now, options=options), TIDY, TIDY, now)
    return 1


@handler(TIDY, alone=True)
def tidy(context: Context, timer: Timer) -> None:
    """Removes what nobody needs any more."""
    over = (_timer.c.status.in_(("done", "cancelled")), _timer.c.finished_at < context.now - _KEPT)
    context.connection.execute(delete(_timer).where(*over, _timer.c.id != timer.id))
    remove_stray_files(context)
    forget_old_answers(context.connection, context.now)
    forget_old_snapshots(context.connection, context.now)
    forget_old_embeds(context.connection, context.now)
    if context.application.processes is not None:
        tend_requests(context)


def _last(connection: Connection) -> datetime.datetime | None:
    found: datetime.datetime | None = connection.execute(
        select(_schedule.c.last_run_at).where(_schedule.c.name == _NAME)
    ).scalar_one_or_none()
    return found


def _claim(connection: Connection, last: datetime.datetime | None, now: datetime.datetime) -> bool:
    """Whether this process is the first to begin the day."""
    if last is None:
        statement = _INSERTS[connection.dialect.name](_schedule).values(name=_NAME, last_run_at=now)
        fresh = statement.on_conflict_do_nothing().returning(_schedule.c.name)
        return connection.execute(fresh).one_or_none() is not None
    same = (_schedule.c.name == _NAME, _schedule.c.last_run_at == last)
    return connection.execute(update(_schedule).where(*same).values(last_run_at=now)).rowcount > 0
