"""Every index of an application with its weight and what it is for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lowcode.codegen.index_plan import BUDGET, IndexUse, PlannedIndex, Reason
from lowcode.codegen.index_sizes import Size, Width, entity_widths, entry_size, widths_of
from lowcode.codegen.indexes import planned_indexes, table_index
from lowcode.codegen.schema import Schema, Table, TableIndex
from lowcode.codegen.schema_builder import build_schema
from lowcode.codegen.storage import column_of, link_table
from lowcode.ir.application import (
    Application,
    AutonumberFieldType,
    Entity,
    ManyChoiceFieldType,
    ManyReferenceFieldType,
)

ROWS = 100_000
"""Rows of a table that sizes are told for."""


@dataclass(frozen=True, slots=True)
class ExplainedIndex:
    """An index, its bytes per 100,000 rows, and why it is there."""

    index: TableIndex
    size: Size
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class TableOverview:
    """The indexes of one table; `entity` is the one whose records or lists it holds."""

    table: str
    entity: Entity
    indexes: tuple[ExplainedIndex, ...]

    @property
    def size(self) -> Size:
        """Of all indexes together."""
        sizes = [each.size for each in self.indexes]
        return Size(sum(each.sqlite for each in sizes), sum(each.postgresql for each in sizes))

    @property
    def is_over_budget(self) -> bool:
        """Whether there are more than a table should have."""
        return len(self.indexes) > BUDGET


@dataclass(frozen=True, slots=True)
class Crowded:
    """A table with more indexes than the budget allows."""

    table: str
    count: int
    budget: int = BUDGET


def crowded_tables(schema: Schema) -> tuple[Crowded, ...]:
    """The tables over the budget."""
    return tuple(Crowded(table.name, len(table.indexes)) for table in schema.tables if len(table.indexes) > BUDGET)


def index_overview(application: Application) -> tuple[TableOverview, ...]:
    """All tables of the application that have indexes, in the order of the specification."""
    tables = build_schema(application).by_name()
    planned = planned_indexes(application)
    found = (
        overview
        for entity in application.entities
        for overview in _of_entity(application, entity, tables, planned[entity.name])
    )
    return tuple(each for each in found if each.indexes)


def _of_entity(
    application: Application, entity: Entity, tables: Mapping[str, Table], planned: tuple[PlannedIndex, ...]
) -> Iterator[TableOverview]:
    reasons = {table_index(entity.table, each).name: each.reasons for each in planned}
    table = tables[entity.table]
    widths = entity_widths(application, entity)
    explained = [
        _explained(index, widths, reasons.get(index.name) or _unique(entity, index)) for index in table.indexes
    ]
    yield TableOverview(entity.table, entity, tuple(explained))
    for field in entity.fields:
        if isinstance(field.type, ManyChoiceFieldType | ManyReferenceFieldType):
            links = tables[link_table(entity, field)]
            yield _side_table(links, entity, Reason(IndexUse.LINKS, field.name, field.span))
    if entity.owner is None:
        yield _side_table(tables[f"{entity.table}_search"], entity, Reason(IndexUse.SEARCH, entity.name, entity.span))


def _side_table(table: Table, entity: Entity, reason: Reason) -> TableOverview:
    widths = widths_of({column.name: column.type for column in table.columns})
    return TableOverview(table.name, entity, tuple(_explained(each, widths, (reason,)) for each in table.indexes))


def _explained(index: TableIndex, widths: Mapping[str, Width], reasons: tuple[Reason, ...]) -> ExplainedIndex:
    entry = entry_size(widths, index.columns)
    return ExplainedIndex(index, Size(entry.sqlite * ROWS, entry.postgresql * ROWS), reasons)


def _unique(entity: Entity, index: TableIndex) -> tuple[Reason, ...]:
    """What asks for a unique index: a key of several fields, or the field itself."""
    names = {column_of(field): field for field in entity.fields}
    fields = [names[column] for column in index.columns if column in names]
    shown = ", ".join(field.name for field in fields)
    for key in entity.unique_keys:
        if key.fields == tuple(field.name for field in fields):
            return (Reason(IndexUse.UNIQUE, shown, key.span),)
    asks = [field for field in fields if field.unique or isinstance(field.type, AutonumberFieldType)]
    return (Reason(IndexUse.UNIQUE, shown, asks[0].span if asks else entity.span),)
