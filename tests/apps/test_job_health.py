"""How the work goes, and what people do about what has failed."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import update

from lowcode.runtime.context import make_context
from lowcode.runtime.database.process_tables import circuit, delivery, timer
from lowcode.runtime.jobs import health as jobs
from lowcode.runtime.jobs.workers import register_worker
from lowcode.runtime.process.deliveries import Letter, tell
from lowcode.runtime.process.timers import arm
from tests.apps.trading import SPEC, Office

NOW = datetime.datetime(2026, 3, 1, 8)  # noqa: DTZ001 naive UTC, as the app keeps it
HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def office(boot: Callable[..., object], compile_spec: Callable[[str], object]) -> Office:
    app = boot(compile_spec(SPEC))
    found = Office(app, app.database())
    found.employ("li", "seller")
    with found.database.writing() as connection:
        context = make_context(app.definition, connection, now=NOW)  # type: ignore[attr-defined] # an app
        arm(context, "gone", "late", NOW - HOUR)
        arm(context, "gone", "later", NOW + HOUR)
        arm(context, "gone", "broken", NOW)
        for number in range(3):
            tell(context, "sms", f"+861380000000{number}", Letter("hi"))
        connection.execute(update(timer).where(timer.c.key == "broken").values(status="failed", attempts=8))
        connection.execute(update(delivery).where(delivery.c.id < 3).values(status="dead", attempts=12))
        connection.execute(circuit.insert().values(channel="sms", failures=7, open_until=NOW + HOUR))
    return found


def act(office: Office, step: Callable[[Any], Any]) -> Any:
    with office.database.writing() as connection:
        context = make_context(office.app.definition, connection, office.people["li"], now=NOW)
        return step(context)


def test_the_state_of_all_work(office: Office) -> None:
    with office.database.writing() as connection:
        found = jobs.health(connection, NOW)
        assert (found.waiting_timers, found.failed_timers) == (2, 1)
        assert (found.waiting_deliveries, found.dead_deliveries) == (1, 2)
        assert found.oldest_overdue == NOW - HOUR
        assert found.open_circuits == (("sms", NOW + HOUR),)
        assert not found.is_worked_on
        register_worker(connection, "w1", "worker", NOW)
        assert jobs.health(connection, NOW + HOUR / 61).is_worked_on
        assert not jobs.health(connection, NOW + HOUR).is_worked_on
        assert [row.key for row in jobs.timers_in(connection, "waiting")] == ["late", "later"]
        assert [row.id for row in jobs.deliveries_in(connection, "dead", after=1)] == [1]


def test_failures_are_tried_again_by_hand_and_it_is_kept_who_did_it(office: Office) -> None:
    failed = next(row["id"] for row in office.rows("system_timer") if row["status"] == "failed")
    assert act(office, lambda context: jobs.retry_timer(context, failed))
    assert not act(office, lambda context: jobs.retry_timer(context, 999))
    assert act(office, lambda context: jobs.drop_timer(context, failed))
    assert not act(office, lambda context: jobs.drop_timer(context, failed))
    key = office.rows("system_delivery")[0]["key"]
    assert act(office, jobs.retry_dead) == 2
    first = office.rows("system_delivery")[0]
    assert (first["status"], first["attempts"], first["next_attempt_at"], first["key"]) == ("waiting", 0, NOW, key)
    assert act(office, lambda context: jobs.drop_delivery(context, first["id"]))
    act(office, lambda context: jobs.close_circuit(context, "sms"))
    assert office.rows("system_circuit")[0]["open_until"] is None

    entries = [
        (row["entity"], row["record_id"], row["action"], row["user_id"])
        for row in office.rows("system_history")
        if row["entity"].startswith("system_")
    ]
    li = office.people["li"].user_id
    assert entries == [
        ("system_timer", failed, "retry", li),
        ("system_timer", failed, "cancel", li),
        ("system_delivery", 1, "retry", li),
        ("system_delivery", 2, "retry", li),
        ("system_delivery", 1, "cancel", li),
    ]
