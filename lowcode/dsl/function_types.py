"""The types of hand-written functions: what they take and give are values, so not every type of field will do."""

from __future__ import annotations

from lowcode.catalog.field_types import FIELD_TYPES
from lowcode.diagnostics.problem import Problem
from lowcode.diagnostics.problems import names as name_problems
from lowcode.diagnostics.problems.functions import FunctionTypeNotTaken
from lowcode.diagnostics.problems.syntax import NotSupportedYet
from lowcode.dsl import ast
from lowcode.dsl.ast_functions import FunctionDecl, ParameterDecl
from lowcode.dsl.resolver import AUTONUMBER, Resolver
from lowcode.dsl.symbols import ParameterSymbol, Symbols
from lowcode.ir import application as app
from lowcode.ir import types as t
from lowcode.ir.value_types import value_type
from lowcode.source import Span


def resolve_functions(symbols: Symbols, currency_scale: int, problems: list[Problem]) -> None:
    """Set the types of every function. Those of fields are known by then."""
    types = _FunctionTypes(Resolver(symbols, currency_scale, problems), problems)
    for function in symbols.functions.values():
        function.parameters = types.parameters(function.decl)
        if function.decl.result is None:
            function.result_type = t.EmptyType()
        else:
            function.result = types.resolved(function.decl.result)
            function.result_type = value_type(function.result)


class _FunctionTypes:
    def __init__(self, resolver: Resolver, problems: list[Problem]) -> None:
        self.resolver = resolver
        self.problems = problems

    def parameters(self, declaration: FunctionDecl) -> tuple[ParameterSymbol, ...]:
        first: dict[str, Span] = {}
        for each in declaration.parameters:
            known = first.setdefault(each.name.text, each.name.span)
            if known != each.name.span:
                self.problems.append(name_problems.DefinedTwice(span=each.name.span, name=each.name.text, first=known))
        return tuple(self.parameter(each) for each in declaration.parameters)

    def parameter(self, declaration: ParameterDecl) -> ParameterSymbol:
        found = self.resolved(declaration.type)
        return ParameterSymbol(
            declaration.name.text, found, value_type(found), declaration.is_required, declaration.name.span
        )

    def resolved(self, declaration: ast.TypeDecl) -> app.FieldType | None:
        no_value = _no_value(declaration)
        if no_value is not None:
            self.problems.append(FunctionTypeNotTaken(span=declaration.span, type=no_value))
            return None
        match declaration:
            case ast.ManyOfTypeRef(choice=choice):
                return self.resolver.many_of(choice)
            case ast.ManyTypeRef(entity=entity):
                return self.resolver.many(entity, None)
            case ast.TypeRef():
                return self.resolver.named(declaration)
            case _:
                self.problems.append(NotSupportedYet(span=declaration.span, word="range"))
                return None


def _no_value(declaration: ast.TypeDecl) -> str | None:
    """A type that is no value, as messages call it."""
    match declaration:
        case ast.ManyTypeRef(by=ast.Name()):
            return "many … by"
        case ast.OneOfTypeDecl():
            return "one of (…)"
        case ast.ManyOfTypeDecl():
            return "many of (…)"
        case ast.RowsTypeDecl():
            return "rows"
        case ast.TypeRef(name=name) if name.text == AUTONUMBER or _is_attachment(name.text):
            return name.text
        case _:
            return None


def _is_attachment(name: str) -> bool:
    found = FIELD_TYPES.get(name)
    return found is not None and found.is_attachment
