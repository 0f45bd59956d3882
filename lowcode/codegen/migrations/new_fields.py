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
from lowcode.ir.application import AutonumberFieldType, Entity, Field, ReferenceFieldType
from lowcode.ir.former import Archive
from lowcode.ir.matching import holds_the_same


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
    archive = _archive(draft, subject, field)
    if archive is not None and _is_restored(draft, entity, field):
        kind, facts = StepKind.RESTORE_COLUMN, (*facts, ("archive", archive.table))
    if field.computed is None:
        operations += _values(draft, entity, field, column, archive)
    operations += columns.required(name)
    draft.add(kind, subject, entity.table, *operations, facts=facts, span=field.span)
    if draft.is_filled(entity.table, name) or field.computed is not None:
        draft.changed.add((entity.name, field.name))


def _is_restored(draft: Draft, entity: Entity, field: Field) -> bool:
    """Whether nothing else gives the field its values."""
    return field.computed is None and draft.fill_of(entity.name, field.name) is None


def _values(draft: Draft, entity: Entity, field: Field, column: Column, archive: Archive | None) -> Iterator[Operation]:
    """What records that are there get."""
    subject = f"{entity.name}.{field.name}"
    fill = draft.fill_of(entity.name, field.name)
    if fill is not None:
        yield fill_from(draft, entity.table, column, fill)
    elif archive is not None:
        target = field.type.entity if isinstance(field.type, ReferenceFieldType) else None
        references = "" if target is None else draft.application.entity(target).table
        yield RestoreColumn(entity.table, column, archive.table, references)
    elif field.flow is not None:
        yield FillColumn(entity.table, replace(column, default=literal(_start(draft, field.flow))))
    yield from draft.numbering(entity, field, column)
    if column.nullable or isinstance(field.type, AutonumberFieldType):
        return
    if column.default is not None and fill is None:
        yield FillColumn(entity.table, column, is_only_empty=archive is not None)
    elif fill is not None or archive is not None:
        yield Guard("empty", entity.table, (column.name,), "", subject, is_late=True)
    else:
        draft.problems.append(RequiredFieldAdded(span=field.span, entity=entity.name, field=field.name))


def _start(draft: Draft, flow: str) -> str:
    """The state in which records are that were there before the flow."""
    states = next(each.states for each in draft.application.flows if each.name == flow)
    return next((state for state in states if state.is_start), states[0]).name


def _archive(draft: Draft, subject: str, field: Field) -> Archive | None:
    """What a field of this name was when it was dropped, if it was of this type."""
    found = draft.archive_of(subject)
    fits = found is not None and found.type is not None and holds_the_same(found.type, field.type)
    return found if fits else None
