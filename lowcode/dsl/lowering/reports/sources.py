"""Where the records of a report come from: its first source and what is joined to it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields, is_dataclass

from lowcode import naming
from lowcode.diagnostics.problems import names as name_problems
from lowcode.diagnostics.problems import structure as structure_problems
from lowcode.diagnostics.problems import types as type_problems
from lowcode.diagnostics.problems.report_names import HidesField
from lowcode.dsl import ast
from lowcode.dsl.ast_reports import ReportDecl, SourceDecl
from lowcode.dsl.lowering.context import Lowering
from lowcode.dsl.lowering.paths import entity_of, path_text
from lowcode.dsl.symbols import EntitySymbol
from lowcode.dsl.type_checker import Checker, Scope, is_error, type_name
from lowcode.ir import application as app
from lowcode.ir import expressions as ir
from lowcode.ir import reports as rep
from lowcode.ir import types as t
from lowcode.quick_dataclass import dataclass
from lowcode.source import Span

CREATED_AT = "created_at"


@dataclass(frozen=True, slots=True)
class TypedSource:
    """A source whose entity is known; its expressions read its record as `this`."""

    index: int
    entity: EntitySymbol
    name: str
    """What the report calls it; empty where a field of that name goes first."""
    checker: Checker
    declaration: SourceDecl
    source: rep.Source


def lower_sources(lowering: Lowering, declaration: ReportDecl) -> tuple[TypedSource, ...] | None:
    """The first source and the joined ones; None if one is unknown, which has been reported."""
    declarations = (declaration.source, *declaration.joins)
    found = [_source(lowering, index, each) for index, each in enumerate(declarations)]
    sources = tuple(each for each in found if each is not None)
    _report_same_names(lowering, sources)
    _report_hidden_fields(lowering, sources)
    return sources if len(sources) == len(declarations) else None


def entity_at(lowering: Lowering, path: ast.PathRef) -> EntitySymbol | None:
    """The entity called so, or the sub-table that is called by its owner and field; reported if there is none."""
    first, *rest = path.names
    owner = entity_of(lowering, first)
    if owner is None or not rest:
        return owner
    field = owner.fields.get(rest[0].text)
    if field is not None and isinstance(field.type, app.RowsFieldType) and len(rest) == 1:
        return lowering.symbols.entities[field.type.entity]
    rows = tuple(each.name for each in lowering.symbols.entities.values() if each.owner == owner.name)
    if field is None or field.type is not None:
        lowering.report(name_problems.UnknownEntity(span=path.span, name=path_text(path), candidates=rows))
    return None


def _source(lowering: Lowering, index: int, declaration: SourceDecl) -> TypedSource | None:
    entity = entity_at(lowering, declaration.entity)
    if entity is None:
        return None
    name = declaration.name or declaration.entity.names[-1]
    is_needed = index > 0 or declaration.name is not None
    called = name.text if is_needed or name.text not in entity.names() else None
    checker = lowering.checker(report_scope(lowering, entity, called))
    where = None if declaration.where is None else checker.condition(declaration.where)
    date = _date(lowering, checker, entity, declaration)
    identifier = naming.identifier(name.text) if declaration.name else lowering.identifiers.entities[entity.name]
    source = rep.Source(entity.name, identifier, where, date, declaration.span)
    return TypedSource(index, entity, called or "", checker, declaration, source)


def report_scope(lowering: Lowering, entity: EntitySymbol, name: str | None = None) -> Scope:
    """What expressions about the records of a source can read."""
    owner = lowering.symbols.entities[entity.owner] if entity.owner else None
    return Scope(this=entity, owner=owner, this_name=name, is_report=True)


def _date(lowering: Lowering, checker: Checker, entity: EntitySymbol, declaration: SourceDecl) -> ir.Expression:
    if declaration.date is None:
        return _created_at(entity, declaration.span)
    typed = checker.single(declaration.date)
    if not is_error(typed) and not isinstance(typed.type, t.DateType | t.DateTimeType):
        lowering.report(
            type_problems.WrongType(span=declaration.date.span, expected="date", found=type_name(typed.type))
        )
    return typed


def _created_at(entity: EntitySymbol, span: Span) -> ir.Expression:
    """When the record came to be; rows have come with their record."""
    kind, name = (ir.VariableKind.OWNER, entity.owner) if entity.owner else (ir.VariableKind.THIS, entity.name)
    return ir.FieldRead(ir.Variable(kind, 0, t.RecordType(name), span), CREATED_AT, t.DateTimeType(), span)


def _report_same_names(lowering: Lowering, sources: Sequence[TypedSource]) -> None:
    first: dict[str, TypedSource] = {}
    for each in sources:
        other = first.setdefault(naming.identifier(each.name), each)
        if other is not each:
            span = (each.declaration.name or each.declaration.entity).span
            place = (other.declaration.name or other.declaration.entity).span
            lowering.report(structure_problems.MentionedTwice(span=span, name=each.name, first=place))


def _report_hidden_fields(lowering: Lowering, sources: Sequence[TypedSource]) -> None:
    """`count(leads)` would mean a source as well as a value of each record. Lists are no values of measures."""
    for each in sources:
        name = each.declaration.name or each.declaration.entity.names[-1]
        if each.index == 0 and each.declaration.name is None:
            continue
        for entity in (each.entity, sources[0].entity):
            field = entity.fields.get(name.text)
            if field is not None and not isinstance(field.value_type, t.ListType):
                lowering.report(HidesField(span=name.span, name=name.text, entity=entity.name, first=field.span))
                break


def names_in(node: object) -> Iterator[ast.Name]:
    """The names that paths in an expression begin with."""
    if isinstance(node, ast.NameExpr):
        yield node.name
    elif isinstance(node, tuple):
        for each in node:
            yield from names_in(each)
    elif is_dataclass(node) and not isinstance(node, type) and not isinstance(node, ast.Name):
        for part in fields(node):
            yield from names_in(getattr(node, part.name))
