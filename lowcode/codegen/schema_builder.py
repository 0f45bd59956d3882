"""The schema that an application needs: one table per entity, sub-table, link, and search."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from lowcode.codegen.expressions.scope import Scope
from lowcode.codegen.expressions.sql import compile_sql
from lowcode.codegen.indexes import derived_indexes
from lowcode.codegen.plain_conditions import column_source, comparison_with, constant_of, plain_condition
from lowcode.codegen.python_source import literal
from lowcode.codegen.schema import Check, Column, Derived, ForeignKey, Schema, Table, TableIndex
from lowcode.codegen.storage import (
    OPTION_LENGTH,
    SYSTEM_COLUMN_TYPES,
    TITLE_TEXT,
    column_of,
    column_type,
    database_name,
    has_title_sort,
    is_nullable,
    link_table,
    sorted_fields,
    title_column,
    title_field,
)
from lowcode.ir import application as ir
from lowcode.ir.application import (
    Application,
    AutonumberFieldType,
    ChoiceFieldType,
    ComputedStorage,
    Entity,
    Field,
    ManyChoiceFieldType,
    ManyReferenceFieldType,
    OnDelete,
    ReferenceFieldType,
    ScalarType,
    UniqueKey,
)
from lowcode.ir.expressions import BinaryOperator, Expression
from lowcode.ir.types import TextType, ValueType

_ON_DELETE = {OnDelete.RESTRICT: "RESTRICT", OnDelete.CASCADE: "CASCADE", OnDelete.CLEAR: "SET NULL"}
_USER_TABLE = "user"
LONGEST_TERM = 24
_FORMULA_LENGTH = 12
_OPTION_TYPE = f"Text({OPTION_LENGTH})"


def build_schema(application: Application) -> Schema:
    """All tables of the application, those of an entity together."""
    indexes = derived_indexes(application)
    tables: list[Table] = []
    for entity in application.entities:
        tables.append(_entity_table(application, entity, indexes[entity.name]))
        tables += _link_tables(application, entity)
        if entity.owner is None:
            tables.append(_search_table(entity))
    return Schema(tuple(tables))


def _entity_table(application: Application, entity: Entity, indexes: tuple[TableIndex, ...]) -> Table:
    sorted_by_key = sorted_fields(application, entity)
    return Table(
        name=entity.table,
        columns=(*_columns(entity, sorted_by_key), *_system_columns()),
        primary_key=("id",),
        foreign_keys=tuple(_foreign_keys(application, entity)),
        checks=tuple(_checks(application, entity)),
        indexes=(*_unique_indexes(entity), *indexes),
        derived=tuple(_derived(application, entity, sorted_by_key)),
        entity=entity.identifier,
    )


def _columns(entity: Entity, sorted_by_key: frozenset[str]) -> Iterator[Column]:
    yield Column("id", SYSTEM_COLUMN_TYPES["id"], nullable=False)
    if entity.owner is not None:
        yield Column("owner_record_id", "sa.Integer()", nullable=False)
        yield Column("position", "sa.Integer()", nullable=False)
    for field in entity.fields:
        column = column_of(field)
        if column is not None:
            yield Column(column, column_type(field), is_nullable(field), _default(field))
            if field.name in sorted_by_key:
                yield Column(f"{column}_sort", "Text()", nullable=True)
    if title_field(entity) is None:
        yield Column(TITLE_TEXT, "Text()", nullable=True)
        if has_title_sort(entity):
            yield Column(f"{TITLE_TEXT}_sort", "Text()", nullable=True)


def _default(field: Field) -> str | None:
    """What rows get that were there before the field; optional fields start empty."""
    return None if is_nullable(field) or field.default is None else constant_of(field, field.default)


def _derived(application: Application, entity: Entity, sorted_by_key: frozenset[str]) -> Iterator[Derived]:
    """What of the table follows from other values, each with a hash of its rule."""
    for name, rule, is_hashed in derived_rules(application, entity, sorted_by_key):
        yield Derived(name, rule_hash(rule) if is_hashed else rule)


def rule_hash(rule: str) -> str:
    """What the schema remembers a long rule by."""
    return hashlib.sha256(rule.encode()).hexdigest()[:_FORMULA_LENGTH]


def derived_rules(
    application: Application, entity: Entity, sorted_by_key: frozenset[str] | None = None
) -> Iterator[tuple[str, str, bool]]:
    """What of the entity's table follows from other values: name, rule, and whether the schema keeps its hash only."""
    if sorted_by_key is None:
        sorted_by_key = sorted_fields(application, entity)
    scope = Scope(application=application, package="", entity=entity.name)
    rules: list[tuple[str, Expression, ValueType]] = [
        (field.identifier, field.computed.expression, field.value_type)
        for field in entity.fields
        if field.computed is not None and field.computed.storage is ComputedStorage.STORED
    ]
    if title_field(entity) is None:
        rules.append((TITLE_TEXT, entity.title, TextType()))
    for name, expression, target in rules:
        yield name, compile_sql(expression, scope, target).source, True
    for name in sorted(sorted_by_key):
        yield f"{entity.field_by_name[name].identifier}_sort", "pinyin", False
    if entity.owner is None:
        searched = [title_column(entity), *(field.identifier for field in entity.fields if field.search)]
        yield "search", " ".join(dict.fromkeys((*searched, *_searched_apart(application, entity)))), False


