"""How many rules two workers run per second: each changes its record, with history, and tells its owner."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

from sqlalchemy import func, insert, select

from bench.process.application import App
from bench.targets import Measurement
from lowcode.runtime.context import make_context, utc_now
from lowcode.runtime.database.process_tables import timer, worker
from lowcode.runtime.process.clocked import RULE
from lowcode.runtime.process.timers import Wait, arm_all

RUNS = 3_000
WORKERS = 2
_DEADLINE = 120.0


def measure_rules(app: App, database_name: str) -> Iterator[Measurement]:
    """The rate, from the moment at which the workers are there."""
    workers = [app.start_worker() for _ in range(WORKERS)]
    try:
        _wait_for_workers(app)
        _arm_all(app)
        started = time.perf_counter()
        while _waiting(app):
            assert time.perf_counter() - started < _DEADLINE, "the workers never came to an end"
            time.sleep(0.02)
        rate = RUNS / (time.perf_counter() - started)
    finally:
        for each in workers:
            each.terminate()
        for each in workers:
            each.wait()
    name = f"{database_name}: rules run by {WORKERS} workers"
    yield Measurement(name, rate, "/s", 200 if database_name == "postgresql" else None, at_least=True)


def _arm_all(app: App) -> None:
    owner = app.add_person("clerk", "clerk")
    now = utc_now()
    model: Any = app.application.entity_by_name["thing"].model
    row = {"owner_id": owner, "count": 0, "created_at": now, "updated_at": now, "version": 1}
    with app.database.writing() as connection:
        rows = [{**row, "name": f"N{number}", "name_sort": f"n{number}"} for number in range(RUNS)]
        connection.execute(insert(model.__table__), rows)
        ids = connection.scalars(select(model.id)).all()
        waits = [
            Wait(kind=RULE, key=f"b{id_}", due_at=now, entity="thing", record_id=id_, payload={"rule": "nightly"})
            for id_ in ids
        ]
        arm_all(make_context(app.application, connection, now=now), waits)


def _wait_for_workers(app: App) -> None:
    until = time.monotonic() + _DEADLINE
    while time.monotonic() < until:
        with app.database.reading() as connection:
            if connection.execute(select(func.count()).select_from(worker)).scalar_one() == WORKERS:
                time.sleep(1)
                return
        time.sleep(0.1)
    raise AssertionError("the workers do not start")


def _waiting(app: App) -> bool:
    with app.database.reading() as connection:
        waiting = select(timer.c.id).where(timer.c.status == "waiting", timer.c.kind == RULE).limit(1)
        return connection.execute(waiting).first() is not None
