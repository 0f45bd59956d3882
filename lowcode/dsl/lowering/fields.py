"""One field with all of its modifiers."""

from __future__ import annotations

from dataclasses import replace

from lowcode.catalog.field_types import COMMON_MODIFIERS, FIELD_TYPES
from lowcode.diagnostics.problems import structure as structure_problems
from lowcode.dsl import ast
from lowcode.dsl.ast_process import FlowDecl
from lowcode.dsl.lowering.attachments import accepted_extensions, largest_size
from lowcode.dsl.lowering.constants import checked_constant, in_percent
from lowcode.dsl.lowering.context import Lowering
from lowcode.dsl.lowering.limits import length_bounds, limits, pattern
from lowcode.dsl.lowering.processes.states import start_of
from lowcode.dsl.modifiers import FIELD_MODIFIERS, FROM, by_name, expression_of
from lowcode.dsl.symbols import EntitySymbol, FieldSymbol
from lowcode.dsl.type_checker import Checker, Scope, is_error, type_name
from lowcode.ir import application as app
from lowcode.ir import expressions as ir
from lowcode.ir import types as t
from lowcode.ir.labels import Label
from lowcode.ir.walking import walk

_CHOICE = COMMON_MODIFIERS - {"placeholder"} | {"index", "options", "as"}
_LIST = COMMON_MODIFIERS - {"placeholder", "default"} | {"as"}
_SHOWN_ONLY = frozenset({"help", "visible", "hidden", "as"})
_COMPUTED = _SHOWN_ONLY | {"unit", "index", "search"}
_EVERY_FIELD = frozenset({"as"})
_STATE = _SHOWN_ONLY | {"index", "required"}
"""Of a flow's field: nobody types it in."""

Modifiers = dict[str, ast.ModifierDecl]


def lower_field(lowering: Lowering, entity: EntitySymbol, symbol: FieldSymbol) -> app.Field | None:
    """The field, or None if its type is not known."""
    declaration = symbol.decl
    if declaration is None:
        return None
    modifiers = by_name(declaration.modifiers, FIELD_MODIFIERS, lowering.problems)
    label = lowering.labels.label(declaration.label, symbol.name)
    scope = lowering.scope(entity)
    checker = lowering.checker(scope)
    computed = _computed(lowering, symbol, checker)
    if symbol.type is None:
        return None
    flow = lowering.symbols.flow_of(symbol)
    allowed = allowed_modifiers(symbol.type) if flow is None else _STATE
    _report_misfits(lowering, symbol, modifiers, allowed | {FROM})
    kept = {name: each for name, each in modifiers.items() if name in allowed}
    minimum, maximum = limits(lowering, symbol, kept, checker)
    shortest, longest = length_bounds(lowering, symbol.type, kept)
    return app.Field(
        name=symbol.name,
        identifier=lowering.identifiers.field(entity.name, symbol.name),
        label=label,
        type=symbol.type,
        value_type=symbol.value_type,
        span=symbol.span,
        documentation=declaration.documentation,
        required=lowering.condition(kept.get("required"), checker),
        unique="unique" in kept or isinstance(symbol.type, app.AutonumberFieldType),
        default=_default(lowering, symbol, kept, checker) if flow is None else _start(symbol, flow),
        minimum=minimum,
        maximum=maximum,
        minimum_length=shortest,
        maximum_length=longest,
        pattern=pattern(lowering, kept),
        help=_text(lowering, kept, "help"),
        placeholder=_text(lowering, kept, "placeholder"),
        unit=_text(lowering, kept, "unit"),
        visible=lowering.condition(kept.get("visible"), checker),
        readonly=lowering.condition(kept.get("readonly"), checker),
        options_where=_options_where(symbol, kept, checker, scope),
        computed=computed,
        search="search" in kept,
        index="index" in kept,
        hidden="hidden" in kept,
        flow=None if flow is None else flow.name.text,
        accept=accepted_extensions(lowering, symbol.type, kept),
        max_size=largest_size(lowering, kept),
    )


