"""How many rows a second each kind of work does: what `lowcode plan --database` makes its estimates of.

Measured with `python -m bench.migration_rates` (200,000 records of ten fields with six indexes; two cores that eight
other programs used, and a PostgreSQL that waits for its disk), so that what is told is rather too long than too short:
it tells seconds from minutes and minutes from hours.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lowcode.codegen.migrations import operations as op
from lowcode.codegen.migrations.steps import Step
from lowcode.plans.effects import Database, Work, effect_of

ROWS_PER_SECOND: Mapping[tuple[Database, Work], int] = {
    (Database.SQLITE, Work.NAMES): 1_700_000,
    (Database.SQLITE, Work.LOOK): 3_500_000,
    (Database.SQLITE, Work.INDEX): 700_000,
    (Database.SQLITE, Work.COPY): 1_700_000,
    (Database.SQLITE, Work.WRITE): 360_000,
    (Database.SQLITE, Work.REWRITE): 620_000,
    (Database.SQLITE, Work.CONVERT): 50_000,
    (Database.SQLITE, Work.COMPUTE): 2_600,
    (Database.POSTGRESQL, Work.NAMES): 700_000,
    (Database.POSTGRESQL, Work.LOOK): 6_000_000,
    (Database.POSTGRESQL, Work.INDEX): 480_000,
    (Database.POSTGRESQL, Work.COPY): 700_000,
    (Database.POSTGRESQL, Work.WRITE): 20_000,
    (Database.POSTGRESQL, Work.REWRITE): 40_000,
    (Database.POSTGRESQL, Work.CONVERT): 10_000,
    (Database.POSTGRESQL, Work.COMPUTE): 900,
}
SECONDS_PER_OPERATION = 0.005
"""What an operation takes on an empty table."""

_WHOLE_TABLE = frozenset({Work.LOOK, Work.INDEX, Work.REWRITE, Work.COMPUTE})
"""Work that is done with all rows, whichever are concerned."""


@dataclass(frozen=True, slots=True)
class Amounts:
    """Rows that a step has to do with."""

    concerned: int
    whole: int
    """Of its table."""
    history: int
    """Of lowcode's own tables."""


def seconds_of(step: Step, database: Database, amounts: Amounts) -> float:
    """An estimate for the step."""
    return sum(_seconds(each, database, amounts) for each in step.operations)


def _seconds(operation: op.Operation, database: Database, amounts: Amounts) -> float:
    work = effect_of(operation).work(database)
    if work is Work.NOTHING:
        return SECONDS_PER_OPERATION
    is_whole = work in _WHOLE_TABLE or isinstance(operation, op.FillColumn | op.FillFrom)
    rows = amounts.history if work is Work.NAMES else amounts.whole if is_whole else amounts.concerned
    return SECONDS_PER_OPERATION + rows / ROWS_PER_SECOND[database, work]
