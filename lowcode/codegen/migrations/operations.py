"""What a revision does, as values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from lowcode.codegen.schema import Check, Column, ForeignKey, Table, TableIndex

SYSTEM_TABLES = 2
"""The newest version of the runtime's own tables (`lowcode.runtime.database.system_migrations`)."""


@dataclass(frozen=True, slots=True)
class CreateTable:
    """A new table. `later`: names of its foreign keys whose targets come after it, in a circle."""

    table: Table
    later: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CreateSystemTables:
    """The runtime's own tables, which refer to `user`: part of an app's first revision."""


@dataclass(frozen=True, slots=True)
class AddForeignKey:
    """A foreign key of a new table to one that was created after it; SQLite has it in the table already."""

    table: str
    key: ForeignKey


@dataclass(frozen=True, slots=True)
class AddColumn:
    """A new column, empty in every row that is there, with the foreign key it may have."""

    table: str
    column: Column
    key: ForeignKey | None


@dataclass(frozen=True, slots=True)
class FillColumn:
    """Gives a new column its default in every row that is there; a column that was there, where it is empty."""

    table: str
    column: Column
    is_only_empty: bool = False


@dataclass(frozen=True, slots=True)
class RequireValue:
    """From now on the column must not be empty."""

    table: str
    column: Column


@dataclass(frozen=True, slots=True)
class AddCheck:
    """A new CHECK constraint; the revision fails, whole, on rows that break it."""

    table: str
    check: Check


@dataclass(frozen=True, slots=True)
class DropCheck:
    """A CHECK constraint that is no longer wanted. Loses no data."""

    table: str
    check: Check


@dataclass(frozen=True, slots=True)
class AddIndex:
    """A new index."""

    table: str
    index: TableIndex


@dataclass(frozen=True, slots=True)
class DropIndex:
    """An index that is no longer wanted. Loses no data."""

    table: str
    index: TableIndex


@dataclass(frozen=True, slots=True)
class AllowEmpty:
    """A column that was required and no longer is."""

    table: str
    column: Column


@dataclass(frozen=True, slots=True)
class Recompute:
    """Values of records that are there have to be computed anew: their rule is new or another one.

    No statement: the revision names the entity, and the app's `migrate` does it with the app's own code.
    """

    entity: str


# --- other names ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RenameTable:
    """The same rows under another name. Its indexes, keys and checks are renamed by operations of their own."""

    old: str
    new: str


@dataclass(frozen=True, slots=True)
class RenameColumn:
    """The same values under another name; `table` has its new name already."""

    table: str
    old: Column
    new: str


@dataclass(frozen=True, slots=True)
class RenameIndex:
    """The same index under another name, as it is."""

    table: str
    old: TableIndex
    new: TableIndex


@dataclass(frozen=True, slots=True)
class RenameConstraint:
    """The same key or check under another name."""

    table: str
    old: Check | ForeignKey
    new: Check | ForeignKey


@dataclass(frozen=True, slots=True)
class RenameInRows:
    """What rows of the runtime (history, states, timers, requests, files, preferences) call by name gets its new one.

    `kind` is a word of `lowcode.ir.changes.Kind`, or `transition`, `hook` (of a flow) or `wait` (of a rule or hook);
    `owner` the identifier of the entity, choice, flow, approval or rule as it is called by then; both names as rows
    spell them. Those of one revision come in an order that works one after another, swaps by way of a third name.
    """

    kind: str
    owner: str
    old: str
    new: str
    fields: tuple[tuple[str, str], ...] = ()
    """For an option: the identifiers of entities and fields whose values it is among, as they are called by then; those
    of rows as `("contract", "lines.kind")` too. For a field: the references and lists that lead to its records."""


@dataclass(frozen=True, slots=True)
class MoveFiles:
    """Files in a column of a sub-table's rows belong to the rows from now on, which are records of their own.

    Table and columns have their present names; what rows of the runtime say is renamed afterwards.
    """

    table: str
    column: str
    owner: str | None
    """The column with the record that the row belonged to, for the way back; None: there is none any more."""
    now: tuple[str, str]
    """Entity and field of the row."""
    before: tuple[str, str]
    """Entity and field of its owner: `("order", "lines.photo")`."""


