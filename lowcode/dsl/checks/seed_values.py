"""Whether the records of `data` and `sample` can be saved: required values, unique values."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Set as AbstractSet

from lowcode.diagnostics.problem import Problem
from lowcode.diagnostics.problems.records import ValueMissing, ValueTwice
from lowcode.dsl.checks.required import is_always_required, needs_value
from lowcode.ir import application as app
from lowcode.ir import expressions as ir
from lowcode.ir import seeds as ir_seeds
from lowcode.ir.walking import walk
from lowcode.source import Span

Values = tuple[tuple[str, ir_seeds.SeedValue], ...]


def check_seeds(application: app.Application, incomplete: AbstractSet[Span]) -> Iterator[Problem]:
    """All problems of all records."""
    seen: dict[tuple[str, tuple[str, ...], tuple[object, ...]], Span] = {}
    needed = {entity.name: _needed(entity) for entity in application.entities}
    keys = {entity.name: _unique_keys(entity) for entity in application.entities}
    for record in (*application.data, *application.samples):
        for problem in _missing(application, needed, record.entity, record.values, record.span):
            if problem.span not in incomplete:
                yield problem
        values = dict(record.values)
        for fields in keys[record.entity]:
            key = tuple(_constant(values.get(name)) for name in fields)
            if None in key:
                continue
            first = seen.setdefault((record.entity, fields, key), record.span)
            if first != record.span:
                yield ValueTwice(span=record.span, entity=record.entity, fields=fields, first=first)


def _needed(entity: app.Entity) -> tuple[str, ...]:
    """The fields that must be given."""
    return tuple(
        field.name
        for field in entity.fields
        if needs_value(field) or (is_always_required(field) and _is_given_by_reader(field))
    )


def _is_given_by_reader(field: app.Field) -> bool:
    """Whether the default is made of the person who is signed in: nobody is, while records are loaded."""
    return field.default is not None and any(
        isinstance(each, ir.Variable) and each.kind is ir.VariableKind.ME for each in walk(field.default)
    )


def _unique_keys(entity: app.Entity) -> tuple[tuple[str, ...], ...]:
    single = [(field.name,) for field in entity.fields if field.unique]
    return (*single, *(each.fields for each in entity.unique_keys if each.when is None))


def _missing(
    application: app.Application,
    needed: dict[str, tuple[str, ...]],
    entity: str,
    values: Values,
    span: Span,
) -> Iterator[Problem]:
    given = dict(values)
    for name in needed[entity]:
        if name not in given or _is_empty(given[name]):
            yield ValueMissing(span=span, entity=entity, field=name)
    fields = application.entity(entity).field_by_name
    for name, value in values:
        field = fields.get(name)
        if field is None or not isinstance(field.type, app.RowsFieldType) or not isinstance(value, tuple):
            continue
        for row in value:
            if isinstance(row, ir_seeds.SeedRow):
                yield from _missing(application, needed, field.type.entity, row.values, row.span)


def _is_empty(value: ir_seeds.SeedValue) -> bool:
    return value == () or (isinstance(value, ir.Literal) and value.value is None)


def _constant(value: ir_seeds.SeedValue | None) -> object | None:
    if isinstance(value, ir.Literal):
        return value.value
    return value.name if isinstance(value, ir_seeds.RecordLink) else None
