"""What actions and scenarios give to fields."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TypeAlias

from lowcode.catalog.field_types import FIELD_TYPES
from lowcode.diagnostics.problems import names as name_problems
from lowcode.diagnostics.problems import structure as structure_problems
from lowcode.diagnostics.problems import types as type_problems
from lowcode.diagnostics.problems.process_details import OnlyPeopleGive
from lowcode.diagnostics.problems.process_structure import StateSetDirectly
from lowcode.diagnostics.problems.records import NotGiven
from lowcode.dsl import ast
from lowcode.dsl.ast_actions import SetDecl
from lowcode.dsl.lowering.constants import checked_constant
from lowcode.dsl.lowering.processes.shared import Processes
from lowcode.dsl.symbols import SYSTEM_FIELDS, USER, EntitySymbol, FieldSymbol
from lowcode.dsl.type_checker import Checker, type_name
from lowcode.dsl.type_checker.context import PickPlace
from lowcode.ir import application as app
from lowcode.ir import expressions as ir
from lowcode.ir import process
from lowcode.ir import types as t
from lowcode.quick_dataclass import dataclass
from lowcode.source import Span

Value: TypeAlias = ir.Expression | process.ListValue | process.RowsValue
_BY_ITSELF = (app.AutonumberFieldType, app.ReverseFieldType)


@dataclass(frozen=True, slots=True)
class Given:
    """`field = value`, wherever it stands."""

    field: ast.Name
    value: ast.Expr
    span: Span


def given(assignments: Iterable[ast.AssignmentDecl]) -> tuple[Given, ...]:
    """The assignments of a block."""
    return tuple(Given(each.name, each.value, each.span) for each in assignments)


def by_record(declaration: SetDecl) -> list[tuple[ast.Expr | None, list[Given]]]:
    """The values of `set`; those for the same record that stand side by side belong together."""
    groups: list[tuple[str, ast.Expr | None, list[Given]]] = []
    for each in declaration.values:
        key = _path(each.target)
        if not groups or groups[-1][0] != key:
            groups.append((key, each.target, []))
        groups[-1][2].append(Given(each.field, each.value, each.span))
    return [(target, values) for _, target, values in groups]


def _path(target: ast.Expr | None) -> str:
    match target:
        case ast.NameExpr(name=name):
            return name.text
        case ast.MemberExpr(source=source, name=name):
            return f"{_path(source)}.{name.text}"
        case _:
            return ""


def settable_field(processes: Processes, entity: EntitySymbol, name: ast.Name) -> FieldSymbol | None:
    """The field of that name, if it can have a value given; reported if not."""
    symbol = entity.fields.get(name.text)
    if symbol is None and name.text in SYSTEM_FIELDS:
        processes.lowering.report(NotGiven(span=name.span, field=name.text))
    elif symbol is None:
        processes.lowering.report(
            name_problems.UnknownField(
                span=name.span, entity=entity.name, field=name.text, candidates=tuple(entity.fields)
            )
        )
    elif symbol.is_computed or isinstance(symbol.type, _BY_ITSELF):
        processes.lowering.report(NotGiven(span=name.span, field=name.text))
        return None
    return symbol


class Values:
    """Types values and finds out whether their fields can have them."""

    def __init__(
        self,
        processes: Processes,
        checker: Checker,
        owner: str | None,
        *,
        may_set_states: bool = False,
        may_bring_files: bool = False,
    ) -> None:
        """`owner`: whose actions these are, for the cursors of `pick`; None where nobody is picked."""
        self._processes = processes
        self._lowering = processes.lowering
        self._checker = checker
        self._owner = owner
        self._may_set_states = may_set_states
        self._may_bring_files = may_bring_files

    def lowered(self, entity: EntitySymbol, values: Iterable[Given]) -> tuple[process.FieldValue, ...]:
        """The values of one record, without those that have problems."""
        first: dict[str, Span] = {}
        found: list[process.FieldValue] = []
        for each in values:
            name = each.field
            if name.text in first:
                self._lowering.report(
                    structure_problems.MentionedTwice(span=name.span, name=name.text, first=first[name.text])
                )
                continue
            first[name.text] = name.span
            symbol = self._field(entity, name)
            value = None if symbol is None else self._value(symbol, each.value)
            if value is not None:
                found.append(process.FieldValue(name.text, value, each.span))
        return tuple(found)

    def _field(self, entity: EntitySymbol, name: ast.Name) -> FieldSymbol | None:
        symbol = settable_field(self._processes, entity, name)
        if symbol is None or symbol.type is None:
            return None
        flow = self._lowering.symbols.flow_of(symbol)
        if flow is not None and not self._may_set_states:
            self._lowering.report(StateSetDirectly(span=name.span, field=name.text, flow=flow.name.text))
            return None
        return symbol

    def _value(self, symbol: FieldSymbol, value: ast.Expr) -> Value | None:
        checker = self._checker.with_scope(replace(self._checker.scope, pick=self._pick_place(symbol)))
        match symbol.type:
            case app.RowsFieldType(entity=entity):
                return self._rows(self._lowering.symbols.entities[entity], symbol, value)
            case app.ManyChoiceFieldType() | app.ManyReferenceFieldType() if isinstance(value, ast.ListExpr):
                assert isinstance(symbol.value_type, t.ListType)
                item = symbol.value_type.item
                return process.ListValue(tuple(checker.fitted(each, item) for each in value.items))
            case app.ScalarType(kind=kind) if FIELD_TYPES[kind].is_attachment and not _is_empty(value):
                if self._may_bring_files:
                    return _file_names(checker, value)
                self._lowering.report(OnlyPeopleGive(span=value.span, field=symbol.name))
                return None
            case _:
                return checked_constant(self._lowering, symbol.type, checker.fitted(value, symbol.value_type))

    def _pick_place(self, symbol: FieldSymbol) -> PickPlace | None:
        if self._owner is None:
            return None
        identifier = self._lowering.identifiers.field(symbol.entity, symbol.name)
        name = self._processes.picks.first_plain(f"{self._owner}_{identifier}")
        if symbol.value_type == t.RecordType(USER):
            return PickPlace(name, symbol.entity, symbol.name)
        return PickPlace(name)

    def _rows(self, entity: EntitySymbol, symbol: FieldSymbol, value: ast.Expr) -> process.RowsValue | None:
        if not isinstance(value, ast.ListExpr):
            if not isinstance(value, ast.ErrorExpr):
                expected = f"[{type_name(symbol.value_type)}]"
                self._lowering.report(type_problems.WrongType(span=value.span, expected=expected, found="?"))
            return None
        rows: list[tuple[process.FieldValue, ...]] = []
        for item in value.items:
            if isinstance(item, ast.RecordExpr):
                rows.append(self.lowered(entity, given(item.values)))
            elif not isinstance(item, ast.ErrorExpr):
                self._lowering.report(type_problems.WrongType(span=item.span, expected="{ … }", found="?"))
        return process.RowsValue(tuple(rows))


def _file_names(checker: Checker, value: ast.Expr) -> Value:
    """The name of a file, or a list of names."""
    if isinstance(value, ast.ListExpr):
        return process.ListValue(tuple(checker.fitted(each, t.TextType()) for each in value.items))
    return checker.fitted(value, t.TextType())


def _is_empty(value: ast.Expr) -> bool:
    return isinstance(value, ast.LiteralExpr) and value.kind is ast.LiteralKind.EMPTY
