"""Rewrites texts and JSON in rows of the runtime's tables: only rows that say a word at all are read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias
from urllib.parse import parse_qsl, urlencode

import msgspec
from sqlalchemy import Column, ColumnElement, Connection, Table, bindparam, select, tuple_, update

from lowcode.runtime.migrating.rows import BATCH

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
    keys = list(table.primary_key)
    order = tuple_(*keys) if len(keys) > 1 else keys[0]
    found = select(*keys, column.label("text")).where(column.contains(word, autoescape=True), *where).order_by(*keys)
    statement = update(table).values({column.name: bindparam("new_text")})
    for position, each in enumerate(keys):
        statement = statement.where(each == bindparam(f"key_{position}", type_=each.type))
    last: Any = None
    while rows := connection.execute((found if last is None else found.where(order > last)).limit(BATCH)).all():
        changed = [(row[:-1], change(row.text)) for row in rows if change(row.text) != row.text]
        if changed:
            connection.execute(statement, [_parameters(key, text) for key, text in changed])
        last = rows[-1][0] if len(keys) == 1 else tuple(rows[-1][:-1])


def _parameters(key: tuple[Any, ...], text: str) -> dict[str, Any]:
    return {"new_text": text, **{f"key_{position}": value for position, value in enumerate(key)}}


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
