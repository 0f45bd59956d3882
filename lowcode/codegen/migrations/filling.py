"""`from` as an operation: the expression as SQLAlchemy source, and the tables it reads as they are at that moment."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from lowcode.codegen.expressions.scope import Compiled, Scope
from lowcode.codegen.expressions.sql import compile_sql
from lowcode.codegen.migrations.draft import Draft
from lowcode.codegen.migrations.operations import FillFrom, StandIn
from lowcode.codegen.schema import Column, Table
from lowcode.codegen.storage import SYSTEM_COLUMN_TYPES, column_of, link_class, link_table
from lowcode.ir.application import Entity, Field, ManyChoiceFieldType, ManyReferenceFieldType
from lowcode.ir.changes import Fill, FillReason
from lowcode.ir.former import FormerField

PACKAGE = "moment"
"""Imports from here are classes that stand for tables."""


def fill_from(draft: Draft, table: str, column: Column, fill: Fill) -> FillFrom:
    """Gives the column the values of the specification's expression."""
    application = draft.middle.application
    entity = application.entity(fill.entity)
    target = draft.application.entity(fill.entity).field_by_name[fill.field].value_type
    scope = Scope(application=application, package=PACKAGE, entity=fill.entity, is_apart=True)
    compiled = compile_sql(fill.expression, scope, target)
    imports = sorted(each for each in compiled.imports if not each.module.startswith(f"{PACKAGE}."))
    return FillFrom(
        table=table,
        column=column,
        expression=compiled.source,
        imports=tuple((each.module, each.name) for each in imports),
        records=(_with(_stand_in(draft, entity), column), *_others(draft, entity, compiled)),
        is_only_empty=fill.reason is FillReason.REQUIRED,
        timezone=application.timezone,
    )


def _others(draft: Draft, this: Entity, compiled: Compiled) -> Iterator[StandIn]:
    """The other classes that the expression names, in the order of the application."""
    names = {each.name for each in compiled.imports if each.module.startswith(f"{PACKAGE}.")}
    for entity in draft.middle.application.entities:
        if entity.class_name in names and entity.name != this.name:
            yield _stand_in(draft, entity)
        for field in entity.fields:
            if isinstance(field.type, ManyChoiceFieldType | ManyReferenceFieldType):
                name = link_table(entity, field)
                called = link_class(entity, field) if isinstance(field.type, ManyChoiceFieldType) else name
                if called in names:
                    yield _link(draft, entity, field, called)


def _stand_in(draft: Draft, entity: Entity) -> StandIn:
    table = _table_of(draft, entity)
    there = {column.name: column for column in table.columns}
    columns = {name: there[name] for name in (*SYSTEM_COLUMN_TYPES, "owner_record_id", "position") if name in there}
    for field in entity.fields:
        former = draft.middle.former_fields.get((entity.name, field.name))
        attribute = column_of(field)
        if attribute is None:
            continue
        if former is None:
            columns[attribute] = there[attribute]
        elif former.column is not None:
            columns[attribute] = _former_column(draft, entity, former)
    return StandIn(entity.class_name, _called(draft, entity), tuple(columns.items()))


def _with(record: StandIn, column: Column) -> StandIn:
    """The record with the column that is filled, which no expression may read yet."""
    if any(column.name == attribute for attribute, _ in record.columns):
        return record
    return replace(record, columns=(*record.columns, (column.name, column)))


def _table_of(draft: Draft, entity: Entity) -> Table:
    former = draft.middle.former_entities.get(entity.name)
    return draft.new_tables[entity.table] if former is None else draft.old_tables[former.table]


def _called(draft: Draft, entity: Entity) -> str:
    """The table's name at that moment."""
    gone = entity.name in draft.middle.former_entities
    return draft.gone_name(entity.table) if gone else entity.table


def _former_column(draft: Draft, entity: Entity, former: FormerField) -> Column:
    """A column that has not been converted or dropped yet."""
    name = former.column or ""
    gone = draft.middle.former_entities.get(entity.name)
    if gone is not None:
        return next(each for each in draft.old_tables[gone.table].columns if each.name == name)
    table = draft.old_tables[draft.matching.entities[entity.name].table]
    column = next(each for each in table.columns if each.name == name)
    return replace(column, name=draft.moment_column(entity.table, name))


def _link(draft: Draft, entity: Entity, field: Field, called: str) -> StandIn:
    former = draft.middle.former_fields.get((entity.name, field.name))
    if former is None or former.link_table is None:
        table = draft.new_tables[link_table(entity, field)]
        name = table.name
    else:
        table = draft.old_tables[former.link_table]
        name = draft.gone_name(table.name)
    return StandIn(called, name, tuple((column.name, column) for column in table.columns))
