"""Derives the indexes that lists, filters, access conditions and related lists walk along, and those of reports.

The shapes are those that `lowcode.runtime.queries` documents; all of them end in `id`, are plain and ascending. What
reports need is in `report_indexes`.
"""

from __future__ import annotations

from collections.abc import Iterator

from lowcode.catalog.field_types import FIELD_TYPES
from lowcode.catalog.kinds import StorageKind
from lowcode.codegen.index_plan import IndexPlan, IndexUse, PlannedIndex, Reason
from lowcode.codegen.report_indexes import add_report_indexes
from lowcode.codegen.schema import TableIndex
from lowcode.codegen.storage import (
    column_of,
    database_name,
    is_prose,
    sort_column,
    sorted_fields,
    title_sort_column,
)
from lowcode.ir.application import (
    Application,
    AutonumberFieldType,
    ChoiceFieldType,
    Entity,
    Field,
    ReferenceFieldType,
    ScalarType,
)
from lowcode.ir.expressions import (
    Binary,
    BinaryOperator,
    Expression,
    FieldRead,
    IsMember,
    IsWithin,
    Unary,
    Variable,
    VariableKind,
)

_SYSTEM_SORTS = frozenset({"created_at", "updated_at"})
_LONGEST_INDEXED = 600
"""Characters that PostgreSQL's B-trees take (2,704 bytes a row). Sort keys of prose are shorter by themselves."""
_UNINDEXED = frozenset({StorageKind.LONG_TEXT, StorageKind.FILES})
_BY_EQUALITY = frozenset({StorageKind.BOOLEAN})


def planned_indexes(application: Application) -> dict[str, tuple[PlannedIndex, ...]]:
    """The indexes per entity that no constraint asks for, and why; beginnings of other indexes are left out."""
    plan = IndexPlan()
    for entity in application.entities:
        _entity_indexes(plan, application, entity)
    for access in application.access:
        for grant in access.grants:
            if grant.where is not None:
                reason = Reason(IndexUse.ACCESS, grant.role, grant.span)
                _access_indexes(plan, application, application.entity(access.entity), grant.where, reason)
    add_report_indexes(plan, application)
    return {entity.name: plan.of(entity.name) for entity in application.entities}


def table_index(table: str, planned: PlannedIndex) -> TableIndex:
    """The index with its name."""
    name = database_name("ix", table, *planned.columns)
    return TableIndex(name, planned.columns, covering=planned.covering or None)


def derived_indexes(application: Application) -> dict[str, tuple[TableIndex, ...]]:
    """The same as parts of the schema."""
    planned = planned_indexes(application)
    return {
        entity.name: tuple(table_index(entity.table, each) for each in planned[entity.name])
        for entity in application.entities
    }


def default_sort(application: Application, entity: Entity) -> tuple[str, ...]:
    """The column of the first key of the list's sort; nothing where the list is newest first or there is no list."""
    if entity.owner is not None:
        return ()
    keys = application.view(entity.name).list.sort
    if not keys:
        return ()
    name = keys[0].field
    if name in _SYSTEM_SORTS:
        return (name,)
    sorted_field = entity.field_by_name.get(name)
    column = sort_column(sorted_field, sorted_fields(application, entity)) if sorted_field is not None else None
    return (column,) if column is not None else ()


def _entity_indexes(plan: IndexPlan, application: Application, entity: Entity) -> None:
    default = default_sort(application, entity)
    if entity.owner is None:
        _list_indexes(plan, application, entity, default)
    else:
        plan.add(entity.name, "owner_record_id", "position", reason=Reason(IndexUse.ROWS, entity.name, entity.span))
    for each in entity.fields:
        column = column_of(each)
        if isinstance(each.type, ReferenceFieldType) and column is not None:
            plan.add(entity.name, column, *default, "id", reason=Reason(IndexUse.REFERENCE, each.name, each.span))
        elif each.index and column is not None:
            plan.add(entity.name, column, "id", reason=Reason(IndexUse.DECLARED, each.name, each.span))
        if each.name in entity.merge_on and column is not None:
            plan.add(entity.name, column, "id", reason=Reason(IndexUse.DUPLICATES, each.name, each.span))
    for index in entity.indexes:
        columns = [column_of(entity.field_by_name[name]) for name in index.fields]
        reason = Reason(IndexUse.DECLARED, ", ".join(index.fields), index.span)
        plan.add(entity.name, *(column for column in columns if column is not None), reason=reason)


