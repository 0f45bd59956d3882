"""The processes that do the work: inside the web server, as a command, one after the other died."""

from __future__ import annotations

import datetime
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from lowcode.runtime.context import make_context, utc_now
from lowcode.runtime.jobs.alone import OnlyOne
from lowcode.runtime.jobs.pass_of_time import let_time_pass
from lowcode.runtime.jobs.runner import EMBEDDED, Runner, Work
from lowcode.runtime.jobs.workers import workers_of
from lowcode.runtime.process.deliveries import Letter, tell, tell_group
from lowcode.runtime.process.preferences import MessagePreferences, write_message_preferences
from lowcode.runtime.process.tasks import create_task, finish_task, open_tasks
from tests.apps.trading import SPEC, Office
from tests.harness.servers import Answer, web_server

DEADLINE = 60.0
START = datetime.datetime(2026, 1, 31, 8)  # noqa: DTZ001 naive UTC, as the app keeps it
HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def office(boot: Callable[..., object], compile_spec: Callable[[str], object]) -> Office:
    app = boot(compile_spec(SPEC))
    found = Office(app, app.database())
    found.employ("li", "seller")
    found.employ("wang", "seller")
    return found


def number(office: Office, name: str) -> int:
    found = office.people[name].user_id
    assert found is not None
    return found


def give_task(office: Office, *, due_in: datetime.timedelta, now: datetime.datetime | None = None) -> int:
    now = now or utc_now()
    with office.database.writing() as connection:
        context = make_context(office.app.definition, connection, now=now)
        people = (number(office, "li"), number(office, "wang"), number(office, "li"))
        return create_task(context, "首次电话", people, due_at=now + due_in)


def told(office: Office) -> list[str]:
    return [row["text"] for row in office.rows("system_notification")]


def wait_until(condition: Callable[[], bool]) -> None:
    until = time.monotonic() + DEADLINE
    while not condition():
        assert time.monotonic() < until, "it never happened"
        time.sleep(0.05)


@contextmanager
def process(office: Office, *arguments: str, **environment: str) -> Iterator[subprocess.Popen[str]]:
    app = office.app.app
    started = subprocess.Popen(
        [sys.executable, "-m", app.package, *arguments],
        cwd=app.folder,
        env={**os.environ, "DATABASE_URL": office.app.url, "LC_ALL": "en_US.UTF-8", **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield started
    finally:
        if started.poll() is None:
            started.kill()
        started.communicate()


def test_the_worker_does_what_is_due_and_ends_when_told(office: Office) -> None:
    give_task(office, due_in=-HOUR)
    with process(office, "worker") as worker:
        wait_until(lambda: len(told(office)) == 2)
        with office.database.reading() as connection:
            (state,) = workers_of(connection)
        assert (state.kind, state.stopping) == ("worker", False)
        worker.send_signal(signal.SIGTERM)
        output, errors = worker.communicate(timeout=DEADLINE)
    assert worker.returncode == 0, errors
    assert "worker is running" in output
    assert told(office) == ["任务已到期：首次电话"] * 2
    with office.database.reading() as connection:
        assert workers_of(connection) == []


def test_a_worker_that_is_told_twice_ends_at_once(office: Office) -> None:
    with web_server() as stalling:
        stalling.answers = [Answer(after=DEADLINE)]
        with office.database.writing() as connection:
            context = make_context(office.app.definition, connection)
            tell_group(context, "wecom", ("13800001111",), Letter("hi"))
        with process(office, "worker", LOWCODE_WECOM_ROBOT=stalling.address) as worker:
            wait_until(lambda: office.rows("system_delivery")[0]["attempts"] == 1)
            worker.send_signal(signal.SIGTERM)
            with pytest.raises(subprocess.TimeoutExpired):
                worker.wait(1.5)
            worker.send_signal(signal.SIGTERM)
            assert worker.wait(DEADLINE) == -signal.SIGTERM
    assert office.rows("system_delivery")[0]["status"] == "waiting"


def test_a_worker_may_do_what_is_due_and_end(office: Office) -> None:
    give_task(office, due_in=-HOUR)
    give_task(office, due_in=HOUR)
    assert "3" in office.app.app.run(office.app.url, "worker", "--once")
    assert len(told(office)) == 2


def test_the_runner_ends_with_what_it_was_doing_done(office: Office) -> None:
    give_task(office, due_in=-HOUR)
    runner = Runner(Work(application=office.app.definition, database=office.database, environment={}), EMBEDDED)
    runner.start()
    wait_until(lambda: len(told(office)) == 2)
    assert runner.stop(DEADLINE)
    assert runner.handled >= 1


def test_one_process_at_a_time_has_the_lock(tmp_path: object) -> None:
    first, second = OnlyOne(tmp_path / "a.sqlite3"), OnlyOne(tmp_path / "a.sqlite3")  # type: ignore[operator] # a path
    assert first.acquire()
    assert first.acquire()
    assert not second.acquire()
    first.release()
    assert second.acquire()
    second.release()


def test_tasks_are_done_by_whoever_is_first_and_no_reminder_follows(office: Office) -> None:
    task = give_task(office, due_in=HOUR, now=START)
    with office.acting("li") as context:
        assert [each.id for each in open_tasks(context.connection, number(office, "wang"))] == [task]
        assert finish_task(context, task)
        assert not finish_task(context, task)
        assert open_tasks(context.connection, number(office, "wang")) == []
    let_time_pass(office.database, office.app.definition, START, START + 9 * HOUR)
    assert told(office) == []


def test_quiet_hours_and_digests(office: Office) -> None:
    night = MessagePreferences(quiet_from=datetime.time(22), quiet_until=datetime.time(7, 30))
    daily = MessagePreferences(digest_at=datetime.time(18))
    model = office.app.definition.entity_by_name["user"].model
    with office.database.writing() as connection:
        write_message_preferences(connection, number(office, "li"), night)
        write_message_preferences(connection, number(office, "wang"), daily)
    for hour in (15, 16):  # 23:00 and 24:00 in Shanghai
        moment = START.replace(hour=hour)
        with office.database.writing() as connection:
            context = make_context(office.app.definition, connection, now=moment)
            for name in ("li", "wang"):
                user = context.session.get(model, number(office, name))
                tell(context, "email", user, Letter(f"text {hour}", f"subject {hour}"))
                tell(context, "app", user, Letter("at once"))
    rows = office.rows("system_delivery")
    li, wang = (number(office, name) for name in ("li", "wang"))
    assert {row["next_attempt_at"] for row in rows if row["user_id"] == li} == {datetime.datetime(2026, 1, 31, 23, 30)}  # noqa: DTZ001 naive UTC, as the app keeps it
    assert {row["status"] for row in rows if row["user_id"] == wang} == {"digest"}
    assert len(told(office)) == 4

    let_time_pass(office.database, office.app.definition, START.replace(hour=16), START + 48 * HOUR)
    of_wang = [row for row in office.rows("system_delivery") if row["user_id"] == wang]
    assert [row["status"] for row in of_wang] == ["sent", "sent", "waiting"]
    digest = of_wang[2]
    assert digest["created_at"] == datetime.datetime(2026, 2, 1, 10)  # noqa: DTZ001 naive UTC, as the app keeps it
    assert "text 15" in digest["payload"]
    assert "subject 16" in digest["payload"]
    assert digest["address"] == "wang@example.com"
