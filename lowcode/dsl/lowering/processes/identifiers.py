"""The identifiers of approvals, rules, messages, connections and scenarios: keys in the database, names of modules."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from lowcode import naming
from lowcode.diagnostics.problems.generated_names import IdentifierClash, UnsafeIdentifier
from lowcode.dsl import ast, ast_process
from lowcode.dsl.lowering.context import Lowering
from lowcode.dsl.modifiers import alias_of
from lowcode.source import Span

_Named: TypeAlias = (
    ast_process.ApprovalDecl | ast_process.RuleDecl | ast_process.MessageDecl | ast_process.ConnectionDecl
)


class ProcessIdentifiers:
    """Identifiers by name, each kind by itself. A clash is an error, as for entities."""

    def __init__(self, lowering: Lowering) -> None:
        """Name everything and report clashes."""
        symbols = lowering.symbols
        self._lowering = lowering
        self.approvals = self._of(symbols.approvals)
        self.rules = self._of(symbols.rules)
        self.messages = self._of(symbols.messages)
        self.connections = self._of(symbols.connections)
        self.scenarios = {title: naming.title_identifier(title) for title in symbols.scenarios}
        self._report_clashes(self.scenarios, {title: each.title.span for title, each in symbols.scenarios.items()})

    def _of(self, declarations: Mapping[str, _Named]) -> dict[str, str]:
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
