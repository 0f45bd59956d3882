"""The runtime's own tables in an app's migrations: version by version, each unchanged once it is released."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from alembic.operations import Operations
from sqlalchemy import Column, Integer, MetaData, Table
from sqlalchemy.schema import CreateIndex, CreateTable

from lowcode.runtime.database import migration_tables, system_tables

_VERSIONS: Mapping[int, tuple[Table, ...]] = {
    1: tuple(table for table in system_tables.ALL if table not in migration_tables.ALL),
    2: migration_tables.ALL,
}
"""The tables that came with each version."""


def create_system_tables(operations: Operations, version: int = 1) -> None:
    """First migration of an app, after its `user` table: the tables as that version knows them."""
    for number in range(1, version + 1):
        _create(operations, number)


def drop_system_tables(operations: Operations, version: int = 1) -> None:
    """The way back."""
    for number in range(version, 0, -1):
        _drop(operations, number)


def upgrade_system_tables(operations: Operations, version: int) -> None:
    """From the version before."""
    _create(operations, version)


def downgrade_system_tables(operations: Operations, version: int) -> None:
    """To the version before."""
    _drop(operations, version)


def _create(operations: Operations, version: int) -> None:
    for table in _tables(version):
        operations.execute(CreateTable(table))
        for index in sorted(table.indexes, key=lambda index: str(index.name)):
            operations.execute(CreateIndex(index))


def _drop(operations: Operations, version: int) -> None:
    for table in reversed(list(_tables(version))):
        operations.drop_table(table.name)


def _tables(version: int) -> Iterator[Table]:
    """Copies beside each other, so that references find their targets."""
    metadata = MetaData()
    Table("user", metadata, Column("id", Integer, primary_key=True))
    copies = {table.name: table.to_metadata(metadata) for table in system_tables.ALL}
    yield from (copies[table.name] for table in _VERSIONS[version])
