"""`post Connection "/path" { … }`: calls of other systems."""

from __future__ import annotations

from collections.abc import Iterator

from lowcode.diagnostics.problems import structure as structure_problems
from lowcode.diagnostics.problems import types as type_problems
from lowcode.diagnostics.problems.process_structure import SuperfluousPart
from lowcode.dsl import ast, ast_actions
from lowcode.dsl.lowering.processes.shared import Processes
from lowcode.dsl.type_checker import Checker, is_error, type_name
from lowcode.ir import process
from lowcode.ir import types as t
from lowcode.source import Span

_NO_BODY = "get"
_NOT_SENT = (t.DurationType, t.FilesType)


def lower_call_out(
    processes: Processes, checker: Checker, declaration: ast_actions.CallOutDecl
) -> Iterator[process.Action]:
    """The call, unless its connection does not exist."""
    connection = processes.connection(declaration.connection)
    path = checker.single(declaration.path)
    body = None if declaration.body is None else _object(processes, checker, declaration.body)
    method = declaration.method.text
    if method == _NO_BODY and declaration.body is not None:
        processes.lowering.report(SuperfluousPart(span=declaration.body.span, part="{ … }", beside=method))
    if connection is not None:
        yield process.CallOut(connection.name.text, method, path, body, declaration.span)


def _object(processes: Processes, checker: Checker, declaration: ast_actions.BodyObjectDecl) -> process.BodyObject:
    first: dict[str, Span] = {}
    entries: list[tuple[str, process.BodyValue]] = []
    for entry in declaration.entries:
        name = entry.name.text
        if name in first:
            processes.lowering.report(
                structure_problems.MentionedTwice(span=entry.name.span, name=name, first=first[name])
            )
            continue
        first[name] = entry.name.span
        value = _value(processes, checker, entry.value)
        if value is not None:
            entries.append((name, value))
    return process.BodyObject(tuple(entries))


def _value(
    processes: Processes,
    checker: Checker,
    value: ast.Expr | ast_actions.BodyObjectDecl | ast_actions.BodyRowsDecl,
) -> process.BodyValue | None:
    match value:
        case ast_actions.BodyObjectDecl():
            return _object(processes, checker, value)
        case ast_actions.BodyRowsDecl():
            return _rows(processes, checker, value)
        case _:
            typed = checker.single(value)
            if isinstance(typed.type, _NOT_SENT):
                processes.lowering.report(
                    type_problems.WrongType(span=value.span, expected="text", found=type_name(typed.type))
                )
                return None
            return None if is_error(typed) else typed


def _rows(processes: Processes, checker: Checker, declaration: ast_actions.BodyRowsDecl) -> process.BodyRows | None:
    list_ = checker.check(declaration.list)
    if is_error(list_):
        return None
    if not isinstance(list_.type, t.ListType) or not isinstance(list_.type.item, t.RecordType):
        processes.lowering.report(
            type_problems.NotAList(span=list_.span, function="{ … }", found=type_name(list_.type))
        )
        return None
    entity = processes.lowering.symbols.entities[list_.type.item.entity]
    row = _object(processes, checker.within_item(entity), declaration.row)
    return process.BodyRows(list_, len(checker.scope.items), row)
