"""How calls of the language's functions become calls of helpers, which have the same names in every target.

Functions that need more than their arguments passed on (rounding, texts of values, units) are in `target.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum


class Taken(Enum):
    """What a helper wants of an argument."""

    VALUE = "value"
    DAY = "day"
    """The calendar day: of an instant, that in the app's time zone."""
    CLOCK = "clock"
    """The time of day, likewise."""


@dataclass(frozen=True, slots=True)
class Direct:
    """A function that is one helper; `constants` are further arguments."""

    helper: str
    takes: tuple[Taken, ...] = ()
    """One per argument; by default the values."""
    constants: tuple[int, ...] = ()


def _on_day(helper: str) -> Direct:
    return Direct(helper, (Taken.DAY,))


def _between_days(helper: str) -> Direct:
    return Direct(helper, (Taken.DAY, Taken.DAY))


DIRECT: Mapping[str, Direct] = {
    **{
        name: Direct(name)
        for name in (
            "length",
            "upper",
            "lower",
            "trim",
            "contains",
            "starts_with",
            "ends_with",
            "replace",
            "left",
            "right",
        )
    },
    **{
        name: _on_day(name)
        for name in (
            "year",
            "quarter",
            "month",
            "week",
            "day",
            "weekday",
            "first_day_of_week",
            "last_day_of_week",
            "first_day_of_month",
            "last_day_of_month",
            "first_day_of_quarter",
            "last_day_of_quarter",
            "first_day_of_year",
            "last_day_of_year",
        )
    },
    **{name: _between_days(name) for name in ("days_between", "months_between", "years_between")},
    "hour": Direct("hour", (Taken.CLOCK,)),
    "minute": Direct("minute", (Taken.CLOCK,)),
    "hours_between": Direct("seconds_between", constants=(3600,)),
    "minutes_between": Direct("seconds_between", constants=(60,)),
}
"""The functions whose helper gets the arguments as they are."""


@dataclass(frozen=True, slots=True)
class Shift:
    """`add_weeks(d, n)`: `unit` of `shift_date` and `shift_instant`, so many of it."""

    unit: str
    factor: int


SHIFTS: Mapping[str, Shift] = {
    "add_days": Shift("days", 1),
    "add_weeks": Shift("days", 7),
    "add_months": Shift("months", 1),
    "add_years": Shift("months", 12),
    "add_hours": Shift("seconds", 3600),
    "add_minutes": Shift("seconds", 60),
}

ROUNDINGS: Mapping[str, str] = {
    "round": "rounded",
    "floor": "floored",
    "ceil": "ceiled",
    "truncate": "truncated",
}

SPECIAL = frozenset(
    {
        "substring",
        "concat",
        "text",
        "abs",
        "min",
        "max",
        "money",
        "percent",
        "decimal",
        "cny_capitals",
        "today",
        "now",
        "date",
        "time",
        "datetime",
        "coalesce",
    }
)
"""The functions that `target.py` writes case by case."""
