"""Records that rules and scenarios ask for: `Opportunity where owner == me`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, select

from lowcode.runtime.context import Context
from lowcode.runtime.database.record import Record

AnyRecord = TypeVar("AnyRecord", bound=Record)


def all_records(
    context: Context, model: type[AnyRecord], condition: Callable[[Any], ColumnElement[bool]] | None = None
) -> list[AnyRecord]:
    """Every record of the model that meets the condition, by id, whoever asks: automation has no rights of its own.

    What the unit of work has not written yet is written first, so that the question sees it.
    """
    context.session.flush()
    statement = select(model)
    if condition is not None:
        statement = statement.where(condition(model))
    return list(context.session.scalars(statement.order_by(model.__table__.c.id)))
