"""People: roles, paths to users and departments, leaders, addresses."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Flag, auto

from lowcode.diagnostics.problems.process_details import PeopleMisplaced
from lowcode.diagnostics.problems.process_names import RoleOrField, UnknownPerson
from lowcode.diagnostics.problems.process_types import NoPerson
from lowcode.dsl import ast, ast_actions
from lowcode.dsl.lowering.field_blocks import role_of
from lowcode.dsl.lowering.processes.shared import Processes
from lowcode.dsl.symbols import DEPARTMENT, USER
from lowcode.dsl.type_checker import Checker, is_error, type_name
from lowcode.dsl.type_checker.names import ME, candidates, variable_or_field
from lowcode.ir import application as app
from lowcode.ir import expressions as ir
from lowcode.ir import process
from lowcode.ir import types as t
from lowcode.source import Span

_MOST_LEVELS = 20
_PEOPLE = (t.RecordType(USER), t.RecordType(DEPARTMENT), t.ListType(t.RecordType(USER)))
ADDRESS_CHANNELS = {"email": process.Channel.EMAIL, "phone": process.Channel.SMS}
"""How somebody is reached whose address a field of this type holds."""


class Allowed(Flag):
    """Whom a place may name beside roles, paths and leaders."""

    PEOPLE = 0
    ADDRESSES = auto()
    CHOSEN = auto()


def lower_audiences(
    processes: Processes, references: Sequence[ast_actions.AudienceRef], checker: Checker, allowed: Allowed
) -> tuple[process.Audience, ...]:
    """Those whom the list names; what could not be understood is reported and left out."""
    found = [_Audiences(processes, checker, allowed).lowered(each) for each in references]
    return tuple(each for each in found if each is not None)


class _Audiences:
    def __init__(self, processes: Processes, checker: Checker, allowed: Allowed) -> None:
        self.lowering = processes.lowering
        self.processes = processes
        self.checker = checker
        self.allowed = allowed

    def lowered(self, reference: ast_actions.AudienceRef) -> process.Audience | None:
        match reference:
            case ast_actions.RoleRef(role=name, span=span):
                role = role_of(self.lowering, name)
                return None if role is None else process.RoleMembers(role, span)
            case ast_actions.LeadersRef():
                return self.leaders(reference)
            case ast_actions.ChosenRef():
                return self.chosen(reference)
            case ast_actions.PeopleRef(expression=ast.NameExpr(name=name)):
                return self.named(reference, name)
            case ast_actions.PeopleRef(expression=expression):
                return self.people(self.checker.check(expression))

    def named(self, reference: ast_actions.PeopleRef, name: ast.Name) -> process.Audience | None:
        """A bare name: a role or a field, and an error if it is both or neither."""
        is_role = name.text in self.lowering.symbols.roles
        is_field = name.text == ME or variable_or_field(self.checker, name.text, name.span) is not None
        if is_role and is_field:
            self.lowering.report(RoleOrField(span=name.span, name=name.text))
            return None
        if is_role:
            return process.RoleMembers(name.text, reference.span)
        if is_field:
            return self.people(self.checker.check(reference.expression))
        known = [each for each in candidates(self.checker) if self.leads_on(each, name.span)]
        roles = self.lowering.symbols.roles
        self.lowering.report(UnknownPerson(span=name.span, name=name.text, candidates=(*roles, *known)))
        return None

    def leads_on(self, name: str, span: Span) -> bool:
        """Whether people may be behind the name, which is not so for numbers and moments."""
        found = variable_or_field(self.checker, name, span)
        return found is not None and isinstance(found.type, t.RecordType | t.ListType)

    def people(self, typed: ir.Expression) -> process.Audience | None:
        if is_error(typed):
            return None
        if typed.type in _PEOPLE:
            return process.People(typed, typed.span)
        if address_kind(self.processes, typed) is None:
            self.lowering.report(NoPerson(span=typed.span, found=type_name(typed.type)))
            return None
        if Allowed.ADDRESSES not in self.allowed:
            self.lowering.report(PeopleMisplaced(span=typed.span, who=type_name(typed.type)))
            return None
        return process.Address(typed, typed.span)

    def leaders(self, reference: ast_actions.LeadersRef) -> process.Audience | None:
        target = self.checker.single(reference.target)
        levels: int | None = 1 if reference.is_single else None
        if reference.levels is not None:
            levels = self.processes.number(reference.levels, "up to", 1, _MOST_LEVELS)
        if is_error(target):
            return None
        if target.type not in _PEOPLE:
            self.lowering.report(NoPerson(span=target.span, found=type_name(target.type)))
            return None
        return process.Leaders(target, levels, reference.span)

    def chosen(self, reference: ast_actions.ChosenRef) -> process.Audience | None:
        if Allowed.CHOSEN not in self.allowed:
            self.lowering.report(PeopleMisplaced(span=reference.span, who="chosen by submitter"))
            return None
        among = None if reference.among is None else role_of(self.lowering, reference.among)
        return process.ChosenBySubmitter(among, reference.span)


def address_kind(processes: Processes, typed: ir.Expression) -> str | None:
    """`email` or `phone`, if the expression reads a field of such a type."""
    if not isinstance(typed, ir.FieldRead) or not isinstance(typed.source.type, t.RecordType):
        return None
    field = processes.lowering.symbols.entities[typed.source.type.entity].fields.get(typed.field)
    if field is None or not isinstance(field.type, app.ScalarType):
        return None
    return field.type.kind if field.type.kind in ADDRESS_CHANNELS else None
