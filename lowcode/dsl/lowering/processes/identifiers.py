"""The identifiers of approvals, rules, messages, connections, functions and scenarios.

They are keys in the database, and names of modules and functions.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from lowcode import naming
from lowcode.diagnostics.problems.generated_names import IdentifierClash, UnsafeIdentifier
from lowcode.dsl import ast, ast_functions, ast_process, ast_reports
from lowcode.dsl.lowering.context import Lowering
from lowcode.dsl.modifiers import alias_of
from lowcode.dsl.symbols import FunctionSymbol
from lowcode.source import Span

_Named: TypeAlias = (
    ast_process.ApprovalDecl
    | ast_process.RuleDecl
    | ast_process.MessageDecl
    | ast_process.ConnectionDecl
    | ast_functions.FunctionDecl
    | ast_reports.ReportDecl
    | ast_reports.DashboardDecl
)


class DeclaredIdentifiers:
    """Identifiers by name, each kind by itself. A clash is an error, as for entities."""

    def __init__(self, lowering: Lowering) -> None:
        """Problems go to `lowering`."""
        self._lowering = lowering

    def of(self, declarations: Mapping[str, _Named]) -> dict[str, str]:
        """The identifiers of declarations of one kind; clashes are reported."""
        found = {name: self._identifier(each) for name, each in declarations.items()}
        self._report_clashes(found, {name: each.name.span for name, each in declarations.items()})
        return found

    def _identifier(self, declaration: _Named) -> str:
        usual = naming.choice_identifier(declaration.name.text)
        alias = alias_of(declaration.modifiers, self._lowering.problems)
        return usual if alias is None else self._given(alias, usual)

    def _given(self, alias: ast.Name, usual: str) -> str:
        if naming.is_identifier(alias.text) and naming.choice_identifier(alias.text) == alias.text:
            return alias.text
        self._lowering.report(UnsafeIdentifier(span=alias.span, identifier=alias.text))
        return usual

    def _report_clashes(self, identifiers: Mapping[str, str], spans: Mapping[str, Span]) -> None:
        first: dict[str, str] = {}
        for name, identifier in identifiers.items():
            other = first.setdefault(identifier, name)
            if other != name and other.casefold() != name.casefold():
                self._lowering.report(
                    IdentifierClash(span=spans[name], name=name, other=other, identifier=identifier, first=spans[other])
                )


class ProcessIdentifiers(DeclaredIdentifiers):
    """Those of processes."""

    def __init__(self, lowering: Lowering) -> None:
        """Name everything and report clashes."""
        super().__init__(lowering)
        symbols = lowering.symbols
        self.approvals = self.of(symbols.approvals)
        self.rules = self.of(symbols.rules)
        self.messages = self.of(symbols.messages)
        self.connections = self.of(symbols.connections)
        self.functions = self.of({name: each.decl for name, each in symbols.functions.items()})
        self.scenarios = {title: naming.title_identifier(title) for title in symbols.scenarios}
        self._report_clashes(self.scenarios, {title: each.title.span for title, each in symbols.scenarios.items()})

    def parameters(self, function: FunctionSymbol) -> tuple[str, ...]:
        """The names of a function's parameters in Python; clashes are reported."""
        found = {each.name: naming.parameter_identifier(each.name) for each in function.parameters}
        self._report_clashes(found, {each.name: each.span for each in function.parameters})
        return tuple(found[each.name] for each in function.parameters)
