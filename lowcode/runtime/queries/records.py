"""One record with everything that its page and its form show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Row, bindparam

from lowcode.runtime.access import is_denied, is_unconditional, predicate
from lowcode.runtime.context import Context
from lowcode.runtime.definitions import Reverse, Rows, Verb
from lowcode.runtime.queries.cells import CellQuery, Path, Plans, Reader
from lowcode.runtime.queries.many_values import read_many_values
from lowcode.runtime.queries.plans import EntityPlan, is_many
from lowcode.runtime.queries.results import RecordView, SubRow

_SYSTEM_PATHS: tuple[Path, ...] = (("created_at",), ("created_by",), ("updated_at",), ("updated_by",))


def read_record(plan: EntityPlan, plans: Plans, record_id: int, context: Context) -> RecordView | None:
    """The record, if there is one that the user may read."""
    readable = predicate(plan.definition, Verb.READ, context)
    if is_denied(readable):
        return None
    query = CellQuery(plan, plans, context)
    for column in (plan.table.c.id, plan.table.c.version, plan.title_column):
        query.add(column)
    system = [query.reader(path) for path in _SYSTEM_PATHS]
    fields = [each for each in plan.definition.fields if not isinstance(each.type, Reverse | Rows)]
    readers = [(each, query.reader((each.name,))) for each in fields]
    statement = query.statement()
    if not is_unconditional(readable):
        statement = statement.where(readable)
    row = context.connection.execute(statement, {"ids": [record_id]}).first()
    if row is None:
        return None
    created_at, created_by, updated_at, updated_by = (_read(reader, row) for reader in system)
    values = {each.name: reader(row) for each, reader in readers if reader is not None}
    values |= _many_values(plan, plans, context, record_id)
    return RecordView(
        entity=plan.definition,
        id=row[0],
        version=row[1],
        title=row[2],
        created_at=created_at,
        created_by=created_by,
        updated_at=updated_at,
        updated_by=updated_by,
        values={each.name: values[each.name] for each in plan.definition.fields if each.name in values},
    )


def _read(reader: Reader | None, row: Row[Any]) -> Any:
    return None if reader is None else reader(row)


def _many_values(plan: EntityPlan, plans: Plans, context: Context, record_id: int) -> dict[str, Any]:
    """Options, linked records and the rows of sub-tables."""
    found: dict[str, Any] = {}
    for each in plan.definition.fields:
        if isinstance(each.type, Rows):
            found[each.name] = read_sub_rows(plans(each.type.entity), plans, context, record_id)
        elif is_many(each.type):
            found[each.name] = read_many_values(plan, plans, context.connection, each, [record_id]).get(record_id, ())
    return found


def read_sub_rows(plan: EntityPlan, plans: Plans, context: Context, owner_id: int) -> tuple[SubRow, ...]:
    """The rows of a sub-table in their order. Who may read the owner may read them."""
    query = CellQuery(plan, plans, context)
    query.add(plan.table.c.id)
    own = [each for each in plan.definition.fields if not isinstance(each.type, Reverse | Rows)]
    readers = [(each.name, query.reader((each.name,))) for each in own]
    statement = (
        query.selected()
        .where(plan.table.c.owner_record_id == bindparam("owner"))
        .order_by(plan.table.c.position, plan.table.c.id)
    )
    rows = context.connection.execute(statement, {"owner": owner_id}).all()
    many = _many_of_rows(plan, plans, context, [row[0] for row in rows])
    return tuple(
        SubRow(
            row[0],
            {name: many[name].get(row[0], ()) if reader is None else reader(row) for name, reader in readers},
        )
        for row in rows
    )


def _many_of_rows(
    plan: EntityPlan, plans: Plans, context: Context, ids: Sequence[int]
) -> Mapping[str, Mapping[int, tuple[Any, ...]]]:
    return {
        name: read_many_values(plan, plans, context.connection, plan.definition.field_by_name[name], ids)
        for name in plan.many_fields
    }
