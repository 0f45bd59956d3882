"""`<app>/models/<entity>.py`: the tables as SQLAlchemy classes, an entity with its sub-tables and links."""

from __future__ import annotations

from collections.abc import Iterator

from lowcode.codegen.files import GeneratedFile
from lowcode.codegen.origins import entity_title
from lowcode.codegen.project import Project
from lowcode.codegen.python_source import (
    HEADER,
    Imports,
    call,
    docstring,
    in_natural_order,
    literal,
    module_source,
    tuple_of,
)
from lowcode.codegen.schema import Table
from lowcode.codegen.schema_source import (
    check_source,
    foreign_key_source,
    index_source,
    note_names,
    primary_key_source,
)
from lowcode.codegen.storage import (
    TITLE_TEXT,
    column_of,
    column_type,
    has_title_sort,
    is_nullable,
    link_class,
    link_table,
    python_type,
    title_field,
)
from lowcode.ir.application import (
    Entity,
    Field,
    ManyChoiceFieldType,
    ManyReferenceFieldType,
    ReferenceFieldType,
    ReverseFieldType,
    RowsFieldType,
)

_SYSTEM_KEYS = frozenset({"created_by_id", "updated_by_id"})


def model_files(project: Project) -> Iterator[GeneratedFile]:
    """The package of models: the base, and a module per entity that is no sub-table."""
    folder = f"{project.package}/models"
    owners = [entity for entity in project.application.entities if entity.owner is None]
    yield GeneratedFile(f"{folder}/__init__.py", _package_source(project, owners))
    yield GeneratedFile(f"{folder}/base.py", _base_source())
    for entity in owners:
        yield GeneratedFile(f"{folder}/{entity.identifier}.py", _ModelModule(project, entity).source())


def _package_source(project: Project, owners: list[Entity]) -> str:
    lines = [
        f"from {project.package}.models import {name} as {name}"
        for name in in_natural_order(entity.identifier for entity in owners)
    ]
    about = docstring(f"The tables of the app; importing this package maps all of them. {HEADER}")
    base = f"from {project.package}.models.base import Base as Base"
    return "\n".join([about, "", *lines, base, ""])


def _base_source() -> str:
    return f'''{docstring(f"The base of the app's tables: a registry and metadata of its own. {HEADER}")}

from __future__ import annotations

from sqlalchemy.orm import DeclarativeBase

from lowcode.runtime.database.record import application_metadata


class Base(DeclarativeBase):
    """Every table of the app belongs to `Base.metadata`."""

    metadata = application_metadata()
'''


