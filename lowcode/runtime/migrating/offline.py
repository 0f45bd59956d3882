"""`migrate --sql` prints statements and looks at no row: what only a database can do leaves a comment there."""

from __future__ import annotations

from alembic.operations import Operations


def is_printing(operations: Operations) -> bool:
    """Whether statements are printed instead of run."""
    return bool(operations.get_context().as_sql)


def print_gap(operations: Operations, what: str) -> None:
    """Says in the printed script what it does not do."""
    operations.get_context().impl.static_output(f"-- lowcode: {' '.join(what.split())}: only `migrate` can do this")
