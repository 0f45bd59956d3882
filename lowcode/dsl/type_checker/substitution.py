"""Putting one typed expression into another: the title of a record that a text mentions."""

from __future__ import annotations

from dataclasses import fields, replace

from lowcode.ir import expressions as ir

_NODES = (
    ir.Variable,
    ir.Literal,
    ir.FieldRead,
    ir.Unary,
    ir.Binary,
    ir.IsEmpty,
    ir.IsIn,
    ir.IsMember,
    ir.IsInPeriod,
    ir.IsWithin,
    ir.Conditional,
    ir.Call,
    ir.Aggregate,
    ir.HasRole,
    ir.TextTemplate,
    ir.AllRecords,
    ir.Pick,
    ir.FunctionCall,
    ir.FilteredList,
)


def with_this(expression: ir.Expression, record: ir.Expression, depth: int) -> ir.Expression:
    """`expression` read from `record` instead of `this`, inside `depth` aggregates."""
    if isinstance(expression, ir.Variable):
        if expression.kind is ir.VariableKind.THIS:
            return record
        if expression.kind is ir.VariableKind.ITEM:
            return replace(expression, depth=expression.depth + depth)
        return expression
    changes: dict[str, object] = {}
    for each in fields(expression):
        value = getattr(expression, each.name)
        if isinstance(value, _NODES):
            changes[each.name] = with_this(value, record, depth)
        elif isinstance(value, tuple):
            changes[each.name] = tuple(with_this(item, record, depth) for item in value)
    if isinstance(expression, ir.Aggregate | ir.Pick | ir.FilteredList):
        changes["depth"] = expression.depth + depth
    return replace(expression, **changes) if changes else expression  # type: ignore[arg-type]  # the fields' own types
