"""Records that rules and scenarios ask for: `Opportunity where owner == me`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias, TypeVar

from sqlalchemy import ColumnElement, Select, func, select

from lowcode.runtime.context import Context
from lowcode.runtime.database.record import Record

AnyRecord = TypeVar("AnyRecord", bound=Record)


Condition: TypeAlias = Callable[[Any], ColumnElement[bool]]


def all_records(context: Context, model: type[AnyRecord], condition: Condition | None = None) -> list[AnyRecord]:
    """Every record of the model that meets the condition, by id, whoever asks: automation has no rights of its own.

    What the unit of work has not written yet is written first, so that the question sees it.
    """
    return list(context.session.scalars(_query(context, model, condition)))


def first_record(context: Context, model: type[AnyRecord], condition: Condition | None = None) -> AnyRecord | None:
    """The one with the smallest id."""
    found: AnyRecord | None = context.session.scalars(_query(context, model, condition).limit(1)).first()
    return found


def count_records(context: Context, model: type[AnyRecord], condition: Condition | None = None) -> int:
    """How many there are."""
    query = _query(context, model, condition).order_by(None).with_only_columns(func.count())
    return context.session.execute(query).scalar_one()


def _query(context: Context, model: type[AnyRecord], condition: Condition | None) -> Select[AnyRecord]:
    context.session.flush()
    statement = select(model)
    if condition is not None:
        statement = statement.where(condition(model))
    return statement.order_by(model.__table__.c.id)
