"""Whether required fields can be filled by anybody."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Set as AbstractSet

from lowcode.diagnostics.problem import Problem
from lowcode.diagnostics.problems.cycles import RequiredCycle
from lowcode.diagnostics.problems.field_values import RequiredOfExisting
from lowcode.diagnostics.problems.structure import ClearRequired
from lowcode.diagnostics.problems.views import RequiredNotFillable, RequiredNotOnForm
from lowcode.dsl.checks.graphs import inputs_first
from lowcode.ir import application as app
from lowcode.ir.access import Verb
from lowcode.source import Span


def needs_value(field: app.Field) -> bool:
    """Whether somebody has to give the field a value: always required, and it gets none by itself."""
    return (
        is_always_required(field)
        and field.default is None
        and field.computed is None
        and not isinstance(field.type, app.AutonumberFieldType | app.ReverseFieldType)
    )


def is_always_required(field: app.Field) -> bool:
    """Whether the field may never be empty."""
    return field.required is not None and field.required.when is None


def _is_cleared(field_type: app.FieldType) -> bool:
    return isinstance(field_type, app.ReferenceFieldType) and field_type.on_delete is app.OnDelete.CLEAR


def check_required(application: app.Application, incomplete: AbstractSet[Span]) -> Iterator[Problem]:
    """Everything about required fields of the whole application."""
    yield from _cycles(application)
    for entity in application.entities:
        yield from _fillable(entity)
    for view in application.views:
        if not any(section.span in incomplete for section in view.form):
            yield from _on_form(application, view)


def _cycles(application: app.Application) -> Iterator[Problem]:
    graph = {
        entity.name: tuple(
            field.type.entity
            for field in entity.fields
            if isinstance(field.type, app.ReferenceFieldType) and needs_value(field)
        )
        for entity in application.entities
    }
    _, cycles = inputs_first(graph)
    for cycle in cycles:
        first, second = application.entity(cycle[0]), cycle[1]
        field = next(
            each
            for each in first.fields
            if isinstance(each.type, app.ReferenceFieldType) and each.type.entity == second and needs_value(each)
        )
        yield RequiredCycle(span=field.span, path=cycle)


def _fillable(entity: app.Entity) -> Iterator[Problem]:
    for field in entity.fields:
        if is_always_required(field) and _is_cleared(field.type):
            yield ClearRequired(span=field.span, field=field.name)
        if not needs_value(field):
            continue
        if _extends(entity, field):
            yield RequiredOfExisting(span=field.span, entity=entity.name, field=field.name)
        elif field.hidden:
            yield RequiredNotFillable(span=field.span, field=field.name, modifier="hidden")
        elif field.readonly is not None and field.readonly.when is None:
            yield RequiredNotFillable(span=field.span, field=field.name, modifier="readonly")


def _extends(entity: app.Entity, field: app.Field) -> bool:
    """Whether a built-in entity has the field from the specification."""
    return entity.is_built_in and field.span.path != entity.span.path


def _on_form(application: app.Application, view: app.View) -> Iterator[Problem]:
    access = application.access_to(view.entity)
    if access is None or not any(Verb.CREATE in grant.verbs for grant in access.grants):
        return
    shown = {name for section in view.form for name in section.fields}
    entity = application.entity(view.entity)
    for field in entity.fields:
        is_missing = needs_value(field) and not field.hidden and field.name not in shown
        if is_missing and not _extends(entity, field):
            yield RequiredNotOnForm(span=field.span, entity=view.entity, field=field.name, form=view.span)