def allowed_modifiers(field_type: app.FieldType) -> frozenset[str]:
    """The modifiers that make sense for a field of this type."""
    match field_type:
        case app.ScalarType(kind=kind):
            return FIELD_TYPES[kind].modifiers | _EVERY_FIELD
        case app.ChoiceFieldType():
            return _CHOICE
        case app.ReferenceFieldType():
            return _CHOICE | {"unique", "on delete"}
        case app.ManyChoiceFieldType() | app.ManyReferenceFieldType():
            return _LIST | {"options"}
        case app.RowsFieldType():
            return _LIST
        case app.ReverseFieldType():
            return _SHOWN_ONLY
        case app.AutonumberFieldType():
            return _SHOWN_ONLY | {"search", "index"}


def field_type_name(symbol: FieldSymbol) -> str:
    """What the spec calls the type of the field."""
    match symbol.type:
        case app.ScalarType(kind=kind):
            return kind
        case app.AutonumberFieldType():
            return "autonumber"
        case app.RowsFieldType():
            return "rows"
        case app.ChoiceFieldType(choice=choice) if choice == symbol.qualified_name:
            return "one of"
        case app.ManyChoiceFieldType(choice=choice) if choice == symbol.qualified_name:
            return "many of"
        case _:
            return type_name(symbol.value_type)


def _report_misfits(lowering: Lowering, symbol: FieldSymbol, modifiers: Modifiers, allowed: frozenset[str]) -> None:
    for name, modifier in modifiers.items():
        if symbol.is_computed and name not in _COMPUTED | {FROM}:
            lowering.report(structure_problems.ComputedWithModifier(span=modifier.name.span, modifier=name))
        elif name not in allowed:
            lowering.report(
                structure_problems.ModifierDoesNotFit(
                    span=modifier.name.span, modifier=name, type=field_type_name(symbol)
                )
            )


def _computed(lowering: Lowering, symbol: FieldSymbol, checker: Checker) -> app.Computed | None:
    declaration = symbol.decl
    if declaration is None or declaration.computed is None:
        return None
    if symbol.type is not None and not _is_computable(symbol.type):
        span = declaration.computed.span
        if not is_error(checker.check(declaration.computed)):
            lowering.report(structure_problems.NotComputable(span=span, type=field_type_name(symbol)))
        return None
    expression = checker.fitted(declaration.computed, symbol.value_type)
    return app.Computed(expression, app.ComputedStorage.STORED, declaration.computed.span)


def _is_computable(field_type: app.FieldType) -> bool:
    """Whether an expression can give the value: an option or a scalar, but no files, which people bring."""
    if isinstance(field_type, app.ScalarType):
        return not FIELD_TYPES[field_type.kind].is_attachment
    return isinstance(field_type, app.ChoiceFieldType)


def _default(lowering: Lowering, symbol: FieldSymbol, modifiers: Modifiers, checker: Checker) -> ir.Expression | None:
    modifier = modifiers.get("default")
    expression = None if modifier is None else expression_of(modifier)
    if modifier is None or expression is None:
        return None
    fitted = checker.fitted(in_percent(expression, symbol.value_type), symbol.value_type)
    typed = checked_constant(lowering, symbol.type, fitted)
    for each in walk(typed):
        if isinstance(each, ir.FieldRead) and each.field == symbol.name and _is_this(each.source):
            lowering.report(structure_problems.DefaultOfItself(span=each.span, field=symbol.name))
    return typed


def _start(symbol: FieldSymbol, flow: FlowDecl) -> ir.Expression | None:
    """The state in which records begin."""
    start = start_of(flow)
    return None if start is None else ir.Literal(start, symbol.value_type, symbol.span)


def _is_this(expression: ir.Expression) -> bool:
    return isinstance(expression, ir.Variable) and expression.kind is ir.VariableKind.THIS


def _options_where(symbol: FieldSymbol, modifiers: Modifiers, checker: Checker, scope: Scope) -> ir.Expression | None:
    modifier = modifiers.get("options")
    if modifier is None or modifier.condition is None:
        return None
    option = symbol.value_type.item if isinstance(symbol.value_type, t.ListType) else symbol.value_type
    inside = checker.with_scope(replace(scope, option_name=symbol.name, option_type=option))
    return inside.condition(modifier.condition)


def _text(lowering: Lowering, modifiers: Modifiers, name: str) -> Label | None:
    return lowering.labels.message(modifiers[name].message) if name in modifiers else None
