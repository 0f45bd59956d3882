"""How entities are listed, edited and shown; what a spec leaves out gets a sensible default."""

from __future__ import annotations

from collections.abc import Sequence

from lowcode.diagnostics.problems import structure as structure_problems
from lowcode.diagnostics.problems.views import NotInPlace
from lowcode.dsl import ast
from lowcode.dsl.lowering import view_defaults
from lowcode.dsl.lowering.context import Lowering
from lowcode.dsl.lowering.paths import entity_of, once, own_field, path_text, path_type
from lowcode.dsl.symbols import EntitySymbol, FieldSymbol
from lowcode.ir import application as app
from lowcode.ir import types as t

MOST_ON_A_CARD = 4
"""Fields, where the spec does not say which."""

_PARTS = {ast.ListDecl: "list", ast.FormDecl: "form", ast.PageDecl: "page", ast.BoardDecl: "board"}


def lower_views(lowering: Lowering, entities: Sequence[app.Entity]) -> tuple[app.View, ...]:
    """One view for each entity that has pages."""
    declared: dict[str, ast.ViewDecl] = {}
    for declaration in lowering.symbols.views:
        entity = entity_of(lowering, declaration.entity)
        if entity is None:
            continue
        first = declared.setdefault(entity.name, declaration)
        if first is not declaration and not entity.is_built_in:
            lowering.report(
                structure_problems.SecondDeclaration(
                    span=declaration.entity.span, what=f"view {entity.name}", first=first.entity.span
                )
            )
        elif first is not declaration:
            declared[entity.name] = declaration
    return tuple(
        _View(lowering, lowering.symbols.entities[entity.name], entity).lowered(declared.get(entity.name))
        for entity in entities
        if entity.owner is None
    )


