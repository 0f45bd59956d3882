"""The order in which a revision does things: first what only looks, last what the runtime's own rows are told."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum
from typing import TypeAlias

from lowcode.codegen.migrations import operations as op


class Phase(IntEnum):
    """A stretch of a revision. Names of tables and columns are the former ones up to and with `ARCHIVED`.

    Archives come after what loosens, so that on the way back values return before they are insisted on.
    """

    REVIVE = 0
    """Tables of entities that are back, as they were when they were dropped."""
    LOOK = 1
    """Guards that need nothing new."""
    LOOSEN = 2
    """Indexes, checks and keys go that would be in the way; columns may be empty meanwhile."""
    ARCHIVE = 3
    """What leaves the model is copied; options that nothing stands for leave archives, too."""
    ARCHIVED = 4
    """Archives call options by their new names before anything comes back from them."""
    RENAME = 5
    CREATE = 6
    ADD = 7
    OPTIONS = 8
    """Options get their new names, so that expressions may use them."""
    FILL = 9
    """Defaults, conversions, expressions, links, archives that come back."""
    SETTLE = 10
    """Options that are gone give way to their replacements."""
    LOOK_AGAIN = 11
    """Guards on what has been filled."""
    REMOVE = 12
    TIGHTEN = 13
    """Types, required values, checks, keys, indexes."""
    NAMES = 14
    """Rows of the runtime call things by their new names, and wait for nothing that is gone."""
    RECOMPUTE = 15


_PHASES: dict[type, Phase] = {
    op.UpgradeSystemTables: Phase.CREATE,
    op.ArchiveColumn: Phase.ARCHIVE,
    op.DropIndex: Phase.LOOSEN,
    op.DropCheck: Phase.LOOSEN,
    op.DropForeignKey: Phase.LOOSEN,
    op.AllowEmpty: Phase.LOOSEN,
    op.RenameTable: Phase.RENAME,
    op.RenameColumn: Phase.RENAME,
    op.RenameIndex: Phase.RENAME,
    op.RenameConstraint: Phase.RENAME,
    op.LeaveOrphans: Phase.CREATE,
    op.CreateTable: Phase.CREATE,
    op.CreateSystemTables: Phase.CREATE,
    op.AddColumn: Phase.ADD,
    op.FillColumn: Phase.FILL,
    op.FillFrom: Phase.FILL,
    op.NumberRecords: Phase.FILL,
    op.ConvertColumn: Phase.FILL,
    op.LinkFromColumn: Phase.FILL,
    op.ColumnFromLink: Phase.FILL,
    op.RestoreColumn: Phase.FILL,
    op.DropColumn: Phase.REMOVE,
    op.DropTable: Phase.REMOVE,
    op.ArchiveTable: Phase.REMOVE,
    op.ChangeType: Phase.TIGHTEN,
    op.RequireValue: Phase.TIGHTEN,
    op.AddCheck: Phase.TIGHTEN,
    op.AddForeignKey: Phase.TIGHTEN,
    op.AddIndex: Phase.TIGHTEN,
    op.PlaceRows: Phase.LOOSEN,
    op.MoveFiles: Phase.NAMES,
    op.RenameInRows: Phase.NAMES,
    op.CancelWaiting: Phase.NAMES,
    op.Recompute: Phase.RECOMPUTE,
}

Ordered: TypeAlias = tuple[op.Operation, ...]


def phase_of(operation: op.Operation) -> Phase:
    """Where in a revision the operation belongs."""
    match operation:
        case op.Guard(is_late=is_late):
            return Phase.LOOK_AGAIN if is_late else Phase.LOOK
        case op.ChangeOptions(of_archive=True, pairs=pairs):
            return Phase.ARCHIVED if any(new for _, new in pairs) else Phase.ARCHIVE
        case op.ChangeOptions(is_settling=is_settling):
            return Phase.SETTLE if is_settling else Phase.OPTIONS
        case op.RestoreTable(table=table):
            return Phase.CREATE if table.foreign_keys else Phase.REVIVE
        case _:
            return _PHASES[type(operation)]


def in_phases(operations: Iterable[op.Operation]) -> Ordered:
    """The operations in an order that works; within a phase as they come."""
    return tuple(sorted(operations, key=phase_of))
