"""A faster way for SQLite to sum up along time: stretch by stretch along an index, not record by record.

It pays where the index has everything that is asked for, so that the table is never looked into. SQLite would not take
the stretches as the outer loop by itself, so it is told to.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

from sqlalchemy import Column, ColumnElement, FromClause, Table, func, select, type_coerce
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql import visitors
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.sql.selectable import Join

from lowcode.runtime.reports.cuts import Passed
from lowcode.runtime.reports.frames import Frame

_FIRST, _LAST = "", "~"
"""Before and after all dates as texts."""


class OuterLoop(Join):
    """A join whose left side is the outer loop."""

    inherit_cache = True


@compiles(OuterLoop, "sqlite")
def _on_sqlite(element: OuterLoop, compiler: SQLCompiler, **named: Any) -> str:
    joined: str = compiler.visit_join(element, **named)  # type: ignore[no-untyped-call]  # of the library
    left, _, right = joined.partition(" JOIN ")
    return f"{left} CROSS JOIN {right}"


def stretched(
    frame: Frame, key: ColumnElement[Any] | None, others: Iterable[ColumnElement[Any]]
) -> tuple[FromClause, ColumnElement[Any]] | None:
    """The records stretch by stretch, and the number of the stretch; None where there is nothing to be gained.

    Records without a date are not among them. `others`: whatever else is asked of the records.
    """
    if not frame.is_sqlite or not isinstance(key, Passed) or key.results is not None:
        return None
    if frame.is_narrowed:  # an index of what he may read leads to less than all of the time
        return None
    date = key.value
    table: Table = frame.entity.model.__table__
    if not isinstance(date, Column) or not _is_of(date, frame.origin) or not key.texts:
        return None
    used = _columns(frame.origin, [date, *others, *frame.conditions])
    if used is None or not _is_covered(table, date.name, used):
        return None
    stretches = _stretches(key.texts)
    inside = (date >= stretches.c.first) & (date < stretches.c.end)
    return OuterLoop(stretches, frame.origin, inside), type_coerce(stretches.c.number, key.type)


def _columns(origin: FromClause, elements: Iterable[ColumnElement[Any]]) -> set[str] | None:
    """The columns that are read; None if something else is read as well."""
    found: set[str] = set()
    for element in elements:
        for each in visitors.iterate(element):
            if isinstance(each, Column) and _is_of(each, origin):
                found.add(each.name)
            elif isinstance(each, FromClause) and not isinstance(each, FunctionElement):
                return None
    return found


def _is_of(column: Column[Any], origin: FromClause) -> bool:
    """Whether the column is one of the records'. What is annotated by the mapper has the hash of what it stands for."""
    return hash(column.table) == hash(origin)


def _is_covered(table: Table, first: str, used: set[str]) -> bool:
    """Whether an index begins with the date and has all of the columns."""
    for index in table.indexes:
        names = [column.name for column in index.columns]
        if names and names[0] == first and used <= {*names, "id"}:
            return True
    return False


def _stretches(cuts: Sequence[str]) -> Any:
    """All stretches, with those before the first cut and after the last, as a table in one parameter."""
    bounds = [_FIRST, *cuts, _LAST]
    rows = [[number, first, end] for number, (first, end) in enumerate(pairwise(bounds))]
    table = func.json_each(json.dumps(rows)).table_valued("value")
    number, first, end = (func.json_extract(table.c.value, f"$[{place}]") for place in range(3))
    statement = select(number.label("number"), first.label("first"), end.label("end"))
    return statement.cte().prefix_with("MATERIALIZED")
