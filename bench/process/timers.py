"""Timers among a million others that wait: arming, sweeping, memory."""

from __future__ import annotations

import datetime
import time
from collections.abc import Iterator

import psutil
from sqlalchemy import text

from bench.process.application import App
from bench.processes import MEBIBYTE
from bench.targets import Measurement
from lowcode.runtime.context import Context, make_context, utc_now
from lowcode.runtime.process.notifications import notify_user
from lowcode.runtime.process.sweeping import sweep
from lowcode.runtime.process.timers import Timer, arm, handler

OPEN = 1_000_000
ARMED = 2_000
SWEPT = 1_000
ROUNDS = 5
"""Of arming and sweeping, after which memory is looked at again."""

_KIND = "bench"
_NUMBERS = {
    "sqlite": "WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < :many) SELECT n"
    " FROM numbers",
    "postgresql": "SELECT n FROM generate_series(1, :many) AS numbers(n)",
}


@handler(_KIND)
def tell(context: Context, timer: Timer) -> None:
    """What the measured timers do: write one row."""
    notify_user(context, timer.payload["user"], timer.key, ("thing", timer.payload["user"]))


def measure_timers(app: App, database_name: str) -> Iterator[Measurement]:
    """The targets on one database."""
    user = app.add_person("clerk", "clerk")
    _fill(app, database_name)
    process = psutil.Process()
    _round(app, user, 0)
    before = process.memory_info().rss
    rounds = [_round(app, user, number) for number in range(1, ROUNDS + 1)]
    growth = (process.memory_info().rss - before) / MEBIBYTE
    where = f"{database_name}, {OPEN:,} timers waiting"
    arming = max(each[0] for each in rounds)
    sweeping = min(each[1] for each in rounds)
    yield Measurement(f"{where}: timers armed, each in its own transaction", arming, "/s", 500, at_least=True)
    yield Measurement(f"{where}: sweep of {SWEPT:,} that are due", sweeping, "s", 2)
    yield Measurement(f"{where}: memory after {ROUNDS * SWEPT:,} more", growth, "MB", 10)


def _fill(app: App, database_name: str) -> None:
    """Timers that are due in a hundred years."""
    values = "'far:' || n, 'bench', 'thing', n, '{}', :due, 1, 'waiting', 0, :now"
    statement = (
        "INSERT INTO system_timer (key, kind, entity, record_id, payload, due_at, generation, status, attempts,"
        f" created_at) SELECT {values} FROM ({_NUMBERS[database_name]}) AS numbered"
    )
    now = utc_now()
    moments = {"now": now, "due": now + datetime.timedelta(days=36_500)}
    if database_name == "sqlite":
        moments = {name: str(moment) for name, moment in moments.items()}  # type: ignore[misc] # as SQLite keeps them
    with app.database.writing() as connection:
        connection.execute(text(statement), {"many": OPEN, **moments})


def _round(app: App, user: int, number: int) -> tuple[float, float]:
    """Timers armed per second, and the seconds of a sweep."""
    now = utc_now()
    started = time.perf_counter()
    for place in range(ARMED):
        due = now if place < SWEPT else now + datetime.timedelta(days=3)
        with app.database.writing() as connection:
            context = make_context(app.application, connection, now=now)
            arm(context, _KIND, f"bench:{number}:{place}", due, "thing", place, {"user": user})
    rate = ARMED / (time.perf_counter() - started)
    started = time.perf_counter()
    done = sweep(app.database, app.application, now, SWEPT).done
    seconds = time.perf_counter() - started
    assert done == SWEPT, f"{done} timers were swept"
    return rate, seconds
