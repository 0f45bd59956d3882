"""A field that numbers records is new where there are records, or takes over numbers that people have typed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from alembic.operations import Operations
from sqlalchemy import Column, Connection, Integer, MetaData, Table, bindparam, delete, insert, select, update

from lowcode.runtime.database.system_tables import counter as counters
from lowcode.runtime.database.types import Text, UtcDateTime
from lowcode.runtime.migrating.carrying import Concern
from lowcode.runtime.migrating.offline import is_printing, print_gap
from lowcode.runtime.migrating.passages import carry
from lowcode.runtime.migrating.rows import BATCH, connection_of
from lowcode.runtime.saving.numbering import PLACE, numbered
from lowcode.runtime.values.moments import local_moment

_DIGITS = {"yyyy": 4, "yy": 2, "mm": 2, "dd": 2}


def number_records(
    operations: Operations, table: str, column: str, *, counter: str, pattern: str, timezone: str
) -> None:
    """Gives each record without a number the next one of the period in which it was made, in the order of the ids.

    Numbers that are there and have the form of the pattern count; the app goes on where this ends.
    `counter`: entity and field, by which the app keeps its counters.
    """
    if is_printing(operations):
        print_gap(operations, f"number the records of {table}")
        return
    connection = connection_of(operations)
    rows = Table(table, MetaData(), Column("id", Integer), Column("created_at", UtcDateTime()), Column(column, Text()))
    last = _last_numbers(connection, rows.c[column], pattern)
    zone = ZoneInfo(timezone)
    for made in _without_number(connection, rows, column):
        found = []
        for key, moment in made:
            day = local_moment(moment, zone).date()
            period = numbered(pattern, day, None)
            last[period] = last.get(period, 0) + 1
            found.append({"key": key, "number": numbered(pattern, day, last[period])})
        statement = update(rows).where(rows.c.id == bindparam("key")).values({column: bindparam("number")})
        connection.execute(statement, found)
    _keep(connection, {f"{counter}:{period}": value for period, value in last.items()})
    concern = Concern(rows=rows, written=(column,), reads_itself=True, subject=counter)
    again = partial(number_records, operations, table, column, counter=counter, pattern=pattern, timezone=timezone)
    carry(operations, concern, again)


def forget_numbers(operations: Operations, *, counter: str) -> None:
    """The way back: nothing is counted for the field any more."""
    operations.execute(delete(counters).where(counters.c.key.startswith(f"{counter}:", autoescape=True)))


def _last_numbers(connection: Connection, column: Any, pattern: str) -> dict[str, int]:
    """The highest number of each period among those that are there."""
    reader = _reader(pattern)
    last: dict[str, int] = {}
    for text in connection.execute(select(column).where(column.is_not(None))).scalars():
        match = reader.fullmatch(text)
        if match is not None and "seq" in match.groupdict():
            period = text[: match.start("seq")] + text[match.end("seq") :]
            last[period] = max(last.get(period, 0), int(match["seq"]))
    return last


def _reader(pattern: str) -> re.Pattern[str]:
    """What a number of the pattern looks like."""
    parts, end = [], 0
    for match in PLACE.finditer(pattern):
        parts.append(re.escape(pattern[end : match.start()]))
        name = match[1]
        parts.append(r"(?P<seq>[0-9]{1,18})" if name == "seq" else f"[0-9]{{{_DIGITS[name]}}}")
        end = match.end()
    return re.compile("".join([*parts, re.escape(pattern[end:])]))


def _without_number(connection: Connection, rows: Table, column: str) -> Iterator[list[tuple[int, Any]]]:
    statement = select(rows.c.id, rows.c.created_at).where(rows.c[column].is_(None)).order_by(rows.c.id).limit(BATCH)
    last = 0
    while found := connection.execute(statement.where(rows.c.id > last)).all():
        yield [(row[0], row[1]) for row in found]
        last = found[-1][0]


def _keep(connection: Connection, last: dict[str, int]) -> None:
    statement = select(counters.c.key, counters.c.value).where(counters.c.key.in_(last))
    known = {row.key: row.value for row in connection.execute(statement)}
    if known:
        connection.execute(delete(counters).where(counters.c.key.in_(known)))
    values = [{"key": key, "value": max(value, known.get(key, 0))} for key, value in last.items()]
    if values:
        connection.execute(insert(counters), values)
