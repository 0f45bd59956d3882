"""Conditions with two values, and choosing between values. In a WHERE an empty answer counts as no already."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, case, false, func, or_
from sqlalchemy.types import TypeEngine

from lowcode.runtime.context import Context
from lowcode.runtime.database.types import ExactDecimal, Text, UnboundedDecimal, UtcDateTime, WholeNumber
from lowcode.runtime.values.columns.constants import Operand, clause, is_whole, scale_of
from lowcode.runtime.values.columns.numbers import at_scale
from lowcode.runtime.values.columns.portable import Portable
from lowcode.runtime.values.moments import FIRST_INSTANT, LAST_INSTANT, midnight, shift_date
from lowcode.runtime.values.periods import period


def truth(condition: Operand) -> ColumnElement[bool]:
    """The condition with no for an empty answer: for places where `NOT` or a column sees it."""
    return func.coalesce(clause(condition), false())


def chosen(condition: Operand, when_true: Operand, when_false: Operand) -> ColumnElement[Any]:
    """`if condition then … else …`; both values are of one type."""
    arms = _of_one_type(clause(when_true), clause(when_false))
    return _typed(case((clause(condition), arms[0]), else_=arms[1]), arms)


def first_given(*values: Operand) -> ColumnElement[Any]:
    """The first value that is not empty."""
    arms = _of_one_type(*map(clause, values))
    return _typed(func.coalesce(*arms), arms)


def smallest(*values: Operand) -> ColumnElement[Any]:
    """The smallest of the values that are not empty."""
    return _extreme("smallest", values)


def greatest(*values: Operand) -> ColumnElement[Any]:
    """The greatest of the values that are not empty."""
    return _extreme("greatest", values)


def in_period(value: Operand, name: str, context: Context) -> ColumnElement[bool]:
    """Whether a day or an instant lies in the period: a range of constants, so that indexes work."""
    moment = clause(value)
    first, end = period(name, context.today)
    if isinstance(moment.type, UtcDateTime):
        return and_(moment >= midnight(first, context.timezone), moment < midnight(end, context.timezone))
    return and_(moment >= first, moment < end)


def on_day(value: Operand, operator: str, day: datetime.date | None, timezone: ZoneInfo) -> ColumnElement[bool]:
    """The day of an instant compared with a constant day: a range of instants, so that indexes work."""
    if day is None:
        return false()
    moment = clause(value)
    start = midnight(day, timezone) or FIRST_INSTANT
    end = midnight(shift_date(day, days=1), timezone) or LAST_INSTANT + datetime.timedelta(seconds=1)
    ranges: Mapping[str, ColumnElement[bool]] = {
        "==": and_(moment >= start, moment < end),
        "!=": or_(moment < start, moment >= end),
        "<": moment < start,
        "<=": moment < end,
        ">": moment >= end,
        ">=": moment >= start,
    }
    return ranges[operator]


def is_number(value: ColumnElement[Any]) -> bool:
    """Whether the value is a number in units."""
    return isinstance(value.type, ExactDecimal | WholeNumber) or value.type.python_type is int


def _extreme(operation: str, values: tuple[Operand, ...]) -> ColumnElement[Any]:
    arms = _of_one_type(*map(clause, values))
    if is_number(arms[0]):
        return Portable(operation, _common_type(arms), *arms)
    if isinstance(arms[0].type, Text):
        arms = tuple(Portable("code_points", Text(), arm) for arm in arms)
    return Portable(f"{operation}_text", arms[0].type, *arms)


def _of_one_type(*arms: ColumnElement[Any]) -> tuple[ColumnElement[Any], ...]:
    """Numbers brought to one scale."""
    if not all(is_number(arm) for arm in arms) or all(is_whole(arm) for arm in arms):
        return arms
    scale = max(map(scale_of, arms))
    return tuple(at_scale(arm, scale) for arm in arms)


def _common_type(arms: tuple[ColumnElement[Any], ...]) -> TypeEngine[Any]:
    if all(is_whole(arm) for arm in arms):
        return WholeNumber()
    return UnboundedDecimal(max(map(scale_of, arms)))


def _typed(value: ColumnElement[Any], arms: tuple[ColumnElement[Any], ...]) -> ColumnElement[Any]:
    """Which arm is taken is not known, so the result has a type that holds each."""
    value.type = _common_type(arms) if is_number(arms[0]) else arms[0].type
    return value
