"""Calls of the functions of the catalog, and `has_role`."""

from __future__ import annotations

from lowcode.catalog.functions import FUNCTIONS, Argument, Function, Signature
from lowcode.catalog.functions.base import Parameter
from lowcode.catalog.kinds import ValueKind
from lowcode.diagnostics.problems import names as name_problems
from lowcode.diagnostics.problems import types as problems
from lowcode.diagnostics.problems.report_types import MeasureMisplaced
from lowcode.diagnostics.problems.syntax import NotSupportedYet
from lowcode.dsl import ast
from lowcode.dsl.symbols import USER
from lowcode.dsl.type_checker.aggregates import AGGREGATES, aggregate
from lowcode.dsl.type_checker.context import Typing, error, is_error
from lowcode.dsl.type_checker.fitting import common_of, converted
from lowcode.dsl.type_checker.handwritten import handwritten_value
from lowcode.dsl.type_checker.kinds import facts, kind_name, type_name
from lowcode.dsl.type_checker.measures import MEASURE_FUNCTIONS
from lowcode.dsl.type_checker.names import ME
from lowcode.dsl.type_checker.picking import PICK, pick
from lowcode.ir import expressions as ir
from lowcode.ir import types as t
from lowcode.ir.value_types import from_facts
from lowcode.source import Span

HAS_ROLE = "has_role"
_HAS_ROLE_SIGNATURE = "has_role(user, role)"
_PLANNED = frozenset({"median", "distinct"})
_SPECIAL = (*AGGREGATES, HAS_ROLE, PICK)


def is_built_in(name: str) -> bool:
    """Whether the language has, or will have, a function of that name."""
    return name in FUNCTIONS or name in _SPECIAL or name in _PLANNED


def call(typing: Typing, expression: ast.CallExpr, expected: t.ValueType | None) -> ir.Expression:
    """`function(argument, …)`."""
    name = expression.function.text
    if name == HAS_ROLE:
        return _has_role(typing, expression)
    if name == PICK:
        return pick(typing, expression)
    if name in AGGREGATES and (name not in FUNCTIONS or len(expression.arguments) == 1):
        return aggregate(typing, expression)
    function = FUNCTIONS.get(name)
    if function is not None:
        return _function(typing, expression, function, expected)
    handwritten = typing.symbols.functions.get(name)
    if handwritten is not None:
        return handwritten_value(typing, expression, handwritten)
    if typing.scope.is_report and name in MEASURE_FUNCTIONS:
        typing.report(MeasureMisplaced(span=expression.span, function=name))
    elif name in _PLANNED:
        typing.report(NotSupportedYet(span=expression.function.span, word=name))
    elif name not in typing.symbols.unsupported:
        candidates = (*typing.symbols.functions, *FUNCTIONS.names, *_SPECIAL)
        typing.report(name_problems.UnknownFunction(span=expression.function.span, name=name, candidates=candidates))
    return error(expression.span)


def _has_role(typing: Typing, expression: ast.CallExpr) -> ir.Expression:
    arguments = expression.arguments
    if len(arguments) not in (1, 2):
        typing.report(
            problems.WrongArgumentCount(
                span=expression.span, name=HAS_ROLE, signature=_HAS_ROLE_SIGNATURE, found=len(arguments)
            )
        )
        return error(expression.span)
    user = typing.single(arguments[0]) if len(arguments) == 2 else _whose_role(typing, expression.function.span)
    if not is_error(user) and user.type != t.RecordType(USER):
        _refuse(typing, expression, _HAS_ROLE_SIGNATURE, user, USER)
        user = error(user.span)
    role = _role(typing, arguments[-1])
    if role is None or is_error(user):
        return error(expression.span)
    return ir.HasRole(user, role, t.BooleanType(), expression.span)


def _whose_role(typing: Typing, span: Span) -> ir.Expression:
    """Whom `has_role(sales)` asks about: in a list of users the one looked at, else `me`."""
    items = typing.scope.items
    if items and items[-1].name == USER:
        return ir.Variable(ir.VariableKind.ITEM, len(items) - 1, t.RecordType(USER), span)
    return typing.single(ast.NameExpr(ast.Name(ME, span), span))


def _role(typing: Typing, expression: ast.Expr) -> str | None:
    if not isinstance(expression, ast.NameExpr):
        typing.report(problems.WrongType(span=expression.span, expected="role", found="?"))
        return None
    name = expression.name.text
    if name not in typing.symbols.roles:
        typing.report(
            name_problems.UnknownRole(span=expression.span, name=name, candidates=tuple(typing.symbols.roles))
        )
        return None
    return name


