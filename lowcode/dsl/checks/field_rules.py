"""What a field says about its own values, as far as constants tell."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lowcode.diagnostics.problem import Problem
from lowcode.diagnostics.problems.field_values import DefaultRefused
from lowcode.dsl.lowering.limits import exceeds
from lowcode.ir import application as app
from lowcode.ir import expressions as ir


def check_defaults(application: app.Application) -> Iterator[Problem]:
    """Every constant default that its own field would refuse."""
    for entity in application.entities:
        for field in entity.fields:
            if isinstance(field.default, ir.Literal):
                rule = broken_rule(field, field.default.value)
                if rule is not None:
                    yield DefaultRefused(span=field.default.span, field=field.name, rule=rule)


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
