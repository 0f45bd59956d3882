"""Charts along time: which stretches they show, as cuts through the line of days or instants.

A scale has a first day or instant per group and an end; what lies before the first group or after the last is counted
there (`EARLIER`, `LATER`), so that no record is lost however wrong its date.
"""

from __future__ import annotations

import datetime
import functools
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from lowcode.runtime.report_definitions import DateUnit, Earlier
from lowcode.runtime.reports.calendar_units import hours_of, instant_of, plus_days, plus_units, unit_starts
from lowcode.runtime.reports.comparing import Days, earlier_unit
from lowcode.runtime.reports.cuts import Cut

MOST = 2_000
"""Groups of a chart along time; of more, the latest are shown."""
_SPARE = 200
"""Of them, so many may lie in the future."""


@dataclass(frozen=True, slots=True)
class Scale:
    """Groups that follow each other. `number` (from 1) is what the database answers for each."""

    unit: DateUnit
    starts: tuple[Cut, ...]
    """The first day (or instant) of each group."""
    end: Cut
    """Before which the last group ends."""
    is_cut: bool = False
    """There may be groups that are not shown by themselves."""

    @property
    def cuts(self) -> tuple[Cut, ...]:
        """What the database is given."""
        return (*self.starts, self.end)

    def bounds(self, number: int) -> tuple[Cut, Cut]:
        """The beginning and the end of a group."""
        cuts = self.cuts
        return cuts[number - 1], cuts[number]


@dataclass(frozen=True, slots=True)
class Timeline:
    """How a dimension along time is cut: by days, or by instants in a time zone."""

    unit: DateUnit
    is_instant: bool
    timezone: ZoneInfo
    fiscal_start: int
    today: datetime.date

    def scale(self, days: Days) -> Scale:
        """The groups from the first day to before the end."""
        kept, is_cut = self._kept(days)
        zone = self.timezone if self.is_instant else None
        cuts = _cuts(self.unit, kept, zone, self.fiscal_start)
        return Scale(self.unit, cuts[:-1], cuts[-1], is_cut)

    def _kept(self, days: Days) -> tuple[Days, bool]:
        """Not more groups than can be shown: those until a little after today."""
        first, end = days
        most = MOST // 24 if self.unit is DateUnit.HOUR else MOST
        earliest = plus_units(self.unit, end, -most)
        if first >= earliest:
            return days, False
        latest = plus_units(self.unit, self.today, max(1, most * _SPARE // MOST))
        end = min(end, latest)
        return (max(first, plus_units(self.unit, end, -most)), end), True

    def day_of(self, cut: Cut) -> datetime.date:
        """The day that a cut stands for."""
        if not isinstance(cut, datetime.datetime):
            return cut
        return cut.replace(tzinfo=datetime.UTC).astimezone(self.timezone).date()

    def earlier(self, scale: Scale, against: Earlier, now: datetime.datetime) -> EarlierScale:
        """What each group of a scale is compared with."""
        if scale.unit is DateUnit.HOUR:
            stretches = [self._earlier_hour(scale.bounds(number), against, now) for number in _numbers(scale)]
        else:
            stretches = [self._earlier_days(scale.bounds(number), against) for number in _numbers(scale)]
        cuts = tuple(sorted({cut for stretch in stretches for cut in stretch}))
        position = {cut: place for place, cut in enumerate(cuts, start=1)}
        groups: dict[int, list[int]] = {}
        for number, (first, end) in zip(_numbers(scale), stretches, strict=True):
            for place in range(position[first], position[end]):
                groups.setdefault(place, []).append(number)
        return EarlierScale(cuts, {place: tuple(numbers) for place, numbers in groups.items()})

    def _earlier_days(self, bounds: tuple[Cut, Cut], against: Earlier) -> tuple[Cut, Cut]:
        first, end = (self.day_of(each) for each in bounds)
        earlier = earlier_unit(self.unit, (first, end), against, self.today)
        if not self.is_instant:
            return earlier
        return instant_of(earlier[0], self.timezone), instant_of(earlier[1], self.timezone)

    def _earlier_hour(self, bounds: tuple[Cut, Cut], against: Earlier, now: datetime.datetime) -> tuple[Cut, Cut]:
        first, end = (each for each in bounds if isinstance(each, datetime.datetime))
        if against is Earlier.PERIOD:
            moved = first - (end - first)
        else:
            day = self.day_of(first)
            back = earlier_unit(DateUnit.DAY, (day, plus_days(day, 1)), against, day)[0]
            moved = instant_of(back, self.timezone) + (first - instant_of(day, self.timezone))
        passed = min(end, now) - first if first <= now else end - first
        return moved, moved + max(passed, datetime.timedelta(seconds=1))


@functools.lru_cache(maxsize=256)
def _cuts(unit: DateUnit, days: Days, zone: ZoneInfo | None, fiscal_start: int) -> tuple[Cut, ...]:
    """Where the units of these days begin, and where the last one ends; instants with a zone, days without."""
    starts = unit_starts(unit, *days, fiscal_start)
    if zone is None:
        return tuple(starts)
    if unit is not DateUnit.HOUR:
        return tuple(instant_of(each, zone) for each in starts)
    return (*(hour for day in starts[:-1] for hour in hours_of(day, zone)), instant_of(starts[-1], zone))


@dataclass(frozen=True, slots=True)
class EarlierScale:
    """Cuts of earlier stretches, and the groups that each stretch between two cuts is part of."""

    cuts: tuple[Cut, ...]
    groups: dict[int, tuple[int, ...]]


def _numbers(scale: Scale) -> range:
    return range(1, len(scale.starts) + 1)