@dataclass(frozen=True, slots=True)
class PlaceRows:
    """Rows of a sub-table have been records of their own: on the way back, those without a place come last."""

    table: str
    owner: str
    position: str


# --- what is no longer there ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class DropForeignKey:
    """A key that is no longer wanted, or is about to lead elsewhere. Loses no data."""

    table: str
    key: ForeignKey


@dataclass(frozen=True, slots=True)
class DropColumn:
    """A column whose values are elsewhere by now or can be computed again; downgrade adds it empty."""

    table: str
    column: Column
    key: ForeignKey | None = None


@dataclass(frozen=True, slots=True)
class DropTable:
    """A table whose rows are elsewhere by now or can be computed again (search terms); downgrade makes it empty."""

    table: Table


@dataclass(frozen=True, slots=True)
class ArchiveTable:
    """The table is set aside with all rows as `archive`, without keys and indexes; downgrade brings it back."""

    table: Table
    archive: str
    subject: str
    reason: str


@dataclass(frozen=True, slots=True)
class ArchiveColumn:
    """The values of a column are copied into a table `archive` (`record_id`, `value`); downgrade copies them back.

    Comes before whatever changes or drops the column, which needs no word then.
    """

    table: str
    column: Column
    archive: str
    subject: str
    reason: str
    only: tuple[str, ...] = ()
    """Only rows with one of these values (dropped options); none: all that are not empty."""
    is_whole: bool = False
    """The column stays and gets other values: downgrade writes the former ones back, empty ones as well."""


@dataclass(frozen=True, slots=True)
class RestoreColumn:
    """A field that was dropped before is back: its values return from the archive, where the column is empty.

    `references`: the table that they lead to; those whose record is gone stay in the archive.
    """

    table: str
    column: Column
    archive: str
    references: str = ""


@dataclass(frozen=True, slots=True)
class RestoreTable:
    """A link table that was set aside is back under its name, with keys, checks and indexes; downgrade archives it."""

    table: Table
    archive: str
    subject: str
    reason: str


@dataclass(frozen=True, slots=True)
class LeaveOrphans:
    """Rows of tables that are back, whose records are gone meanwhile, stay in archives of their own.

    Each with its table, with the keys that it is about to get and by the name that it has then.
    """

    restored: tuple[RestoreTable, ...]


@dataclass(frozen=True, slots=True)
class CancelWaiting:
    """What waits for something that is no longer declared is cancelled: timers of a rule, requests of an approval, ….

    `kind` is a word of `lowcode.ir.changes.Kind`; with `replacement` it goes on there (a step, a state's stay).
    """

    kind: str
    owner: str
    name: str
    replacement: str | None = None
    reason: str = ""
    """What is noted with requests that are withdrawn."""


# --- values -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ConvertColumn:
    """Writes each value of `source` into `target` by a conversion of `lowcode.runtime.migrating.conversions`.

    `arguments`: source of keyword arguments (`scale=2`, `timezone="Asia/Shanghai"`, `labels={…}`, `table="customer"`).
    A value that the conversion cannot take stops the migration with its rows. Downgrade converts back with `backward`;
    None: the archive that was made before brings the values back.
    """

    table: str
    source: Column
    target: Column
    conversion: str
    arguments: tuple[tuple[str, str], ...] = ()
    backward: str | None = None
    backward_arguments: tuple[tuple[str, str], ...] = ()
    subject: str = ""
    """`Customer.phone`, for the message."""


@dataclass(frozen=True, slots=True)
class NumberRecords:
    """Gives a number to each record that has none, in the order in which they were made, and counts on from there.

    Numbers that are there and have the form of the pattern count. Downgrade forgets the counters.
    """

    table: str
    column: Column
    counter: str
    """Identifiers of entity and field, `customer.code`."""
    pattern: str
    timezone: str


