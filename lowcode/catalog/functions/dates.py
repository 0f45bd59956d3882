"""Functions on dates and instants. An instant counts with its day and clock in the app's time zone."""

from __future__ import annotations

from lowcode.catalog.functions.base import (
    DATES,
    DATETIMES,
    INTEGERS,
    Function,
    ResultRule,
    Signature,
    always,
    like_first,
    parameter,
)
from lowcode.catalog.kinds import ValueKind

_MOMENT = parameter("moment", DATES)
_INSTANT = parameter("instant", DATETIMES)
_COUNT = parameter("count", INTEGERS)
_gives_integer = always(ValueKind.INTEGER)
_gives_date = always(ValueKind.DATE)


def _part(name: str, zh: str, en: str) -> Function:
    signature = Signature(parameters=(_MOMENT,), result=_gives_integer)
    return Function(name=name, signatures=(signature,), zh=zh, en=en, example=f"{name}(created_at)")


def _clock_part(name: str, zh: str, en: str) -> Function:
    parameters = (parameter("clock", frozenset({ValueKind.DATETIME, ValueKind.TIME})),)
    signature = Signature(parameters=parameters, result=_gives_integer)
    return Function(name=name, signatures=(signature,), zh=zh, en=en, example=f"{name}(created_at)")


def _between(name: str, zh: str, en: str, *, instants_only: bool = False) -> Function:
    accepts = DATETIMES if instants_only else DATES
    signature = Signature(parameters=(parameter("start", accepts), parameter("end", accepts)), result=_gives_integer)
    return Function(name=name, signatures=(signature,), zh=zh, en=en, example=f"{name}(created_at, now)")


def _add(name: str, zh: str, en: str, *, instants_only: bool = False) -> Function:
    signature = Signature(parameters=(_INSTANT if instants_only else _MOMENT, _COUNT), result=like_first)
    return Function(name=name, signatures=(signature,), zh=zh, en=en, example=f"{name}(created_at, 3)")


def _edge(name: str, zh: str, en: str) -> Function:
    signature = Signature(parameters=(_MOMENT,), result=_gives_date)
    return Function(name=name, signatures=(signature,), zh=zh, en=en, example=f"{name}(today)")


def _clock(name: str, result: ResultRule, zh: str, en: str) -> Function:
    signature = Signature(parameters=(), result=result)
    return Function(name=name, signatures=(signature,), zh=zh, en=en, example=name, reads_clock=True)


