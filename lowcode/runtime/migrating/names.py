"""Other names for tables, indexes and constraints, on both databases."""

from __future__ import annotations

from alembic.operations import Operations
from sqlalchemy import func, inspect, select, update

from lowcode.runtime.database.migration_tables import archive as register
from lowcode.runtime.migrating.offline import is_printing, print_gap
from lowcode.runtime.migrating.passages import bin_of
from lowcode.runtime.migrating.rows import connection_of
from lowcode.runtime.migrating.sqlite_schema import edit, rename_in_place

_LONGEST = 63
"""Characters of a name on PostgreSQL."""


def rename_table(operations: Operations, old: str, new: str) -> None:
    """A table, what the register of archives says of it, and deleted records."""
    deleted = bin_of(operations)
    move_table(operations, old, new)
    operations.execute(update(register).values(entity=new).where(register.c.entity == old))
    if deleted is not None:
        deleted.rename_table(old, new)


def rename_column(operations: Operations, table: str, old: str, new: str) -> None:
    """A column, and what the register of archives says of it; checks and indexes follow by themselves."""
    operations.alter_column(table, old, new_column_name=new)
    of_column = (register.c.entity == table) & (register.c.field == old)
    operations.execute(update(register).values(field=new).where(of_column))


def move_table(operations: Operations, old: str, new: str) -> None:
    """The table with its primary key, whose name would be in the way of a later table called `old`."""
    operations.rename_table(old, new)
    key, named = f"pk_{old}", f"pk_{new}"
    if _is_sqlite(operations) and is_printing(operations):
        print_gap(operations, f"rename the key {key} to {named}")
    elif _is_sqlite(operations):  # where ids are given by AUTOINCREMENT, the key has no name
        quoted = _quoted(operations, named)
        edit(
            connection_of(operations),
            new,
            lambda each: each.with_constraint_renamed(key, quoted) if each.has_constraint(key) else each,
        )
    else:
        rename_constraint(operations, new, key, named)
        _rename_sequence(operations, old, new)


def _rename_sequence(operations: Operations, old: str, new: str) -> None:
    """What gives ids on PostgreSQL; long names have made way for each other there."""
    sequence = f"{old}_id_seq"
    if not is_printing(operations):
        connection = connection_of(operations)
        if "id" not in {each["name"] for each in inspect(connection).get_columns(new)}:
            return
        found = connection.execute(select(func.pg_get_serial_sequence(_quoted(operations, new), "id"))).scalar()
        if found is None:
            return
        sequence = str(found).rpartition(".")[2].strip('"')
    named = f"{new}_id_seq" if len(new) + len("_id_seq") <= _LONGEST else f"s_{new}"[:_LONGEST]
    operations.execute(
        f"ALTER SEQUENCE IF EXISTS {_quoted(operations, sequence)} RENAME TO {_quoted(operations, named)}"
    )


def rename_constraint(operations: Operations, table: str, old: str, new: str) -> None:
    """A key or a check; its condition follows the columns by itself."""
    if _is_sqlite(operations) and is_printing(operations):
        print_gap(operations, f"rename the constraint {old} to {new}")
        return
    if _is_sqlite(operations):
        named = _quoted(operations, new)
        edit(connection_of(operations), table, lambda statement: statement.with_constraint_renamed(old, named))
        return
    names = (_quoted(operations, name) for name in (table, old, new))
    operations.execute("ALTER TABLE {} RENAME CONSTRAINT {} TO {}".format(*names))


def rename_index(operations: Operations, old: str, new: str) -> None:
    """An index, without building it anew."""
    if _is_sqlite(operations) and is_printing(operations):
        print_gap(operations, f"rename the index {old} to {new}")
        return
    if _is_sqlite(operations):
        rename_in_place(connection_of(operations), old, new)
        return
    operations.execute(f"ALTER INDEX {_quoted(operations, old)} RENAME TO {_quoted(operations, new)}")


def _is_sqlite(operations: Operations) -> bool:
    return operations.get_context().dialect.name == "sqlite"


def _quoted(operations: Operations, name: str) -> str:
    return operations.get_context().dialect.identifier_preparer.quote(name)
