"""Which columns of its records a report reads: what an index has to hold so that it reads nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lowcode.codegen.reads import TITLE, StepKind, stored_reads
from lowcode.codegen.storage import column_of, title_column
from lowcode.ir.access import FieldRight, Verb
from lowcode.ir.application import Application, Entity
from lowcode.ir.expressions import (
    Binary,
    BinaryOperator,
    Expression,
    FieldRead,
    IsIn,
    Literal,
    Variable,
    VariableKind,
)
from lowcode.ir.measure_walking import aggregates_of
from lowcode.ir.reports import Aggregated, ByPeriod, Conversion, Entered, Report, TimeInState
from lowcode.ir.types import ChoiceType

_USER_COLUMNS = {"created_by": "created_by_id", "updated_by": "updated_by_id"}


@dataclass(frozen=True, slots=True)
class Columns:
    """What a source reads of its records. The order counts: a column far behind costs half as much again to reach."""

    pinned: tuple[str, ...]
    """A column that the source's condition compares with constants, if it does."""
    date: tuple[str, ...]
    """The column that periods ask for, if the record has one."""
    asked: tuple[str, ...]
    """Dimensions, values, conditions."""
    rights: tuple[str, ...]
    wished: tuple[str, ...] = ()
    """Filters and clicks: left out where there is no room."""

    @property
    def start(self) -> tuple[str, ...]:
        """What the records are found by."""
        return (*self.pinned, *self.date)

    def all(self) -> tuple[str, ...]:
        """As they stand in the index."""
        return tuple(dict.fromkeys((*self.start, *self.asked, *self.rights, *self.wished)))

    def joined(self, other: Columns) -> Columns:
        """Both together; they begin alike."""
        return Columns(
            self.pinned,
            self.date,
            (*self.asked, *other.asked),
            (*self.rights, *other.rights),
            (*self.wished, *other.wished),
        )


class SourceReader:
    """Tells what one source of a report reads of its records."""

    def __init__(self, application: Application, report: Report, number: int) -> None:
        self._application = application
        self._report = report
        self._number = number
        self._source = report.sources[number]
        self._entity: Entity = application.entity(self._source.entity)

    def needed(self) -> Columns:
        """The columns without which the table has to be looked at."""
        asked = [name for expression in self._asked() for name in self._columns(expression)]
        asked += self._columns(self._source.date)
        if any(not isinstance(each, Aggregated) for each in self._aggregates()):
            asked.append("id")  # the history of states knows records by their ids
        rights = ["owner_record_id"] if self._entity.owner is not None else []
        for expression in self._rights(frozenset(asked)):
            rights += self._columns(expression)
        return Columns(self._pinned(), self._date(), tuple(asked), tuple(rights))

    def wished(self) -> tuple[str, ...]:
        """What filters and clicks read beside it."""
        found = [name for each in self._report.chart.drill for name in self._columns(each.expressions[self._number])]
        for dashboard in self._application.dashboards:
            if any(tile.report == self._report.name for row in dashboard.rows for tile in row.tiles):
                targets = [target for each in dashboard.filters for target in each.targets]
                expressions = [each.expression for each in targets if each.entity == self._entity.name]
                found += [name for expression in expressions for name in self._columns(expression)]
        return tuple(dict.fromkeys(found))

    def _date(self) -> tuple[str, ...]:
        """The column whose order periods follow: that of the chart's own periods before the one of the source.

        Where the date is another record's, it is the reference to that one.
        """
        dimensions = self._report.chart.dimensions
        periods = [each.expressions[self._number] for each in dimensions if isinstance(each.grouping, ByPeriod)]
        for expression in (*periods, self._source.date):
            if isinstance(expression, FieldRead) and _is_this(expression.source):
                columns = tuple(self._columns(expression))
                if len(columns) == 1 and columns != ("id",):
                    return columns
        return tuple(name for name in self._columns(self._source.date) if name != "id")[:1]

    def _pinned(self) -> tuple[str, ...]:
        """The column that `where state == won` compares with constants: its records are one stretch of the index."""
        where = self._source.where
        for part in _conjuncts(where) if where is not None else ():
            operand = _compared(part)
            if operand is not None and isinstance(operand.type, ChoiceType) and _is_this(operand.source):
                columns = tuple(self._columns(operand))
                if len(columns) == 1 and columns != ("id",):
                    return columns
        return ()

    def _aggregates(self) -> list[Aggregated | Entered | Conversion | TimeInState]:
        return [each for each in aggregates_of(self._report) if each.source == self._number]

    def _asked(self) -> Iterator[Expression]:
        for dimension in self._report.chart.dimensions:
            yield dimension.expressions[self._number]
        aggregated = [each for each in self._aggregates() if isinstance(each, Aggregated)]
        yield from (each.value for each in aggregated if each.value is not None)
        yield from (each.condition for each in aggregated if each.condition is not None)
        if self._source.where is not None:
            yield self._source.where

    def _rights(self, columns: frozenset[str]) -> Iterator[Expression]:
        """The conditions under which records, and the values in the columns, may be read."""
        access = self._application.access_to(self._entity.name)
        if access is None:
            return
        for grant in access.grants:
            if Verb.READ in grant.verbs and grant.where is not None:
                yield grant.where
        for block in access.fields:
            if column_of(self._entity.field_by_name[block.field]) in columns:
                yield from (
                    each.where for each in block.grants if each.right is FieldRight.READ and each.where is not None
                )

    def _columns(self, expression: Expression) -> Iterator[str]:
        """The record's own columns that an expression begins with; the id where it goes on from the record itself."""
        if _is_this(expression):
            yield "id"
        for read in stored_reads(self._application, self._entity, expression):
            if not read.path:
                yield self._column(read.field)
            elif read.path[0].kind is StepKind.OWNER:
                yield "owner_record_id"

    def _column(self, name: str) -> str:
        named = self._entity.field_by_name.get(name)
        if named is not None:
            return column_of(named) or "id"
        return title_column(self._entity) if name == TITLE else _USER_COLUMNS.get(name, name)


def _conjuncts(condition: Expression) -> Iterator[Expression]:
    """The conditions that all have to be so."""
    if isinstance(condition, Binary) and condition.operator is BinaryOperator.AND:
        yield from _conjuncts(condition.left)
        yield from _conjuncts(condition.right)
    else:
        yield condition


def _compared(condition: Expression) -> FieldRead | None:
    """The field that must be one of some constants."""
    match condition:
        case Binary(operator=BinaryOperator.EQUAL, left=FieldRead() as field, right=Literal()):
            return field
        case Binary(operator=BinaryOperator.EQUAL, left=Literal(), right=FieldRead() as field):
            return field
        case IsIn(operand=FieldRead() as field, items=items) if all(isinstance(item, Literal) for item in items):
            return field
        case _:
            return None


def _is_this(expression: Expression) -> bool:
    return isinstance(expression, Variable) and expression.kind is VariableKind.THIS
