"""The runtime's own tables in an app's migrations: a pair of functions for each revision, unchanged once released."""

from __future__ import annotations

from alembic.operations import Operations
from sqlalchemy import Column, Integer, MetaData, Table
from sqlalchemy.schema import CreateIndex, CreateTable

from lowcode.runtime.database import system_tables


def create_system_tables(operations: Operations) -> None:
    """First migration of an app, after its `user` table."""
    for table in _tables():
        operations.execute(CreateTable(table))
        for index in sorted(table.indexes, key=lambda index: str(index.name)):
            operations.execute(CreateIndex(index))


def drop_system_tables(operations: Operations) -> None:
    """The way back."""
    for table in reversed(_tables()):
        operations.drop_table(table.name)


def _tables() -> list[Table]:
    metadata = MetaData()
    Table("user", metadata, Column("id", Integer, primary_key=True))
    return [table.to_metadata(metadata) for table in system_tables.ALL]
