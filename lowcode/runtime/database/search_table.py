"""The table of search terms that each searchable entity has beside its own."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKeyConstraint, Index, Integer, MetaData, PrimaryKeyConstraint, Table

from lowcode.runtime.database.types import Text

LONGEST_TERM = 24


def search_table(metadata: MetaData, table: str) -> Table:
    """`<table>_search`: which records have which term; filled by saving, read by the queries."""
    name = f"{table}_search"
    return Table(
        name,
        metadata,
        Column("term", Text(LONGEST_TERM), nullable=False),
        Column("record_id", Integer, nullable=False),
        PrimaryKeyConstraint("term", "record_id", name=f"pk_{name}"),
        ForeignKeyConstraint(["record_id"], [f"{table}.id"], name=f"fk_{name}_record_id", ondelete="CASCADE"),
        Index(f"ix_{name}_record_id", "record_id"),
        sqlite_with_rowid=False,
    )