def _list_indexes(plan: IndexPlan, application: Application, entity: Entity, default: tuple[str, ...]) -> None:
    by_key = sorted_fields(application, entity)
    view = application.view(entity.name).list
    compared = _compared_columns(application, entity)
    plan.add(
        entity.name,
        title_sort_column(entity, by_key),
        "id",
        reason=Reason(IndexUse.TITLE, entity.name, entity.title.span),
    )
    first_key = view.sort[0].field if view.sort else ""
    plan.add(entity.name, *default, "id", reason=Reason(IndexUse.SORT, first_key, view.span))
    names = [column.path[0] for column in view.columns if len(column.path) == 1] + [key.field for key in view.sort]
    for name in dict.fromkeys(names):
        listed = entity.field_by_name.get(name)
        column = sort_column(listed, by_key) if listed is not None and _is_sortable(listed) else None
        reason = Reason(IndexUse.SORT, name, view.span)
        if listed is not None and isinstance(listed.type, ChoiceFieldType) and name in view.filters:
            continue  # sorted option by option, along the index of the filter
        if column is not None:
            plan.add(entity.name, column, "id", *compared, reason=reason)
        elif name in _SYSTEM_SORTS:
            plan.add(entity.name, name, "id", *compared, reason=reason)
    for name in view.filters:
        filtered = entity.field_by_name.get(name)
        column = column_of(filtered) if filtered is not None else None
        reason = Reason(IndexUse.FILTER, name, view.span)
        if filtered is not None and column is not None:
            plan.add(entity.name, column, *(default if _is_equality(filtered) else ()), "id", reason=reason)
        elif name in _SYSTEM_SORTS:
            plan.add(entity.name, name, "id", reason=reason)


def _compared_columns(application: Application, entity: Entity) -> tuple[str, ...]:
    """What filters and access conditions compare with one value: a walk in any order reads it from the index alone."""
    view = application.view(entity.name).list
    filtered = [entity.field_by_name[name] for name in view.filters if name in entity.field_by_name]
    columns = [column_of(each) for each in filtered if _is_equality(each)]
    for access in application.access:
        if access.entity == entity.name:
            paths = [
                path for grant in access.grants if grant.where is not None for path in _compared_paths(grant.where)
            ]
            granted = [entity.field_by_name[path[0]] for path in paths if path[0] in entity.field_by_name]
            columns += [column_of(each) for each in granted if _is_short(each)]
    return tuple(dict.fromkeys(column for column in columns if column is not None))


def _is_short(each: Field) -> bool:
    """Whether the value is worth its place in every index: references, options and booleans are."""
    return not isinstance(each.type, ScalarType) or FIELD_TYPES[each.type.kind].storage in _BY_EQUALITY


def _is_sortable(listed: Field) -> bool:
    match listed.type:
        case ScalarType(kind=kind, length=length):
            is_long = FIELD_TYPES[kind].storage in _UNINDEXED or (length or 0) > _LONGEST_INDEXED
            return is_prose(listed) or not is_long
        case ChoiceFieldType() | AutonumberFieldType():
            return True
        case _:
            return False


def _is_equality(filtered: Field) -> bool:
    match filtered.type:
        case ScalarType(kind=kind):
            return FIELD_TYPES[kind].storage in _BY_EQUALITY
        case _:
            return True


def _access_indexes(
    plan: IndexPlan, application: Application, entity: Entity, condition: Expression, reason: Reason
) -> None:
    for path in _compared_paths(condition):
        current = entity
        for position, name in enumerate(path):
            each = current.field_by_name.get(name)
            column = column_of(each) if each is not None else "created_by_id" if name == "created_by" else None
            if column is None:
                break
            if position == 0:
                plan.add(current.name, column, *default_sort(application, current), "id", reason=reason)
            else:
                plan.add_beginning(current.name, column, reason)
            if each is None or not isinstance(each.type, ReferenceFieldType):
                break
            current = application.entity(each.type.entity)


def _compared_paths(condition: Expression) -> Iterator[tuple[str, ...]]:
    """The paths from the record that a condition compares by equality or membership."""
    match condition:
        case Binary(operator=BinaryOperator.AND | BinaryOperator.OR, left=left, right=right):
            yield from _compared_paths(left)
            yield from _compared_paths(right)
        case Binary(operator=BinaryOperator.EQUAL, left=left, right=right):
            yield from (path for path in (_path(left), _path(right)) if path)
        case IsWithin(operand=operand) | IsMember(operand=operand):
            path = _path(operand)
            if path:
                yield path
        case Unary(operand=operand):
            yield from _compared_paths(operand)
        case _:
            return


def _path(expression: Expression) -> tuple[str, ...]:
    match expression:
        case FieldRead(source=Variable(kind=VariableKind.THIS), field=name):
            return (name,)
        case FieldRead(source=FieldRead() as source, field=name):
            start = _path(source)
            return (*start, name) if start else ()
        case _:
            return ()
