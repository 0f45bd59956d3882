"""Chooses one of several people: in turn, who has least to do, or the first.

Whoever chooses for the same purpose queues up: the row that remembers who was last stays locked until the transaction
ends, so that two records that come in together do not go to the same person.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final, TypeAlias

from sqlalchemy import ColumnElement, func, select, true, update
from sqlalchemy.dialects import postgresql, sqlite

from lowcode.runtime.context import Context
from lowcode.runtime.database.system_tables import counter
from lowcode.runtime.process.index import processes_about

Candidates: TypeAlias = Callable[[Any], ColumnElement[bool]]
Load: TypeAlias = tuple[str, str]
"""The entity whose records are somebody's load, and its field that says whose."""

FIRST: Final = "first"
LEAST_LOADED: Final = "least_loaded"


def pick(
    context: Context, entity: str, condition: Candidates | None, strategy: str, name: str, load: Load | None = None
) -> Any:
    """One of the records that meet the condition; None if there is none. Users who are switched off are nobody."""
    model: Any = context.application.entity_by_name[entity].model
    statement = select(model).order_by(model.id)
    if condition is not None:
        statement = statement.where(condition(model))
    if entity == "user":
        statement = statement.where(model.active.is_(true()))
    if strategy == FIRST:
        return context.session.scalars(statement.limit(1)).first()
    key = f"pick:{name}"
    last: int = context.connection.execute(
        _LOCK[context.connection.dialect.name], {"key": key, "value": 0}
    ).scalar_one()
    candidates = context.session.scalars(statement).all()
    if not candidates:
        return None
    in_turn = [each for each in candidates if each.id > last] + [each for each in candidates if each.id <= last]
    chosen = in_turn[0]
    if strategy == LEAST_LOADED and load is not None:
        loads = _loads(context, load, [each.id for each in candidates])
        chosen = min(in_turn, key=lambda each: loads.get(each.id, 0))
    context.connection.execute(update(counter).where(counter.c.key == key).values(value=chosen.id))
    return chosen


def _loads(context: Context, load: Load, ids: Sequence[int]) -> dict[int, int]:
    """How many records each has; what has come to an end is no load."""
    entity, field = load
    model: Any = context.application.entity_by_name[entity].model
    column = getattr(model, f"{field}_id")
    statement = select(column, func.count()).where(column.in_(ids)).group_by(column)
    about = processes_about(context.application, entity)
    if about is not None and about.flow is not None:
        ends = [each.name for each in about.flow.states if each.is_end]
        statement = statement.where(getattr(model, about.flow.field).not_in(ends))
    return {row[0]: row[1] for row in context.connection.execute(statement)}


def _lock(insert: Any) -> Any:
    statement = insert(counter)
    return statement.on_conflict_do_update(index_elements=[counter.c.key], set_={"value": counter.c.value}).returning(
        counter.c.value
    )


_LOCK = {"sqlite": _lock(sqlite.insert), "postgresql": _lock(postgresql.insert)}
