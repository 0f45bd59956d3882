"""Cuts a line of values into stretches: which of the ascending cuts a value has passed.

The answer is 0 before the first cut and the number of cuts from the last on, or what `results` has at that place; empty
stays empty. On PostgreSQL it is one function; on SQLite a tree of comparisons, which is faster than any function of
dates and needs no table beside.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any, TypeAlias

from sqlalchemy import ARRAY, Date, DateTime, Integer, literal
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.visitors import InternalTraversal

Cut: TypeAlias = datetime.date | datetime.datetime


class Passed(ColumnElement[int]):
    """How many of the cuts a date or an instant has reached."""

    __visit_name__ = "lowcode_passed"
    inherit_cache = True
    _traverse_internals = [  # noqa: RUF012 the name and form that SQLAlchemy reads the cache key from
        ("value", InternalTraversal.dp_clauseelement),
        ("array", InternalTraversal.dp_clauseelement),
        ("texts", InternalTraversal.dp_plain_obj),
        ("results", InternalTraversal.dp_plain_obj),
    ]

    def __init__(self, value: ColumnElement[Any], cuts: Sequence[Cut], results: tuple[int, ...] | None = None) -> None:
        self.value = value
        self.texts = tuple(_text(each) for each in cuts)
        self.results = results
        is_instant = bool(cuts) and isinstance(cuts[0], datetime.datetime)
        self.array = literal(list(cuts), ARRAY(DateTime() if is_instant else Date()))
        self.type = Integer()


def _text(cut: Cut) -> str:
    """As SQLite keeps it."""
    return cut.isoformat(" ", "seconds") if isinstance(cut, datetime.datetime) else cut.isoformat()


@compiles(Passed, "sqlite")
def _on_sqlite(element: Passed, compiler: SQLCompiler, **named: Any) -> str:
    value = compiler.process(element.value, **named)
    results = element.results or tuple(range(len(element.texts) + 1))
    tree = _tree(value, element.texts, results, 0, len(element.texts))
    return f"CASE WHEN {value} IS NOT NULL THEN {tree} END"


def _tree(value: str, cuts: Sequence[str], results: Sequence[int], least: int, most: int) -> str:
    """The result for the number of cuts reached, which is known to lie between both."""
    if least == most:
        return str(results[least])
    middle = (least + most) // 2
    before = _tree(value, cuts, results, least, middle)
    after = _tree(value, cuts, results, middle + 1, most)
    return f"CASE WHEN {value} < '{cuts[middle]}' THEN {before} ELSE {after} END"


@compiles(Passed, "postgresql")
def _on_postgresql(element: Passed, compiler: SQLCompiler, **named: Any) -> str:
    value = compiler.process(element.value, **named)
    number = f"width_bucket({value}, {compiler.process(element.array, **named)})"
    if element.results is None:
        return number
    results = ", ".join(map(str, element.results))
    return f"(CAST('{{{results}}}' AS INTEGER[]))[1 + {number}]"