TODAY = _clock("today", _gives_date, "今天（应用所在时区）。", "Today in the app's time zone.")
NOW = _clock("now", always(ValueKind.DATETIME), "现在，精确到秒。", "This moment, in whole seconds.")
YEAR = _part("year", "年份。", "The year.")
QUARTER = _part("quarter", "季度，1 至 4。", "The quarter, 1 to 4.")
MONTH = _part("month", "月份，1 至 12。", "The month, 1 to 12.")
WEEK = _part("week", "ISO 周数，1 至 53；周一为一周之始。", "The ISO week, 1 to 53; weeks start on Monday.")
DAY = _part("day", "日，1 至 31。", "The day of the month, 1 to 31.")
WEEKDAY = _part("weekday", "星期几：周一为 1，周日为 7。", "The day of the week: Monday is 1, Sunday is 7.")
HOUR = _clock_part("hour", "小时，0 至 23。", "The hour, 0 to 23.")
MINUTE = _clock_part("minute", "分钟，0 至 59。", "The minute, 0 to 59.")
DATE = Function(
    name="date",
    signatures=(
        Signature(parameters=(_MOMENT,), result=_gives_date),
        Signature(
            parameters=(parameter("year", INTEGERS), parameter("month", INTEGERS), parameter("day", INTEGERS)),
            result=_gives_date,
        ),
    ),
    zh="时间点所在的日期；或由年、月、日组成的日期，不存在的日期为空。",
    en="The day of an instant; or the day with this year, month and day, empty if there is no such day.",
    example="date(created_at) == date(2026, 11, 21)",
)
TIME = Function(
    name="time",
    signatures=(Signature(parameters=(_INSTANT,), result=always(ValueKind.TIME)),),
    zh="时间点的钟点（应用所在时区）。",
    en="The time of day of an instant.",
    example="time(created_at) < 09:00",
)
DATETIME = Function(
    name="datetime",
    signatures=(
        Signature(parameters=(parameter("date", frozenset({ValueKind.DATE})),), result=always(ValueKind.DATETIME)),
        Signature(
            parameters=(
                parameter("date", frozenset({ValueKind.DATE})),
                parameter("time", frozenset({ValueKind.TIME})),
            ),
            result=always(ValueKind.DATETIME),
        ),
    ),
    zh="某日某时的时间点；省略时间则为零点。",
    en="The instant of a day and a time of day; of midnight without a time.",
    example="datetime(today, 09:00)",
)
DAYS_BETWEEN = _between(
    "days_between", "从前者到后者的日历天数，可为负。", "Calendar days from the first to the second; may be negative."
)
MONTHS_BETWEEN = _between(
    "months_between", "从前者到后者的整月数，可为负。", "Whole months from the first to the second; may be negative."
)
YEARS_BETWEEN = _between(
    "years_between",
    "从前者到后者的整年数，可用于年龄。",
    "Whole years from the first to the second; an age, for example.",
)
HOURS_BETWEEN = _between(
    "hours_between", "两个时间点之间的整小时数。", "Whole hours between two instants.", instants_only=True
)
MINUTES_BETWEEN = _between(
    "minutes_between", "两个时间点之间的整分钟数。", "Whole minutes between two instants.", instants_only=True
)
ADD_DAYS = _add("add_days", "加若干天。", "So many days later.")
ADD_WEEKS = _add("add_weeks", "加若干周。", "So many weeks later.")
ADD_MONTHS = _add(
    "add_months", "加若干月；超过月末则取月末。", "So many months later; a day that the month has not becomes its last."
)
ADD_YEARS = _add(
    "add_years", "加若干年；2 月 29 日遇平年取 28 日。", "So many years later; 29 February becomes the 28th."
)
ADD_HOURS = _add("add_hours", "加若干小时。", "So many hours later.", instants_only=True)
ADD_MINUTES = _add("add_minutes", "加若干分钟。", "So many minutes later.", instants_only=True)
FIRST_DAY_OF_WEEK = _edge("first_day_of_week", "所在周的周一。", "The Monday of its week.")
LAST_DAY_OF_WEEK = _edge("last_day_of_week", "所在周的周日。", "The Sunday of its week.")
FIRST_DAY_OF_MONTH = _edge("first_day_of_month", "所在月的第一天。", "The first day of its month.")
LAST_DAY_OF_MONTH = _edge("last_day_of_month", "所在月的最后一天。", "The last day of its month.")
FIRST_DAY_OF_QUARTER = _edge("first_day_of_quarter", "所在季度的第一天。", "The first day of its quarter.")
LAST_DAY_OF_QUARTER = _edge("last_day_of_quarter", "所在季度的最后一天。", "The last day of its quarter.")
FIRST_DAY_OF_YEAR = _edge("first_day_of_year", "所在年的第一天。", "The first day of its year.")
LAST_DAY_OF_YEAR = _edge("last_day_of_year", "所在年的最后一天。", "The last day of its year.")

FUNCTIONS = (
    TODAY,
    NOW,
    YEAR,
    QUARTER,
    MONTH,
    WEEK,
    DAY,
    WEEKDAY,
    HOUR,
    MINUTE,
    DATE,
    TIME,
    DATETIME,
    DAYS_BETWEEN,
    MONTHS_BETWEEN,
    YEARS_BETWEEN,
    HOURS_BETWEEN,
    MINUTES_BETWEEN,
    ADD_DAYS,
    ADD_WEEKS,
    ADD_MONTHS,
    ADD_YEARS,
    ADD_HOURS,
    ADD_MINUTES,
    FIRST_DAY_OF_WEEK,
    LAST_DAY_OF_WEEK,
    FIRST_DAY_OF_MONTH,
    LAST_DAY_OF_MONTH,
    FIRST_DAY_OF_QUARTER,
    LAST_DAY_OF_QUARTER,
    FIRST_DAY_OF_YEAR,
    LAST_DAY_OF_YEAR,
)
