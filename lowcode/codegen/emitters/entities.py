"""`<app>/entities/<entity>.py`: the rules of an entity as plain functions, then its definition."""

from __future__ import annotations

from collections.abc import Iterator

from lowcode.codegen.emitters.access import DEFINITIONS
from lowcode.codegen.emitters.fields import FieldEmitter
from lowcode.codegen.emitters.maintained import maintains_sources
from lowcode.codegen.files import GeneratedFile
from lowcode.codegen.functions import Functions
from lowcode.codegen.labels import label_source
from lowcode.codegen.origins import entity_title
from lowcode.codegen.project import Project
from lowcode.codegen.python_source import (
    HEADER,
    Imports,
    call,
    docstring,
    literal,
    module_source,
    some_tuple,
    tuple_of,
    tuple_of_texts,
)
from lowcode.codegen.schema_builder import check_name, unique_name
from lowcode.codegen.storage import TITLE_TEXT, title_column, title_field
from lowcode.ir.application import Board, Check, Entity, Field, ListView, Section, UniqueKey
from lowcode.ir.types import TextType


def entity_files(project: Project) -> Iterator[GeneratedFile]:
    """A module per entity, sub-tables included."""
    folder = f"{project.package}/entities"
    about = "The entities of the app: their rules as plain functions, then one definition each."
    yield GeneratedFile(f"{folder}/__init__.py", docstring(f"{about} {HEADER}") + "\n")
    for entity in project.application.entities:
        yield GeneratedFile(f"{folder}/{entity.identifier}.py", _EntityModule(project, entity).source())


class _EntityModule:
    """Writes the module of one entity."""

    def __init__(self, project: Project, entity: Entity) -> None:
        self._project = project
        self._entity = entity
        self._imports = Imports(project.package)
        self._functions = Functions(project, entity, self._imports)

    def source(self) -> str:
        definition = self._definition()
        entity = self._entity
        about = f"{entity.label.texts[0]} — {self._project.origins(entity.span, entity_title(entity))}. {HEADER}"
        return module_source(about, self._imports, [*self._functions.sources, f"DEFINITION = {definition}"])

    def _vocabulary(self, name: str) -> str:
        return self._imports.name(DEFINITIONS, name)

    def _definition(self) -> str:
        project, entity = self._project, self._entity
        fields = FieldEmitter(project, entity, self._imports, self._functions)
        field_sources = [fields.source(field) for field in entity.fields]
        title_function, title_expression = self._title()
        return call(
            self._vocabulary("EntityDefinition"),
            name=literal(entity.identifier),
            label=label_source(self._imports, entity.label),
            model=self._imports.name(project.model_module(entity), entity.class_name),
            fields=tuple_of(field_sources),
            title=literal(title_column(entity)),
            title_function=title_function,
            title_column=title_expression,
            checks=some_tuple([self._check(check) for check in entity.checks]),
            unique_keys=some_tuple([self._unique_key(key) for key in entity.unique_keys]),
            maintains=some_tuple(maintains_sources(project, entity, self._imports, self._functions)),
            compute_order=some_tuple(literal(name) for name in project.dependencies.compute_order(entity)),
            grants=self._grants(),
            field_grants=self._field_grants(),
            **self._pages(),
            owner=literal(project.application.entity(entity.owner).identifier) if entity.owner else None,
            merge_on=some_tuple(literal(self._name(name)) for name in entity.merge_on),
            source=project.source_of(entity.span, entity_title(entity)),
        )

    def _title(self) -> tuple[str | None, str | None]:
        if title_field(self._entity) is not None:
            return None, None
        title = self._entity.title
        origin = entity_title(self._entity)
        return (
            self._functions.record(f"compute_{TITLE_TEXT}", title, TextType(), origin),
            self._functions.column(f"column_{TITLE_TEXT}", title, TextType(), origin),
        )

    def _check(self, check: Check) -> str:
        name = check_name(self._entity, check)
        return call(
            self._vocabulary("CheckDefinition"),
            name=literal(name),
            function=self._functions.record_condition(
                f"check_{check.name}", check.expression, entity_title(self._entity)
            ),
            message=label_source(self._imports, check.message),
            fields=tuple_of_texts(self._field(each).identifier for each in check.fields),
        )

    def _unique_key(self, key: UniqueKey) -> str:
        name = unique_name(self._entity, key)
        suffix = "_and_".join(self._field(each).identifier for each in key.fields)
        when = when_column = None
        if key.when is not None:
            origin = entity_title(self._entity)
            when = self._functions.record_condition(f"unique_{suffix}", key.when, origin)
            when_column = self._functions.condition_column(f"column_unique_{suffix}", key.when, origin)
        return call(
            self._vocabulary("UniqueKeyDefinition"),
            name=literal(name),
            fields=tuple_of_texts(self._field(each).identifier for each in key.fields),
            when=when,
            when_column=when_column,
            message=label_source(self._imports, key.message) if key.message is not None else None,
        )

    def _grants(self) -> str | None:
        if self._project.application.access_to(self._entity.name) is None:
            return None
        return self._imports.name(f"{self._project.package}.access.{self._entity.identifier}", "GRANTS")

    def _field_grants(self) -> str | None:
        access = self._project.application.access_to(self._entity.name)
        if access is None or not access.fields:
            return None
        return self._imports.name(f"{self._project.package}.access.{self._entity.identifier}", "FIELD_GRANTS")

    def _pages(self) -> dict[str, str | None]:
        """List, form and related lists; a sub-table has none of its own."""
        if self._entity.owner is not None:
            return {}
        view = self._project.application.view(self._entity.name)
        return {
            "list": self._list(view.list),
            "board": self._board(view.board) if view.board is not None else None,
            "form": some_tuple([self._section(section) for section in view.form]),
            "page": some_tuple([literal(self._name(name)) for name in view.page]),
        }

    def _list(self, view: ListView) -> str:
        columns = [self._list_column(column.path) for column in view.columns]
        keys = [
            call(
                self._vocabulary("SortKey"),
                literal(self._name(key.field)),
                descending="True" if key.descending else None,
            )
            for key in view.sort
        ]
        return call(
            self._vocabulary("ListDefinition"),
            columns=tuple_of(columns),
            sort=tuple_of(keys),
            filters=tuple_of_texts(self._name(name) for name in view.filters),
        )

    def _board(self, board: Board) -> str:
        return call(
            self._vocabulary("BoardDefinition"),
            by=literal(self._name(board.by)),
            card=some_tuple([self._list_column(column.path) for column in board.card]),
        )

    def _list_column(self, path: tuple[str, ...]) -> str:
        names = []
        entity: Entity | None = self._entity
        for name in path:
            field = entity.field_by_name.get(name) if entity is not None else None
            names.append(field.identifier if field is not None else name)
            target = getattr(field.type, "entity", None) if field is not None else None
            entity = self._project.application.entity(target) if target is not None else None
        return call(self._vocabulary("ListColumn"), tuple_of_texts(names))

    def _section(self, section: Section) -> str:
        label = label_source(self._imports, section.label) if section.label is not None else "None"
        fields = tuple_of_texts(self._name(name) for name in section.fields)
        return call(self._vocabulary("Section"), label=label, fields=fields)

    def _field(self, name: str) -> Field:
        return self._entity.field_by_name[name]

    def _name(self, name: str) -> str:
        """The identifier of a field; system fields are called what they are."""
        field = self._entity.field_by_name.get(name)
        return field.identifier if field is not None else name
