"""What scenarios expect."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from lowcode.diagnostics.problems import types as type_problems
from lowcode.dsl import ast, ast_scenarios
from lowcode.dsl.lowering.processes.records import lower_reader, lower_record, lower_user
from lowcode.dsl.lowering.processes.shared import Processes
from lowcode.dsl.type_checker import Checker, is_error
from lowcode.ir import expressions as ir
from lowcode.ir import scenarios
from lowcode.source import Span

Expectation: TypeAlias = ast_scenarios.ExpectDecl | ast_scenarios.ExpectMessageDecl | ast_scenarios.ExpectSeesDecl
_SIGNATURES = {
    "notified": 'notified(user, "text")',
    "mailed": 'mailed(user, "text")',
    "tasked": 'tasked(user, "text")',
    "called": 'called(Connection, "text")',
    "sees": "sees(user, record.field)",
}


def lower_expectation(
    processes: Processes, checker: Checker, declaration: Expectation
) -> Iterator[scenarios.Statement]:
    """The statement; none if it could not be understood."""
    match declaration:
        case ast_scenarios.ExpectDecl(condition=condition, span=span):
            yield scenarios.Expect(checker.condition(condition), span)
        case ast_scenarios.ExpectMessageDecl():
            yield from _message(processes, checker, declaration)
        case ast_scenarios.ExpectSeesDecl():
            yield from _sees(processes, checker, declaration)


def _message(
    processes: Processes, checker: Checker, declaration: ast_scenarios.ExpectMessageDecl
) -> Iterator[scenarios.Statement]:
    kind, arguments, span = declaration.kind.text, declaration.arguments, declaration.span
    if len(arguments) not in (1, 2):
        _report_count(processes, kind, len(arguments), span)
        return
    text = None
    if len(arguments) == 2:
        text = _constant(processes, arguments[1])
        if text is None:
            return
    if kind == "called":
        connection = arguments[0]
        if not isinstance(connection, ast.NameExpr):
            processes.lowering.report(type_problems.WrongType(span=connection.span, expected="connection", found="?"))
            return
        found = processes.connection(connection.name)
        if found is not None:
            yield scenarios.ExpectNotified(kind, None, found.name.text, text, declaration.is_negated, span)
        return
    person = lower_user if kind == "tasked" else lower_reader
    to = person(processes, checker, arguments[0])
    if to is not None:
        yield scenarios.ExpectNotified(kind, to, None, text, declaration.is_negated, span)


def _constant(processes: Processes, argument: ast.Expr) -> str | None:
    """The text that is looked for; it is no template, because what it finds must not depend on what is tested."""
    if isinstance(argument, ast.TextExpr) and all(isinstance(part, ast.TextDecl) for part in argument.parts):
        return "".join(part.text for part in argument.parts if isinstance(part, ast.TextDecl))
    if not isinstance(argument, ast.ErrorExpr):
        processes.lowering.report(type_problems.WrongType(span=argument.span, expected='"text"', found="?"))
    return None


def _sees(
    processes: Processes, checker: Checker, declaration: ast_scenarios.ExpectSeesDecl
) -> Iterator[scenarios.Statement]:
    arguments, span = declaration.arguments, declaration.span
    if len(arguments) != 2:
        _report_count(processes, declaration.word.text, len(arguments), span)
        return
    user = lower_user(processes, checker, arguments[0])
    target, field = _target(processes, checker, arguments[1])
    if user is not None and target is not None:
        yield scenarios.ExpectSees(user, target, field, declaration.is_negated, span)


def _target(processes: Processes, checker: Checker, argument: ast.Expr) -> tuple[ir.Expression | None, str | None]:
    """A record, or a record and one of its fields."""
    if not isinstance(argument, ast.MemberExpr):
        return lower_record(processes, checker, argument), None
    read = checker.check(argument)
    if is_error(read) or not isinstance(read, ir.FieldRead):
        return None, None
    return read.source, read.field


def _report_count(processes: Processes, kind: str, found: int, span: Span) -> None:
    processes.lowering.report(
        type_problems.WrongArgumentCount(span=span, name=kind, signature=_SIGNATURES[kind], found=found)
    )
