"""Paths of a report as they are written."""

from __future__ import annotations

from decimal import Decimal

from lowcode.dsl import ast

_OTHER = "…"


def shown_path(expression: ast.Expr) -> str:
    """`owner.department`; dots for what is no path."""
    match expression:
        case ast.NameExpr(name=name):
            return name.text
        case ast.MemberExpr(source=source, name=name):
            return f"{shown_path(source)}.{name.text}"
        case _:
            return _OTHER


def written(expression: ast.Expr) -> str:
    """An expression as a message shows it: paths, and calls with paths; dots for what is longer."""
    match expression:
        case ast.CallExpr(function=function, arguments=arguments):
            return f"{function.text}({', '.join(written(each) for each in arguments)})"
        case ast.BinaryExpr(left=left, right=right, operator=operator):
            return f"{written(left)} {operator} {written(right)}"
        case ast.FilteredExpr(source=source):
            return f"{written(source)} where {_OTHER}"
        case ast.OwnRecordsExpr():
            return f"where {_OTHER}"
        case ast.LiteralExpr(value=value) if isinstance(value, int | Decimal):
            return str(value)
        case _:
            return shown_path(expression)


def member_expression(path: ast.PathRef) -> ast.Expr:
    """A path of names as an expression."""
    first, *rest = path.names
    expression: ast.Expr = ast.NameExpr(first, first.span)
    for name in rest:
        expression = ast.MemberExpr(expression, name, path.span)
    return expression
