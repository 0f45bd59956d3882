"""Options of a choice get other names, or make way for others."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from alembic.operations import Operations
from sqlalchemy import Column, Table, case, delete, select, update

from lowcode.runtime.database.types import Text
from lowcode.runtime.migrating.carrying import Concern
from lowcode.runtime.migrating.passages import carry, carry_links
from lowcode.runtime.migrating.rows import table_of


def change_options(operations: Operations, table: str, column: str, names: Mapping[str, str | None]) -> None:
    """Values get the names that stand beside them, all at once, so that two may exchange theirs; None: no value."""
    rows = table_of(table, "id", Column(column, Text()))
    value = rows.c[column]
    new = case(dict(names), value=value) if any(names.values()) else None
    operations.execute(update(rows).values({column: new}).where(value.in_(list(names))))
    concern = Concern(rows=rows, written=(column,))
    carry(operations, concern, partial(change_options, operations, table, column, names))


def change_linked_options(operations: Operations, link: str, names: Mapping[str, str | None]) -> None:
    """The same where a record has many: no value is no row, and nothing is there twice."""
    rows = table_of(link, "record_id", Column("option", Text()))
    lost = [old for old, new in names.items() if new is None]
    if lost:
        operations.execute(delete(rows).where(rows.c.option.in_(lost)))
    kept = {old: new for old, new in names.items() if new is not None}
    between = {new: f"~{number}" for number, new in enumerate(dict.fromkeys(kept.values()))}
    for old, new in kept.items():
        _merge(operations, rows, old, between[new])
    for new, name in between.items():
        _merge(operations, rows, name, new)
    carry_links(operations, rows, partial(change_linked_options, operations, link, names))


def _merge(operations: Operations, rows: Table, old: str, new: str) -> None:
    """`old` becomes `new`, and goes where the record has `new` already."""
    others = rows.alias()
    with_new = select(others.c.record_id).where(others.c.option == new)
    operations.execute(delete(rows).where(rows.c.option == old, rows.c.record_id.in_(with_new)))
    operations.execute(update(rows).values(option=new).where(rows.c.option == old))
