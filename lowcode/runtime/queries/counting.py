"""Counts that stop: exact up to 10,000, then "10,000+". An exact count of a large list costs more than the page."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, FromClause, Select, func, literal_column, select

from lowcode.runtime.queries.results import COUNTED, Count


def capped_count(connection: Connection, source: FromClause, conditions: list[Any], most: int = COUNTED) -> Count:
    """How many rows of `source` meet the conditions, counted no further than `most`."""
    number = connection.execute(count_statement(source, conditions, most)).scalar_one()
    return Count(min(number, most), is_capped=number > most)


def count_statement(source: FromClause, conditions: list[Any], most: int) -> Select[int]:
    """Counts up to one more than `most`, so that more can be told from exactly as many."""
    some = select(literal_column("1")).select_from(source).where(*conditions).limit(most + 1).subquery()
    return select(func.count()).select_from(some)
