"""Functions that the app's owner writes in Python, and calls of them that only do something."""

from __future__ import annotations

from lowcode.diagnostics.problems.names import UnknownFunction
from lowcode.dsl import ast
from lowcode.dsl.lowering.processes.shared import Processes
from lowcode.dsl.symbols import FunctionSymbol
from lowcode.dsl.type_checker import Checker
from lowcode.dsl.type_checker.handwritten import handwritten_call
from lowcode.ir import expressions as ir
from lowcode.ir.functions import Function, FunctionParameter


def lower_functions(processes: Processes) -> tuple[Function, ...]:
    """All functions, without what could not be understood of them."""
    return tuple(_function(processes, each) for each in processes.lowering.symbols.functions.values())


def _function(processes: Processes, symbol: FunctionSymbol) -> Function:
    names = processes.identifiers.parameters(symbol)
    return Function(
        name=symbol.name,
        identifier=processes.identifiers.functions[symbol.name],
        parameters=tuple(
            FunctionParameter(each.name, name, each.type, each.value_type, each.is_required, each.span)
            for name, each in zip(names, symbol.parameters, strict=True)
            if each.type is not None
        ),
        result=symbol.result,
        result_type=None if symbol.result is None else symbol.result_type,
        documentation=symbol.decl.documentation,
        span=symbol.decl.span,
    )


def lower_call(processes: Processes, checker: Checker, call: ast.CallExpr) -> ir.FunctionCall | None:
    """`call register(this)`; None after a problem."""
    symbols, name = processes.lowering.symbols, call.function.text
    function = symbols.functions.get(name)
    if function is not None:
        return handwritten_call(checker, call, function)
    if name not in symbols.unsupported:
        processes.lowering.report(
            UnknownFunction(span=call.function.span, name=name, candidates=tuple(symbols.functions))
        )
    return None
