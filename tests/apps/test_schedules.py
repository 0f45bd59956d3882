"""Rules that the clock sets off: by the calendar, every so often, when a condition has become true."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from lowcode.runtime.context import make_context
from lowcode.runtime.database.process_tables import schedule, timer
from lowcode.runtime.definitions import EntityDefinition
from lowcode.runtime.jobs.pass_of_time import do_what_is_due, let_time_pass
from lowcode.runtime.process.schedules import begin_schedules
from lowcode.runtime.saving.outcome import Saved
from lowcode.runtime.saving.save import save
from lowcode.runtime.saving.submission import Submission
from tests.apps.trading import Office

SPEC = """
app clocks "时钟" / "Clocks" { locale zh-CN, en; timezone "Asia/Shanghai"; currency CNY }
role clerk "文员" / "Clerk"
entity Order "订单" / "Order" {
  name   "名称" / "Name": text(60) required
  due_on "到期" / "Due": date
  open   "未结" / "Open": bool default true
  daily  "每日" / "Daily": int default 0
  hourly "每时" / "Hourly": int default 0
  late   "逾期" / "Late": int default 0
}
access Order { clerk all }
rule Daily "每日" / "Daily" for Order every day at 09:00 { when open; set daily = daily + 1 }
rule Hourly "每时" / "Hourly" for Order every 1h { set hourly = hourly + 1 }
rule Late "逾期" / "Late" for Order on due_on < today and open { set late = late + 1 }
"""
START = datetime.datetime(2026, 1, 31, 0, 30)  # noqa: DTZ001 naive UTC, as the app keeps it; 08:30 in Shanghai
HOUR = datetime.timedelta(hours=1)
DAY = 24 * HOUR


class Clocks:
    """The app, and a clock that is moved by hand."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.now = START
        self.definition = office.app.definition
        self.order: EntityDefinition = self.definition.entity_by_name["order"]
        begin_schedules(office.database, self.definition, START)

    def pass_by(self, span: datetime.timedelta) -> None:
        let_time_pass(self.office.database, self.definition, self.now, self.now + span)
        self.now += span

    def stand_still(self, span: datetime.timedelta) -> None:
        """The app was stopped all the time."""
        self.now += span
        while do_what_is_due(self.office.database, self.definition, self.now):
            continue

    def save(self, record_id: int | None = None, **values: Any) -> int:
        with self.office.database.writing() as connection:
            context = make_context(self.definition, connection, now=self.now)
            outcome = save(context, self.order, record_id, Submission(values=values))
            assert isinstance(outcome, Saved), outcome
            return outcome.record_id

    def counts(self, number: int) -> tuple[int, int, int]:
        (row,) = [row for row in self.office.rows("order") if row["id"] == number]
        return row["daily"], row["hourly"], row["late"]


@pytest.fixture
def clocks(boot: Callable[..., Any], compile_spec: Callable[[str], Any]) -> Clocks:
    app = boot(compile_spec(SPEC))
    return Clocks(Office(app, app.database()))


def test_schedules_run_for_each_record_at_their_times(clocks: Clocks) -> None:
    first, closed = clocks.save(name="a"), clocks.save(name="b", open=False)
    clocks.pass_by(HOUR)
    assert clocks.counts(first) == (1, 1, 0)
    clocks.pass_by(2 * DAY)
    assert clocks.counts(first) == (3, 49, 0)
    assert clocks.counts(closed) == (0, 49, 0)


def test_what_was_missed_is_made_up_for_once(clocks: Clocks) -> None:
    first = clocks.save(name="a")
    clocks.stand_still(40 * DAY)
    assert clocks.counts(first) == (1, 1, 0)
    clocks.pass_by(HOUR)
    assert clocks.counts(first) == (2, 2, 0)


def test_a_condition_that_time_makes_true_is_noticed_once(clocks: Clocks) -> None:
    today = datetime.date(2026, 1, 31)
    late = clocks.save(name="a", due_on=today)
    never = clocks.save(name="b")
    clocks.pass_by(DAY)
    assert (clocks.counts(late)[2], clocks.counts(never)[2]) == (1, 0)
    clocks.pass_by(5 * DAY)
    assert clocks.counts(late)[2] == 1

    clocks.save(late, due_on=today + 9 * DAY)
    clocks.pass_by(DAY)
    assert clocks.counts(late)[2] == 1
    clocks.pass_by(5 * DAY)
    assert clocks.counts(late)[2] == 2


def test_a_condition_that_a_save_makes_true_is_noticed_once(clocks: Clocks) -> None:
    late = clocks.save(name="a", due_on=datetime.date(2026, 1, 1))
    assert clocks.counts(late)[2] == 1
    clocks.pass_by(2 * DAY)
    assert clocks.counts(late)[2] == 1


def test_what_was_true_before_the_rule_was_there_is_no_news(clocks: Clocks) -> None:
    with clocks.office.database.writing() as connection:
        connection.execute(schedule.delete())
        model: Any = clocks.order.model
        system = {"created_at": START, "updated_at": START, "version": 1}
        row = {"name": "a", "name_sort": "a", "due_on": datetime.date(2026, 1, 1), "open": True}
        numbers = {"daily": 0, "hourly": 0, "late": 0}
        connection.execute(model.__table__.insert(), {**system, **row, **numbers})
    clocks.pass_by(2 * DAY)
    (order,) = clocks.office.rows("order")
    assert order["late"] == 0


def test_a_clock_that_was_wrong_does_not_stop_schedules(clocks: Clocks) -> None:
    first = clocks.save(name="a")
    with clocks.office.database.writing() as connection:
        connection.execute(schedule.update().values(last_run_at=START + 400 * DAY))
    clocks.pass_by(DAY)
    assert clocks.counts(first)[0] >= 1


def test_one_record_that_fails_does_not_stop_the_others(clocks: Clocks) -> None:
    bad, good = clocks.save(name="a"), clocks.save(name="b")
    with clocks.office.database.writing() as connection:
        model: Any = clocks.order.model
        connection.execute(model.__table__.update().where(model.id == bad).values(daily=10**18 - 1))
    clocks.pass_by(2 * HOUR)
    assert clocks.counts(good) == (1, 2, 0)
    with clocks.office.database.reading() as connection:
        rows = connection.execute(select(timer).where(timer.c.last_error.is_not(None), timer.c.record_id == bad)).all()
    assert rows
