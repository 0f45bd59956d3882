"""Timers on both databases: armed, moved, cancelled; done once each; what fails neither stops others nor stays."""

from __future__ import annotations

import datetime
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import select

from lowcode.runtime.context import Context, make_context
from lowcode.runtime.database.process_tables import timer as table
from lowcode.runtime.migration_work import EXPANDED, forget_work, set_position
from lowcode.runtime.process import sweeping, timers
from lowcode.runtime.process.notifications import notify_user, unread_count
from lowcode.runtime.process.sweeping import next_due, sweep
from lowcode.runtime.process.timers import Timer, Wait, arm, arm_all, cancel, cancel_all, due_after
from lowcode.runtime.process_definitions import Span
from tests.apps.trading import SPEC, Office
from tests.harness.apps import AppUnderTest

START = datetime.datetime(2026, 1, 31, 8)  # noqa: DTZ001 naive UTC, as the app keeps it
HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def office(boot: Callable[..., AppUnderTest], compile_spec: Callable[[str], object]) -> Office:
    app = boot(compile_spec(SPEC))
    found = Office(app, app.database())
    found.employ("li", "seller")
    return found


@pytest.fixture
def kind() -> Iterator[Callable[[timers.TimerHandler], str]]:
    """Registers a handler for the time of the test."""
    before = dict(timers._handlers)

    def register(function: timers.TimerHandler) -> str:
        name = f"test{len(timers._handlers)}"
        timers.handler(name)(function)
        return name

    yield register
    timers._handlers.clear()
    timers._handlers.update(before)


def at(office: Office, hours: float, act: Callable[[Context], Any]) -> Any:
    with office.database.writing() as connection:
        return act(make_context(office.app.definition, connection, now=START + hours * HOUR))


def run(office: Office, hours: float, limit: int = 1_000) -> tuple[int, int]:
    swept = sweep(office.database, office.app.definition, START + hours * HOUR, limit)
    return swept.done, swept.failed


def rows(office: Office) -> list[Any]:
    with office.database.reading() as connection:
        return list(connection.execute(select(table).order_by(table.c.id)))


def tell(office: Office) -> timers.TimerHandler:
    user = office.people["li"].user_id
    assert user is not None
    return lambda context, timer: notify_user(context, user, timer.key)


def told(office: Office) -> list[str]:
    return [row["text"] for row in office.rows("system_notification")]


def test_what_is_due_is_done_once_and_in_order(office: Office, kind: Callable[..., str]) -> None:
    name = kind(tell(office))
    waits = [Wait(kind=name, key=f"k{hours}", due_at=START + hours * HOUR) for hours in (3, 1, 2, 30)]
    at(office, 0, lambda context: arm_all(context, waits))

    with office.database.reading() as connection:
        assert next_due(connection) == START + HOUR
    assert run(office, 0.5) == (0, 0)
    assert run(office, 24) == (3, 0)
    assert run(office, 24) == (0, 0)
    assert told(office) == ["k1", "k2", "k3"]


def test_arming_again_moves_a_timer(office: Office, kind: Callable[..., str]) -> None:
    name = kind(tell(office))
    at(office, 0, lambda context: arm(context, name, "k", START + HOUR, payload={"n": 1}))
    at(office, 0, lambda context: arm(context, name, "k", START + 5 * HOUR, payload={"n": 2}))
    assert run(office, 4) == (0, 0)
    assert run(office, 5) == (1, 0)
    (row,) = rows(office)
    assert (row.generation, row.status, row.payload) == (2, "done", '{"n":2}')

    at(office, 6, lambda context: arm(context, name, "k", START + 7 * HOUR))
    assert run(office, 7) == (1, 0)
    assert told(office) == ["k", "k"]


def test_a_moment_beyond_the_calendar_never_comes(office: Office, kind: Callable[..., str]) -> None:
    name = kind(tell(office))
    at(office, 0, lambda context: arm(context, name, "k", START))
    at(office, 0, lambda context: arm(context, name, "k", due_after(context, Span(months=120_000))))
    assert run(office, 1) == (0, 0)


