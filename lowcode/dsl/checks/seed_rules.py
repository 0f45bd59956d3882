"""Whether the constants in records of `data` and `sample` keep to the rules of their fields."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lowcode.diagnostics.problem import Problem
from lowcode.diagnostics.problems.records import ValueRefused
from lowcode.dsl.lowering.limits import exceeds
from lowcode.ir import application as app
from lowcode.ir import expressions as ir

Values = tuple[tuple[str, app.SeedValue], ...]


def check_seed_rules(application: app.Application) -> Iterator[Problem]:
    """Every constant that its field would refuse; limits that depend on other fields are left to the app itself."""
    for record in (*application.data, *application.samples):
        yield from _refused(application, application.entity(record.entity), record.values)


def _refused(application: app.Application, entity: app.Entity, values: Values) -> Iterator[Problem]:
    for name, value in values:
        field = entity.field_by_name.get(name)
        if field is None:
            continue
        if isinstance(value, ir.Literal):
            rule = broken_rule(field, value.value)
            if rule is not None:
                yield ValueRefused(span=value.span, entity=entity.name, field=name, rule=rule)
        elif isinstance(field.type, app.RowsFieldType) and isinstance(value, tuple):
            rows = application.entity(field.type.entity)
            for row in value:
                if isinstance(row, app.SeedRow):
                    yield from _refused(application, rows, row.values)


def broken_rule(field: app.Field, value: ir.LiteralValue) -> str | None:
    """The modifier that refuses the constant, None if all allow it."""
    if isinstance(field.minimum, ir.Literal) and exceeds(field.minimum.value, value):
        return "min"
    if isinstance(field.maximum, ir.Literal) and exceeds(value, field.maximum.value):
        return "max"
    if not isinstance(value, str):
        return None
    if field.minimum_length is not None and len(value) < field.minimum_length:
        return "length"
    if field.maximum_length is not None and len(value) > field.maximum_length:
        return "length"
    if field.pattern is not None and not re.fullmatch(field.pattern.regex, value):
        return "matches"
    return None
