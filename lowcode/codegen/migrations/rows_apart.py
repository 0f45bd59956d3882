"""A sub-table that is an entity of its own from now on: what its rows need beside another name of their table."""

from __future__ import annotations

from collections.abc import Iterator

from lowcode.codegen.migrations.draft import Draft
from lowcode.codegen.migrations.operations import MoveFiles, Operation, PlaceRows
from lowcode.codegen.storage import column_of
from lowcode.ir.application import Entity
from lowcode.ir.former import OWNER_COLUMN, PLACE_COLUMN, FormerEntity

_FILES = "FileList()"


def rows_apart(draft: Draft, entity: Entity) -> Iterator[Operation]:
    """Nothing for an entity that was none. New names, and whose the rows are, come with the table and its fields."""
    rows = draft.matching.former_rows(entity.name)
    if rows is not None:
        yield PlaceRows(rows.table, OWNER_COLUMN, PLACE_COLUMN)
        yield from _files(draft, entity, rows)


def _files(draft: Draft, entity: Entity, rows: FormerEntity) -> Iterator[MoveFiles]:
    """Files of rows belong to their owner, those of a record to itself."""
    owner = draft.former.entity_by_name[rows.owner or ""]
    list_ = owner.field_by_name[rows.owner_field or ""]
    by = draft.matching.field_of_owner(entity.name)
    by_column = column_of(entity.field_by_name[by]) if by is not None else None
    columns = {column.name: column.type for column in draft.new_tables[entity.table].columns}
    for field in entity.fields:
        former = draft.matching.fields.get((entity.name, field.name))
        column = column_of(field)
        if former is not None and column is not None and columns[column] == _FILES:
            place = (owner.identifier, f"{list_.identifier}.{former.identifier}")
            yield MoveFiles(entity.table, column, by_column, (rows.identifier, former.identifier), place)
