"""Entities: fields, title, checks, unique keys, indexes."""

from __future__ import annotations

from collections.abc import Iterable

from lowcode import naming
from lowcode.catalog.field_types import FIELD_TYPES
from lowcode.diagnostics.problems import names as name_problems
from lowcode.diagnostics.problems import structure as structure_problems
from lowcode.dsl import ast
from lowcode.dsl.lowering.context import Lowering
from lowcode.dsl.lowering.fields import lower_field
from lowcode.dsl.lowering.merging import lower_merge_keys
from lowcode.dsl.lowering.titles import MOMENT_NAMES
from lowcode.dsl.symbols import EntitySymbol
from lowcode.dsl.type_checker import forbidding
from lowcode.ir import application as app
from lowcode.ir import expressions as ir
from lowcode.ir.walking import walk

_COLUMN_TYPES = (app.ScalarType, app.ChoiceFieldType, app.ReferenceFieldType, app.AutonumberFieldType)


def lower_entity(lowering: Lowering, symbol: EntitySymbol) -> app.Entity:
    """The entity with everything in it; what has problems is left out."""
    fields = [lower_field(lowering, symbol, each) for each in symbol.fields.values()]
    identifier = lowering.identifiers.entities[symbol.name]
    names = _Names()
    return app.Entity(
        name=symbol.name,
        identifier=identifier,
        class_name=lowering.identifiers.classes[symbol.name],
        table=identifier,
        label=lowering.labels.label(symbol.label, symbol.owner_field or symbol.name),
        fields=tuple(each for each in fields if each is not None),
        title=lowering.titles.of(symbol.name),
        checks=tuple(_checks(lowering, symbol, names)),
        unique_keys=tuple(_unique_keys(lowering, symbol, names)),
        indexes=tuple(_indexes(lowering, symbol)),
        documentation=symbol.documentation,
        span=symbol.span,
        owner=symbol.owner,
        owner_field=symbol.owner_field,
        is_built_in=symbol.is_built_in,
        merge_on=lower_merge_keys(lowering, symbol),
    )


class _Names:
    """Stable names for constraints: after the fields they read, numbered where several read the same."""

    def __init__(self) -> None:
        self._used: dict[str, int] = {}

    def after(self, identifiers: Iterable[str]) -> str:
        base = naming.shortened("_".join(identifiers) or "constant")
        self._used[base] = self._used.get(base, 0) + 1
        count = self._used[base]
        return base if count == 1 else f"{base}_{count}"


def _checks(lowering: Lowering, symbol: EntitySymbol, names: _Names) -> Iterable[app.Check]:
    checker = lowering.checker(lowering.scope(symbol))
    for declaration in symbol.checks:
        expression = checker.condition(declaration.expression)
        message = lowering.labels.message(declaration.message)
        if message is None:
            lowering.report(
                structure_problems.ModifierIncomplete(
                    span=declaration.span, modifier="check", usage='check condition "message"'
                )
            )
            continue
        fields = tuple(name for name in own_fields(expression) if name in symbol.fields)
        identifiers = [lowering.identifiers.field(symbol.name, name) for name in fields]
        yield app.Check(names.after(identifiers[:3]), expression, message, fields, declaration.span)


def own_fields(expression: ir.Expression) -> tuple[str, ...]:
    """The fields of the record itself that the expression reads, in the order of the text."""
    return tuple(
        dict.fromkeys(
            each.field
            for each in walk(expression)
            if isinstance(each, ir.FieldRead)
            and isinstance(each.source, ir.Variable)
            and each.source.kind is ir.VariableKind.THIS
        )
    )


def _unique_keys(lowering: Lowering, symbol: EntitySymbol, names: _Names) -> Iterable[app.UniqueKey]:
    checker = lowering.checker(forbidding(lowering.scope(symbol), MOMENT_NAMES))
    for declaration in symbol.unique_keys:
        fields = column_names(lowering, symbol, declaration.fields)
        when = None if declaration.when is None else checker.condition(declaration.when)
        if when is not None:
            _report_foreign_reads(lowering, symbol, when)
        identifiers = [lowering.identifiers.field(symbol.name, name) for name in fields]
        message = lowering.labels.message(declaration.message)
        yield app.UniqueKey(names.after(identifiers), fields, when, message, declaration.span)


def _report_foreign_reads(lowering: Lowering, symbol: EntitySymbol, when: ir.Expression) -> None:
    """The condition of a unique key becomes part of the index: it reads columns of the record and nothing else."""
    for each in walk(when):
        is_foreign = isinstance(each, ir.FieldRead) and (
            not isinstance(each.source, ir.Variable) or each.source.kind is not ir.VariableKind.THIS
        )
        if is_foreign or isinstance(each, ir.Aggregate | ir.IsMember | ir.IsWithin | ir.HasRole):
            lowering.report(structure_problems.NoColumn(span=each.span, field=_shown(each)))
            return
    for name in own_fields(when):
        field = symbol.fields.get(name)
        if field is not None and field.type is not None and not isinstance(field.type, _COLUMN_TYPES):
            lowering.report(structure_problems.NoColumn(span=when.span, field=name))


def _shown(expression: ir.Expression) -> str:
    return expression.field if isinstance(expression, ir.FieldRead) else "…"


def _indexes(lowering: Lowering, symbol: EntitySymbol) -> Iterable[app.Index]:
    for declaration in symbol.indexes:
        yield app.Index(column_names(lowering, symbol, declaration.fields), declaration.span)


def column_names(lowering: Lowering, symbol: EntitySymbol, names: tuple[ast.Name, ...]) -> tuple[str, ...]:
    """The names that are columns of the entity's table; what is not is reported and left out."""
    found: dict[str, ast.Name] = {}
    for name in names:
        field = symbol.fields.get(name.text)
        if field is None:
            lowering.report(
                name_problems.UnknownField(
                    span=name.span, entity=symbol.name, field=name.text, candidates=tuple(symbol.fields)
                )
            )
        elif name.text in found:
            lowering.report(
                structure_problems.MentionedTwice(span=name.span, name=name.text, first=found[name.text].span)
            )
        elif field.type is not None and not _is_column(field.type):
            lowering.report(structure_problems.NoColumn(span=name.span, field=name.text))
        elif field.type is not None:
            found[name.text] = name
    return tuple(found)


def _is_column(field_type: app.FieldType) -> bool:
    if isinstance(field_type, app.ScalarType):
        kind = FIELD_TYPES[field_type.kind]
        return not (kind.is_long or kind.is_attachment)
    return isinstance(field_type, _COLUMN_TYPES)
