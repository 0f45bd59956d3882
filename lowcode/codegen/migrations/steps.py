"""What a change of the specification means for data that is there, step by step, before anything is written.

The differ makes steps; the renderer prints their operations as a revision, `lowcode plan` tells them to people.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from lowcode.codegen.migrations.operations import Operation
from lowcode.source import Span


class Loss(Enum):
    """What a step may cost."""

    NONE = "none"
    """Every value is there afterwards, readable as before or converted without losing a digit."""
    RECOVERABLE = "recoverable"
    """Values leave the model and are kept in an archive table: a dropped field, a conversion that rounds."""
    DECLARED = "declared"
    """The specification says that it is to be lost, and nothing keeps it."""


class StepKind(Enum):
    """One for each sentence that `lowcode plan` can say."""

    CREATE_TABLE = "create_table"
    RENAME_TABLE = "rename_table"
    ARCHIVE_TABLE = "archive_table"
    RESTORE_TABLE = "restore_table"
    ADD_COLUMN = "add_column"
    RENAME_COLUMN = "rename_column"
    CONVERT_COLUMN = "convert_column"
    WIDEN_COLUMN = "widen_column"
    NARROW_COLUMN = "narrow_column"
    ARCHIVE_COLUMN = "archive_column"
    RESTORE_COLUMN = "restore_column"
    FILL_COLUMN = "fill_column"
    REQUIRE_VALUE = "require_value"
    ALLOW_EMPTY = "allow_empty"
    STORE_COMPUTED = "store_computed"
    """A computed field gets a column, or another formula."""
    FORGET_COMPUTED = "forget_computed"
    """A computed column goes: it can be computed again."""
    KEEP_COMPUTED = "keep_computed"
    """A computed field becomes one that people fill in; its values stay."""
    ONE_TO_MANY = "one_to_many"
    MANY_TO_ONE = "many_to_one"
    ADD_OPTIONS = "add_options"
    RENAME_OPTION = "rename_option"
    DROP_OPTION = "drop_option"
    ADD_REFERENCE = "add_reference"
    CHANGE_REFERENCE = "change_reference"
    ADD_UNIQUE = "add_unique"
    DROP_UNIQUE = "drop_unique"
    ADD_CHECK = "add_check"
    DROP_CHECK = "drop_check"
    ADD_INDEX = "add_index"
    DROP_INDEX = "drop_index"
    RENAME_IN_ROWS = "rename_in_rows"
    CANCEL_WAITING = "cancel_waiting"
    RECOMPUTE = "recompute"
    SYSTEM_TABLES = "system_tables"


@dataclass(frozen=True, slots=True)
class Step:
    """One change, with the operations that carry it out in an order that works."""

    kind: StepKind
    subject: str
    """`Customer`, `Customer.fax`, `Source.expo`: by the new name where there is one."""
    table: str
    loss: Loss
    operations: tuple[Operation, ...]
    facts: tuple[tuple[str, str], ...] = ()
    """What the sentence names beside the subject: `old`, `type`, `reason`, `archive`, …."""
    span: Span | None = None
    """Where the specification says it; None for what follows from something else."""
    rows: str = ""
    """SQL that counts the rows concerned in the database as it is before; empty: those of the table, or none."""
    notes: tuple[str, ...] = field(default=())
    """Kinds of guards that could stop it."""
