"""Calls of functions that the app's owner writes in Python."""

from __future__ import annotations

from lowcode.diagnostics.problems import types as problems
from lowcode.diagnostics.problems.functions import FunctionGivesNothing, FunctionMisplaced
from lowcode.dsl import ast
from lowcode.dsl.symbols import FunctionSymbol, ParameterSymbol
from lowcode.dsl.type_checker.aggregates import all_records
from lowcode.dsl.type_checker.context import Typing, error, is_error
from lowcode.dsl.type_checker.fitting import fitted
from lowcode.dsl.type_checker.kinds import type_name
from lowcode.ir import expressions as ir
from lowcode.ir import types as t


def handwritten_value(typing: Typing, expression: ast.CallExpr, function: FunctionSymbol) -> ir.Expression:
    """The typed call as a value."""
    typed = handwritten_call(typing, expression, function)
    if typed is None or isinstance(function.result_type, t.ErrorType):
        return error(expression.span)
    if isinstance(function.result_type, t.EmptyType):
        typing.report(FunctionGivesNothing(span=expression.function.span, name=function.name, declared=function.span))
        return error(expression.span)
    return typed


def handwritten_call(typing: Typing, expression: ast.CallExpr, function: FunctionSymbol) -> ir.FunctionCall | None:
    """The typed call, whatever it gives; None after a problem."""
    if not typing.scope.calls:
        typing.report(FunctionMisplaced(span=expression.function.span, name=function.name))
        return None
    if len(expression.arguments) != len(function.parameters):
        typing.report(
            problems.WrongArgumentCount(
                span=expression.span,
                name=function.name,
                signature=signature_text(function),
                found=len(expression.arguments),
            )
        )
        return None
    pairs = zip(expression.arguments, function.parameters, strict=True)
    arguments = tuple(_argument(typing, argument, parameter) for argument, parameter in pairs)
    if any(is_error(each) for each in arguments):
        return None
    return ir.FunctionCall(function.name, arguments, function.result_type, expression.span)


def signature_text(function: FunctionSymbol) -> str:
    """`score(lead: Lead, points: int)`."""
    shown = (f"{each.name}: {type_name(each.value_type)}" for each in function.parameters)
    return f"{function.name}({', '.join(shown)})"


def _argument(typing: Typing, argument: ast.Expr, parameter: ParameterSymbol) -> ir.Expression:
    if isinstance(parameter.value_type, t.ErrorType):
        return error(argument.span)
    if not isinstance(parameter.value_type, t.ListType):
        return fitted(typing, typing.single(argument, parameter.value_type), parameter.value_type)
    if isinstance(argument, ast.FilteredExpr):
        return _filtered(typing, argument, parameter.value_type)
    source = all_records(typing, argument) or typing.check(argument, parameter.value_type)
    return fitted(typing, source, parameter.value_type)


def _filtered(typing: Typing, argument: ast.FilteredExpr, wanted: t.ListType) -> ir.Expression:
    """`lines where taxable`, `Order where state == open`."""
    source = all_records(typing, argument.source) or typing.check(argument.source)
    if is_error(source):
        return source
    if not isinstance(source.type, t.ListType) or not isinstance(source.type.item, t.RecordType):
        typing.report(problems.NotAList(span=source.span, function="where", found=type_name(source.type)))
        return error(argument.span)
    entity = typing.symbols.entities[source.type.item.entity]
    inside = typing.within_query(entity) if isinstance(source, ir.AllRecords) else typing.within_item(entity)
    condition = inside.condition(argument.condition)
    if is_error(condition):
        return condition
    found = ir.FilteredList(source, len(typing.scope.items), condition, source.type, argument.span)
    return fitted(typing, found, wanted)
