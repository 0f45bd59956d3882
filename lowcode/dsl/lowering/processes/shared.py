"""What the parts of the lowering of processes share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from lowcode.diagnostics.problems.names import BuiltInName
from lowcode.diagnostics.problems.process_names import UnknownProcess
from lowcode.diagnostics.problems.process_structure import OfAnotherEntity
from lowcode.dsl import ast, ast_process
from lowcode.dsl.lowering.bounds import duration_within, number_within
from lowcode.dsl.lowering.context import Lowering
from lowcode.dsl.lowering.processes.identifiers import ProcessIdentifiers
from lowcode.dsl.lowering.processes.watching import Watching
from lowcode.dsl.symbols import EntitySymbol
from lowcode.dsl.type_checker import Checker, Scope
from lowcode.dsl.type_checker.names import CLOCK_NAMES, ME, OLD, THIS
from lowcode.ir import expressions as ir
from lowcode.ir import types as t
from lowcode.naming import Numbering
from lowcode.quick_dataclass import dataclass
from lowcode.source import Span

_BUILT_IN = frozenset({THIS, OLD, ME, *CLOCK_NAMES})
_SHORTEST = ir.Duration(seconds=1)
_LONGEST = ir.Duration(days=36_500)


@dataclass(frozen=True)
class Processes:
    """Everything that is known while processes are lowered, and what they leave for each other."""

    lowering: Lowering
    identifiers: ProcessIdentifiers
    watching: Watching
    picks: Numbering = field(default_factory=Numbering)
    sent: dict[str, dict[str, Span]] = field(default_factory=dict)
    """The entities that each message is sent about, with one of the places."""

    def checker(self, scope: Scope) -> Checker:
        """A type checker for `scope`."""
        return self.lowering.checker(scope)

    def scope(self, entity: EntitySymbol | None, *, has_old: bool) -> Scope:
        """The scope of what a rule or flow does: all records can be asked for."""
        if entity is None or not has_old:
            return Scope(this=entity, reads_all=True)
        return Scope(this=entity, old=entity, forgotten=self.watching.on_read(entity), reads_all=True)

    def approval(self, name: ast.Name, entity: str | None) -> ast_process.ApprovalDecl | None:
        """The approval of that name, if it is for the entity; reported if not."""
        approvals = self.lowering.symbols.approvals
        found = approvals.get(name.text)
        if found is None:
            self.unknown("approval", name, approvals)
        elif entity is not None and found.entity.text != entity:
            self.of_another(name, found.entity.text, entity)
            return None
        return found

    def message(self, name: ast.Name, entity: str | None) -> ast_process.MessageDecl | None:
        """The message of that name, if it can be about the entity; reported if not."""
        messages = self.lowering.symbols.messages
        found = messages.get(name.text)
        if found is None:
            self.unknown("message", name, messages)
        elif entity is not None and found.entity is not None and found.entity.text != entity:
            self.of_another(name, found.entity.text, entity)
            return None
        return found

    def connection(self, name: ast.Name) -> ast_process.ConnectionDecl | None:
        """The connection of that name; reported if there is none."""
        connections = self.lowering.symbols.connections
        found = connections.get(name.text)
        if found is None:
            self.unknown("connection", name, connections)
        return found

    def unknown(self, kind: str, name: ast.Name, known: Mapping[str, object]) -> None:
        """Say that there is no such thing, unless it is one that this release does not compile."""
        if name.text not in self.lowering.symbols.unsupported:
            self.lowering.report(UnknownProcess(span=name.span, kind=kind, name=name.text, candidates=tuple(known)))

    def of_another(self, name: ast.Name, entity: str, found: str) -> None:
        """Say that something is for another entity, if that is one."""
        if entity in self.lowering.symbols.entities:
            self.lowering.report(OfAnotherEntity(span=name.span, name=name.text, entity=entity, found=found))

    def check_local(self, name: ast.Name) -> None:
        """Records cannot take the names that mean something everywhere."""
        if name.text in _BUILT_IN:
            self.lowering.report(BuiltInName(span=name.span, name=name.text))

    def entity_of(self, record: ir.Expression) -> EntitySymbol | None:
        """The entity of a typed record."""
        return self.lowering.symbols.entities[record.type.entity] if isinstance(record.type, t.RecordType) else None

    def duration(
        self,
        literal: ast.LiteralExpr,
        what: str,
        shortest: ir.Duration = _SHORTEST,
        longest: ir.Duration = _LONGEST,
    ) -> ir.Duration:
        """The span of time, within bounds."""
        return duration_within(self.lowering, literal, what, shortest, longest)

    def number(self, literal: ast.LiteralExpr, what: str, minimum: int, maximum: int) -> int:
        """The whole number, within bounds; the least where it is not."""
        return number_within(self.lowering, literal, what, minimum, maximum)


def this_of(entity: EntitySymbol, span: Span) -> ir.Variable:
    """`this`."""
    return ir.Variable(ir.VariableKind.THIS, 0, t.RecordType(entity.name), span)
