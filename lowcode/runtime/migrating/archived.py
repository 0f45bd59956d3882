"""What archive tables hold, and the way back into the model for what has a place there again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import Column, Connection, Integer, MetaData, Table, func, insert, inspect, select, update
from sqlalchemy.types import TypeEngine

from lowcode.runtime.database.types import ExactDecimal
from lowcode.runtime.definitions import ApplicationDefinition

_VALUE = "value"
_RECORD_ID = "record_id"


class ArchiveError(Exception):
    """It cannot go back; `code` is that of the text `archive.<code>`."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(f"{code} {facts}")
        self.code = code
        self.facts = facts


@dataclass(frozen=True, slots=True, kw_only=True)
class PutBack:
    """What came back, and into which entity."""

    entity: str
    count: int
    left: int


def archived_rows(connection: Connection, row: Any) -> tuple[list[str], Iterator[tuple[Any, ...]]]:
    """The names of the columns and all rows, numbers as people write them."""
    scales = _scales(row)
    names = [str(each["name"]) for each in inspect(connection).get_columns(row.name)]
    table = Table(row.name, MetaData(), *(Column(name) for name in names))
    found = connection.execution_options(stream_results=True).execute(select(table))
    is_sqlite = connection.dialect.name == "sqlite"
    return names, (
        tuple(_number(value, scales.get(name) if is_sqlite else None) for name, value in zip(names, each, strict=True))
        for each in found
    )


def put_back_values(connection: Connection, application: ApplicationDefinition, row: Any) -> PutBack:
    """The values of a field, into records that have none there."""
    entity, table = _place(application, row)
    if row.field not in table.c or not inspect(connection).has_table(row.name):
        raise ArchiveError("gone", subject=row.subject)
    target = table.c[row.field]
    _require_type(connection, row, {_VALUE: target.type})
    kept = Table(row.name, MetaData(), Column(_RECORD_ID, Integer), Column(_VALUE, target.type))
    value = select(kept.c.value).where(kept.c.record_id == table.c.id).limit(1).scalar_subquery()
    changes = {target: value, table.c.version: table.c.version + 1}
    concerned = table.c.id.in_(select(kept.c.record_id))
    done = connection.execute(update(table).values(changes).where(target.is_(None), concerned)).rowcount
    return PutBack(entity=entity, count=done, left=_count(connection, row) - done)


def put_back_records(connection: Connection, application: ApplicationDefinition, row: Any) -> PutBack:
    """Whole records, with their ids; those whose id another one has by now are left."""
    entity, table = _place(application, row)
    names = [str(each["name"]) for each in inspect(connection).get_columns(row.name)]
    shared = [name for name in names if name in table.c]
    _require_type(connection, row, {name: table.c[name].type for name in shared})
    kept = Table(row.name, MetaData(), *(Column(name, table.c[name].type) for name in shared))
    there = select(table.c.id).where(table.c.id == kept.c.id).exists()
    missing = select(*(kept.c[name] for name in shared)).where(~there)
    done = connection.execute(insert(table).from_select(shared, missing)).rowcount
    if connection.dialect.name == "postgresql":
        sequence = func.pg_get_serial_sequence(connection.dialect.identifier_preparer.format_table(table), "id")
        connection.execute(select(func.setval(sequence, select(func.max(table.c.id)).scalar_subquery())))
    return PutBack(entity=entity, count=done, left=_count(connection, row) - done)


def _place(application: ApplicationDefinition, row: Any) -> tuple[str, Table]:
    for entity in application.entities:
        table: Table = entity.model.__table__
        if table.name == row.entity:
            return entity.name, table
    raise ArchiveError("gone", subject=row.subject)


def _require_type(connection: Connection, row: Any, wanted: dict[str, TypeEngine[Any]]) -> None:
    """The archive's columns must be of the kinds that the model has; SQLite's say little, so scales are kept beside."""
    dialect, scales = connection.dialect, _scales(row)
    found = {str(each["name"]): each["type"] for each in inspect(connection).get_columns(row.name)}
    for name, declared in wanted.items():
        kinds = [each.compile(dialect=dialect).partition("(")[0].partition(" ")[0] for each in (found[name], declared)]
        scale = declared.scale if isinstance(declared, ExactDecimal) else None
        if _family(kinds[0]) != _family(kinds[1]) or (dialect.name == "sqlite" and scales.get(name) != scale):
            raise ArchiveError("other_type", subject=row.subject, found=kinds[1], wanted=kinds[0])


def _family(kind: str) -> str:
    """Texts of all lengths and whole numbers of all sizes take each other's values, or the database refuses."""
    return {"TEXT": "VARCHAR", "INTEGER": "BIGINT", "SMALLINT": "BIGINT"}.get(kind, kind)


def _scales(row: Any) -> dict[str, int]:
    found: dict[str, int] = json.loads(row.scales) if row.scales else {}
    return found


def _number(value: Any, scale: int | None) -> Any:
    return value if scale is None or value is None else Decimal(value).scaleb(-scale)


def _count(connection: Connection, row: Any) -> int:
    return connection.execute(select(func.count()).select_from(Table(row.name, MetaData()))).scalar_one()
