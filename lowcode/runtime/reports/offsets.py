"""When the clocks of a time zone are changed, as Python knows it: the database's own rules may be others."""

from __future__ import annotations

import datetime
import functools
from dataclasses import dataclass
from zoneinfo import ZoneInfo

FIRST_YEAR = 1900
LAST_YEAR = 2100
_STEP = datetime.timedelta(days=7)
_SECOND = datetime.timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Offsets:
    """Seconds to add to UTC: `seconds[0]` before the first change, `seconds[i]` from the i-th on."""

    changes: tuple[datetime.datetime, ...]
    """UTC, ascending."""
    seconds: tuple[int, ...]


@functools.lru_cache(maxsize=16)
def offsets_of(timezone: ZoneInfo) -> Offsets:
    """All changes between the years 1900 and 2100; what lies outside has the first or last offset."""
    moment = datetime.datetime(FIRST_YEAR, 1, 1)  # noqa: DTZ001 naive UTC by convention
    end = datetime.datetime(LAST_YEAR, 1, 1)  # noqa: DTZ001 naive UTC by convention
    changes: list[datetime.datetime] = []
    seconds = [_offset(moment, timezone)]
    while moment < end:
        following = moment + _STEP
        if _offset(following, timezone) != seconds[-1]:
            changes.append(_change_between(moment, following, timezone))
            seconds.append(_offset(changes[-1], timezone))
            following = changes[-1]
        moment = following
    return Offsets(tuple(changes), tuple(seconds))


def _offset(moment: datetime.datetime, timezone: ZoneInfo) -> int:
    local = moment.replace(tzinfo=datetime.UTC).astimezone(timezone)
    return int((local.utcoffset() or datetime.timedelta()).total_seconds())


def _change_between(start: datetime.datetime, end: datetime.datetime, timezone: ZoneInfo) -> datetime.datetime:
    """The first second that has another offset than `start`."""
    before = _offset(start, timezone)
    while end - start > _SECOND:
        middle = start + (end - start) // 2
        middle = middle.replace(microsecond=0)
        if _offset(middle, timezone) == before:
            start = middle
        else:
            end = middle
    return end
