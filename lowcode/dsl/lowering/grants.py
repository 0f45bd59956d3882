"""Roles, and who may do what."""

from __future__ import annotations

from collections import deque

from lowcode.diagnostics.problems import names as name_problems
from lowcode.diagnostics.problems.access import ClosedToEverybody, UnknownVerb
from lowcode.diagnostics.problems.cycles import RoleCycle
from lowcode.dsl import ast
from lowcode.dsl.lowering.context import Lowering
from lowcode.dsl.lowering.field_blocks import FieldBlocks, role_of
from lowcode.dsl.lowering.paths import entity_of
from lowcode.dsl.symbols import EVERYONE, EntitySymbol, RoleSymbol
from lowcode.ir import application as app
from lowcode.ir.access import Access, Grant, Verb

ALL = "all"
_VERBS = {each.value: each for each in Verb}


def lower_roles(lowering: Lowering) -> tuple[app.Role, ...]:
    """The roles with all that they include, themselves first."""
    included = _Included(lowering)
    return tuple(
        app.Role(
            name=role.name,
            identifier=lowering.identifiers.roles[role.name],
            label=lowering.labels.label(role.label, role.name),
            includes=included.by(role),
            documentation=role.documentation,
            span=role.span,
        )
        for role in lowering.symbols.roles.values()
    )


class _Included:
    def __init__(self, lowering: Lowering) -> None:
        self.lowering = lowering
        self.reported: set[frozenset[str]] = set()
        self.direct = {role.name: self.known(role) for role in lowering.symbols.roles.values()}

    def known(self, role: RoleSymbol) -> list[ast.Name]:
        """The included roles that exist."""
        roles = self.lowering.symbols.roles
        for name in role.includes:
            if name.text not in roles or name.text == EVERYONE:
                self.lowering.report(
                    name_problems.UnknownRole(
                        span=name.span,
                        name=name.text,
                        candidates=tuple(each for each in roles if each != EVERYONE),
                    )
                )
        return [name for name in role.includes if name.text in roles and name.text != EVERYONE]

    def by(self, role: RoleSymbol) -> tuple[str, ...]:
        """The role itself and all that it includes, the nearest first."""
        included_by: dict[str, str] = {role.name: role.name}
        waiting = deque([role.name])
        while waiting:
            current = waiting.popleft()
            for name in self.direct[current]:
                if name.text == role.name:
                    self.report(role, _path(included_by, role.name, current))
                elif name.text not in included_by:
                    included_by[name.text] = current
                    waiting.append(name.text)
        return tuple(included_by)

    def report(self, role: RoleSymbol, path: tuple[str, ...]) -> None:
        members = frozenset(path)
        if members not in self.reported:
            self.reported.add(members)
            self.lowering.report(RoleCycle(span=role.span, path=path))


def _path(included_by: dict[str, str], start: str, end: str) -> tuple[str, ...]:
    """From `start` over the inclusions to `end` and back to `start`."""
    backwards = [start, end]
    while backwards[-1] != start:
        backwards.append(included_by[backwards[-1]])
    return tuple(reversed(backwards))


def lower_access(lowering: Lowering) -> tuple[Access, ...]:
    """The grants by entity; several `access` blocks of one entity add up."""
    grants: dict[str, list[Grant]] = {}
    fields: dict[str, FieldBlocks] = {}
    first: dict[str, ast.AccessDecl] = {}
    for declaration in lowering.symbols.access:
        entity = entity_of(lowering, declaration.entity)
        if entity is None:
            continue
        first.setdefault(entity.name, declaration)
        found = [_grant(lowering, entity, each) for each in declaration.grants]
        grants.setdefault(entity.name, []).extend(each for each in found if each is not None)
        fields.setdefault(entity.name, FieldBlocks(lowering, entity)).add(declaration.fields)
    _report_closed(lowering)
    return tuple(Access(name, tuple(found), first[name].span, fields[name].lowered()) for name, found in grants.items())


def _grant(lowering: Lowering, entity: EntitySymbol, declaration: ast.GrantDecl) -> Grant | None:
    verbs = _verbs(lowering, declaration)
    where = None
    if declaration.where is not None:
        where = lowering.checker(lowering.scope(entity)).condition(declaration.where)
    role = role_of(lowering, declaration.role)
    return Grant(role, verbs, where, declaration.span) if verbs and role is not None else None


def _verbs(lowering: Lowering, declaration: ast.GrantDecl) -> tuple[Verb, ...]:
    found: dict[Verb, None] = {}
    for name in declaration.verbs:
        if name.text == ALL:
            found.update(dict.fromkeys(Verb))
        elif name.text in _VERBS:
            found[_VERBS[name.text]] = None
        else:
            lowering.report(UnknownVerb(span=name.span, name=name.text, candidates=(*_VERBS, ALL)))
    return tuple(found)


def _report_closed(lowering: Lowering) -> None:
    mentioned = {each.entity.text for each in lowering.symbols.access if each.grants}
    for entity in lowering.symbols.entities.values():
        if entity.owner is None and entity.name not in mentioned:
            lowering.report(ClosedToEverybody(span=entity.span, entity=entity.name))
