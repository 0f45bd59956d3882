"""Whether the constants in records of `data` and `sample` keep to the rules of their fields."""

from __future__ import annotations

from collections.abc import Iterator

from lowcode.diagnostics.problem import Problem
from lowcode.diagnostics.problems.records import ValueRefused
from lowcode.dsl.checks.field_rules import broken_rule
from lowcode.ir import application as app
from lowcode.ir import expressions as ir
from lowcode.ir import seeds as ir_seeds

Values = tuple[tuple[str, ir_seeds.SeedValue], ...]


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
                if isinstance(row, ir_seeds.SeedRow):
                    yield from _refused(application, rows, row.values)
