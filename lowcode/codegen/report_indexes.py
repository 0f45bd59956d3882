"""Derives the covering indexes of reports: a report reads its numbers from one index and never looks into the table.

The index of a source begins with the date that periods ask for, so that each period is one stretch of it, and goes on
with every column of the record that the question may read: dimensions, values, conditions, what rights depend on, the
filters of dashboards, and where a click leads. Reports that share the date share the index, as long as it stays narrow.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from lowcode.codegen.index_plan import IndexPlan, IndexUse, Reason
from lowcode.codegen.index_sizes import Width, entity_widths, entry_size, fits
from lowcode.codegen.reads import TITLE, StepKind, stored_reads
from lowcode.codegen.storage import column_of, title_column
from lowcode.ir.access import FieldRight, Verb
from lowcode.ir.application import Application, Entity
from lowcode.ir.expressions import Expression, FieldRead, Variable, VariableKind
from lowcode.ir.measure_walking import aggregates_of
from lowcode.ir.reports import Aggregated, ByPeriod, Conversion, Entered, Report, TimeInState

WIDEST = 160
"""Bytes of an entry, about half a row: a wider index would gain little over reading the table."""
_USER_COLUMNS = {"created_by": "created_by_id", "updated_by": "updated_by_id"}


@dataclass(frozen=True, slots=True)
class _Columns:
    """What a source reads of its records. The order counts: a column far behind costs half as much again to reach."""

    date: tuple[str, ...]
    """One column, or none."""
    asked: tuple[str, ...]
    """Dimensions, values, conditions."""
    rights: tuple[str, ...]
    wished: tuple[str, ...] = ()
    """Filters and clicks: left out where there is no room."""

    def all(self) -> tuple[str, ...]:
        """As they stand in the index."""
        return tuple(dict.fromkeys((*self.date, *self.asked, *self.rights, *self.wished)))

    def joined(self, other: _Columns) -> _Columns:
        """Both together."""
        return _Columns(
            self.date,
            (*self.asked, *other.asked),
            (*self.rights, *other.rights),
            (*self.wished, *other.wished),
        )


@dataclass(slots=True)
class _Covering:
    """An index in the making, and the reports that it serves."""

    columns: _Columns
    reasons: list[Reason] = field(default_factory=list)


@dataclass(slots=True)
class _Table:
    """The indexes of one entity's reports, and how wide its columns are."""

    widths: Mapping[str, Width]
    indexes: list[_Covering] = field(default_factory=list)

    def has_room_for(self, columns: _Columns) -> bool:
        """Whether an index may hold all of this."""
        names = columns.all()
        return fits(self.widths, names) and entry_size(self.widths, names).larger <= WIDEST

    def with_wishes(self, needed: _Columns, wished: tuple[str, ...]) -> _Columns:
        """What is needed, and of what is wished as much as there is room for."""
        columns = needed
        for each in wished:
            more = replace(columns, wished=(*columns.wished, each))
            columns = more if self.has_room_for(more) else columns
        return columns

    def covering(self, columns: _Columns) -> _Covering:
        """The index that holds the columns: one that begins alike and has room for them, or a new one."""
        for index in self.indexes:
            together = index.columns.joined(columns)
            if index.columns.date == columns.date and self.has_room_for(together):
                index.columns = together
                return index
        self.indexes.append(_Covering(columns))
        return self.indexes[-1]


def add_report_indexes(plan: IndexPlan, application: Application) -> None:
    """Ask for the indexes of all reports."""
    tables: dict[str, _Table] = {}
    for report in application.reports:
        reason = Reason(IndexUse.REPORT, report.name, report.span)
        for number, source in enumerate(report.sources):
            if source.entity not in tables:
                tables[source.entity] = _Table(entity_widths(application, application.entity(source.entity)))
            table, reader = tables[source.entity], _Reader(application, report, number)
            needed = reader.needed()
            if needed.all() and table.has_room_for(needed):
                table.covering(table.with_wishes(needed, reader.wished())).reasons.append(reason)
            elif needed.date:
                plan.add_beginning(source.entity, needed.date[0], reason)
    for entity, table in tables.items():
        for index in table.indexes:
            for reason in index.reasons:
                plan.add(entity, *index.columns.all(), reason=reason, covering=True)


class _Reader:
    """Tells what one source of a report reads of its records."""

    def __init__(self, application: Application, report: Report, number: int) -> None:
        self._application = application
        self._report = report
        self._number = number
        self._source = report.sources[number]
        self._entity: Entity = application.entity(self._source.entity)

    def needed(self) -> _Columns:
        """The columns without which the table has to be looked at."""
        asked = [name for expression in self._asked() for name in self._columns(expression)]
        asked += self._columns(self._source.date)
        if any(not isinstance(each, Aggregated) for each in self._aggregates()):
            asked.append("id")  # the history of states knows records by their ids
        rights = ["owner_record_id"] if self._entity.owner is not None else []
        for expression in self._rights(frozenset(asked)):
            rights += self._columns(expression)
        return _Columns(self._date(), tuple(asked), tuple(rights))

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


def _is_this(expression: Expression) -> bool:
    return isinstance(expression, Variable) and expression.kind is VariableKind.THIS
