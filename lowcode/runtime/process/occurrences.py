"""When schedules fire: days and clocks are those of the app's time zone."""

from __future__ import annotations

import calendar
import datetime
from zoneinfo import ZoneInfo

from lowcode.runtime.process_definitions import OnCalendar, OnInterval
from lowcode.runtime.values.moments import instant, local_moment, shift_instant

_DAY = datetime.timedelta(days=1)
_LONGEST_PAUSE = 63
"""Days; no calendar schedule pauses longer."""

_FRIDAY = 5


def latest_occurrence(
    trigger: OnCalendar | OnInterval, last: datetime.datetime, now: datetime.datetime, timezone: ZoneInfo
) -> datetime.datetime | None:
    """The latest occurrence after `last` and up to `now`; None if there is none: what was missed before it is lost."""
    if isinstance(trigger, OnInterval):
        return _latest_of_interval(trigger, last, now, timezone)
    today = local_moment(now, timezone).date()
    for days in range(_LONGEST_PAUSE):
        found = _on(trigger, today - _DAY * days, timezone)
        if found is not None and found <= now:
            return found if found > last else None
    return None


def next_occurrence(
    trigger: OnCalendar | OnInterval, last: datetime.datetime, now: datetime.datetime, timezone: ZoneInfo
) -> datetime.datetime | None:
    """The first occurrence after `now` of a schedule that has run at `last`."""
    if isinstance(trigger, OnInterval):
        latest = _latest_of_interval(trigger, last, now, timezone) or last
        return _shifted(trigger, latest, timezone)
    today = local_moment(now, timezone).date()
    found = (_on(trigger, today + _DAY * days, timezone) for days in range(_LONGEST_PAUSE))
    return next((each for each in found if each is not None and each > now), None)


def _on(trigger: OnCalendar, day: datetime.date, timezone: ZoneInfo) -> datetime.datetime | None:
    """The moment at which the schedule fires on a day, if it does."""
    match trigger.unit:
        case "day":
            fires = True
        case "weekday":
            fires = day.isoweekday() <= _FRIDAY
        case "week":
            fires = day.isoweekday() == trigger.day
        case _:
            fires = day.day == min(trigger.day or 1, calendar.monthrange(day.year, day.month)[1])
    return instant(day, trigger.at, timezone) if fires else None


def _latest_of_interval(
    trigger: OnInterval, last: datetime.datetime, now: datetime.datetime, timezone: ZoneInfo
) -> datetime.datetime | None:
    """Intervals keep their phase, however late they are noticed."""
    span = trigger.every
    if not span.months and not span.days:
        whole = int((now - last).total_seconds()) // span.seconds
        return last + datetime.timedelta(seconds=whole * span.seconds) if whole > 0 else None
    found, following = None, _shifted(trigger, last, timezone)
    while following is not None and following <= now:
        found, following = following, _shifted(trigger, following, timezone)
    return found


def _shifted(trigger: OnInterval, moment: datetime.datetime, timezone: ZoneInfo) -> datetime.datetime | None:
    span = trigger.every
    return shift_instant(moment, timezone, months=span.months, days=span.days, seconds=span.seconds)