def _searched_apart(application: Application, entity: Entity) -> Iterator[str]:
    """The fields whose search terms only those find who may read them."""
    access = application.access_to(entity.name)
    for block in access.fields if access is not None else ():
        field = entity.field_by_name[block.field]
        if field.search or field.unique or isinstance(field.type, AutonumberFieldType):
            yield f"{field.identifier}:"


def _system_columns() -> Iterator[Column]:
    for name, type_ in SYSTEM_COLUMN_TYPES.items():
        if name != "id":
            yield Column(name, type_, nullable=name.endswith("_by_id"))


def _foreign_keys(application: Application, entity: Entity) -> Iterator[ForeignKey]:
    if entity.owner is not None:
        owner = application.entity(entity.owner).table
        yield _foreign_key(entity.table, "owner_record_id", owner, "CASCADE")
    for field in entity.fields:
        column = column_of(field)
        if isinstance(field.type, ReferenceFieldType) and column is not None:
            target = application.entity(field.type.entity).table
            yield _foreign_key(entity.table, column, target, _ON_DELETE[field.type.on_delete])
    for column in ("created_by_id", "updated_by_id"):
        yield _foreign_key(entity.table, column, _USER_TABLE, "SET NULL")


def _foreign_key(table: str, column: str, target: str, on_delete: str) -> ForeignKey:
    return ForeignKey(database_name("fk", table, column), column, target, on_delete)


def _checks(application: Application, entity: Entity) -> Iterator[Check]:
    for field in entity.fields:
        if column_of(field) is not None and field.computed is None:
            for suffix, condition in _field_conditions(application, entity, field):
                yield Check(database_name("ck", entity.table, field.identifier, suffix), condition)
    for check in entity.checks:
        plain = plain_condition(entity, check.expression)
        if plain is not None:
            yield Check(check_name(entity, check), plain)


def check_name(entity: Entity, check: ir.Check) -> str:
    """The constraint's name, also that of the check's definition."""
    return database_name("ck", entity.table, check.name)


def _field_conditions(application: Application, entity: Entity, field: Field) -> Iterator[tuple[str, str]]:
    length = f"sa.func.length(sa.column({literal(column_of(field))}))"
    match field.type:
        case ChoiceFieldType(choice=choice):
            yield "options", _options_condition(column_source(field), application, choice)
        case ScalarType(length=int(longest)):
            most = longest if field.maximum_length is None else min(longest, field.maximum_length)
            yield "length", f"{length} <= {most}"
        case _ if field.maximum_length is not None:
            yield "length", f"{length} <= {field.maximum_length}"
    if field.minimum_length:
        yield "minimum_length", f"{length} >= {field.minimum_length}"
    if field.minimum is not None:
        condition = comparison_with(entity, field, BinaryOperator.GREATER_OR_EQUAL, field.minimum)
        if condition is not None:
            yield "minimum", condition
    if field.maximum is not None:
        condition = comparison_with(entity, field, BinaryOperator.LESS_OR_EQUAL, field.maximum)
        if condition is not None:
            yield "maximum", condition


