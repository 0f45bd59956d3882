"""What each operation of a revision does to a table: which lock it takes, whether rows are looked at or written.

PostgreSQL: chapter 13.3 "Explicit Locking" and the pages of the statements. SQLite has one writer at a time and no
locks on tables, so that only the work counts; tables are never copied (see `lowcode.runtime.migrating.sqlite_schema`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, IntEnum
from typing import TypeAlias

from lowcode.codegen.migrations import operations as op
from lowcode.codegen.migrations.online import stages
from lowcode.codegen.schema import Table


class Lock(IntEnum):
    """PostgreSQL's locks on a table that a migration takes, by what they keep away."""

    NONE = 0
    ACCESS_SHARE = 1
    """Reading: nobody waits."""
    ROW_EXCLUSIVE = 2
    """Writing rows: whoever writes the same rows waits."""
    SHARE_UPDATE_EXCLUSIVE = 3
    """Nobody who reads or writes waits, only other changes of the table."""
    SHARE = 4
    """Whoever writes waits, readers do not."""
    SHARE_ROW_EXCLUSIVE = 5
    """The same; one of them at a time."""
    ACCESS_EXCLUSIVE = 6
    """Everybody waits, readers too."""

    @property
    def sql(self) -> str:
        """As the manual spells it."""
        return self.name.replace("_", " ")


class Work(IntEnum):
    """What is done with the rows, the more the higher."""

    NOTHING = 0
    """The catalog changes, no row is touched, however many there are."""
    NAMES = 1
    """Rows of lowcode's own tables (history, tasks, timers) that say the name are written."""
    LOOK = 2
    """Every row is read once."""
    INDEX = 3
    """Every row is read, and an index written."""
    COPY = 4
    """The rows concerned are written to another table."""
    WRITE = 5
    """The rows concerned are written anew."""
    REWRITE = 6
    """The whole table is written anew."""
    CONVERT = 7
    """Each value is read, converted by the program, and written back."""
    COMPUTE = 8
    """Values, sort keys and search terms are computed anew after the migration is committed, before the app starts."""


class Database(Enum):
    """What the app runs on."""

    POSTGRESQL = "postgresql"
    SQLITE = "sqlite"


@dataclass(frozen=True, slots=True)
class Effect:
    """What an operation does."""

    lock: Lock
    postgresql: Work
    sqlite: Work
    source: str
    """The page of PostgreSQL's manual that says so."""

    def work(self, database: Database) -> Work:
        """What is done with the rows there."""
        return self.postgresql if database is Database.POSTGRESQL else self.sqlite


_ALTER = "sql-altertable.html"
_LOCKS = "explicit-locking.html"
_CREATE_INDEX = "sql-createindex.html"
_CATALOG = Effect(Lock.ACCESS_EXCLUSIVE, Work.NOTHING, Work.NOTHING, _ALTER)
_CHECKED = Effect(Lock.ACCESS_EXCLUSIVE, Work.LOOK, Work.LOOK, _ALTER)
_WRITTEN = Effect(Lock.ROW_EXCLUSIVE, Work.WRITE, Work.WRITE, _LOCKS)
_COPIED = Effect(Lock.ROW_EXCLUSIVE, Work.COPY, Work.COPY, _LOCKS)
_OWN_ROWS = Effect(Lock.ROW_EXCLUSIVE, Work.NAMES, Work.NAMES, _LOCKS)
_READ = Effect(Lock.ACCESS_SHARE, Work.LOOK, Work.LOOK, _LOCKS)
_NEW_TABLE = Effect(Lock.SHARE_ROW_EXCLUSIVE, Work.NOTHING, Work.NOTHING, "sql-createtable.html")
"""Nobody has the new table yet; those that it refers to are locked."""

EFFECTS: Mapping[type, Effect] = {
    op.CreateTable: _NEW_TABLE,
    op.CreateSystemTables: _NEW_TABLE,
    op.UpgradeSystemTables: _CATALOG,
    op.AddForeignKey: Effect(Lock.SHARE_ROW_EXCLUSIVE, Work.LOOK, Work.LOOK, _ALTER),
    op.DropForeignKey: _CATALOG,
    op.AddColumn: _CATALOG,
    op.DropColumn: Effect(Lock.ACCESS_EXCLUSIVE, Work.NOTHING, Work.REWRITE, _ALTER),
    op.RequireValue: _CHECKED,
    op.AllowEmpty: _CATALOG,
    op.ChangeType: Effect(Lock.ACCESS_EXCLUSIVE, Work.REWRITE, Work.WRITE, _ALTER),
    op.AddCheck: _CHECKED,
    op.DropCheck: _CATALOG,
    op.AddIndex: Effect(Lock.SHARE, Work.INDEX, Work.INDEX, _CREATE_INDEX),
    op.DropIndex: Effect(Lock.ACCESS_EXCLUSIVE, Work.NOTHING, Work.NOTHING, "sql-dropindex.html"),
    op.RenameTable: _CATALOG,
    op.RenameColumn: _CATALOG,
    op.RenameIndex: Effect(Lock.SHARE_UPDATE_EXCLUSIVE, Work.NOTHING, Work.NOTHING, "sql-alterindex.html"),
    op.RenameConstraint: _CATALOG,
    op.DropTable: Effect(Lock.ACCESS_EXCLUSIVE, Work.NOTHING, Work.NOTHING, "sql-droptable.html"),
    op.ArchiveTable: _CATALOG,
    op.RestoreTable: _CATALOG,
    op.ArchiveColumn: _COPIED,
    op.LeaveOrphans: _WRITTEN,
    op.RestoreColumn: _WRITTEN,
    op.FillColumn: _WRITTEN,
    op.FillFrom: _WRITTEN,
    op.NumberRecords: Effect(Lock.ROW_EXCLUSIVE, Work.CONVERT, Work.CONVERT, _LOCKS),
    op.ConvertColumn: _WRITTEN,
    op.ChangeOptions: _WRITTEN,
    op.LinkFromColumn: _COPIED,
    op.ColumnFromLink: _WRITTEN,
    op.Guard: _READ,
    op.PlaceRows: Effect(Lock.ACCESS_SHARE, Work.NOTHING, Work.NOTHING, _LOCKS),
    op.MoveFiles: _OWN_ROWS,
    op.RenameInRows: _OWN_ROWS,
    op.CancelWaiting: _OWN_ROWS,
    op.Recompute: Effect(Lock.ROW_EXCLUSIVE, Work.COMPUTE, Work.COMPUTE, _LOCKS),
}
"""Every operation; where it depends, `effect_of` decides."""

