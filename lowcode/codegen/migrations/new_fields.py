"""A field that was not there: what the records that are there get."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from lowcode.codegen.migrations.columns import Columns
from lowcode.codegen.migrations.draft import Draft
from lowcode.codegen.migrations.filling import fill_from
from lowcode.codegen.migrations.operations import FillColumn, Guard, Operation, RestoreColumn
from lowcode.codegen.migrations.steps import StepKind
from lowcode.codegen.python_source import literal
from lowcode.codegen.schema import Column
from lowcode.codegen.storage import column_of
from lowcode.diagnostics.problems.migrations import RequiredFieldAdded
from lowcode.ir.application import Entity, Field
from lowcode.ir.changes import Fill
from lowcode.ir.former import Archive


def add_field(draft: Draft, entity: Entity, columns: Columns, field: Field) -> None:
    """The step for a new field with a column of its own; nothing for lists and what is computed on reading."""
    name = column_of(field)
    if name is None:
        return
    subject = f"{entity.name}.{field.name}"
    column = columns.new[name]
    operations: list[Operation] = [columns.added(name)]
    kind = StepKind.STORE_COMPUTED if field.computed is not None else StepKind.ADD_COLUMN
    facts: tuple[tuple[str, str], ...] = (("type", column.type), ("label", field.label.texts[0]))
    fill = draft.fill_of(entity.name, field.name)
    archive = _archive(draft, subject, field)
    if field.computed is None and fill is not None:
        operations += _filled(draft, entity, column, subject, fill)
    elif field.computed is None and archive is not None:
        kind, facts = StepKind.RESTORE_COLUMN, (*facts, ("archive", archive.table))
        operations += _restored(entity, column, subject, archive)
    elif field.flow is not None:
        operations.append(FillColumn(entity.table, replace(column, default=literal(_start(draft, field.flow)))))
    elif not column.nullable and column.default is not None:
        operations.append(FillColumn(entity.table, column))
    elif not column.nullable:
        draft.problems.append(RequiredFieldAdded(span=field.span, entity=entity.name, field=field.name))
    operations += columns.required(name)
    draft.add(kind, subject, entity.table, *operations, facts=facts, span=field.span)
    if draft.is_filled(entity.table, name) or field.computed is not None:
        draft.changed.add((entity.name, field.name))


def _start(draft: Draft, flow: str) -> str:
    """The state in which records are that were there before the flow."""
    states = next(each.states for each in draft.application.flows if each.name == flow)
    return next((state for state in states if state.is_start), states[0]).name


def _archive(draft: Draft, subject: str, field: Field) -> Archive | None:
    """What a field of this name was when it was dropped, if it was of this type."""
    found = draft.archive_of(subject)
    fits = found is not None and found.type is not None and draft.matching.current_type(found.type) == field.type
    return found if fits else None


def _filled(draft: Draft, entity: Entity, column: Column, subject: str, fill: Fill) -> Iterator[Operation]:
    yield fill_from(draft, entity.table, column, fill)
    if not column.nullable:
        yield Guard("empty", entity.table, (column.name,), "", subject, is_late=True)


def _restored(entity: Entity, column: Column, subject: str, archive: Archive) -> Iterator[Operation]:
    yield RestoreColumn(entity.table, column, archive.table)
    if not column.nullable and column.default is not None:
        yield FillColumn(entity.table, column, is_only_empty=True)
    elif not column.nullable:
        yield Guard("empty", entity.table, (column.name,), "", subject, is_late=True)