@dataclass(frozen=True, slots=True)
class StandIn:
    """A class that stands for a table in an expression of a revision."""

    class_name: str
    table: str
    columns: tuple[tuple[str, Column], ...]
    """Attribute and column."""


@dataclass(frozen=True, slots=True)
class FillFrom:
    """Gives a column the value of an expression (`from`) in every row, or where it is empty.

    `expression` is SQLAlchemy source over classes named in `records` and `this`; `imports` what it needs.
    """

    table: str
    column: Column
    expression: str
    imports: tuple[tuple[str, str], ...]
    records: tuple[StandIn, ...]
    """The tables that the expression reads, as they are at this moment; the first one is `this`."""
    is_only_empty: bool
    timezone: str


@dataclass(frozen=True, slots=True)
class ChangeOptions:
    """Values of a choice get other names: pairs of old and new; new None: the value becomes empty.

    `is_link`: the column is that of a table of its own, where an empty value is no row. Downgrade turns renames back by
    themselves; what was merged or emptied comes back from the archive made before.
    """

    table: str
    column: str
    pairs: tuple[tuple[str, str | None], ...]
    is_link: bool
    is_settling: bool = False
    """For options that are dropped: after columns have been filled, where expressions may still tell them apart."""
    of_archive: bool = False
    """The table is an archive, under the name that it has before and after, or about to become one."""


@dataclass(frozen=True, slots=True)
class LinkFromColumn:
    """One becomes many: each value of a column becomes a row of the link table. Downgrade takes the first one back."""

    table: str
    column: Column
    link: Table


@dataclass(frozen=True, slots=True)
class ColumnFromLink:
    """Many become one: the only row of each record becomes its value; records with several stop the migration."""

    link: Table
    table: str
    column: Column
    subject: str = ""
    """`Customer.tag`, for the message."""


@dataclass(frozen=True, slots=True)
class ChangeType:
    """The column's type grows, every value fits as it is (a longer text, more digits before the point)."""

    table: str
    old: Column
    new: Column


@dataclass(frozen=True, slots=True)
class Guard:
    """Looks whether rows stand in the way and stops the migration, whole, naming them. Changes nothing.

    `kind`: `empty` (value missing), `too_long`, `duplicate` (of `columns`), `breaks` (a condition), `several` (links).
    """

    kind: str
    table: str
    columns: tuple[str, ...]
    condition: str = ""
    """Source of a SQLAlchemy condition that holds for rows in the way, where the kind alone does not say it."""
    subject: str = ""
    """`Customer.phone`, for the message."""
    is_late: bool = False
    """Looks after values have been filled and converted, under the new names; else before everything."""


@dataclass(frozen=True, slots=True)
class UpgradeSystemTables:
    """The runtime's own tables become those of a newer lowcode: `number` names a pair of functions of the runtime."""

    number: int


Operation: TypeAlias = (
    CreateTable
    | CreateSystemTables
    | AddForeignKey
    | AddColumn
    | FillColumn
    | RequireValue
    | AddCheck
    | DropCheck
    | AddIndex
    | DropIndex
    | AllowEmpty
    | Recompute
    | RenameTable
    | RenameColumn
    | RenameIndex
    | RenameConstraint
    | RenameInRows
    | DropForeignKey
    | DropColumn
    | DropTable
    | ArchiveTable
    | ArchiveColumn
    | RestoreColumn
    | RestoreTable
    | LeaveOrphans
    | CancelWaiting
    | MoveFiles
    | PlaceRows
    | ConvertColumn
    | FillFrom
    | NumberRecords
    | ChangeOptions
    | LinkFromColumn
    | ColumnFromLink
    | ChangeType
    | Guard
    | UpgradeSystemTables
)


@dataclass(frozen=True, slots=True)
class Refusal:
    """A change that this release does not migrate, because data could be lost or what was meant is not certain."""

    kind: str
    """One of the names in `lowcode.diagnostics.problems.migrations`."""
    table: str
    column: str | None = None
