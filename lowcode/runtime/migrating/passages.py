"""What a revision does to tables is done to what is kept beside them, from its beginning to its end."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any
from weakref import WeakKeyDictionary

from alembic.operations import Operations, toimpl
from alembic.operations.ops import AlterColumnOp, DropColumnOp
from alembic.runtime.migration import MigrationContext, MigrationInfo
from sqlalchemy import Column, Connection, Integer, MetaData, Table

from lowcode.runtime.migrating.carrying import Concern, carry_out
from lowcode.runtime.migrating.deleted import Bin, has_entries
from lowcode.runtime.migrating.offline import is_printing
from lowcode.runtime.migrating.refusing import is_collecting
from lowcode.runtime.migrating.rows import FORESEEN_KEYS
from lowcode.runtime.migrating.turns import is_first_turn

_BINS: WeakKeyDictionary[MigrationContext, Bin | None] = WeakKeyDictionary()
_BACKWARD = "lowcode_backward"
"""Option of Alembic's context: revisions are taken back."""


def begin(context: MigrationContext) -> None:
    """Something is about to change that deleted records follow."""
    connection = context.connection
    _BINS[context] = None
    if connection is not None and has_entries(connection):
        found = Bin(connection, is_back=bool(context.opts.get(_BACKWARD)))
        found.begin()
        _BINS[context] = found


def conclude(context: MigrationContext, revision: str) -> None:
    """The revision has done all it does."""
    found = _BINS.pop(context, None)
    connection = context.connection
    if found is None and connection is not None and has_entries(connection):
        found = Bin(connection, is_back=bool(context.opts.get(_BACKWARD)))
    if found is not None:
        found.conclude(revision)


def end(context: MigrationContext) -> None:
    """There is no further revision."""
    found = _BINS.pop(context, None)
    if found is not None:
        found.finish()


def conclude_stages(connection: Connection, revision: str) -> None:
    """A revision is done whose stages were transactions of their own, each of them a passage."""
    if has_entries(connection):
        Bin(connection, is_back=False).conclude(revision)


def applied(ctx: MigrationContext, step: MigrationInfo, heads: Collection[Any], run_args: Mapping[str, Any]) -> None:
    """Alembic has run a revision."""
    del heads, run_args
    conclude(ctx, str(step.up_revision_id))


def bin_of(operations: Operations) -> Bin | None:
    """The recycle bin on its way through this revision; None if there is nothing in it, or nothing to look at."""
    context = operations.get_context()
    if is_printing(operations) or _is_foreseen(context):
        return None
    if context not in _BINS:
        begin(context)
    return _BINS[context]


def _is_foreseen(context: MigrationContext) -> bool:
    """Whether it is only looked at what would happen."""
    return context.connection is not None and FORESEEN_KEYS in context.connection.get_execution_options()


@Operations.implementation_for(AlterColumnOp, replace=True)
def alter_column(operations: Operations, operation: AlterColumnOp) -> None:
    """What Alembic does; where it is another name, deleted records call the column so as well."""
    deleted = bin_of(operations) if operation.modify_name is not None else None
    toimpl.alter_column(operations, operation)
    if deleted is not None and operation.modify_name is not None:
        deleted.rename_column(operation.table_name, operation.column_name, operation.modify_name)


@Operations.implementation_for(DropColumnOp, replace=True)
def drop_column(operations: Operations, operation: DropColumnOp) -> None:
    """What Alembic does, and deleted records have the column no longer."""
    deleted = bin_of(operations)
    toimpl.drop_column(operations, operation)
    if deleted is not None:
        deleted.drop_column(operation.table_name, operation.column_name)


def carry_links(operations: Operations, links: Table, again: Callable[[], None]) -> None:
    """The same for what it has done to a table of links."""
    deleted = None if is_collecting() else bin_of(operations)
    owner = deleted.owner_of(links.name) if deleted is not None else None
    if owner is not None:
        rows = Table(owner, MetaData(), Column("id", Integer))
        carry(operations, Concern(rows=rows, links=(links,), subject=links.name), again)


def know_link(operations: Operations, link: str, owner: str | None) -> None:
    """Links of this table are about to be given to deleted records, none of which may have any."""
    deleted = None if owner is None else bin_of(operations)
    if deleted is not None and owner is not None:
        deleted.know_link(link, owner)


def carry(operations: Operations, concern: Concern, again: Callable[[], None]) -> None:
    """What an operation has done to a table, it does `again` to what is kept beside it."""
    if is_collecting() or not is_first_turn():
        return
    deleted = bin_of(operations)
    if deleted is not None:
        for documents in deleted.documents(concern):
            carry_out(deleted.connection, concern, documents, again)
