"""Statistics for SQLite's planner, gathered when the app starts; PostgreSQL gathers its own all the time."""

from __future__ import annotations

from sqlalchemy import Table, func, select

from lowcode.runtime.database.session import Database
from lowcode.runtime.definitions import ApplicationDefinition

WORTH_IT = 10_000
"""Rows below which statistics would only be out of date soon: without any, SQLite assumes a large table."""

_LOOKED_AT = 1_000
"""Rows that are looked at per index: milliseconds for a table of any size."""


def gather_statistics(application: ApplicationDefinition, database: Database) -> None:
    """Lets SQLite know how selective the indexes of the large tables are."""
    if not database.is_sqlite:
        return
    with database.reading() as connection:
        large: list[Table] = [
            table
            for entity in application.entities
            for table in (entity.model.__table__,)
            if (connection.execute(select(func.max(table.c.id))).scalar_one() or 0) >= WORTH_IT
        ]
    if not large:
        return
    with database.writing() as connection:
        quote = connection.dialect.identifier_preparer.quote
        connection.exec_driver_sql(f"PRAGMA analysis_limit = {_LOOKED_AT}")
        for table in large:
            search = table.metadata.tables.get(f"{table.name}_search")
            for each in (table, search):
                if each is not None:
                    connection.exec_driver_sql(f"ANALYZE {quote(each.name)}")
