"""Filters as SQL conditions."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, and_, not_, or_, select, true
from sqlalchemy.sql.elements import SQLCoreOperations

from lowcode.runtime.context import Context
from lowcode.runtime.definitions import ChoiceOf, FieldDefinition, ManyChoiceOf, ManyReference, Scalar
from lowcode.runtime.field_rights import sight_of
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

Value: TypeAlias = SQLCoreOperations[Any]

_DAY = datetime.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Conditions:
    """Makes conditions on the rows of one entity."""

    plan: EntityPlan
    context: Context

    def of(self, one: Filter) -> ColumnElement[bool]:
        """The condition that a filter of the address puts on the rows; by what one may not read nothing is found."""
        condition = self._condition(one)
        sight = sight_of(self.context, self.plan.definition, one.field)
        return condition if sight.is_full else and_(sight.full.condition(self.plan.model, self.context), condition)

    def _condition(self, one: Filter) -> ColumnElement[bool]:
        definition = self.plan.field(one.field)
        if definition is None:
            raise KeyError(one.field)
        match one:
            case IsOption(names=names):
                return self._is_option(definition, names)
            case IsRecord(ids=ids):
                return self._is_record(definition, ids)
            case IsTrue(value=value):
                column = self._value(definition)
                return column.is_(True) if value else or_(column.is_(False), column.is_(None))
            case InRange(first=first, last=last):
                return self._in_range(definition, first, last)
            case InPeriod(period=name):
                today = self.context.today
                start, end = (today, today + _DAY) if name == TODAY else period(name, today)
                return self._in_range(definition, start, end - _DAY)
            case Contains(text=text):
                return self._value(definition).icontains(text, autoescape=True)
            case IsEmpty(empty=empty):
                return self._is_empty(definition, empty=empty)

    def _value(self, definition: FieldDefinition) -> Value:
        """The stored column of a field, or the expression of one that is computed when it is read."""
        column = self.plan.column(definition)
        if column is not None:
            return column
        if definition.computed is None:
            raise TypeError(f"the field {definition.name} has no value of its own")
        return definition.computed.column(self.plan.model, self.context)

    def _is_option(self, definition: FieldDefinition, names: tuple[str, ...]) -> ColumnElement[bool]:
        kind = definition.type
        if not isinstance(kind, ChoiceOf | ManyChoiceOf):
            raise TypeError(f"the field {definition.name} is no choice")
        branches = tuple(dict.fromkeys(below for name in names for below in self.plan.branch(kind.choice, name)))
        if isinstance(kind, ManyChoiceOf):
            options = self.plan.option_table(definition)
            own = options.c.record_id == self.plan.table.c.id
            return select(options.c.record_id).where(own, options.c.option.in_(branches)).exists()
        column = self._value(definition)
        return column == branches[0] if len(branches) == 1 else column.in_(branches)

    def _is_record(self, definition: FieldDefinition, ids: tuple[int, ...]) -> ColumnElement[bool]:
        if isinstance(definition.type, ManyReference):
            links = self.plan.link_table(definition)
            own = links.c.record_id == self.plan.table.c.id
            return select(links.c.record_id).where(own, links.c.target_id.in_(ids)).exists()
        column = self._value(definition)
        return column == ids[0] if len(ids) == 1 else column.in_(ids)

    def _in_range(self, definition: FieldDefinition, first: Any, last: Any) -> ColumnElement[bool]:
        column = self._value(definition)
        if isinstance(definition.type, Scalar) and definition.type.kind == "datetime":
            return self._in_days(column, first, last)
        bounds = [column >= first] if first is not None else []
        if last is not None:
            bounds.append(column <= last)
        return and_(true(), *bounds)

    def _in_days(self, column: Value, first: datetime.date | None, last: datetime.date | None) -> ColumnElement[bool]:
        """Instants from the beginning of the first day to the end of the last, in the app's time zone."""
        start = midnight(first, self.context.timezone)
        next_day = last + _DAY if last is not None and last < datetime.date.max else None
        end = midnight(next_day, self.context.timezone)
        bounds = [column >= start] if start is not None else []
        if end is not None:
            bounds.append(column < end)
        return and_(true(), *bounds)

    def _is_empty(self, definition: FieldDefinition, *, empty: bool) -> ColumnElement[bool]:
        if not is_many(definition.type):
            value = self._value(definition)
            return value.is_(None) if empty else value.is_not(None)
        is_choice = isinstance(definition.type, ManyChoiceOf)
        table = self.plan.option_table(definition) if is_choice else self.plan.link_table(definition)
        has_some = select(table.c.record_id).where(table.c.record_id == self.plan.table.c.id).exists()
        return not_(has_some) if empty else has_some