def test_cancelled_timers_do_nothing(office: Office, kind: Callable[..., str]) -> None:
    name = kind(tell(office))

    def prepare(context: Context) -> None:
        for key, record in (("stay:1", 1), ("stay:2", 1), ("later:1", 1), ("stay:3", 2), ("free", None)):
            arm(context, name, key, START, "firm", record)

    at(office, 0, prepare)
    assert at(office, 0, lambda context: cancel(context, "free"))
    assert not at(office, 0, lambda context: cancel(context, "free"))
    assert at(office, 0, lambda context: cancel_all(context, "firm", 1, "stay:")) == 2
    assert at(office, 0, lambda context: cancel_all(context, "firm", 2)) == 1
    assert run(office, 1) == (1, 0)
    assert told(office) == ["later:1"]


def test_a_handler_may_arm_its_own_timer_again(office: Office, kind: Callable[..., str]) -> None:
    def repeat(context: Context, timer: Timer) -> None:
        tell(office)(context, timer)
        if timer.payload["left"]:
            arm(context, timer.kind, timer.key, context.now + HOUR, payload={"left": timer.payload["left"] - 1})

    name = kind(repeat)
    at(office, 0, lambda context: arm(context, name, "k", START, payload={"left": 2}))
    assert [run(office, hours) for hours in (0, 0, 1, 1, 9, 9)] == [(1, 0), (0, 0), (1, 0), (0, 0), (1, 0), (0, 0)]
    assert told(office) == ["k"] * 3


def test_what_fails_is_put_off_without_effect_and_stops_nobody(office: Office, kind: Callable[..., str]) -> None:
    def fail(context: Context, timer: Timer) -> None:
        tell(office)(context, timer)
        message = "the rule is broken"
        raise ArithmeticError(message)

    bad, good = kind(fail), kind(tell(office))
    at(office, 0, lambda context: arm(context, bad, "bad", START))
    at(office, 0, lambda context: arm(context, good, "good", START))
    assert run(office, 0) == (1, 1)
    assert told(office) == ["good"]
    row = rows(office)[0]
    assert (row.status, row.attempts, row.last_error) == ("waiting", 1, "ArithmeticError: the rule is broken")
    assert START < row.due_at <= START + datetime.timedelta(seconds=10)

    for day in range(1, 9):
        run(office, day * 24)
    row = rows(office)[0]
    assert (row.status, row.attempts) == ("failed", sweeping.MOST_ATTEMPTS)
    assert told(office) == ["good"]


def test_a_kind_that_no_code_knows_any_more_is_a_failure(office: Office) -> None:
    at(office, 0, lambda context: arm(context, "gone", "k", START))
    assert run(office, 0) == (0, 1)
    assert "gone" in rows(office)[0].last_error


