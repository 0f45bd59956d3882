"""Conditions that somebody waits for: what has to be watched so that it is noticed when they become true."""

from __future__ import annotations

from lowcode import naming
from lowcode.catalog.functions import FUNCTIONS
from lowcode.diagnostics.problems.generated_names import IdentifierClash
from lowcode.dsl.checks.storage import FieldKey, is_moment
from lowcode.dsl.lowering.context import Lowering
from lowcode.dsl.lowering.entities import own_fields
from lowcode.dsl.symbols import SYSTEM_FIELDS, EntitySymbol
from lowcode.dsl.type_checker import is_error
from lowcode.ir import application as app
from lowcode.ir import expressions as ir
from lowcode.ir import process
from lowcode.ir import types as t
from lowcode.ir.walking import walk
from lowcode.naming import Numbering
from lowcode.source import Span

_OF_OTHERS = (app.ReverseFieldType, app.RowsFieldType)
"""Fields whose values are in other records, which can change without this one."""


class Watching:
    """Turns conditions into something that is noticed."""

    def __init__(self, lowering: Lowering, on_read: set[FieldKey]) -> None:
        """`on_read`: the computed fields that are not kept in columns."""
        self._lowering = lowering
        self._on_read = on_read
        self._names = Numbering()
        self.fields: dict[str, list[app.Field]] = {}
        """The hidden fields by entity: conditions that read other records are kept true like computed fields."""

    def on_read(self, entity: EntitySymbol) -> frozenset[str]:
        """The fields that are computed for each reader: nothing happens when their value becomes another."""
        return frozenset(name for owner, name in self._on_read if owner == entity.name)

    def watched(self, entity: EntitySymbol, condition: ir.Expression, owner: str, span: Span) -> process.OnCondition:
        """The condition with what it depends on; `owner` is the identifier of the rule or transition."""
        if is_error(condition):
            return process.OnCondition(condition, (), is_clocked=False)
        if self._depends_on_the_clock(entity, condition):
            return process.OnCondition(condition, self._watches(entity, condition), is_clocked=True)
        if not self._reads_others(entity, condition):
            return process.OnCondition(condition, self._watches(entity, condition), is_clocked=False)
        name = self._names.first_plain(naming.shortened(f"when_{owner}"))
        self._add_field(entity, name, condition, span)
        this = ir.Variable(ir.VariableKind.THIS, 0, t.RecordType(entity.name), span)
        read = ir.FieldRead(this, name, t.BooleanType(), span)
        return process.OnCondition(read, (name,), is_clocked=False)

    @staticmethod
    def _watches(entity: EntitySymbol, condition: ir.Expression) -> tuple[str, ...]:
        return tuple(
            name
            for name in own_fields(condition)
            if name in entity.fields and not isinstance(entity.fields[name].type, _OF_OTHERS)
        )

    def _depends_on_the_clock(self, entity: EntitySymbol, condition: ir.Expression) -> bool:
        """Whether time alone makes it true; also if it cannot be kept in a column for another reason."""
        for each in walk(condition):
            match each:
                case ir.IsInPeriod():
                    return True
                case ir.Call(function=name) if name in FUNCTIONS and FUNCTIONS[name].reads_clock:
                    return True
                case ir.FieldRead(source=source, field=field) if isinstance(source.type, t.RecordType):
                    if (source.type.entity, field) in self._on_read:
                        return True
                case _:
                    continue
        return self._reads_others(entity, condition) and any(is_moment(each) for each in walk(condition))

    def _reads_others(self, entity: EntitySymbol, condition: ir.Expression) -> bool:
        for each in walk(condition):
            match each:
                case ir.FieldRead(source=ir.Variable(kind=ir.VariableKind.THIS), field=field):
                    symbol = entity.fields.get(field)
                    if symbol is not None and isinstance(symbol.type, _OF_OTHERS):
                        return True
                case ir.FieldRead() | ir.IsWithin() | ir.HasRole():
                    return True
                case _:
                    continue
        return False

    def _add_field(self, entity: EntitySymbol, name: str, condition: ir.Expression, span: Span) -> None:
        lowering = self._lowering
        for other, symbol in entity.fields.items():
            if lowering.identifiers.field(entity.name, other) == name:
                lowering.report(IdentifierClash(span=span, name=name, other=other, identifier=name, first=symbol.span))
        self.fields.setdefault(entity.name, []).append(
            app.Field(
                name=name,
                identifier=name,
                label=lowering.labels.label(None, name),
                type=app.ScalarType("bool"),
                value_type=t.BooleanType(),
                span=span,
                computed=app.Computed(condition, app.ComputedStorage.STORED, condition.span),
                hidden=True,
            )
        )


def inputs(entity: app.Entity, expression: ir.Expression) -> set[str]:
    """The fields of the record itself that decide the value: those read, and in place of computed ones their inputs."""
    found: set[str] = set()
    waiting = list(own_fields(expression))
    seen: set[str] = set(SYSTEM_FIELDS)
    while waiting:
        name = waiting.pop()
        field = entity.field_by_name.get(name)
        if field is None or name in seen:
            continue
        seen.add(name)
        if field.computed is not None:
            waiting.extend(own_fields(field.computed.expression))
        elif not isinstance(field.type, app.ReverseFieldType | app.AutonumberFieldType) and field.flow is None:
            found.add(name)
    return found
