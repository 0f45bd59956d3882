"""How many rows a second each kind of work does: what `lowcode plan --database` makes its estimates of.

Measured with `python -m bench.migration_rates` on two cores of a shared server, 200,000 rows of twelve columns with
four indexes, tables in memory. A migration takes longer where the table does not fit into memory, and on slower disks:
an estimate tells seconds from minutes and minutes from hours, not more.
"""

from __future__ import annotations

from collections.abc import Mapping

from lowcode.codegen.migrations import operations as op
from lowcode.codegen.migrations.steps import Step
from lowcode.plans.effects import Database, Work, effect_of

ROWS_PER_SECOND: Mapping[tuple[Database, Work], int] = {
    (Database.SQLITE, Work.LOOK): 4_000_000,
}
SECONDS_PER_OPERATION = 0.005
"""What an operation takes on an empty table."""

_WHOLE_TABLE = frozenset({Work.LOOK, Work.INDEX, Work.REWRITE, Work.COMPUTE})
"""Work that is done with all rows, whichever are concerned."""


def seconds_of(step: Step, database: Database, concerned: int, whole: int) -> float:
    """An estimate for the step, of the rows that it concerns and those of its table."""
    return sum(_seconds(each, database, concerned, whole) for each in step.operations)


def _seconds(operation: op.Operation, database: Database, concerned: int, whole: int) -> float:
    work = effect_of(operation).work(database)
    if work is Work.NOTHING:
        return SECONDS_PER_OPERATION
    rows = whole if work in _WHOLE_TABLE or isinstance(operation, op.FillColumn | op.FillFrom) else concerned
    return SECONDS_PER_OPERATION + rows / ROWS_PER_SECOND[database, work]