_READ_BY_PROGRAM = "text_to_"
"""Conversions of what people have typed are those of forms, not of the database."""
_CONVERTED = Effect(Lock.ROW_EXCLUSIVE, Work.CONVERT, Work.CONVERT, _LOCKS)

_VALIDATED = Effect(Lock.SHARE_UPDATE_EXCLUSIVE, Work.LOOK, Work.NOTHING, _ALTER)
"""`VALIDATE CONSTRAINT`: SQLite has looked when the constraint was added."""
_NOT_VALID = Effect(Lock.SHARE_ROW_EXCLUSIVE, Work.NOTHING, Work.LOOK, _ALTER)
"""`NOT VALID`: holds for what is written from now on."""
_TRIGGER = Effect(Lock.SHARE_ROW_EXCLUSIVE, Work.NOTHING, Work.NOTHING, "sql-createtrigger.html")
_CONCURRENTLY = Effect(Lock.SHARE_UPDATE_EXCLUSIVE, Work.INDEX, Work.INDEX, _CREATE_INDEX)

ONLINE: Mapping[type, Effect] = {
    stages.AddColumnOnline: _CATALOG,
    stages.AddKeyLater: _NOT_VALID,
    stages.AddCheckLater: Effect(Lock.ACCESS_EXCLUSIVE, Work.NOTHING, Work.LOOK, _ALTER),
    stages.RequireLater: Effect(Lock.ACCESS_EXCLUSIVE, Work.NOTHING, Work.NOTHING, _ALTER),
    stages.Validate: _VALIDATED,
    stages.RequireOnline: Effect(Lock.ACCESS_EXCLUSIVE, Work.NOTHING, Work.LOOK, _ALTER),
    stages.DropDefault: _CATALOG,
    stages.FillDefault: _WRITTEN,
    stages.ConvertLeft: _CONVERTED,
    stages.KeepInStep: _TRIGGER,
    stages.LetGo: Effect(Lock.ACCESS_EXCLUSIVE, Work.NOTHING, Work.NOTHING, "sql-droptrigger.html"),
    stages.AddIndexOnline: _CONCURRENTLY,
    stages.DropIndexOnline: Effect(Lock.SHARE_UPDATE_EXCLUSIVE, Work.NOTHING, Work.NOTHING, "sql-dropindex.html"),
}
"""What only a migration under load does."""

MANUAL = "https://www.postgresql.org/docs/current/"


def effect_of(operation: stages.OnlineOperation) -> Effect:
    """What the operation does to the rows and to those who use them."""
    if type(operation) in ONLINE:
        return ONLINE[type(operation)]
    if isinstance(operation, op.ChangeType) and _is_wider(operation.old.type, operation.new.type):
        return _CATALOG
    if isinstance(operation, op.ConvertColumn) and operation.conversion.startswith(_READ_BY_PROGRAM):
        return _CONVERTED
    return EFFECTS[type(operation)]


_TYPE: TypeAlias = re.Match[str]
_TYPE_SOURCE = re.compile(r"([\w.]+)\(([\d, ]*)\)")


def _is_wider(old: str, new: str) -> bool:
    """Whether every value of the type fits the other as it is stored: a longer text, more digits before the point."""
    before, after = _TYPE_SOURCE.fullmatch(old), _TYPE_SOURCE.fullmatch(new)
    if before is None or after is None or before[1] != after[1]:
        return False
    sizes, wanted = (_numbers(each) for each in (before, after))
    if len(wanted) < len(sizes):
        return not wanted
    return wanted[:1] >= sizes[:1] and wanted[1:] == sizes[1:]


def _numbers(source: _TYPE) -> list[int]:
    return [int(each) for each in source[2].split(",") if each.strip()]


def table_of(operation: stages.OnlineOperation) -> str | None:
    """The table whose rows the operation is about, by the name that it has at that moment."""
    for attribute in ("table", "link", "old"):
        table: object = getattr(operation, attribute, None)
        if isinstance(table, Table):
            return table.name
        if isinstance(table, str) and not isinstance(operation, op.RenameInRows):
            return table
    return None


def former_names(operations: tuple[op.Operation, ...]) -> Mapping[str, str]:
    """New name of a table → the name that it has in the database now."""
    names: dict[str, str] = {}
    for operation in operations:
        if isinstance(operation, op.RenameTable):
            names[operation.new] = names.pop(operation.old, operation.old)
    return names