def _function(
    typing: Typing, expression: ast.CallExpr, function: Function, expected: t.ValueType | None
) -> ir.Expression:
    if function.reads_clock and function.name in typing.scope.forbidden:
        typing.report(problems.NotAvailableHere(span=expression.span, name=function.name))
        return error(expression.span)
    fitting = [each for each in function.signatures if each.accepts_count(len(expression.arguments))]
    arguments = _arguments(typing, expression, expected if fitting and fitting[0].unified else None)
    if not fitting:
        typing.report(
            problems.WrongArgumentCount(
                span=expression.span,
                name=function.name,
                signature=signature_text(function.name, function.signatures[-1]),
                found=len(expression.arguments),
            )
        )
        return error(expression.span)
    if any(is_error(each) for each in arguments):
        return error(expression.span)
    for signature in fitting:
        if _first_wrong(signature, arguments) is None:
            return _called(typing, expression, signature, arguments)
    _report_wrong(typing, expression, fitting[0], arguments)
    return error(expression.span)


def _arguments(typing: Typing, expression: ast.CallExpr, expected: t.ValueType | None) -> tuple[ir.Expression, ...]:
    typed: list[ir.Expression] = []
    for argument in expression.arguments:
        value = typing.single(argument, expected)
        if expected is not None and not is_error(value):
            expected = value.type
        typed.append(value)
    return tuple(typed)


def _called(
    typing: Typing, expression: ast.CallExpr, signature: Signature, arguments: tuple[ir.Expression, ...]
) -> ir.Expression:
    if signature.unified:
        return _called_unified(typing, expression, signature, arguments)
    shown = tuple(_shown(typing, signature.parameter(index), each) for index, each in enumerate(arguments))
    result = from_facts(signature.result(tuple(_argument(each) for each in shown)))
    return ir.Call(expression.function.text, shown, result, expression.span)


def _shown(typing: Typing, parameter: Parameter, argument: ir.Expression) -> ir.Expression:
    """A function that takes records and texts alike makes texts of them: a record is its title."""
    return typing.shown(argument) if {ValueKind.RECORD, ValueKind.TEXT} <= parameter.accepts else argument


def _called_unified(
    typing: Typing, expression: ast.CallExpr, signature: Signature, arguments: tuple[ir.Expression, ...]
) -> ir.Expression:
    common = _common(typing, arguments)
    described = None if common is None else facts(common)
    if common is None or described is None:
        return error(expression.span)
    result = from_facts(signature.result(tuple(Argument(described) for _ in arguments)))
    brought = tuple(converted(each, common) for each in arguments)
    return ir.Call(expression.function.text, brought, result, expression.span)


def _common(typing: Typing, arguments: tuple[ir.Expression, ...]) -> t.ValueType | None:
    widest = arguments[0]
    for argument in arguments[1:]:
        common = common_of(widest, argument)
        if common is None:
            typing.report(
                problems.BranchesDiffer(
                    span=argument.span,
                    first=arguments[0].span,
                    first_type=type_name(widest.type),
                    second_type=type_name(argument.type),
                )
            )
            return None
        if common != widest.type:
            widest = ir.Literal(None, common, argument.span) if common != argument.type else argument
    return widest.type


def _argument(expression: ir.Expression) -> Argument:
    described = facts(expression.type)
    assert described is not None
    value = expression.value if isinstance(expression, ir.Literal) else None
    constant = value if isinstance(value, int) and not isinstance(value, bool) else None
    return Argument(described, constant)


def _first_wrong(signature: Signature, arguments: tuple[ir.Expression, ...]) -> int | None:
    for index, argument in enumerate(arguments):
        if not _fits(signature.parameter(index), argument):
            return index
    return None


def _fits(parameter: Parameter, argument: ir.Expression) -> bool:
    described = facts(argument.type)
    if described is None or described.kind not in parameter.accepts:
        return False
    if parameter.constant is None:
        return True
    constant = _argument(argument).constant
    return constant is not None and parameter.constant[0] <= constant <= parameter.constant[1]


def _report_wrong(
    typing: Typing, expression: ast.CallExpr, signature: Signature, arguments: tuple[ir.Expression, ...]
) -> None:
    index = _first_wrong(signature, arguments)
    assert index is not None
    parameter = signature.parameter(index)
    if parameter.constant is not None and facts(arguments[index].type) is not None:
        expected = f"{parameter.constant[0]}…{parameter.constant[1]}"
    else:
        expected = ", ".join(sorted({kind_name(kind) for kind in parameter.accepts}))
    _refuse(typing, expression, signature_text(expression.function.text, signature), arguments[index], expected)


def _refuse(typing: Typing, expression: ast.CallExpr, signature: str, argument: ir.Expression, expected: str) -> None:
    typing.report(
        problems.WrongArgument(
            span=argument.span,
            name=expression.function.text,
            signature=signature,
            expected=expected,
            found=type_name(argument.type),
        )
    )


def signature_text(name: str, signature: Signature) -> str:
    """`round(number, digits)`."""
    parameters = [each.name for each in signature.parameters]
    if signature.repeats:
        parameters.append("…")
    return f"{name}({', '.join(parameters)})"
