"""`merge on phone`: the fields by which duplicates are found."""

from __future__ import annotations

from typing import Final

from lowcode.diagnostics.problems import names as name_problems
from lowcode.diagnostics.problems import structure as structure_problems
from lowcode.diagnostics.problems.merging import MergeKeyNotPossible
from lowcode.dsl import ast
from lowcode.dsl.lowering.context import Lowering
from lowcode.dsl.symbols import EntitySymbol, FieldSymbol
from lowcode.ir import application as app

_TELLING: Final = frozenset({"text", "int", "phone", "email", "url"})
"""Types of fields whose values say who or what a record is about."""


def lower_merge_keys(lowering: Lowering, symbol: EntitySymbol) -> tuple[str, ...]:
    """The keys of the entity; what cannot be one is reported and left out."""
    found: dict[str, ast.Name] = {}
    for declaration in symbol.merges[:1]:
        for name in declaration.fields:
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
            elif (reason := _reason(symbol, field)) is not None:
                lowering.report(MergeKeyNotPossible(span=name.span, field=name.text, reason=reason))
            elif field.type is not None:
                found[name.text] = name
    return tuple(found)


def _reason(symbol: EntitySymbol, field: FieldSymbol) -> str | None:
    """Why duplicates cannot be found by the field."""
    if symbol.owner is not None:
        return "rows"
    if symbol.is_built_in:
        return "built_in"
    if field.is_computed:
        return "computed"
    if field.decl is not None and any(each.name.text == "unique" for each in field.decl.modifiers):
        return "unique"
    if field.type is not None and not (isinstance(field.type, app.ScalarType) and field.type.kind in _TELLING):
        return "type"
    return None
