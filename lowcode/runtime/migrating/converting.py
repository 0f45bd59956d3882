"""Writes the values of one column into another, converted; see `conversions`."""

from __future__ import annotations

from functools import partial
from typing import Any

from alembic.operations import Operations
from sqlalchemy import ARRAY, BigInteger, Column, Connection, Integer, Table, bindparam, column, func, update

from lowcode.catalog.field_types import FieldError
from lowcode.runtime.database.types import ExactDecimal
from lowcode.runtime.migrating.carrying import Concern
from lowcode.runtime.migrating.conversions import CONVERSIONS, reader, titles_read
from lowcode.runtime.migrating.filling import longest_text
from lowcode.runtime.migrating.offline import is_printing, print_gap
from lowcode.runtime.migrating.passages import carry
from lowcode.runtime.migrating.refusing import is_collecting, refuse
from lowcode.runtime.migrating.rows import batches, connection_of, key_of, stop_if_any, table_of
from lowcode.runtime.migrating.together import Assignment, assign, shared_table_of
from lowcode.runtime.migrating.turns import in_turn, still_empty


def convert_column(
    operations: Operations,
    table: str,
    source: Column[Any],
    target: Column[Any],
    conversion: str,
    /,
    *,
    subject: str,
    **arguments: Any,
) -> None:
    """Writes each value of `source` into `target`; a value without exact counterpart stops the migration."""
    if is_printing(operations):
        print_gap(operations, f"convert {table}.{source.name} by {conversion}")
        return
    connection = connection_of(operations)
    key = key_of(connection, table)
    if conversion in CONVERSIONS:
        rows = shared_table_of(table, key, source, target)
        _by_database(connection, rows, source, target, conversion, subject, arguments)
    else:
        rows = table_of(table, key, source, target)
        _by_reading(connection, rows, source, target, conversion, subject, arguments)
    concern = Concern(
        rows=table_of(table, key, source, target),
        written=(target.name,),
        reads=titles_read(arguments, table),
        reads_itself=arguments.get("table") == table,
        subject=subject,
    )
    again = partial(convert_column, operations, table, source, target, conversion, subject=subject, **arguments)
    carry(operations, concern, again)


def _by_database(
    connection: Connection,
    rows: Table,
    source: Column[Any],
    target: Column[Any],
    conversion: str,
    subject: str,
    arguments: dict[str, Any],
) -> None:
    found, wanted = rows.c[source.name], rows.c[target.name]
    value = CONVERSIONS[conversion](found, target.type, **arguments)
    turn = (*still_empty(wanted), *in_turn(next(iter(rows.c))))
    given = {**arguments.get("names", {}), **arguments.get("labels", {})}
    meant = [old for old, new in given.items() if new is None]

    def look() -> None:
        longest = longest_text(target.type)
        if longest is not None:
            stop_if_any(connection, rows, func.length(value) > longest, subject, "too_long", *turn)

    def look_again() -> None:
        others = [found.not_in(meant)] if meant else []
        stop_if_any(connection, rows, found.is_not(None) & wanted.is_(None), subject, "unconvertible", *others, *turn)

    assigned = Assignment(
        table=rows,
        column=target.name,
        value=value,
        subject=subject,
        where=(found.is_not(None), *still_empty(wanted)),
        look=look,
        look_again=look_again,
    )
    assign(connection, assigned)


def _by_reading(
    connection: Connection,
    rows: Table,
    source: Column[Any],
    target: Column[Any],
    conversion: str,
    subject: str,
    arguments: dict[str, Any],
) -> None:
    read = reader(conversion, target.type, **arguments)
    statement = _writer(connection, rows, target)
    refused: list[int] = []
    conditions = (*in_turn(next(iter(rows.c))), *still_empty(rows.c[target.name]))
    for batch in batches(connection, rows, source, *conditions):
        values: dict[int, Any] = {}
        for key, text in batch:
            try:
                values[key] = read(text)
            except FieldError:
                refused.append(key)
        if not refused or is_collecting():
            _write(connection, statement, values)
    if refused:
        refuse(subject, "unconvertible", refused)


def _writer(connection: Connection, rows: Table, target: Column[Any]) -> Any:
    """Writes one value per record; PostgreSQL gets a batch at once, because as many statements would take a minute."""
    key = next(iter(rows.c))
    if connection.dialect.name == "sqlite":
        return update(rows).where(key == bindparam("of")).values({target.name: bindparam("new", type_=target.type)})
    given = (
        func.unnest(bindparam("keys", type_=ARRAY(Integer)), bindparam("values", type_=ARRAY(target.type)))
        .table_valued(column("of", Integer), column("new", target.type))
        .render_derived()
    )
    return update(rows).where(key == given.c.of).values({target.name: given.c.new})


def _write(connection: Connection, statement: Any, values: dict[int, Any]) -> None:
    if not values:
        return
    if connection.dialect.name == "sqlite":
        connection.execute(statement, [{"of": key, "new": value} for key, value in values.items()])
    else:
        connection.execute(statement, {"keys": list(values), "values": list(values.values())})


def rescale_column(operations: Operations, table: str, column: str, old: ExactDecimal, new: ExactDecimal) -> None:
    """On SQLite a decimal is a number of units, which are others when the digits after the point are."""
    if operations.get_context().dialect.name != "sqlite" or old.scale == new.scale:
        return
    rows = table_of(table, "id", Column(column, BigInteger()))
    units = rows.c[column]
    rescaled = func.lowcode_at_scale(units, old.scale, new.scale)
    operations.execute(update(rows).values({column: rescaled}).where(units.is_not(None)))
