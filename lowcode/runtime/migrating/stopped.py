"""What stops a migration: records that do not fit what the new specification wants, or an SQLite that forbids it."""

from __future__ import annotations

from collections.abc import Sequence

MOST_ROWS = 10
"""Records that are named; of all others only the number is told."""


class MigrationStopped(Exception):  # noqa: N818 - it is no failure: the records have to be looked at
    """Records stand in the way. Nothing of the migration has been done."""

    def __init__(self, subject: str, kind: str, rows: Sequence[int], total: int) -> None:
        """`subject`: `Customer.phone`; `kind`: a word of `words.py`; `rows`: ids of up to ten of `total` records."""
        super().__init__(subject, kind, tuple(rows), total)
        self.subject = subject
        self.kind = kind
        self.rows = tuple(rows)
        self.total = total

    def __str__(self) -> str:
        named = ", ".join(map(str, self.rows))
        more = ", …" if self.total > len(self.rows) else ""
        return f"{self.subject}: {self.kind} ({self.total} records: {named}{more})"


class SchemaEditRefusedError(Exception):
    """This SQLite does not let its schema be written: it was built for a system that forbids it."""
