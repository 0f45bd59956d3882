"""Filters as SQL conditions."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, ColumnElement, and_, false, not_, or_, select, true
from sqlalchemy.sql.elements import SQLCoreOperations

from lowcode.runtime.context import Context
from lowcode.runtime.definitions import ChoiceOf, FieldDefinition, ManyChoiceOf, ManyReference, Scalar
from lowcode.runtime.queries.filters import (
    Contains,
    Filter,
    InPeriod,
    InRange,
    IsEmpty,
    IsOption,
    IsRecord,
    IsTrue,
)
from lowcode.runtime.queries.parsing import TODAY
from lowcode.runtime.queries.plans import EntityPlan, is_many
from lowcode.runtime.values.moments import midnight
from lowcode.runtime.values.periods import period

_DAY = datetime.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class FilterCondition:
    """A filter as SQL."""

    condition: ColumnElement[bool]
    column: Column[Any] | None = None
    """The column that it compares with one value: a walk along an index that begins with it stays in order."""


def filter_condition(plan: EntityPlan, one: Filter, context: Context) -> FilterCondition:
    """The condition that a filter of the address puts on the rows."""
    definition = plan.field(one.field)
    if definition is None:
        raise KeyError(one.field)
    match one:
        case IsOption(names=names):
            return _is_option(plan, definition, names)
        case IsRecord(ids=ids):
            return _is_record(plan, definition, ids)
        case IsTrue(value=value):
            column = _column(plan, definition, context)
            return FilterCondition(column.is_(True) if value else or_(column.is_(False), column.is_(None)))
        case InRange(first=first, last=last):
            return FilterCondition(_in_range(plan, definition, context, first, last))
        case InPeriod(period=name):
            start, end = (context.today, context.today + _DAY) if name == TODAY else period(name, context.today)
            return FilterCondition(_in_range(plan, definition, context, start, end - _DAY))
        case Contains(text=text):
            return FilterCondition(_column(plan, definition, context).icontains(text, autoescape=True))
        case IsEmpty(empty=empty):
            return FilterCondition(_is_empty(plan, definition, context, empty=empty))


def _column(plan: EntityPlan, definition: FieldDefinition, context: Context) -> SQLCoreOperations[Any]:
    """The stored column of a field, or the expression of one that is computed when it is read."""
    column = plan.column(definition)
    if column is not None:
        return column
    if definition.computed is None:
        raise TypeError(f"the field {definition.name} has no value of its own")
    return definition.computed.column(plan.model, context)


def _is_option(plan: EntityPlan, definition: FieldDefinition, names: tuple[str, ...]) -> FilterCondition:
    kind = definition.type
    if not isinstance(kind, ChoiceOf | ManyChoiceOf):
        raise TypeError(f"the field {definition.name} is no choice")
    branches = tuple(dict.fromkeys(below for name in names for below in plan.branch(kind.choice, name)))
    if isinstance(kind, ManyChoiceOf):
        options = plan.option_table(definition)
        return FilterCondition(
            select(options.c.record_id)
            .where(options.c.record_id == plan.table.c.id, options.c.option.in_(branches))
            .exists()
        )
    column = plan.table.c[definition.name]
    if len(branches) == 1:
        return FilterCondition(column == branches[0], column)
    return FilterCondition(column.in_(branches))


def _is_record(plan: EntityPlan, definition: FieldDefinition, ids: tuple[int, ...]) -> FilterCondition:
    if isinstance(definition.type, ManyReference):
        links = plan.link_table(definition)
        return FilterCondition(
            select(links.c.record_id).where(links.c.record_id == plan.table.c.id, links.c.target_id.in_(ids)).exists()
        )
    column = plan.table.c[f"{definition.name}_id"]
    if len(ids) == 1:
        return FilterCondition(column == ids[0], column)
    return FilterCondition(column.in_(ids))


def _in_range(
    plan: EntityPlan, definition: FieldDefinition, context: Context, first: Any, last: Any
) -> ColumnElement[bool]:
    column = _column(plan, definition, context)
    if isinstance(definition.type, Scalar) and definition.type.kind == "datetime":
        return _in_days(column, context, first, last)
    bounds = [column >= first] if first is not None else []
    if last is not None:
        bounds.append(column <= last)
    return and_(true(), *bounds)


def _in_days(
    column: SQLCoreOperations[Any], context: Context, first: datetime.date | None, last: datetime.date | None
) -> ColumnElement[bool]:
    """Instants from the beginning of the first day to the end of the last, in the app's time zone."""
    start = midnight(first, context.timezone)
    end = midnight(last + _DAY, context.timezone) if last is not None and last < datetime.date.max else None
    bounds = [column >= start] if start is not None else []
    if end is not None:
        bounds.append(column < end)
    return and_(true(), *bounds)


def _is_empty(plan: EntityPlan, definition: FieldDefinition, context: Context, *, empty: bool) -> ColumnElement[bool]:
    if not is_many(definition.type):
        column = _column(plan, definition, context)
        return column.is_(None) if empty else column.is_not(None)
    table = plan.option_table(definition) if isinstance(definition.type, ManyChoiceOf) else plan.link_table(definition)
    has_some = select(table.c.record_id).where(table.c.record_id == plan.table.c.id).exists()
    return not_(has_some) if empty else has_some


NOTHING = false()
"""A condition that no row meets."""