class _ModelModule:
    """Writes the module of one entity."""

    def __init__(self, project: Project, entity: Entity) -> None:
        self._project = project
        self._entity = entity
        self._imports = Imports(project.package)
        self._classes_here = {each.name for each in self._entities(entity)}

    def source(self) -> str:
        project, entity = self._project, self._entity
        self._imports.module("import sqlalchemy as sa")
        self._imports.name(f"{project.package}.models.base", "Base")
        parts = [part for each in self._entities(entity) for part in self._entity_parts(each)]
        self._imports.name("lowcode.runtime.database.search_table", "search_table")
        parts.append(f"{entity.identifier}_search = search_table(Base.metadata, {literal(entity.table)})")
        about = f"{entity.label.texts[0]} — {project.origins(entity.span, entity_title(entity))}. {HEADER}"
        return module_source(about, self._imports, parts)

    def _entities(self, entity: Entity) -> Iterator[Entity]:
        yield entity
        for rows in self._project.rows_of(entity):
            yield from self._entities(rows)

    def _entity_parts(self, entity: Entity) -> Iterator[str]:
        yield self._class(entity)
        for field in entity.fields:
            match field.type:
                case ManyChoiceFieldType():
                    yield self._option_class(entity, field)
                case ManyReferenceFieldType():
                    yield self._pair_table(entity, field)
                case _:
                    continue

    def _class(self, entity: Entity) -> str:
        self._imports.name("lowcode.runtime.database.record", "Record")
        self._imports.name("sqlalchemy.orm", "Mapped")
        lines = [*self._row_attributes(entity)]
        for field in entity.fields:
            attributes = list(self._attributes(entity, field))
            lines += attributes
            if attributes and field.documentation:
                lines += docstring(field.documentation).splitlines()
        if title_field(entity) is None:
            lines.append(self._column(TITLE_TEXT, "str | None", "Text()"))
            if has_title_sort(entity):
                lines.append(self._column(f"{TITLE_TEXT}_sort", "str | None", "Text()"))
        text = entity.documentation or entity.label.texts[0]
        return self._class_source(f"{entity.class_name}(Record, Base)", text, self._project.tables[entity.table], lines)

    def _class_source(self, head: str, text: str, table: Table, lines: list[str]) -> str:
        arguments = [*self._table_arguments(table)]
        body = [_indented_docstring(text), "", f"    __tablename__ = {literal(table.name)}"]
        if arguments:
            body.append(f"    __table_args__ = {tuple_of(arguments)}")
        return "\n".join([f"class {head}:", *body, "", *(f"    {line}" for line in lines)])

    def _table_arguments(self, table: Table) -> Iterator[str]:
        if table.primary_key != ("id",):
            yield primary_key_source(table.name, table.primary_key)
        for key in table.foreign_keys:
            if key.column not in _SYSTEM_KEYS:
                yield foreign_key_source(key)
        for check in table.checks:
            note_names(self._imports, check.condition)
            yield check_source(check)
        for index in table.indexes:
            note_names(self._imports, index.where or "")
            yield index_source(index)

    def _row_attributes(self, entity: Entity) -> Iterator[str]:
        if entity.owner is None or entity.owner_field is None:
            return
        owner = self._project.application.entity(entity.owner)
        back = owner.field_by_name[entity.owner_field].identifier
        yield self._column("owner_record_id", "int", "sa.Integer()")
        yield self._relationship(
            "owner_record",
            owner.class_name,
            f"{entity.class_name}.owner_record_id",
            back_populates=literal(back),
        )
        yield self._column("position", "int", "sa.Integer()")

    def _attributes(self, entity: Entity, field: Field) -> Iterator[str]:
        column = column_of(field)
        if column is not None:
            annotation = python_type(field) + (" | None" if is_nullable(field) else "")
            yield self._column(column, annotation, column_type(field))
            if field.name in self._project.sorted_fields(entity):
                yield self._column(f"{column}_sort", "str | None", "Text()")
        match field.type:
            case ReferenceFieldType() if column is not None:
                yield self._reference(entity, field, field.type)
            case ManyChoiceFieldType():
                yield from self._options(entity, field)
            case ManyReferenceFieldType(entity=target):
                yield self._many(entity, field, self._project.application.entity(target))
            case ReverseFieldType():
                yield self._reverse(field, field.type)
            case RowsFieldType(entity=rows):
                yield self._rows(field, self._project.application.entity(rows))
            case _:
                return

    def _column(self, name: str, annotation: str, type_: str) -> str:
        note_names(self._imports, annotation)
        note_names(self._imports, type_)
        self._imports.name("sqlalchemy.orm", "mapped_column")
        return f"{name}: Mapped[{annotation}] = mapped_column({type_})"

    def _relationship(self, name: str, class_name: str, column: str, **named: str | None) -> str:
        self._imports.name("sqlalchemy.orm", "relationship")
        built = call("relationship", literal(class_name), foreign_keys=literal(column), **named)
        return f"{name}: Mapped[{class_name}] = {built}"

    def _reference(self, entity: Entity, field: Field, reference: ReferenceFieldType) -> str:
        target = self._project.application.entity(reference.entity)
        self._note_class(target)
        self._imports.name("sqlalchemy.orm", "relationship")
        is_own = target.name == entity.name
        annotation = f"{target.class_name}{' | None' if is_nullable(field) else ''}"
        built = call(
            "relationship",
            literal(target.class_name),
            foreign_keys=literal(f"{entity.class_name}.{field.identifier}_id"),
            remote_side=literal(f"{target.class_name}.id") if is_own else None,
            post_update="True" if is_own else None,  # a record may refer to itself: then none comes first
        )
        return f"{field.identifier}: Mapped[{annotation}] = {built}"

    def _options(self, entity: Entity, field: Field) -> Iterator[str]:
        class_name = link_class(entity, field)
        self._imports.name("sqlalchemy.orm", "relationship")
        self._imports.name("sqlalchemy.ext.associationproxy", "AssociationProxy")
        self._imports.name("sqlalchemy.ext.associationproxy", "association_proxy")
        built = call(
            "relationship",
            literal(class_name),
            cascade=literal("all, delete-orphan"),
            passive_deletes="True",
            order_by=literal(f"{class_name}.option"),
        )
        yield f"{field.identifier}_options: Mapped[list[{class_name}]] = {built}"
        proxy = call(
            "association_proxy",
            literal(f"{field.identifier}_options"),
            literal("option"),
            creator=f"lambda option: {class_name}(option=option)",
        )
        yield f"{field.identifier}: AssociationProxy[list[str]] = {proxy}"

    def _many(self, entity: Entity, field: Field, target: Entity) -> str:
        self._note_class(target)
        self._imports.name("sqlalchemy.orm", "relationship")
        table = link_table(entity, field)
        same = target.name == entity.name
        built = call(
            "relationship",
            literal(target.class_name),
            secondary=literal(table),
            primaryjoin=literal(f"{entity.class_name}.id == {table}.c.record_id") if same else None,
            secondaryjoin=literal(f"{target.class_name}.id == {table}.c.target_id") if same else None,
            order_by=literal(f"{target.class_name}.id"),
        )
        return f"{field.identifier}: Mapped[list[{target.class_name}]] = {built}"

    def _reverse(self, field: Field, reverse: ReverseFieldType) -> str:
        target = self._project.application.entity(reverse.entity)
        column = column_of(target.field_by_name[reverse.by])
        self._note_class(target)
        self._imports.name("sqlalchemy.orm", "relationship")
        built = call(
            "relationship",
            literal(target.class_name),
            foreign_keys=literal(f"{target.class_name}.{column}"),
            order_by=literal(f"{target.class_name}.id"),
            viewonly="True",
        )
        return f"{field.identifier}: Mapped[list[{target.class_name}]] = {built}"

    def _rows(self, field: Field, rows: Entity) -> str:
        self._imports.name("sqlalchemy.orm", "relationship")
        built = call(
            "relationship",
            literal(rows.class_name),
            foreign_keys=literal(f"{rows.class_name}.owner_record_id"),
            back_populates=literal("owner_record"),
            cascade=literal("all, delete-orphan"),
            passive_deletes="True",
            order_by=literal(f"{rows.class_name}.position"),
        )
        return f"{field.identifier}: Mapped[list[{rows.class_name}]] = {built}"

    def _option_class(self, entity: Entity, field: Field) -> str:
        table = self._project.tables[link_table(entity, field)]
        lines = [
            self._column("record_id", "int", "sa.Integer()"),
            self._column("option", "str", table.columns[1].type),
        ]
        return self._class_source(
            f"{link_class(entity, field)}(Base)", f"The options of `{field.identifier}`.", table, lines
        )

    def _pair_table(self, entity: Entity, field: Field) -> str:
        table = self._project.tables[link_table(entity, field)]
        columns = [f"sa.Column({literal(column.name)}, {column.type}, nullable=False)" for column in table.columns]
        return f"{table.name} = " + call(
            "sa.Table", literal(table.name), "Base.metadata", *columns, *self._table_arguments(table)
        )

    def _note_class(self, target: Entity) -> None:
        if target.name not in self._classes_here:
            self._imports.typing_name(self._project.model_module(target), target.class_name)


def _indented_docstring(text: str) -> str:
    lines = docstring(text).splitlines()
    return "\n".join(f"    {line}" if line else "" for line in lines)
