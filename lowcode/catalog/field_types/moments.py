"""Dates, times of day and instants."""

from __future__ import annotations

import datetime
import re

from lowcode.catalog.field_types.base import COMMON_MODIFIERS, FieldError, FieldType, InputFacts, ValueContext
from lowcode.catalog.field_types.locales import date_text, instant_of, local_moment
from lowcode.catalog.field_types.typed_text import half_width
from lowcode.catalog.kinds import StorageKind, ValueKind

EARLIEST = datetime.date(1000, 1, 1)
LATEST = datetime.date(9998, 12, 31)
"""What may be typed. Arithmetic may lead from the year 1 to 9999; beyond that it is empty."""
_MODIFIERS = COMMON_MODIFIERS | {"unique", "min", "max", "index"}
_DATE_FORMS = (
    re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})"),
    re.compile(r"(\d{4})/(\d{1,2})/(\d{1,2})"),
    re.compile(r"(\d{4})\.(\d{1,2})\.(\d{1,2})"),
    re.compile(r"(\d{4})(\d{2})(\d{2})"),
    re.compile(r"(\d{4}) ?年 ?(\d{1,2}) ?月 ?(\d{1,2}) ?[日号]"),
)
_TIME_FORMS = (
    re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2})(?:\.0+)?)?"),
    re.compile(r"(\d{1,2}) ?[时点] ?(?:(\d{1,2}) ?分)?(?: ?(\d{1,2}) ?秒)?"),
)
_DATE_THEN_TIME = re.compile(r"(.+?(?:[日号]|(?<=\d)(?=[T ])))[T ]*(\d{1,2} ?[:时点].*)")


def read_date(text: str) -> datetime.date | None:
    """The day that `text` says in one of the usual forms, None if there is no such day."""
    plain = half_width(text)
    for form in _DATE_FORMS:
        if found := form.fullmatch(plain):
            year, month, day = (int(part) for part in found.groups())
            try:
                return datetime.date(year, month, day)
            except ValueError:
                return None
    return None


def read_time(text: str) -> datetime.time | None:
    """The time of day that `text` says: `9:30`, `09:30:15`, `9点30分`; None if there is none."""
    plain = half_width(text)
    for form in _TIME_FORMS:
        if found := form.fullmatch(plain):
            hour, minute, second = (int(part or 0) for part in found.groups())
            try:
                return datetime.time(hour, minute, second)
            except ValueError:
                return None
    return None


def _check_range(value: datetime.date) -> None:
    if not EARLIEST <= value <= LATEST:
        raise FieldError("date_out_of_range", earliest=EARLIEST.isoformat(), latest=LATEST.isoformat())


class Date(FieldType[datetime.date]):
    """`date`: a calendar day, the same in every time zone."""

    name = "date"
    value_kind = ValueKind.DATE
    storage = StorageKind.DATE
    input = InputFacts(type="date")
    modifiers = _MODIFIERS

    def read(self, text: str, context: ValueContext) -> datetime.date:
        """`2026-11-21`, `2026/11/21`, `20261121`, `2026年11月21日`."""
        del context
        value = read_date(text)
        if value is None:
            raise FieldError("not_a_date")
        return value

    def check(self, value: datetime.date, context: ValueContext) -> None:
        """Refuse years that are typing errors."""
        del context
        _check_range(value)

    def format(self, value: datetime.date, context: ValueContext) -> str:
        """The day as the locale writes it."""
        return date_text(value, context.locale)

    def to_input(self, value: datetime.date, context: ValueContext) -> str:
        """ISO, as `<input type=date>` wants it."""
        del context
        return value.isoformat()


class Time(FieldType[datetime.time]):
    """`time`: a time of day."""

    name = "time"
    value_kind = ValueKind.TIME
    storage = StorageKind.TIME
    input = InputFacts(type="time", step="60")
    modifiers = _MODIFIERS

    def read(self, text: str, context: ValueContext) -> datetime.time:
        """`9:30`, `09:30:15`, `9点30分`."""
        del context
        value = read_time(text)
        if value is None:
            raise FieldError("not_a_time")
        return value

    def format(self, value: datetime.time, context: ValueContext) -> str:
        """Hours and minutes; seconds where there are any."""
        return self.to_input(value, context)

    def to_input(self, value: datetime.time, context: ValueContext) -> str:
        """Hours and minutes; seconds where there are any."""
        del context
        return value.isoformat("seconds" if value.second else "minutes")


class DateTime(FieldType[datetime.datetime]):
    """`datetime`: an instant, kept in UTC, typed and shown in the time zone of the person."""

    name = "datetime"
    value_kind = ValueKind.DATETIME
    storage = StorageKind.UTC_DATETIME
    input = InputFacts(type="datetime-local", step="60")
    modifiers = _MODIFIERS

    def read(self, text: str, context: ValueContext) -> datetime.datetime:
        """A date in any form, then a time of day in any form; a date alone is its midnight."""
        plain = half_width(text)
        if found := _DATE_THEN_TIME.fullmatch(plain):
            day, time = read_date(found[1]), read_time(found[2])
        else:
            day, time = read_date(plain), datetime.time()
        if day is None or time is None:
            raise FieldError("not_a_datetime")
        _check_range(day)
        return instant_of(datetime.datetime.combine(day, time), context.timezone)

    def check(self, value: datetime.datetime, context: ValueContext) -> None:
        """Refuse years that are typing errors."""
        _check_range(local_moment(value, context.timezone).date())

    def format(self, value: datetime.datetime, context: ValueContext) -> str:
        """Day and minute in the time zone of the person."""
        local = local_moment(value, context.timezone)
        return f"{date_text(local.date(), context.locale)} {local:%H:%M}"

    def to_input(self, value: datetime.datetime, context: ValueContext) -> str:
        """As `<input type=datetime-local>` wants it; seconds where there are any, so that nothing is lost."""
        local = local_moment(value, context.timezone)
        return local.isoformat(timespec="seconds" if local.second else "minutes")
