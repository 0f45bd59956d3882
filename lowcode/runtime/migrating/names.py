"""Other names for tables, indexes and constraints, on both databases."""

from __future__ import annotations

from alembic.operations import Operations

from lowcode.runtime.migrating.rows import connection_of
from lowcode.runtime.migrating.sqlite_schema import edit, rename_in_place


def rename_table(operations: Operations, old: str, new: str) -> None:
    """The table with its primary key, whose name would be in the way of a later table called `old`."""
    operations.rename_table(old, new)
    rename_constraint(operations, new, f"pk_{old}", f"pk_{new}")
    if not _is_sqlite(operations):
        sequence, named = (_quoted(operations, f"{name}_id_seq") for name in (old, new))
        operations.execute(f"ALTER SEQUENCE IF EXISTS {sequence} RENAME TO {named}")


def rename_constraint(operations: Operations, table: str, old: str, new: str) -> None:
    """A key or a check; its condition follows the columns by itself."""
    if _is_sqlite(operations):
        named = _quoted(operations, new)
        edit(connection_of(operations), table, lambda statement: statement.with_constraint_renamed(old, named))
        return
    names = (_quoted(operations, name) for name in (table, old, new))
    operations.execute("ALTER TABLE {} RENAME CONSTRAINT {} TO {}".format(*names))


def rename_index(operations: Operations, old: str, new: str) -> None:
    """An index, without building it anew."""
    if _is_sqlite(operations):
        rename_in_place(connection_of(operations), old, new)
        return
    operations.execute(f"ALTER INDEX {_quoted(operations, old)} RENAME TO {_quoted(operations, new)}")


def _is_sqlite(operations: Operations) -> bool:
    return operations.get_context().dialect.name == "sqlite"


def _quoted(operations: Operations, name: str) -> str:
    return operations.get_context().dialect.identifier_preparer.quote(name)
