"""Looking through typed expressions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from lowcode.ir import expressions as ir


def children(expression: ir.Expression) -> tuple[ir.Expression, ...]:
    """The expressions directly inside `expression`, in the order of the text."""
    match expression:
        case ir.Variable() | ir.Literal() | ir.AllRecords():
            return ()
        case ir.FieldRead(source=source):
            return (source,)
        case ir.Unary(operand=operand) | ir.IsEmpty(operand=operand) | ir.IsInPeriod(operand=operand):
            return (operand,)
        case ir.Binary(left=left, right=right) | ir.IsWithin(operand=left, root=right):
            return (left, right)
        case ir.IsIn(operand=operand, items=items):
            return (operand, *items)
        case ir.IsMember(operand=first, list=second) | ir.FilteredList(list=first, condition=second):
            return (first, second)
        case ir.Conditional(condition=condition, when_true=when_true, when_false=when_false):
            return (condition, when_true, when_false)
        case ir.Call(arguments=parts) | ir.FunctionCall(arguments=parts) | ir.TextTemplate(parts=parts):
            return parts
        case ir.Aggregate(list=list_, value=value, condition=condition):
            return tuple(each for each in (list_, value, condition) if each is not None)
        case ir.HasRole(user=user):
            return (user,)
        case ir.Pick(condition=condition):
            return () if condition is None else (condition,)
        case _:
            assert_never(expression)


def walk(expression: ir.Expression) -> Iterator[ir.Expression]:
    """The expression and all inside it, outer ones first, in the order of the text."""
    waiting = [expression]
    while waiting:
        current = waiting.pop()
        yield current
        waiting.extend(reversed(children(current)))
