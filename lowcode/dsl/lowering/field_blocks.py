"""`field` blocks of `access`: who may read and change one field."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lowcode.diagnostics.problems import names as name_problems
from lowcode.diagnostics.problems.access import UnknownVerb
from lowcode.diagnostics.problems.field_access import FieldRoleTwice, RightDoesNotFit
from lowcode.dsl import ast
from lowcode.dsl.lowering.context import Lowering
from lowcode.dsl.symbols import EntitySymbol
from lowcode.ir import application as app
from lowcode.ir import types as t
from lowcode.ir.access import FieldAccess, FieldGrant, FieldRight
from lowcode.source import Span

_RIGHTS = {each.value: each for each in FieldRight}


class FieldBlocks:
    """The blocks of one entity; several of one field add up."""

    def __init__(self, lowering: Lowering, entity: EntitySymbol) -> None:
        self._lowering = lowering
        self._entity = entity
        self._grants: dict[str, list[FieldGrant]] = {}
        self._spans: dict[str, Span] = {}

    def add(self, declarations: Iterable[ast.FieldAccessDecl]) -> None:
        """Takes in the blocks of one `access` declaration."""
        for declaration in declarations:
            name = declaration.field
            if self._is_unknown(name):
                continue
            self._spans.setdefault(name.text, name.span)
            found = self._grants.setdefault(name.text, [])
            for line in declaration.grants:
                for grant in self._lowered(name.text, line):
                    self._add(found, name.text, grant)

    def lowered(self) -> tuple[FieldAccess, ...]:
        """All that was taken in."""
        return tuple(FieldAccess(name, tuple(found), self._spans[name]) for name, found in self._grants.items())

    def _is_unknown(self, name: ast.Name) -> bool:
        if name.text in self._entity.fields:
            return False
        self._lowering.report(
            name_problems.UnknownField(
                span=name.span, entity=self._entity.name, field=name.text, candidates=tuple(self._entity.fields)
            )
        )
        return True

    def _lowered(self, field: str, line: ast.FieldGrantDecl) -> Iterator[FieldGrant]:
        lowering = self._lowering
        where = None
        if line.where is not None:
            where = lowering.checker(lowering.scope(self._entity)).condition(line.where)
        right = _RIGHTS.get(line.right.text)
        if right is None:
            lowering.incomplete.add(self._spans[field])
            lowering.report(UnknownVerb(span=line.right.span, name=line.right.text, candidates=tuple(_RIGHTS)))
        elif not self._fits(field, right):
            lowering.report(RightDoesNotFit(span=line.right.span, field=field, right=right.value))
            right = None
        for name in line.roles:
            role = role_of(lowering, name)
            if role is None:
                lowering.incomplete.add(self._spans[field])
            elif right is not None:
                yield FieldGrant(role, right, where, name.span)

    def _fits(self, field: str, right: FieldRight) -> bool:
        """Lists of records are seen or not seen; what the app computes or numbers cannot be changed by anybody."""
        symbol = self._entity.fields[field]
        if right is FieldRight.MASKED:
            return not isinstance(symbol.value_type, t.ListType)
        is_given = symbol.is_computed or isinstance(symbol.type, app.AutonumberFieldType | app.ReverseFieldType)
        is_given = is_given or self._lowering.symbols.flow_of(symbol) is not None
        return right is FieldRight.READ or not is_given

    def _add(self, found: list[FieldGrant], field: str, grant: FieldGrant) -> None:
        twin = next((each for each in found if each.role == grant.role and _says_the_same(each, grant)), None)
        if twin is None:
            found.append(grant)
        else:
            self._lowering.report(
                FieldRoleTwice(span=grant.span, field=field, role=grant.role, right=grant.right.value, other=twin.span)
            )


def _says_the_same(one: FieldGrant, other: FieldGrant) -> bool:
    """The same right twice, of which at most one can have an effect; two conditions add up."""
    return one.right is other.right and (one.where is None or other.where is None)


def role_of(lowering: Lowering, name: ast.Name) -> str | None:
    """The role of that name; reported if there is none."""
    if name.text in lowering.symbols.roles:
        return name.text
    lowering.report(name_problems.UnknownRole(span=name.span, name=name.text, candidates=tuple(lowering.symbols.roles)))
    return None
