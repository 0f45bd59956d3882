"""The model behind a snapshot of the first format, which kept tables only: matched by the names of the database."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from lowcode.codegen.migrations.model import model_of
from lowcode.codegen.project import Project
from lowcode.codegen.schema import Column, Schema, Table
from lowcode.codegen.storage import SYSTEM_COLUMN_TYPES, TITLE_TEXT
from lowcode.ir.application import OnDelete, ReferenceFieldType, ScalarType
from lowcode.ir.former import FormerApplication, FormerEntity, FormerField

_TYPE = re.compile(r"(?:sa\.)?(\w+)\((\d+)?(?:, (\d+))?\)")
_KINDS = {
    "BigInteger": "int",
    "Boolean": "bool",
    "Date": "date",
    "WholeTime": "time",
    "UtcDateTime": "datetime",
    "FileList": "files",
}
_OWN = {*SYSTEM_COLUMN_TYPES, "owner_record_id", "position", TITLE_TEXT, f"{TITLE_TEXT}_sort"}


def model_behind(schema: Schema, project: Project) -> FormerApplication:
    """What the tables say of entities and fields; choices and processes are taken to be what they are now."""
    present = model_of(project)
    there = schema.by_name()
    known = {entity.table: entity for entity in present.entities}
    tables = [table for table in schema.tables if table.entity is not None]
    entities = tuple(_entity(table, known.get(table.name), project, there) for table in tables)
    return replace(present, entities=entities)


def _entity(table: Table, present: FormerEntity | None, project: Project, there: dict[str, Table]) -> FormerEntity:
    name = table.entity or table.name
    if present is None:
        fields = tuple(_unknown(table))
        return FormerEntity(name, name, table.name, name, fields, title_column=TITLE_TEXT)
    now = {column.name: column for column in project.tables[table.name].columns}
    was = {column.name: column for column in table.columns}
    derived = {each.name for each in table.derived}
    fields = tuple(
        replace(field, is_computed=field.is_computed if field.column is None else field.identifier in derived)
        for field in present.fields
        if _was_there(field, was, there)
    )
    fields = tuple(_as_it_was(field, table, was, now) for field in fields)
    known = {field.column for field in fields}
    gone = tuple(field for field in _unknown(table) if field.column not in known)
    return replace(present, fields=(*fields, *gone))


def _was_there(field: FormerField, was: dict[str, Column], there: dict[str, Table]) -> bool:
    if field.link_table is not None:
        return field.link_table in there
    return field.column is None or field.column in was


def _as_it_was(field: FormerField, table: Table, was: dict[str, Column], now: dict[str, Column]) -> FormerField:
    if field.column is None:
        return field
    column = was[field.column]
    same = column.type == now[field.column].type
    return replace(field, is_nullable=column.nullable, type=field.type if same else _guessed(table, column).type)


def _unknown(table: Table) -> Iterator[FormerField]:
    """Columns as fields, by what the database knows of them."""
    for column in table.columns:
        is_key = column.name.endswith("_sort") and any(column.name == f"{each.name}_sort" for each in table.columns)
        if column.name not in _OWN and not is_key:
            yield _guessed(table, column)


def _guessed(table: Table, column: Column) -> FormerField:
    target = next((key.target for key in table.foreign_keys if key.column == column.name), None)
    derived = {each.name for each in table.derived}
    name = column.name if target is None else column.name.removesuffix("_id")
    return FormerField(
        name=name,
        identifier=name,
        label=name,
        type=_scalar(column.type) if target is None else ReferenceFieldType(target, OnDelete.CLEAR),
        column=column.name,
        is_nullable=column.nullable,
        is_computed=name in derived,
    )


def _scalar(type_: str) -> ScalarType:
    found = _TYPE.fullmatch(type_)
    if found is None:
        raise ValueError(f"a column type that is not known: {type_}")
    word, first, second = found.groups()
    if word == "ExactDecimal":
        return ScalarType("decimal", precision=int(first), scale=int(second))
    if word == "Text":
        return ScalarType("text", length=int(first)) if first else ScalarType("longtext")
    return ScalarType(_KINDS.get(word, "text"))
