"""Records and users that actions and scenarios name."""

from __future__ import annotations

from collections.abc import Callable

from lowcode.diagnostics.problems import types as type_problems
from lowcode.dsl import ast
from lowcode.dsl.lowering.processes.shared import Processes
from lowcode.dsl.symbols import USER
from lowcode.dsl.type_checker import Checker, is_error, type_name
from lowcode.ir import expressions as ir
from lowcode.ir import types as t


def lower_record(processes: Processes, checker: Checker, target: ast.Expr) -> ir.Expression | None:
    """The record that a target names; reported if it is none."""
    return _typed(processes, checker, target, "record", lambda found: isinstance(found, t.RecordType))


def lower_user(processes: Processes, checker: Checker, target: ast.Expr) -> ir.Expression | None:
    """The user that a target names; reported if it is none."""
    return _typed(processes, checker, target, USER, lambda found: found == t.RecordType(USER))


def lower_reader(processes: Processes, checker: Checker, target: ast.Expr) -> ir.Expression | None:
    """A user, or the address of somebody without an account."""
    return _typed(
        processes,
        checker,
        target,
        USER,
        lambda found: found == t.RecordType(USER) or isinstance(found, t.TextType),
    )


def _typed(
    processes: Processes, checker: Checker, target: ast.Expr, expected: str, fits: Callable[[t.ValueType], bool]
) -> ir.Expression | None:
    typed = checker.single(target)
    if is_error(typed):
        return None
    if not fits(typed.type):
        processes.lowering.report(
            type_problems.WrongType(span=target.span, expected=expected, found=type_name(typed.type))
        )
        return None
    return typed
