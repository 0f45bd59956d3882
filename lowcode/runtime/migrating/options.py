"""Options of a choice get other names, or make way for others."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from alembic.operations import Operations
from sqlalchemy import Column, Table, case, delete, inspect, select, update

from lowcode.runtime.database.migration_tables import archive as register
from lowcode.runtime.database.types import Text
from lowcode.runtime.migrating.carrying import Concern
from lowcode.runtime.migrating.offline import is_printing
from lowcode.runtime.migrating.passages import carry, carry_links
from lowcode.runtime.migrating.rows import connection_of, table_of


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
    rows = _change_links(operations, link, "option", names)
    carry_links(operations, rows, partial(change_linked_options, operations, link, names))


def change_archived_options(operations: Operations, archive: str, column: str, names: Mapping[str, str | None]) -> None:
    """The same in a table that was set aside; whoever has thrown it away has none of its values any more."""
    if not _is_there(operations, archive):
        return
    change_options(operations, archive, column, names)
    former = _before(operations, archive)
    if former is not None:
        concern = Concern(rows=table_of(former, "id", Column(column, Text())), written=(column,))
        carry(operations, concern, partial(change_options, operations, former, column, names))


def change_archived_links(operations: Operations, archive: str, column: str, names: Mapping[str, str | None]) -> None:
    """The same in an archive with a row for each value: the links of a field, or the values of one."""
    if not _is_there(operations, archive):
        return
    _change_links(operations, archive, column, names)
    former = _before(operations, archive)
    if former is not None:
        rows = table_of(former, "record_id", Column(column, Text()))
        carry_links(operations, rows, partial(change_linked_options, operations, former, names))


def _is_there(operations: Operations, archive: str) -> bool:
    return is_printing(operations) or inspect(connection_of(operations)).has_table(archive)


def _before(operations: Operations, archive: str) -> str | None:
    """What deleted records call a table that was set aside whole; None: another one has the name by now."""
    if is_printing(operations):
        return None
    connection = connection_of(operations)
    whole = select(register.c.entity).where(register.c.name == archive, register.c.kind == "table")
    name = connection.execute(whole).scalar()
    return None if name is None or inspect(connection).has_table(name) else str(name)


def _change_links(operations: Operations, link: str, column: str, names: Mapping[str, str | None]) -> Table:
    rows = table_of(link, "record_id", Column(column, Text()))
    lost = [old for old, new in names.items() if new is None]
    if lost:
        operations.execute(delete(rows).where(rows.c[column].in_(lost)))
    kept = {old: new for old, new in names.items() if new is not None}
    between = {new: f"~{number}" for number, new in enumerate(dict.fromkeys(kept.values()))}
    for old, new in kept.items():
        _merge(operations, rows, old, between[new])
    for new, name in between.items():
        _merge(operations, rows, name, new)
    return rows


def _merge(operations: Operations, rows: Table, old: str, new: str) -> None:
    """`old` becomes `new`, and goes where the record has `new` already."""
    others = rows.alias()
    value, other = list(rows.c)[1], list(others.c)[1]
    with_new = select(others.c.record_id).where(other == new)
    operations.execute(delete(rows).where(value == old, rows.c.record_id.in_(with_new)))
    operations.execute(update(rows).values({value: new}).where(value == old))
