"""Rewrites texts and JSON in rows of the runtime's tables: only rows that say a word at all are read."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeAlias, cast
from urllib.parse import parse_qsl, urlencode

import msgspec
from sqlalchemy import ARRAY, Column, ColumnElement, Connection, Integer, Table, bindparam, func, select, tuple_, update
from sqlalchemy import column as sql_column
from sqlalchemy.types import NullType

from lowcode.runtime.migrating.rows import BATCH

if TYPE_CHECKING:
    import sqlite3

_REWRITTEN = "lowcode_rewritten"
"""The function that SQLite calls for each row."""

TextChange: TypeAlias = Callable[[str], str]
ValueChange: TypeAlias = Callable[[Any], Any]
Pairs: TypeAlias = list[tuple[str, str]]


def rename_values(connection: Connection, columns: list[Column[Any]], old: str, new: str) -> None:
    """The columns (of one table each) say `new` where they said `old`."""
    for column in columns:
        table = column.table
        assert isinstance(table, Table)
        connection.execute(update(table).where(column == old).values({column.name: new}))


def rewrite_texts(
    connection: Connection, column: Column[Any], word: str, change: TextChange, *where: ColumnElement[bool]
) -> None:
    """Changes the texts of a column that contain `word`, in the rows that `where` is about."""
    table = column.table
    assert isinstance(table, Table)
    concerned = (column.contains(word, autoescape=True), *where)
    if connection.dialect.name == "sqlite":
        driver = cast("sqlite3.Connection", connection.connection.driver_connection)
        driver.create_function(_REWRITTEN, 1, change, deterministic=True)
        rewritten = getattr(func, _REWRITTEN)(column)
        connection.execute(update(table).where(*concerned).values({column.name: rewritten}))
    else:
        _rewrite_in_batches(connection, table, column, change, concerned)


def _rewrite_in_batches(
    connection: Connection,
    table: Table,
    column: Column[Any],
    change: TextChange,
    concerned: tuple[ColumnElement[bool], ...],
) -> None:
    keys = list(table.primary_key)
    order = tuple_(*keys) if len(keys) > 1 else keys[0]
    found = select(*keys, column.label("text")).where(*concerned).order_by(*keys)
    statement = _writing(table, column, keys)
    last: Any = None
    while rows := connection.execute((found if last is None else found.where(order > last)).limit(BATCH)).all():
        texts = [(row, change(row.text)) for row in rows]
        changed = [(row, text) for row, text in texts if text != row.text]
        if changed:
            of_keys = {f"key_{place}": [row[place] for row, _ in changed] for place in range(len(keys))}
            connection.execute(statement, {**of_keys, "texts": [text for _, text in changed]})
        last = rows[-1][0] if len(keys) == 1 else tuple(rows[-1][:-1])


def _writing(table: Table, column: Column[Any], keys: list[Column[Any]]) -> Any:
    """One statement for a batch of rows of PostgreSQL."""
    types = [Integer() if isinstance(key.type, NullType) else key.type for key in keys]  # references say none here
    parts = [bindparam(f"key_{place}", type_=ARRAY(kind)) for place, kind in enumerate(types)]
    names = [sql_column(f"key_{place}", kind) for place, kind in enumerate(types)]
    given = func.unnest(*parts, bindparam("texts", type_=ARRAY(column.type)))
    rows = given.table_valued(*names, sql_column("text", column.type)).render_derived()
    same = [key == rows.c[f"key_{place}"] for place, key in enumerate(keys)]
    return update(table).where(*same).values({column.name: rows.c.text})


def rewrite_json(
    connection: Connection, column: Column[Any], word: str, change: ValueChange, *where: ColumnElement[bool]
) -> None:
    """The same for a column of JSON; `change` gets what it says and answers what it shall say."""

    def text(before: str) -> str:
        value = msgspec.json.decode(before)
        after = change(value)
        return before if after == value else msgspec.json.encode(after).decode()

    rewrite_texts(connection, column, word, text, *where)


def rewrite_query(
    connection: Connection,
    column: Column[Any],
    word: str,
    change: Callable[[Pairs], Pairs],
    *where: ColumnElement[bool],
) -> None:
    """The same for a column with the part of an address behind the question mark."""

    def text(before: str) -> str:
        pairs = parse_qsl(before, keep_blank_values=True)
        after = change(pairs)
        return before if after == pairs else urlencode(after)

    rewrite_texts(connection, column, word, text, *where)


def with_key(values: Any, old: str, new: str) -> Any:
    """A JSON object with another name for one of its members, in its place; anything else as it is."""
    if not isinstance(values, dict) or old not in values:
        return values
    return {new if name == old else name: value for name, value in values.items()}


def with_value(value: Any, old: str, new: str) -> Any:
    """A value, or a list of such, that says `new` for `old`."""
    if isinstance(value, list):
        return [with_value(each, old, new) for each in value]
    return new if value == old else value
