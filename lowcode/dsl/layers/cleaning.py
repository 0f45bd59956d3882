"""What goes with a removed thing: what only showed it, let somebody see it, or filled it for a demonstration.

Columns, sections, cards, entries of menus, tiles, grants, indexes and the values of records in `data` and `sample` lose
nothing that was meant, so they are taken along, in the layers below the one that removes. Everything that computes,
decides or refers is a use, which `uses` reports.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from lowcode.dsl import ast
from lowcode.dsl import ast_clients as client
from lowcode.dsl.layers.naming import Part, parts_in
from lowcode.dsl.layers.working import Holder, Working

Line = TypeVar("Line", bound=ast.ViewLine)
_PAGES = ("entity", "report", "dashboard")
"""What menus name."""


class Cleaner:
    """Takes along what a removal leaves without a meaning."""

    def __init__(self, working: Working) -> None:
        self.working = working

    def each(self, change: client.RemoveDecl, clean: Callable[[ast.Declaration], ast.Declaration | None]) -> None:
        """Cleans every declaration of the layers below a removal."""
        for place, declaration in list(self.working.all()):
            if self.working.layers.is_below(place.path, change.span.path):
                cleaned = clean(declaration)
                if cleaned is not declaration:
                    self.working.put(place, cleaned)

    def whole(self, kind: str, name: str, change: client.RemoveDecl) -> None:
        """After the removal of a declaration."""
        if kind in _PAGES:
            self.each(change, lambda each: _without_page(each, name))
        if kind == "entity":
            self.each(change, lambda each: _without_entity(each, name))
        if kind == "role":
            self.each(change, lambda each: _without_role(each, name))

    def part(self, holder: Holder, part: Part, change: client.RemoveDecl) -> None:
        """After the removal of a field or option."""
        if holder.kind == "field":
            self.each(change, lambda each: _without_field(each, holder.owner, part.name.text))
        if holder.kind == "option":
            gone = frozenset(each.name.text for each in parts_in((part,)))
            instead = change.replacement
            fields = self.fields_of(holder.owner)
            self.each(change, lambda each: _without_options(each, fields, gone, instead))

    def dashboards_with(self, report: str) -> frozenset[str]:
        """The dashboards that show a report."""
        return frozenset(
            each.name.text
            for _, each in self.working.all()
            if isinstance(each, ast.DashboardDecl)
            if any(tile.report.text == report for row in each.rows for tile in row.tiles)
        )

    def fields_of(self, choice: str) -> frozenset[tuple[str, str]]:
        """The fields that hold options of a choice."""
        found: set[tuple[str, str]] = set()
        for _, declaration in self.working.all():
            if not isinstance(declaration, ast.EntityDecl | ast.ExtendEntityDecl):
                continue
            entity = declaration.name.text
            for field in declaration.members:
                if isinstance(field, ast.FieldDecl) and _holds(entity, field, choice):
                    found.add((entity, field.name.text))
        return frozenset(found)


def _holds(entity: str, field: ast.FieldDecl, choice: str) -> bool:
    match field.type:
        case ast.TypeRef(name=name) | ast.ManyOfTypeRef(choice=name):
            return name.text == choice
        case _:
            return f"{entity}.{field.name.text}" == choice


# --- fields ---


def _without_field(declaration: ast.Declaration, owner: str, field: str) -> ast.Declaration | None:
    match declaration:
        case ast.ViewDecl(entity=entity) if entity.text == owner:
            lines = (_line_without(each, field) for each in declaration.lines)
            return replace(declaration, lines=tuple(each for each in lines if each is not None))
        case ast.AccessDecl(entity=entity) if entity.text == owner:
            return replace(declaration, fields=tuple(each for each in declaration.fields if each.field.text != field))
        case ast.EntityDecl(name=name) | ast.ExtendEntityDecl(name=name) if name.text == owner:
            return replace(
                declaration, members=tuple(each for each in declaration.members if not _indexes(each, field))
            )
        case ast.DataDecl() | ast.SampleDecl():
            return _records(declaration, lambda each: _record_without_field(each, owner, field))
        case _:
            return declaration


def _indexes(member: ast.EntityMember, field: str) -> bool:
    return isinstance(member, ast.IndexDecl) and any(each.text == field for each in member.fields)


def _line_without(line: ast.ViewLine, field: str) -> ast.ViewLine | None:
    def kept(paths: Sequence[ast.PathRef]) -> tuple[ast.PathRef, ...]:
        return tuple(each for each in paths if each.names[0].text != field)

    match line:
        case ast.ListDecl():
            sort = tuple(each for each in line.sort if each.path.names[0].text != field)
            return replace(line, columns=kept(line.columns), sort=sort, filters=kept(line.filters))
        case ast.FormDecl():
            sections = (replace(each, fields=kept(each.fields)) for each in line.sections)
            return replace(line, sections=tuple(each for each in sections if each.fields))
        case ast.PageDecl():
            return replace(line, fields=kept(line.fields))
        case _:
            return None if line.by.text == field else replace(line, card=kept(line.card))


def _records(
    declaration: ast.DataDecl | ast.SampleDecl, clean: Callable[[ast.SeedRecordDecl], ast.SeedRecordDecl | None]
) -> ast.DataDecl | ast.SampleDecl | None:
    records = tuple(each for record in declaration.records if (each := clean(record)) is not None)
    if records == declaration.records:
        return declaration
    return replace(declaration, records=records) if records else None


def _record_without_field(record: ast.SeedRecordDecl, owner: str, field: str) -> ast.SeedRecordDecl:
    entity, _, rows = owner.partition(".")
    if record.entity.text != entity:
        return record
    if not rows:
        return replace(record, values=tuple(each for each in record.values if each.name.text != field))
    values = (_rows_without(each, field) if each.name.text == rows else each for each in record.values)
    return replace(record, values=tuple(values))


def _rows_without(assignment: ast.AssignmentDecl, field: str) -> ast.AssignmentDecl:
    if not isinstance(assignment.value, ast.ListExpr):
        return assignment
    items = tuple(
        replace(each, values=tuple(value for value in each.values if value.name.text != field))
        if isinstance(each, ast.RecordExpr)
        else each
        for each in assignment.value.items
    )
    return replace(assignment, value=replace(assignment.value, items=items))


# --- entities, pages, roles ---


def _without_entity(declaration: ast.Declaration, name: str) -> ast.Declaration | None:
    match declaration:
        case ast.ViewDecl(entity=entity) | ast.AccessDecl(entity=entity) | ast.SampleCountDecl(entity=entity):
            return None if entity.text == name else declaration
        case ast.DataDecl() | ast.SampleDecl():
            return _records(declaration, lambda each: None if each.entity.text == name else each)
        case _:
            return declaration


def _without_page(declaration: ast.Declaration, name: str) -> ast.Declaration | None:
    match declaration:
        case ast.MenuDecl():
            groups = (
                replace(each, entries=tuple(entry for entry in each.entries if entry.text != name))
                for each in declaration.groups
            )
            return replace(declaration, groups=tuple(each for each in groups if each.entries))
        case ast.DashboardDecl():
            rows = (
                replace(each, tiles=tuple(tile for tile in each.tiles if tile.report.text != name))
                for each in declaration.rows
            )
            return replace(declaration, rows=tuple(each for each in rows if each.tiles))
        case ast.AppDecl():
            settings = (_setting_without(each, name) for each in declaration.settings)
            return replace(declaration, settings=tuple(each for each in settings if each.values))
        case _:
            return declaration


def _setting_without(setting: ast.SettingDecl, name: str) -> ast.SettingDecl:
    if setting.name.text != "home":
        return setting
    return replace(setting, values=tuple(each for each in setting.values if each.text != name))


def _without_role(declaration: ast.Declaration, name: str) -> ast.Declaration:
    match declaration:
        case ast.AccessDecl():
            grants = tuple(each for each in declaration.grants if each.role.text != name)
            fields = (replace(each, grants=_kept_grants(each.grants, name)) for each in declaration.fields)
            return replace(declaration, grants=grants, fields=tuple(each for each in fields if each.grants))
        case ast.RoleDecl():
            return replace(declaration, includes=_kept(declaration.includes, name))
        case ast.DataDecl() | ast.SampleDecl():
            cleaned = _records(declaration, lambda each: _record_without_role(each, name))
            assert cleaned is not None, "no record is taken away"
            return cleaned
        case _:
            return declaration


def _kept(names: Sequence[ast.Name], gone: str) -> tuple[ast.Name, ...]:
    return tuple(each for each in names if each.text != gone)


def _kept_grants(grants: Sequence[ast.FieldGrantDecl], role: str) -> tuple[ast.FieldGrantDecl, ...]:
    found = (replace(each, roles=_kept(each.roles, role)) for each in grants)
    return tuple(each for each in found if each.roles)


def _record_without_role(record: ast.SeedRecordDecl, role: str) -> ast.SeedRecordDecl:
    if record.entity.text != "User":
        return record
    return _with_options(record, {"roles"}, frozenset({role}), None)


# --- options ---


def _without_options(
    declaration: ast.Declaration, fields: frozenset[tuple[str, str]], gone: frozenset[str], instead: ast.Name | None
) -> ast.Declaration | None:
    if not isinstance(declaration, ast.DataDecl | ast.SampleDecl):
        return declaration

    def clean(record: ast.SeedRecordDecl) -> ast.SeedRecordDecl:
        own = {field for entity, field in fields if entity == record.entity.text}
        return _with_options(record, own, gone, instead)

    return _records(declaration, clean)


def _with_options(
    record: ast.SeedRecordDecl, fields: set[str], gone: frozenset[str], instead: ast.Name | None
) -> ast.SeedRecordDecl:
    values: list[ast.AssignmentDecl] = []
    for each in record.values:
        value: Any = _option(each.value, gone, instead) if each.name.text in fields else each.value
        if value is not None:
            values.append(each if value is each.value else replace(each, value=value))
    return replace(record, values=tuple(values))


def _option(value: ast.Expr, gone: frozenset[str], instead: ast.Name | None) -> ast.Expr | None:
    if isinstance(value, ast.ListExpr):
        items = (_option(each, gone, instead) for each in value.items)
        return replace(value, items=tuple(each for each in items if each is not None))
    if not isinstance(value, ast.NameExpr) or value.name.text not in gone:
        return value
    return None if instead is None else ast.NameExpr(ast.Name(instead.text, value.span), value.span)
