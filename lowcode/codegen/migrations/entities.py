"""Entities and sub-tables: which tables are new, stay, or are set aside."""

from __future__ import annotations

from collections.abc import Iterator

from lowcode.codegen.migrations.columns import Columns
from lowcode.codegen.migrations.draft import CreatedTable, Draft, RowName, TableMoves, label_facts
from lowcode.codegen.migrations.fields import FieldDiffer
from lowcode.codegen.migrations.operations import (
    ArchiveTable,
    CancelWaiting,
    DropTable,
    Operation,
)
from lowcode.codegen.migrations.rows_apart import rows_apart
from lowcode.codegen.migrations.steps import Loss, StepKind
from lowcode.codegen.schema import Table
from lowcode.codegen.storage import link_table
from lowcode.ir.application import Entity, ManyChoiceFieldType, ManyReferenceFieldType
from lowcode.ir.changes import Kind
from lowcode.ir.former import FormerEntity


def entity_steps(draft: Draft) -> list[FieldDiffer]:
    """Goes through all entities; gives what compares the fields of those that stay."""
    differs = []
    for entity in draft.application.entities:
        former = draft.matching.entities.get(entity.name)
        if former is None or former.table not in draft.old_tables:
            _create(draft, entity)
        else:
            differs.append(_keep(draft, entity, former))
    for differ in differs:
        differ.compare()
    stay = {former.name for former in draft.matching.entities.values()}
    for former in draft.former.entities:
        if former.name not in stay:
            _set_aside(draft, former)
    return differs


def search_table(table: str) -> str:
    """The table of the search terms of an entity."""
    return f"{table}_search"


def _create(draft: Draft, entity: Entity) -> None:
    tables = draft.new_tables
    names = [entity.table]
    names += [
        link_table(entity, field)
        for field in entity.fields
        if isinstance(field.type, ManyChoiceFieldType | ManyReferenceFieldType)
    ]
    if entity.owner is None:
        names.append(search_table(entity.table))
    for name in names:
        draft.created[name] = CreatedTable(tables[name], StepKind.CREATE_TABLE, entity.name, entity.span)


def _keep(draft: Draft, entity: Entity, former: FormerEntity) -> FieldDiffer:
    old, new = draft.old_tables, draft.new_tables
    moves = TableMoves(old[former.table], new[entity.table], {}, {})
    draft.moves.append(moves)
    if entity.owner is None:
        before, after = old.get(search_table(former.table)), new[search_table(entity.table)]
        if before is None:
            draft.created[after.name] = CreatedTable(after, StepKind.CREATE_TABLE, entity.name, entity.span)
        else:
            draft.moves.append(TableMoves(before, after, {column.name: column.name for column in before.columns}, {}))
    if former.name != entity.name or former.table != entity.table or former.identifier != entity.identifier:
        facts = (("old", former.name), ("table", former.table))
        step = draft.add(StepKind.RENAME_TABLE, entity.name, entity.table, facts=facts, span=entity.span)
        step.operations += rows_apart(draft, entity)
        draft.row_names.append(RowName(Kind.ENTITY.value, "", former.identifier, entity.identifier, step))
    return FieldDiffer(draft, entity, former, Columns(moves))


def _set_aside(draft: Draft, former: FormerEntity) -> None:
    """An entity that is gone takes its sub-tables, links and search terms with it."""
    why = draft.why_gone(former)
    table = draft.old_tables.get(former.table)
    if why is None or table is None:
        return
    reason, span = why
    subject = former.name
    archives: list[ArchiveTable] = []
    types = {field.link_table: field.type for field in former.fields}
    operations: list[Operation] = []
    for each in (table, *_links(draft, former)):
        about = subject if each is table else f"{subject}:{each.name}"
        apart, keys = draft.apart(each)
        archive = draft.archive(
            Kind.ENTITY, about, each.name, types.get(each.name), whole=apart, entity=former if each is table else None
        )
        archives.append(ArchiveTable(apart, archive, subject, reason))
        operations += keys
    if former.owner is None:
        search, keys = draft.apart(draft.old_tables[search_table(former.table)])
        operations += [*keys, DropTable(search)]
        operations.append(CancelWaiting(Kind.ENTITY.value, "", former.identifier, reason=reason))
    operations += archives
    labels = label_facts(former.label, *former.others)
    facts = (("reason", reason), ("archive", archives[0].archive), *labels)
    draft.add(StepKind.ARCHIVE_TABLE, subject, table.name, *operations, loss=Loss.RECOVERABLE, facts=facts, span=span)


def _links(draft: Draft, former: FormerEntity) -> Iterator[Table]:
    for field in former.fields:
        if field.link_table in draft.old_tables:
            yield draft.old_tables[field.link_table or ""]