def _options_condition(column: str, application: Application, choice: str) -> str:
    names = ", ".join(literal(option.name) for option in application.choice(choice).all_options)
    return f"{column}.in_([{names}])"


def _unique_indexes(entity: Entity) -> Iterator[TableIndex]:
    for field in entity.fields:
        column = column_of(field)
        if column is None:
            continue
        if isinstance(field.type, AutonumberFieldType):
            yield TableIndex(database_name("uq", entity.table, column), (column,), unique=True)
        elif field.unique:
            columns = (*_among(entity), column)
            yield TableIndex(database_name("uq", entity.table, *columns), columns, unique=True)
    for key in entity.unique_keys:
        where = plain_condition(entity, key.when) if key.when is not None else None
        if key.when is None or where is not None:
            yield TableIndex(unique_name(entity, key), unique_columns(entity, key), unique=True, where=where)


def unique_columns(entity: Entity, key: UniqueKey) -> tuple[str, ...]:
    """The columns of a unique key."""
    columns = (column_of(entity.field_by_name[name]) for name in key.fields)
    return (*_among(entity), *(column for column in columns if column is not None))


def _among(entity: Entity) -> tuple[str, ...]:
    """What unique values are compared within: all records, or the rows of one record."""
    return ("owner_record_id",) if entity.owner is not None else ()


def unique_name(entity: Entity, key: UniqueKey) -> str:
    """The index's name, also that of the key's definition."""
    parts = unique_columns(entity, key)
    return database_name("uq", entity.table, *parts, *(("when",) if key.when is not None else ()))


def _link_tables(application: Application, entity: Entity) -> Iterator[Table]:
    for field in entity.fields:
        match field.type:
            case ManyChoiceFieldType(choice=choice):
                yield _option_table(application, entity, field, choice)
            case ManyReferenceFieldType(entity=target):
                yield _pair_table(entity, field, application.entity(target).table)
            case _:
                continue


def _option_table(application: Application, entity: Entity, field: Field, choice: str) -> Table:
    name = link_table(entity, field)
    condition = _options_condition(f'sa.column("option", {_OPTION_TYPE})', application, choice)
    return Table(
        name=name,
        columns=(Column("record_id", "sa.Integer()", nullable=False), Column("option", _OPTION_TYPE, nullable=False)),
        primary_key=("record_id", "option"),
        foreign_keys=(_foreign_key(name, "record_id", entity.table, "CASCADE"),),
        checks=(Check(database_name("ck", name, "option"), condition),),
        indexes=(TableIndex(database_name("ix", name, "option", "record_id"), ("option", "record_id")),),
    )


def _pair_table(entity: Entity, field: Field, target: str) -> Table:
    name = link_table(entity, field)
    return Table(
        name=name,
        columns=tuple(Column(column, "sa.Integer()", nullable=False) for column in ("record_id", "target_id")),
        primary_key=("record_id", "target_id"),
        foreign_keys=(
            _foreign_key(name, "record_id", entity.table, "CASCADE"),
            _foreign_key(name, "target_id", target, "CASCADE"),
        ),
        indexes=(TableIndex(database_name("ix", name, "target_id", "record_id"), ("target_id", "record_id")),),
    )


def _search_table(entity: Entity) -> Table:
    """What `lowcode.runtime.database.search_table` declares."""
    name = f"{entity.table}_search"
    return Table(
        name=name,
        columns=(
            Column("term", f"Text({LONGEST_TERM})", nullable=False),
            Column("record_id", "sa.Integer()", nullable=False),
        ),
        primary_key=("term", "record_id"),
        foreign_keys=(_foreign_key(name, "record_id", entity.table, "CASCADE"),),
        indexes=(TableIndex(database_name("ix", name, "record_id"), ("record_id",)),),
        with_rowid=False,
    )
