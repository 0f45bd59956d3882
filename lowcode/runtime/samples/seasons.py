"""When things happen in a business: it grows, with weekends, holidays and the end of each quarter."""

from __future__ import annotations

import datetime
import random
from bisect import bisect_right
from itertools import accumulate
from zoneinfo import ZoneInfo

from lowcode.runtime.values.moments import instant, local_date, shift_date

MONTHS_BACK = 27
"""Two years in full swing, and a quarter to get there: what begins takes months to be signed."""
_GROWTH = 0.9
"""So much more than at the beginning happens at the end."""
_OPENS, _CLOSES = 9, 18
"""The hours of an office."""
_QUIET = 0.3
"""A day that weighs less is no working day."""

_WEEKEND = 0.06
_HOLIDAY = 0.1
_QUARTER_END = 1.6
_LAST_DAYS = 10
_MONTHS = (0.95, 0.9, 1.1, 0.98, 1.0, 1.05, 0.9, 0.88, 1.1, 0.95, 1.08, 1.05)

_SPRING_FESTIVALS = {
    2020: (1, 25), 2021: (2, 12), 2022: (2, 1), 2023: (1, 22), 2024: (2, 10), 2025: (1, 29), 2026: (2, 17),
    2027: (2, 6), 2028: (1, 26), 2029: (2, 13), 2030: (2, 3), 2031: (1, 23), 2032: (2, 11), 2033: (1, 31),
    2034: (2, 19), 2035: (2, 8), 2036: (1, 28), 2037: (2, 15), 2038: (2, 4), 2039: (1, 24), 2040: (2, 12),
}  # fmt: skip
"""The first day of the year by the moon's calendar, month and day."""


class Seasons:
    """The working days since the beginning, and how much happens on each."""

    def __init__(self, now: datetime.datetime, timezone: ZoneInfo, *, is_chinese: bool) -> None:
        self._now = now
        self._timezone = timezone
        self._is_chinese = is_chinese
        self.today = self.day_of(now)
        self.first_day: datetime.date = shift_date(self.today, months=-MONTHS_BACK) or self.today
        count = (self.today - self.first_day).days + 1
        self._days = [self.first_day + datetime.timedelta(days=number) for number in range(count)]
        weights = [self._weight(day) * (1 + _GROWTH * place / count) for place, day in enumerate(self._days)]
        self._sums = list(accumulate(weights))

    def day_of(self, moment: datetime.datetime) -> datetime.date:
        """The day of a moment, by the app's clock."""
        return local_date(moment, self._timezone) or moment.date()

    def at(self, share: float) -> datetime.datetime:
        """The moment by which this share of everything had happened."""
        wanted = share * self._sums[-1]
        place = min(bisect_right(self._sums, wanted), len(self._days) - 1)
        before = self._sums[place - 1] if place else 0.0
        within = (wanted - before) / (self._sums[place] - before)
        return self._clock(self._days[place], within)

    def working(self, moment: datetime.datetime, source: random.Random) -> datetime.datetime:
        """The same moment, or the next one at which people are at work."""
        day = self.day_of(moment)
        for _ in range(20):
            if self._weight(day) >= _QUIET:
                break
            day += datetime.timedelta(days=1)
        return self._clock(day, source.random())

    def hurried(self, moment: datetime.datetime, source: random.Random) -> datetime.datetime:
        """What would end in the last weeks of a quarter likes to end in its last days."""
        day = self.day_of(moment)
        last = _quarter_end(day)
        if (last - day).days > 4 * _LAST_DAYS or source.random() < 0.4:
            return self.working(moment, source)
        late = last - datetime.timedelta(days=source.randint(0, min(_LAST_DAYS, (last - day).days)))
        while self._weight(late) < _QUIET and late > day:
            late -= datetime.timedelta(days=1)
        return self._clock(late, source.random())

    def _clock(self, day: datetime.date, within: float) -> datetime.datetime:
        """A moment of the office's hours of the day, never later than now."""
        begins = instant(day, datetime.time(_OPENS), self._timezone) or self._now
        seconds = (_CLOSES - _OPENS) * 3600
        if day == self.today:
            begins = min(begins, self._now - datetime.timedelta(hours=1))
            seconds = min(seconds, int((self._now - begins).total_seconds()))
        moment = begins + datetime.timedelta(seconds=int(within * seconds))
        return min(moment, self._now)

    def _weight(self, day: datetime.date) -> float:
        if self._is_holiday(day):
            return _HOLIDAY
        if day.weekday() >= 5:
            return _WEEKEND
        is_last = (_quarter_end(day) - day).days < _LAST_DAYS
        return _MONTHS[day.month - 1] * (_QUARTER_END if is_last else 1.0)

    def _is_holiday(self, day: datetime.date) -> bool:
        if not self._is_chinese:
            return (day.month, day.day) >= (12, 23) or (day.month, day.day) <= (1, 2)
        month, number = _SPRING_FESTIVALS.get(day.year, (2, 5))
        since = (day - datetime.date(day.year, month, number)).days
        is_national_day = day.month == 10 and day.day <= 7
        return -5 <= since <= 9 or is_national_day or (day.month, day.day) in ((1, 1), (5, 1), (5, 2), (5, 3))


def _quarter_end(day: datetime.date) -> datetime.date:
    month = (day.month - 1) // 3 * 3 + 3
    following = datetime.date(day.year + month // 12, month % 12 + 1, 1)
    return following - datetime.timedelta(days=1)
