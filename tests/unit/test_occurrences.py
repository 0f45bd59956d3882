"""When schedules fire: month ends, leap days, changes of the clock, what was missed."""

from __future__ import annotations

import datetime
from zoneinfo import ZoneInfo

import pytest

from lowcode.runtime.process.occurrences import latest_occurrence, next_occurrence
from lowcode.runtime.process.retrying import pause
from lowcode.runtime.process_definitions import OnCalendar, OnInterval, Span

SHANGHAI, BERLIN = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin")
NINE = datetime.time(9)


def moment(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text)


def on(unit: str, day: int | None = None, at: datetime.time = NINE) -> OnCalendar:
    return OnCalendar(unit=unit, at=at, day=day)


@pytest.mark.parametrize(
    ("trigger", "last", "now", "expected"),
    [
        (on("day"), "2026-03-01 01:00", "2026-03-02 00:59", None),
        (on("day"), "2026-03-01 01:00", "2026-03-02 01:00", "2026-03-02 01:00"),
        (on("day"), "2026-03-01 01:00", "2026-03-09 00:00", "2026-03-08 01:00"),
        (on("weekday"), "2026-03-06 01:00", "2026-03-08 12:00", None),
        (on("weekday"), "2026-03-06 01:00", "2026-03-09 12:00", "2026-03-09 01:00"),
        (on("week", 1), "2026-03-02 01:00", "2026-03-08 23:00", None),
        (on("week", 7), "2026-03-02 01:00", "2026-03-08 23:00", "2026-03-08 01:00"),
        (on("month", 31), "2026-01-31 01:00", "2026-02-28 01:00", "2026-02-28 01:00"),
        (on("month", 31), "2028-01-31 01:00", "2028-02-28 23:00", None),
        (on("month", 31), "2028-01-31 01:00", "2028-02-29 01:00", "2028-02-29 01:00"),
        (on("month", 1), "2026-01-01 01:00", "2026-06-15 00:00", "2026-06-01 01:00"),
        (OnInterval(every=Span(seconds=7_200)), "2026-03-01 01:00", "2026-03-01 02:59", None),
        (OnInterval(every=Span(seconds=7_200)), "2026-03-01 01:00", "2026-03-02 00:30", "2026-03-01 23:00"),
        (OnInterval(every=Span(months=1)), "2026-01-31 01:00", "2026-02-28 01:00", "2026-02-28 01:00"),
    ],
)
def test_the_latest_occurrence_that_has_not_run(
    trigger: OnCalendar | OnInterval, last: str, now: str, expected: str | None
) -> None:
    found = latest_occurrence(trigger, moment(last), moment(now), SHANGHAI)
    assert found == (moment(expected) if expected else None)


@pytest.mark.parametrize(
    ("trigger", "now", "expected"),
    [
        (on("day"), "2026-03-01 00:59", "2026-03-01 01:00"),
        (on("day"), "2026-03-01 01:00", "2026-03-02 01:00"),
        (on("month", 30), "2026-02-01 00:00", "2026-02-28 01:00"),
        (OnInterval(every=Span(seconds=3_600)), "2026-03-01 02:30", "2026-03-01 03:00"),
    ],
)
def test_the_next_occurrence(trigger: OnCalendar | OnInterval, now: str, expected: str) -> None:
    assert next_occurrence(trigger, moment("2026-03-01 00:00"), moment(now), SHANGHAI) == moment(expected)


def test_clocks_that_are_moved() -> None:
    """On 29 March 2026 there is no half past two in Berlin, on 25 October it is half past two twice."""
    half_past_two = on("day", at=datetime.time(2, 30))
    last, count = moment("2026-03-27 12:00"), 0
    for day in range(1, 6):
        found = latest_occurrence(
            half_past_two, last, moment("2026-03-27 12:00") + datetime.timedelta(days=day), BERLIN
        )
        assert found is not None
        last, count = found, count + 1
    assert count == 5
    before, after = moment("2026-10-24 22:00"), moment("2026-10-25 12:00")
    found = latest_occurrence(half_past_two, before, after, BERLIN)
    assert found == moment("2026-10-25 01:30")
    assert latest_occurrence(half_past_two, found, after, BERLIN) is None


def test_pauses_grow_and_can_be_foretold() -> None:
    pauses = [pause("a", attempt, first=10, most=100).total_seconds() for attempt in range(1, 8)]
    assert pauses == [pause("a", attempt, first=10, most=100).total_seconds() for attempt in range(1, 8)]
    assert all(low <= each <= 2 * low for each, low in zip(pauses, (5, 10, 20, 40, 50, 50, 50), strict=True))
    assert len({pause(str(key), 5, first=10, most=1000) for key in range(50)}) > 20
