"""Derives the covering indexes of reports: a report reads its numbers from one index and never looks into the table.

The index of a source begins with the date that periods ask for, so that each period is one stretch of it, and goes on
with every column of the record that the question may read: dimensions, values, conditions, what rights depend on, the
filters of dashboards, and where a click leads. Reports that share the date share the index, as long as it stays narrow.
Where all of them pin a choice (`where state == won`), it stands before the date: the planner would else take the index
of a list in which it stands first, and look into the table for each record.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from lowcode.codegen.index_plan import IndexPlan, IndexUse, Reason
from lowcode.codegen.index_sizes import Width, entity_widths, entry_size, fits
from lowcode.codegen.report_columns import Columns, SourceReader
from lowcode.ir.application import Application

WIDEST = 160
"""Bytes of an entry, about half a row: a wider index would gain little over reading the table."""


@dataclass(frozen=True, slots=True)
class _Need:
    """What one source of a report needs an index for."""

    entity: str
    columns: Columns
    wished: tuple[str, ...]
    reason: Reason


@dataclass(slots=True)
class _Covering:
    """An index in the making, and the reports that it serves."""

    columns: Columns
    reasons: list[Reason] = field(default_factory=list)


@dataclass(slots=True)
class _Table:
    """The indexes of one entity's reports, and how wide its columns are."""

    widths: Mapping[str, Width]
    indexes: list[_Covering] = field(default_factory=list)

    def has_room_for(self, columns: Columns) -> bool:
        """Whether an index may hold all of this."""
        names = columns.all()
        return fits(self.widths, names) and entry_size(self.widths, names).larger <= WIDEST

    def with_wishes(self, needed: Columns, wished: tuple[str, ...]) -> Columns:
        """What is needed, and of what is wished as much as there is room for."""
        columns = needed
        for each in wished:
            more = replace(columns, wished=(*columns.wished, each))
            columns = more if self.has_room_for(more) else columns
        return columns

    def covering(self, columns: Columns) -> _Covering:
        """The index that holds the columns: one that begins alike and has room for them, or a new one."""
        for index in self.indexes:
            together = index.columns.joined(columns)
            if index.columns.start == columns.start and self.has_room_for(together):
                index.columns = together
                return index
        self.indexes.append(_Covering(columns))
        return self.indexes[-1]


def add_report_indexes(plan: IndexPlan, application: Application) -> None:
    """Ask for the indexes of all reports."""
    tables: dict[str, _Table] = {}
    for need in _settled(list(_needs(application))):
        if need.entity not in tables:
            tables[need.entity] = _Table(entity_widths(application, application.entity(need.entity)))
        table = tables[need.entity]
        if need.columns.all() and table.has_room_for(need.columns):
            table.covering(table.with_wishes(need.columns, need.wished)).reasons.append(need.reason)
        elif need.columns.date:
            plan.add_beginning(need.entity, need.columns.date[0], need.reason)
    for entity, table in tables.items():
        for index in table.indexes:
            for reason in index.reasons:
                plan.add(entity, *index.columns.all(), reason=reason, covering=True)


def _needs(application: Application) -> Iterator[_Need]:
    for report in application.reports:
        reason = Reason(IndexUse.REPORT, report.name, report.span)
        for number, source in enumerate(report.sources):
            reader = SourceReader(application, report, number)
            yield _Need(source.entity, reader.needed(), reader.wished(), reason)


def _settled(needs: list[_Need]) -> list[_Need]:
    """Reports of which some pin a column and others do not share the index that begins with the date."""
    pins: dict[tuple[str, tuple[str, ...]], set[tuple[str, ...]]] = {}
    for need in needs:
        pins.setdefault((need.entity, need.columns.date), set()).add(need.columns.pinned)
    return [
        need
        if len(pins[need.entity, need.columns.date]) == 1
        else replace(need, columns=replace(need.columns, pinned=()))
        for need in needs
    ]