class _View:
    def __init__(self, lowering: Lowering, symbol: EntitySymbol, entity: app.Entity) -> None:
        self.lowering = lowering
        self.symbol = symbol
        self.entity = entity

    def lowered(self, declaration: ast.ViewDecl | None) -> app.View:
        lines = self.lines(declaration)
        list_, form, page, board = (lines.get(each) for each in ("list", "form", "page", "board"))
        return app.View(
            entity=self.entity.name,
            list=self.list_view(list_) if isinstance(list_, ast.ListDecl) else self.default_list(),
            form=self.form(form) if isinstance(form, ast.FormDecl) else view_defaults.form(self.entity),
            page=self.page(page) if isinstance(page, ast.PageDecl) else view_defaults.page(self.entity),
            span=declaration.span if declaration else self.entity.span,
            board=self.board(board) if isinstance(board, ast.BoardDecl) else None,
        )

    def lines(self, declaration: ast.ViewDecl | None) -> dict[str, ast.ViewLine]:
        found: dict[str, ast.ViewLine] = {}
        for line in declaration.lines if declaration else ():
            what = _PARTS[type(line)]
            if what in found:
                self.lowering.report(
                    structure_problems.SecondDeclaration(span=line.span, what=what, first=found[what].span)
                )
            else:
                found[what] = line
        return found

    def default_list(self) -> app.ListView:
        return app.ListView(
            columns=view_defaults.columns(self.entity),
            sort=view_defaults.SORT,
            filters=view_defaults.filters(self.entity),
            span=self.entity.span,
        )

    def list_view(self, declaration: ast.ListDecl) -> app.ListView:
        columns = tuple(self.columns(declaration.columns, "list"))
        return app.ListView(
            columns=columns or view_defaults.columns(self.entity),
            sort=self.sort(declaration) or view_defaults.SORT,
            filters=self.filters(declaration) if declaration.filters else view_defaults.filters(self.entity),
            span=declaration.span,
        )

    def board(self, declaration: ast.BoardDecl) -> app.Board | None:
        """A column per option of one of the record's choices; cards show what lists show, if nothing is said."""
        by = ast.PathRef((declaration.by,), declaration.by.span)
        field = own_field(self.lowering, self.symbol, by, "board", system=False)
        card = tuple(self.columns(declaration.card, "board"))
        if not isinstance(field, FieldSymbol):
            return None
        if not isinstance(field.type, app.ChoiceFieldType) or self.is_hidden(by):
            self.misplaced(by, "board")
            return None
        if not declaration.card:
            usual = (each for each in view_defaults.columns(self.entity) if each.path != (field.name,))
            card = tuple(usual)[:MOST_ON_A_CARD]
        return app.Board(field.name, card, declaration.span)

    def columns(self, paths: Sequence[ast.PathRef], part: str) -> list[app.ListColumn]:
        found: list[app.ListColumn] = []
        for path in once(self.lowering, paths):
            value_type = path_type(self.lowering, self.symbol, path, part)
            if value_type is None:
                continue
            is_own = len(path.names) == 1
            if (isinstance(value_type, t.ListType) and not (_is_options(value_type) and is_own)) or (
                is_own and self.is_hidden(path)
            ):
                self.misplaced(path, part)
                continue
            names = tuple(name.text for name in path.names)
            found.append(app.ListColumn(names, value_type, path.span))
        return found

    def sort(self, declaration: ast.ListDecl) -> tuple[app.SortKey, ...]:
        found: list[app.SortKey] = []
        once(self.lowering, (each.path for each in declaration.sort))
        for key in declaration.sort:
            field = own_field(self.lowering, self.symbol, key.path, "sort", system=True)
            if isinstance(field, str):
                found.append(app.SortKey(field, key.descending))
            elif field is not None and self.can_sort(field):
                found.append(app.SortKey(field.name, key.descending))
            elif field is not None:
                self.misplaced(key.path, "sort")
        return tuple(found)

    @staticmethod
    def can_sort(field: FieldSymbol) -> bool:
        return not isinstance(field.value_type, t.ListType)

    def filters(self, declaration: ast.ListDecl) -> tuple[str, ...]:
        found: list[str] = []
        for path in once(self.lowering, declaration.filters):
            field = own_field(self.lowering, self.symbol, path, "filter", system=True)
            if isinstance(field, str):
                found.append(field)
            elif field is not None and view_defaults.can_filter(field.type) and not self.is_hidden(path):
                found.append(field.name)
            elif field is not None:
                self.misplaced(path, "filter")
        return tuple(found)

    def form(self, declaration: ast.FormDecl) -> tuple[app.Section, ...]:
        paths = [path for section in declaration.sections for path in section.fields]
        kept = {id(path) for path in once(self.lowering, paths)}
        sections: list[app.Section] = []
        for section in declaration.sections:
            fields = tuple(
                field.name
                for path in section.fields
                if id(path) in kept and (field := self.form_field(path, section)) is not None
            )
            label = None
            if section.label is not None:
                label = self.lowering.labels.label(section.label, section.label.parts[0].text)
            sections.append(app.Section(label, fields, section.span))
        return tuple(sections) or view_defaults.form(self.entity)

    def form_field(self, path: ast.PathRef, section: ast.SectionDecl) -> FieldSymbol | None:
        field = own_field(self.lowering, self.symbol, path, "form", system=False)
        if not isinstance(field, FieldSymbol):
            self.lowering.incomplete.add(section.span)
            return None
        if isinstance(field.type, app.ReverseFieldType) or self.is_hidden(path):
            self.misplaced(path, "form")
            return None
        return field

    def page(self, declaration: ast.PageDecl) -> tuple[str, ...]:
        found: list[str] = []
        for path in once(self.lowering, declaration.fields):
            field = own_field(self.lowering, self.symbol, path, "page", system=False)
            if not isinstance(field, FieldSymbol):
                continue
            is_list = isinstance(field.type, app.ReverseFieldType | app.ManyReferenceFieldType)
            if is_list and not self.is_hidden(path):
                found.append(field.name)
            else:
                self.misplaced(path, "page")
        return tuple(found)

    def is_hidden(self, path: ast.PathRef) -> bool:
        """Whether the path is a field of this entity that stands on no page."""
        field = self.entity.field_by_name.get(path.names[0].text)
        return field is not None and field.hidden

    def misplaced(self, path: ast.PathRef, part: str) -> None:
        self.lowering.report(NotInPlace(span=path.span, field=path_text(path), part=part))


def _is_options(value_type: t.ListType) -> bool:
    return isinstance(value_type.item, t.ChoiceType)
