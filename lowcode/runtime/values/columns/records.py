"""Reading other records in SQL: along references, over lists, up a tree.

Each of these is a subquery with an alias of its own, correlated with whatever is outside of it, so that they nest and
fit into access predicates, filters, sort keys and updates alike.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from decimal import Decimal
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, ScalarSelect, Select, Table, func, literal_column, select
from sqlalchemy import exists as sql_exists

from lowcode.runtime.database.aliases import shared_alias
from lowcode.runtime.database.types import Text, UnboundedDecimal, WholeNumber
from lowcode.runtime.values.columns.constants import Operand, clause, is_whole, scale_of
from lowcode.runtime.values.columns.logic import is_number
from lowcode.runtime.values.columns.numbers import divide
from lowcode.runtime.values.columns.portable import Portable

Model = TypeVar("Model")
Value = Callable[[type[Model]], Operand]
Condition = Callable[[type[Model]], Operand]


_open: ContextVar[tuple[type[Any], ...]] = ContextVar("_open", default=())
"""The models whose records the conditions being built look at, outermost first."""


@contextmanager
def _record(model: type[Any]) -> Iterator[Any]:
    """An alias of the model that nothing around it uses."""
    outside = _open.get()
    token = _open.set((*outside, model))
    try:
        yield shared_alias(model, "level", str(outside.count(model)))
    finally:
        _open.reset(token)


def read(record_id: Operand, model: type[Model], value: Value[Model]) -> ColumnElement[Any]:
    """What `value` reads from the record of `model` with this id; empty if there is none."""
    with _record(model) as record:
        return _scalar(record, clause(value(record)), clause(record.id) == clause(record_id))


def related(record_id: Operand, model: type[Model], condition: Condition[Model]) -> ColumnElement[bool]:
    """Whether the record of `model` with this id fulfils the condition; databases start from either end."""
    with _record(model) as record:
        ids: Select[Any] = select(record.id).where(clause(condition(record)))
        return clause(record_id).in_(ids.correlate_except(record))


def exists(model: type[Model], condition: Condition[Model]) -> ColumnElement[bool]:
    """Whether there is a record of `model` like that."""
    with _record(model) as record:
        found: Select[Any] = select(literal_column("1")).select_from(record).where(clause(condition(record)))
        return sql_exists(found.correlate_except(record))


def count(model: type[Model], condition: Condition[Model]) -> ColumnElement[int]:
    """How many records of `model` are like that."""
    with _record(model) as record:
        return _scalar(record, func.count(type_=WholeNumber()), clause(condition(record)))


def total(model: type[Model], value: Value[Model], condition: Condition[Model]) -> ColumnElement[Any]:
    """The sum over the records of `model` that are like that; 0 for none."""
    with _record(model) as record:
        sum_ = sum_of(clause(value(record)))
        return _scalar(record, func.coalesce(sum_, 0, type_=sum_.type), clause(condition(record)))


def minimum(model: type[Model], value: Value[Model], condition: Condition[Model]) -> ColumnElement[Any]:
    """The smallest value of the records of `model` that are like that; empty for none."""
    return _extreme("minimum", model, value, condition)


def maximum(model: type[Model], value: Value[Model], condition: Condition[Model]) -> ColumnElement[Any]:
    """The greatest value of the records of `model` that are like that; empty for none."""
    return _extreme("maximum", model, value, condition)


def average(
    model: type[Model], value: Value[Model], condition: Condition[Model], scale: int
) -> ColumnElement[Decimal | None]:
    """The mean, rounded half away from zero to `scale` digits; empty for none."""
    with _record(model) as record:
        operand = clause(value(record))
        mean = divide(sum_of(operand), func.count(operand, type_=WholeNumber()), scale)
        return _scalar(record, mean, clause(condition(record)))


def first(model: type[Model], value: Value[Model], condition: Condition[Model]) -> ColumnElement[Any]:
    """The value of the first record (by id) of `model` that is like that; empty for none."""
    with _record(model) as record:
        statement = select(clause(value(record))).where(clause(condition(record))).order_by(record.id).limit(1)
        return statement.correlate_except(record).scalar_subquery()


def linked(links: Table, record_id: Operand, target_id: Operand) -> ColumnElement[bool]:
    """Whether the link table of a many-to-many field joins the two records."""
    rows = links.alias()
    condition = (rows.c.record_id == clause(record_id)) & (rows.c.target_id == clause(target_id))
    return sql_exists(select(rows.c.record_id).where(condition).correlate_except(rows))


def is_within(record_id: Operand, model: type[Model], parent_id: Value[Model], root_id: Operand) -> ColumnElement[bool]:
    """Whether the record is the one with the id `root_id` or below it; a cycle ends the walk."""
    with _record(model) as root, _record(model) as child:
        start = select(root.id.label("id")).where(root.id == clause(root_id)).correlate_except(root)
        tree = start.cte(recursive=True, nesting=True)
        below = select(child.id).where(clause(parent_id(child)) == tree.c.id).correlate_except(child, tree)
        tree = tree.union(below)
        return clause(record_id).in_(select(tree.c.id).correlate_except(tree))


def _scalar(record: Any, value: ColumnElement[Any], condition: ColumnElement[Any]) -> ScalarSelect[Any]:
    """One value from the records of an alias."""
    return select(value).select_from(record).where(condition).correlate_except(record).scalar_subquery()


def _is_unbounded(value: ColumnElement[Any]) -> bool:
    return isinstance(value.type, UnboundedDecimal | WholeNumber)


def sum_of(value: ColumnElement[Any]) -> ColumnElement[Any]:
    """The sum of the group; of a column in plain SQL, which stays inside 64 bits for any amounts that exist."""
    type_: Any = WholeNumber() if is_whole(value) else UnboundedDecimal(scale_of(value))
    if _is_unbounded(value):
        return Portable("sum", type_, value)
    return func.sum(value, type_=type_)


def _extreme(
    operation: str, model: type[Model], value: Value[Model], condition: Condition[Model]
) -> ColumnElement[Any]:
    with _record(model) as record:
        return _scalar(record, extreme_of(operation, clause(value(record))), clause(condition(record)))


def extreme_of(operation: str, value: ColumnElement[Any]) -> ColumnElement[Any]:
    """The `minimum` or `maximum` of the group."""
    if is_number(value) and _is_unbounded(value):
        return Portable(operation, value.type, value)
    ordered = Portable("code_points", Text(), value) if isinstance(value.type, Text) else value
    return (func.min if operation == "minimum" else func.max)(ordered, type_=value.type)
