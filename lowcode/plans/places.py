"""Where the specification says what a step is about: steps for indexes, checks and keys follow from a line as well."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from lowcode.codegen.index_overview import index_overview
from lowcode.codegen.migrations import operations as op
from lowcode.codegen.migrations.steps import Step
from lowcode.codegen.schema_builder import check_name, unique_name
from lowcode.codegen.storage import column_of, link_table
from lowcode.ir.application import Application, Entity
from lowcode.source import Span

_COLUMN = re.compile(r'sa\.column\("([^"]+)"')
_OF_SORT_KEYS = "_sort"


@dataclass(frozen=True)
class Places:
    """Of one application."""

    application: Application

    def of(self, step: Step) -> Span | None:
        """The line that a step follows from; None for what nobody has written, such as lowcode's own tables."""
        found = step.span or self._named.get(step.subject) or self._of_columns(step)
        return found or self._tables.get(step.table) or self._processes.get(step.subject.partition(".")[0])

    @cached_property
    def _named(self) -> Mapping[str, Span]:
        """What the database calls by names of its own: declared checks and unique keys, indexes by their first use."""
        found: dict[str, Span] = {}
        for table in index_overview(self.application):
            for each in table.indexes:
                spans = [reason.span for reason in each.reasons if reason.span is not None]
                found |= {each.index.name: spans[0]} if spans else {}
        for entity in self.application.entities:
            found |= {check_name(entity, each): each.span for each in entity.checks}
            found |= {unique_name(entity, each): each.span for each in entity.unique_keys}
        return found

    @cached_property
    def _processes(self) -> Mapping[str, Span]:
        """What has steps, states or waits of its own."""
        application = self.application
        flows = {each.name: each.span for each in application.flows}
        approvals = {each.name: each.span for each in application.approvals}
        return {each.name: each.span for each in application.rules} | approvals | flows

    @cached_property
    def _tables(self) -> Mapping[str, Span]:
        found: dict[str, Span] = {}
        for entity in self.application.entities:
            found |= {link_table(entity, each): each.span for each in entity.fields}
        return found | {each.table: each.span for each in self.application.entities}

    def _of_columns(self, step: Step) -> Span | None:
        """The field that has the first column of what is done, as far as there still is one."""
        entity = next((each for each in self.application.entities if each.table == step.table), None)
        if entity is None:
            return None
        fields = _fields(entity)
        columns = (name for operation in step.operations for name in _columns(operation))
        return fields.get(next(columns, ""))


def _fields(entity: Entity) -> dict[str, Span]:
    found = {}
    for each in entity.fields:
        column = column_of(each)
        if column is not None:
            found[column] = found[f"{column}{_OF_SORT_KEYS}"] = each.span
    return found


def _columns(operation: op.Operation) -> Iterator[str]:
    match operation:
        case op.AddIndex(index=index) | op.DropIndex(index=index):
            yield from index.columns
        case op.AddCheck(check=check) | op.DropCheck(check=check):
            yield from _COLUMN.findall(check.condition)
        case op.AddForeignKey(key=key) | op.DropForeignKey(key=key):
            yield key.column
        case op.AddColumn(column=column):
            yield column.name
        case _:
            return
