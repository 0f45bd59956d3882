"""`custom/functions.py`: is what the specification declares written, and as declared?"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

from lowcode.codegen.emitters.handwritten import (
    CUSTOM_FUNCTIONS,
    parameter_annotation,
    place_source,
    result_annotation,
    signature_source,
)
from lowcode.custom_code.places import line_span, tree_of
from lowcode.diagnostics.problem import Problem
from lowcode.diagnostics.problems.functions import FunctionDiffers, FunctionNotWritten
from lowcode.ir.application import Application
from lowcode.ir.functions import Function
from lowcode.source import SourceFile, Span

_RUN = "run"
_ANYTHING = frozenset({"Any", "object"})
_PLAIN = frozenset({"str", "int", "bool", "Decimal", "date", "time", "datetime", "None"})


def function_problems(application: Application, disk: Mapping[str, str]) -> Iterator[Problem]:
    """What is wrong with the functions in `disk` (path → text of the project's files); nothing before there are any."""
    text = disk.get(CUSTOM_FUNCTIONS) if application.functions else None
    if text is None:
        return
    tree = tree_of(text)
    if isinstance(tree, ast.Module):
        yield from _Functions(application, SourceFile(CUSTOM_FUNCTIONS, text), tree).problems()


class _Functions:
    def __init__(self, application: Application, source: SourceFile, tree: ast.Module) -> None:
        self.application = application
        self.source = source
        self.written = {each.name: each for each in tree.body if isinstance(each, ast.FunctionDef)}
        self.others = set(_names_bound_otherwise(tree))
        self.known = _PLAIN.union(each.class_name for each in application.entities)

    def problems(self) -> Iterator[Problem]:
        for function in self.application.functions:
            found = self.written.get(function.identifier)
            signature = signature_source(self.application, function)
            if found is None:
                if function.identifier not in self.others:
                    span = Span(self.source.path, 0, 0)
                    stub = place_source(self.application, function)
                    yield FunctionNotWritten(span=span, name=function.identifier, stub=stub)
            elif not self.is_as_declared(function, found):
                span = line_span(self.source, found.lineno)
                yield FunctionDiffers(span=span, name=function.identifier, signature=signature)

    def is_as_declared(self, function: Function, found: ast.FunctionDef) -> bool:
        arguments = found.args
        takes = [each for each in (*arguments.posonlyargs, *arguments.args) if each.arg != _RUN]
        if [each.arg for each in takes] != [each.identifier for each in function.parameters]:
            return False
        if arguments.vararg or arguments.kwarg or any(each.arg != _RUN for each in arguments.kwonlyargs):
            return False
        for parameter, taken in zip(function.parameters, takes, strict=True):
            if not self.is_within(parameter_annotation(self.application, parameter), _text(taken.annotation)):
                return False
        return self.is_within(_text(found.returns), result_annotation(self.application, function))

    def is_within(self, narrow: str, wide: str) -> bool:
        """Whether every value of one type is one of the other, as far as the names of the types tell."""
        members, taken = self.members(narrow), self.members(wide)
        return members is None or taken is None or members <= taken

    def members(self, annotation: str) -> frozenset[str] | None:
        """`int | None`, `Optional[int]` → int and None; None where the names say nothing."""
        if not annotation:
            return None
        found = frozenset(_members(ast.parse(annotation, mode="eval").body))
        inner = {each.removeprefix("list[").removesuffix("]") for each in found}
        return found if inner <= self.known and found.isdisjoint(_ANYTHING) else None


def _members(annotation: ast.expr) -> Iterator[str]:
    match annotation:
        case ast.BinOp(left=left, op=ast.BitOr(), right=right):
            yield from _members(left)
            yield from _members(right)
        case ast.Subscript(value=ast.Name(id="Optional"), slice=inner):
            yield from _members(inner)
            yield "None"
        case ast.Subscript(value=ast.Name(id="list" | "List"), slice=inner):
            yield from (f"list[{each}]" for each in _members(inner))
        case ast.Constant(value=str() as quoted):
            yield quoted
        case ast.Constant(value=None):
            yield "None"
        case ast.Attribute(attr=name) | ast.Name(id=name):
            yield name
        case _:
            yield ast.unparse(annotation)


def _text(annotation: ast.expr | None) -> str:
    return "" if annotation is None else ast.unparse(annotation)


def _names_bound_otherwise(tree: ast.Module) -> Iterator[str]:
    """What is imported or assigned under a name: it may well be a function."""
    for each in ast.walk(tree):
        match each:
            case ast.alias(name=name, asname=given):
                yield given or name
            case ast.Name(id=name, ctx=ast.Store()):
                yield name
            case _:
                continue
