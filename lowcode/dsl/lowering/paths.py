"""Names and paths in views, menus and grants."""

from __future__ import annotations

from collections.abc import Iterable

from lowcode.diagnostics.problems import names as name_problems
from lowcode.diagnostics.problems import structure as structure_problems
from lowcode.diagnostics.problems import types as type_problems
from lowcode.diagnostics.problems.views import NotInPlace
from lowcode.dsl import ast
from lowcode.dsl.lowering.context import Lowering
from lowcode.dsl.symbols import SYSTEM_FIELDS, EntitySymbol, FieldSymbol
from lowcode.dsl.type_checker import type_name
from lowcode.ir import types as t


def entity_of(lowering: Lowering, name: ast.Name) -> EntitySymbol | None:
    """The entity called `name` that has pages; reported if there is none."""
    entity = lowering.symbols.entities.get(name.text)
    if entity is not None and entity.owner is None:
        return entity
    if name.text not in lowering.symbols.unsupported:
        lowering.report(
            name_problems.UnknownEntity(span=name.span, name=name.text, candidates=lowering.symbols.user_entities)
        )
    return None


def path_type(lowering: Lowering, entity: EntitySymbol, path: ast.PathRef, part: str) -> t.ValueType | None:
    """The type of the field that a path leads to over references; None with a problem reported, or silently."""
    current = entity
    for position, name in enumerate(path.names):
        found = current.value_type(name.text)
        if found is None:
            lowering.report(
                name_problems.UnknownField(
                    span=name.span, entity=current.name, field=name.text, candidates=current.names()
                )
            )
            return None
        if isinstance(found, t.ErrorType):
            return None
        if position == len(path.names) - 1:
            return found
        if isinstance(found, t.ListType):
            lowering.report(NotInPlace(span=path.span, field=path_text(path), part=part))
            return None
        if not isinstance(found, t.RecordType):
            following = path.names[position + 1]
            lowering.report(
                type_problems.NothingInside(span=following.span, name=following.text, found=type_name(found))
            )
            return None
        current = lowering.symbols.entities[found.entity]
    return None


def path_text(path: ast.PathRef) -> str:
    """`customer.region`."""
    return ".".join(name.text for name in path.names)


def own_field(
    lowering: Lowering, entity: EntitySymbol, path: ast.PathRef, part: str, *, system: bool
) -> FieldSymbol | str | None:
    """The record's own field (or, if allowed, the name of a system field) that a path of one name means."""
    if len(path.names) > 1:
        if path_type(lowering, entity, path, part) is not None:
            lowering.report(NotInPlace(span=path.span, field=path_text(path), part=part))
        return None
    name = path.names[0]
    field = entity.fields.get(name.text)
    if field is not None:
        return field if field.type is not None else None
    if name.text in SYSTEM_FIELDS:
        if system:
            return name.text
        lowering.report(NotInPlace(span=path.span, field=name.text, part=part))
        return None
    candidates = entity.names() if system else tuple(entity.fields)
    lowering.report(
        name_problems.UnknownField(span=name.span, entity=entity.name, field=name.text, candidates=candidates)
    )
    return None


def once(lowering: Lowering, paths: Iterable[ast.PathRef]) -> list[ast.PathRef]:
    """The paths without doubles, which are reported."""
    found: dict[str, ast.PathRef] = {}
    for path in paths:
        text = path_text(path)
        if text in found:
            lowering.report(structure_problems.MentionedTwice(span=path.span, name=text, first=found[text].span))
        else:
            found[text] = path
    return list(found.values())
