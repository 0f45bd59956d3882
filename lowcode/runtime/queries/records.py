"""One record with everything that its page and its form show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, bindparam

from lowcode.runtime.access import is_denied, is_unconditional, predicate
from lowcode.runtime.context import Context
from lowcode.runtime.definitions import Rows, Verb
from lowcode.runtime.queries.cells import CellPlan, CellQuery, plan_cells
from lowcode.runtime.queries.field_guards import WITHHELD, Path, Reader, sees_list
from lowcode.runtime.queries.many_values import read_many_values
from lowcode.runtime.queries.plans import EntityPlan, Plans
from lowcode.runtime.queries.results import RecordView, SubRow

_SYSTEM_PATHS: tuple[Path, ...] = (("created_at",), ("created_by",), ("updated_at",), ("updated_by",))


def read_record(plan: EntityPlan, plans: Plans, record_id: int, context: Context) -> RecordView | None:
    """The record, if there is one that the user may read."""
    readable = predicate(plan.definition, Verb.READ, context)
    if is_denied(readable):
        return None
    names = plan.value_fields
    cells = plan_cells(plan, plans, context, _SYSTEM_PATHS + tuple((name,) for name in names))
    statement = cells.for_one(plan, context)
    if not is_unconditional(readable):
        statement = statement.where(readable)
    row = context.connection.execute(statement, {"record": record_id}).first()
    if row is None:
        return None
    many = _many_values(cells, plan, plans, context, record_id)
    created_at, created_by, updated_at, updated_by, *values = cells.values(row, many)
    return RecordView(
        entity=plan.definition,
        id=row[0],
        version=row[1],
        title=row[2],
        created_at=created_at,
        created_by=created_by,
        updated_at=updated_at,
        updated_by=updated_by,
        values={name: value for name, value in zip(names, values, strict=True) if value is not WITHHELD}
        | _sub_tables(plan, plans, context, record_id),
    )


def _many_values(
    cells: CellPlan, plan: EntityPlan, plans: Plans, context: Context, record_id: int
) -> Mapping[int, Mapping[int, tuple[Any, ...]]]:
    return {
        place: read_many_values(plan, plans, context.connection, definition, [record_id])
        for place, definition in cells.many.items()
    }


def _sub_tables(plan: EntityPlan, plans: Plans, context: Context, record_id: int) -> dict[str, tuple[SubRow, ...]]:
    return {
        each.name: read_sub_rows(plans(each.type.entity), plans, context, record_id)
        for each in plan.definition.fields
        if isinstance(each.type, Rows) and sees_list(context, plan.definition, each.name, record_id)
    }


@dataclass(frozen=True, slots=True)
class _SubRowPlan:
    statement: Select[Any]
    readers: tuple[tuple[str, Reader | None], ...]


def read_sub_rows(plan: EntityPlan, plans: Plans, context: Context, owner_id: int) -> tuple[SubRow, ...]:
    """The rows of a sub-table in their order. Who may read the owner may read them."""
    if plan.computed_on_read:
        sub = _plan_sub_rows(plan, plans, context)
    else:
        sub = plans.kept(("rows", plan.definition.name), lambda: _plan_sub_rows(plan, plans, context))
    rows = context.connection.execute(sub.statement, {"owner": owner_id}).all()
    ids = [row[0] for row in rows]
    many = {
        name: read_many_values(plan, plans, context.connection, plan.definition.field_by_name[name], ids)
        for name, reader in sub.readers
        if reader is None and ids
    }
    return tuple(
        SubRow(
            row[0],
            {name: many[name].get(row[0], ()) if reader is None else reader(row) for name, reader in sub.readers},
        )
        for row in rows
    )


def _plan_sub_rows(plan: EntityPlan, plans: Plans, context: Context) -> _SubRowPlan:
    query = CellQuery(plan, plans, context)
    query.add(plan.table.c.id)
    readers = tuple((name, query.reader((name,))) for name in plan.value_fields)
    statement = (
        query.selected()
        .where(plan.table.c.owner_record_id == bindparam("owner"))
        .order_by(plan.table.c.position, plan.table.c.id)
    )
    return _SubRowPlan(statement, readers)
