"""One look at the clock: everything that is due at a moment, in order. The clock is an argument: scenarios move it."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Final

from lowcode.runtime.database.session import Database
from lowcode.runtime.definitions import ApplicationDefinition
from lowcode.runtime.jobs import handlers
from lowcode.runtime.process.digests import next_digest, send_digests
from lowcode.runtime.process.schedules import (
    begin_schedules,
    has_clocked_conditions,
    next_schedule,
    sweep_schedules,
)
from lowcode.runtime.process.sweeping import next_due, sweep

BATCH: Final = 200
"""Timers between two looks at everything else."""

_STEP: Final = datetime.timedelta(hours=1)
"""How far a moved clock goes at most without a look at conditions."""

assert handlers.KINDS  # imported, so that what timers do is known wherever time passes


def do_what_is_due(
    database: Database,
    application: ApplicationDefinition,
    now: datetime.datetime,
    *,
    limit: int = BATCH,
    options: Mapping[str, Any] | None = None,
) -> int:
    """Everything that is due at `now` but for sending; how much there was. 0: nothing is left for now."""
    count = sweep_schedules(database, application, now)
    count += send_digests(database, application, now)
    return count + sweep(database, application, now, limit, options).handled


def next_moment(
    database: Database, application: ApplicationDefinition, now: datetime.datetime
) -> datetime.datetime | None:
    """When something is due next, after `now`; what is overdue is not asked about."""
    with database.reading() as connection:
        found = [next_due(connection), next_digest(connection), next_schedule(connection, application, now)]
    if has_clocked_conditions(application):
        found.append(now + _STEP)
    return min((each for each in found if each is not None and each > now), default=None)


def let_time_pass(
    database: Database,
    application: ApplicationDefinition,
    since: datetime.datetime,
    until: datetime.datetime,
    *,
    options: Mapping[str, Any] | None = None,
) -> None:
    """Does what is due between two moments, each thing at its own moment, as if the app had run all the time.

    Nothing is sent: deliveries wait in their table, where scenarios look at them.
    """
    begin_schedules(database, application, since)
    moment: datetime.datetime | None = since
    while moment is not None and moment <= until:
        while do_what_is_due(database, application, moment, options=options):
            continue
        moment = next_moment(database, application, moment) if moment < until else None
    while do_what_is_due(database, application, until, options=options):
        continue