def test_sweeps_side_by_side_do_everything_once(office: Office, kind: Callable[..., str]) -> None:
    name = kind(tell(office))
    waits = [Wait(kind=name, key=f"k{number}", due_at=START) for number in range(120)]
    at(office, 0, lambda context: arm_all(context, waits))
    threads = [threading.Thread(target=run, args=(office, 1)) for _ in range(3)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    run(office, 1)
    assert sorted(told(office)) == sorted(wait.key for wait in waits)
    assert {row.status for row in rows(office)} == {"done"}


def test_a_limit_keeps_the_rest_for_later(office: Office, kind: Callable[..., str]) -> None:
    name = kind(tell(office))
    at(office, 0, lambda context: arm_all(context, [Wait(kind=name, key=str(n), due_at=START) for n in range(5)]))
    assert run(office, 0, limit=2) == (2, 0)
    assert told(office) == ["0", "1"]
    with office.database.reading() as connection:
        assert unread_count(connection, office.people["li"].user_id or 0) == 2


@pytest.mark.parametrize(
    ("since", "span", "due"),
    [
        ("2026-01-31 08:00", Span(months=1), "2026-02-28 08:00"),
        ("2028-01-31 08:00", Span(months=1), "2028-02-29 08:00"),
        ("2028-02-29 08:00", Span(months=12), "2029-02-28 08:00"),
        ("2026-03-31 17:30", Span(days=1), "2026-04-01 17:30"),
        ("2026-12-31 15:59", Span(seconds=60), "2026-12-31 16:00"),
    ],
)
def test_spans_follow_the_calendar(office: Office, since: str, span: Span, due: str) -> None:
    start, end = datetime.datetime.fromisoformat(since), datetime.datetime.fromisoformat(due)
    assert at(office, 0, lambda context: due_after(context, span, start)) == end


def test_many_share_a_transaction_and_each_failure_stays_its_own(office: Office, kind: Callable[..., str]) -> None:
    def fail(context: Context, timer: Timer) -> None:
        tell(office)(context, timer)
        message = "the rule is broken"
        raise ArithmeticError(message)

    bad, good = kind(fail), kind(tell(office))
    broken = {0, 7, 8, 29, 44}
    waits = [Wait(kind=bad if n in broken else good, key=f"k{n}", due_at=START) for n in range(45)]
    at(office, 0, lambda context: arm_all(context, waits))
    assert run(office, 0) == (40, 5)
    assert told(office) == [f"k{n}" for n in range(45) if n not in broken]
    assert {row.key for row in rows(office) if row.attempts} == {f"k{n}" for n in broken}


def test_a_timer_may_cancel_or_move_another_that_is_due_as_well(office: Office, kind: Callable[..., str]) -> None:
    def meddle(context: Context, timer: Timer) -> None:
        tell(office)(context, timer)
        cancel(context, "cancelled")
        arm(context, quiet, "moved", context.now + HOUR)

    meddling, quiet = kind(meddle), kind(tell(office))
    keys = ("cancelled", "moved", "kept")
    at(office, 0, lambda context: arm(context, meddling, "first", START))
    at(office, 0, lambda context: arm_all(context, [Wait(kind=quiet, key=key, due_at=START) for key in keys]))
    assert run(office, 0) == (2, 0)
    assert told(office) == ["first", "kept"]
    assert run(office, 1) == (1, 0)
    assert told(office) == ["first", "kept", "moved"]


def test_what_stands_alone_shares_its_transaction_with_nobody(office: Office, kind: Callable[..., str]) -> None:
    def open_timers(context: Context, timer: Timer) -> None:
        done = select(table.c.key).where(table.c.status == "done").order_by(table.c.id)
        with office.database.reading() as connection:
            before = [key for key in connection.scalars(done) if key != timer.key]
        notify_user(context, office.people["li"].user_id or 0, f"{timer.key}: {before}")

    together, alone = kind(open_timers), kind(open_timers)
    timers._alone.add(alone)
    waits = [Wait(kind=alone if key == "c" else together, key=key, due_at=START) for key in "abcde"]
    at(office, 0, lambda context: arm_all(context, waits))
    assert run(office, 0) == (5, 0)
    timers._alone.discard(alone)
    shared = ["a: []", "b: []", "c: ['a', 'b']", "d: ['a', 'b', 'c']", "e: ['a', 'b', 'c']"]
    assert told(office) == shared


def test_what_only_code_of_another_version_knows_is_left_to_it(office: Office) -> None:
    """Both work while a migration under load is half way; before and after it, such a timer is over."""
    about: dict[str, dict[str, Any]] = {
        "rule": {"rule": "none"},
        "transition": {"flow": "none", "transition": "none"},
        "stay_hook": {"flow": "none", "stay_hook": "none"},
        "later": {"block": "none", "records": {}, "user": None},
        "occurrence": {"rule": "none"},
        "look": {"name": "none"},
        "dashboard_mail": {"dashboard": "none", "user": 1, "origin": ""},
        "snapshot": {"report": "none", "key": "none", "user": 1, "locale": "zh", "selection": ""},
    }
    assert set(about) <= set(timers._handlers)

    def arm_them(context: Context) -> None:
        for name, payload in about.items():
            arm(context, name, name, START, payload=payload)

    at(office, 0, lambda context: set_position(context.connection, EXPANDED, "0002", "0001", 0))
    at(office, 0, arm_them)
    assert run(office, 0) == (len(about), 0)
    assert run(office, 0) == (0, 0)
    assert {(row.status, row.attempts) for row in rows(office)} == {("waiting", 0)}
    at(office, 0, lambda context: forget_work(context.connection, EXPANDED))
    assert run(office, 1) == (len(about), 0)
    assert {row.status for row in rows(office)} == {"done"}
