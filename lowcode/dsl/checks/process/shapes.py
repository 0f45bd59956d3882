"""What an expression says, wherever it is written: as a key, and in the words of the specification."""

from __future__ import annotations

import datetime
from dataclasses import fields, is_dataclass
from decimal import Decimal

from lowcode.ir import expressions as ir
from lowcode.ir import types as t
from lowcode.source import Span

_COMPARING = frozenset(ir.BinaryOperator(each) for each in ("==", "!=", "<", "<=", ">", ">="))


def shape_of(expression: ir.Expression) -> str:
    """Equal for expressions that say the same."""
    return _shape(expression)


def _shape(value: object) -> str:
    if isinstance(value, tuple):
        return f"({', '.join(map(_shape, value))})"
    if not is_dataclass(value) or isinstance(value, type):
        return repr(value)
    if isinstance(value, ir.FunctionCall):
        return f"FunctionCall({value.function}, {value.span})"  # each time it may answer otherwise
    names = (each.name for each in fields(value) if each.name not in ("span", "type"))
    parts = (getattr(value, name) for name in names)
    return f"{type(value).__name__}({', '.join(_shape(each) for each in parts if not isinstance(each, Span))})"


def written(expression: ir.Expression) -> str:
    """The expression in short, for messages: `count(customer.contacts)`."""
    match expression:
        case ir.FieldRead(source=ir.Variable(kind=ir.VariableKind.THIS | ir.VariableKind.ITEM), field=field):
            return field
        case ir.FieldRead(source=source, field=field):
            return f"{written(source)}.{field}"
        case ir.Variable(kind=kind, name=name):
            return name or kind.value
        case ir.Aggregate(function=function, list=list_, value=value, condition=condition):
            inner = written(list_) if value is None else f"{written(list_)}.{written(value)}"
            return f"{function.value}({inner}{' where …' if condition is not None else ''})"
        case ir.AllRecords(entity=entity):
            return entity
        case ir.Call(function=function, arguments=arguments) | ir.FunctionCall(function=function, arguments=arguments):
            return f"{function}({', '.join(map(written, arguments))})" if arguments else function
        case ir.Binary(operator=operator, left=left, right=right):
            return f"{_inner(left, operator)} {operator.value} {_inner(right, operator)}"
        case _:
            return _test(expression)


def _test(expression: ir.Expression) -> str:
    match expression:
        case ir.Unary(operator=operator, operand=operand):
            inner = f"({written(operand)})" if isinstance(operand, ir.Binary) else written(operand)
            return f"not {inner}" if operator is ir.UnaryOperator.NOT else f"-{inner}"
        case ir.IsEmpty(operand=operand, negated=negated):
            return f"{written(operand)} is {'not ' if negated else ''}empty"
        case ir.IsIn(operand=operand, items=items):
            return f"{written(operand)} in [{', '.join(map(written, items))}]"
        case ir.IsInPeriod(operand=operand, period=period):
            return f"{written(operand)} in {period}"
        case ir.IsWithin(operand=operand, root=root):
            return f"{written(operand)} within {written(root)}"
        case ir.IsMember(operand=operand, list=list_):
            return f"{written(operand)} in {written(list_)}"
        case ir.HasRole(user=user, role=role):
            return f"has_role({written(user)}, {role})"
        case ir.Literal():
            return _literal(expression)
        case _:
            return "…"


def _inner(operand: ir.Expression, outer: ir.BinaryOperator) -> str:
    """In parentheses where `and` and `or` would be mixed, or sums and products."""
    is_other = isinstance(operand, ir.Binary) and operand.operator is not outer
    needs = is_other and (outer not in _COMPARING or not isinstance(operand, ir.Binary))
    is_comparison = isinstance(operand, ir.Binary) and operand.operator in _COMPARING
    return f"({written(operand)})" if needs and not is_comparison else written(operand)


def _literal(literal: ir.Literal) -> str:
    value = literal.value
    match value:
        case None:
            return "empty"
        case bool():
            return "true" if value else "false"
        case Decimal() if isinstance(literal.type, t.PercentType):
            return f"{in_figures(value * 100)}%"
        case int() | Decimal():
            return in_figures(Decimal(value))
        case str() if isinstance(literal.type, t.TextType):
            return f'"{value}"'
        case datetime.time():
            return f"{value:%H:%M}"
        case _:
            return str(value)


def in_figures(value: Decimal) -> str:
    """A number as it is written in a specification: `100_000`, `0.5`."""
    text = f"{value:,f}".replace(",", "_")
    return text.rstrip("0").rstrip(".") if "." in text else text
