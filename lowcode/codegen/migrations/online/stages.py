"""What a revision that runs under load does, as values, beside the operations of every revision."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from lowcode.codegen.migrations import operations as op
from lowcode.codegen.schema import Check, Column, ForeignKey, TableIndex


@dataclass(frozen=True, slots=True)
class AddColumnOnline:
    """A new column that may be empty; `default`: source of what rows get at once, those of the old code, too."""

    table: str
    column: Column
    default: str | None = None


@dataclass(frozen=True, slots=True)
class AddKeyLater:
    """A key that `Validate` looks at the rows for."""

    table: str
    key: ForeignKey


@dataclass(frozen=True, slots=True)
class AddCheckLater:
    """The same for a condition."""

    table: str
    check: Check


@dataclass(frozen=True, slots=True)
class RequireLater:
    """The same for a column that must not be empty."""

    table: str
    column: Column


@dataclass(frozen=True, slots=True)
class Validate:
    """Looks at the rows, while others write."""

    table: str
    names: tuple[str, ...]
    filled: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RequireOnline:
    """From now on the column must not be empty, and has no default."""

    table: str
    column: Column


@dataclass(frozen=True, slots=True)
class DropDefault:
    """Nobody is left who does not know the column."""

    table: str
    column: Column


@dataclass(frozen=True, slots=True)
class FillDefault:
    """Gives the default to records that have no value."""

    table: str
    column: Column


@dataclass(frozen=True, slots=True)
class ConvertLeft:
    """Converts what triggers cannot: values that are typed otherwise than in digits."""

    conversion: op.ConvertColumn


@dataclass(frozen=True, slots=True)
class Kept:
    """A column that follows others: by a conversion, or by an expression whenever one of `on` changes."""

    by: op.ConvertColumn | op.FillFrom
    on: tuple[str, ...] = ()
    is_required: bool = False


@dataclass(frozen=True, slots=True)
class KeepInStep:
    """Columns of the old and the new code follow each other from now on."""

    table: str
    kept: tuple[Kept, ...]


@dataclass(frozen=True, slots=True)
class LetGo:
    """They do so no longer."""

    table: str


@dataclass(frozen=True, slots=True)
class AddIndexOnline:
    """An index that is built while others write."""

    table: str
    index: TableIndex


@dataclass(frozen=True, slots=True)
class DropIndexOnline:
    """An index that is no longer wanted."""

    table: str
    index: TableIndex


Special: TypeAlias = (
    AddColumnOnline
    | AddKeyLater
    | AddCheckLater
    | RequireLater
    | Validate
    | RequireOnline
    | DropDefault
    | FillDefault
    | ConvertLeft
    | KeepInStep
    | LetGo
    | AddIndexOnline
    | DropIndexOnline
)
OnlineOperation: TypeAlias = op.Operation | Special


@dataclass(frozen=True, slots=True)
class OnlineStage:
    """A function of the revision, and one transaction: of some records each, or none at all for indexes."""

    name: str
    about: str
    operations: tuple[OnlineOperation, ...]
    in_turns: str | None = None
    is_alone: bool = False


@dataclass(frozen=True, slots=True)
class OnlyNew:
    """What only the new code writes, and is lost where an expansion is abandoned; no column: the records of a table.

    The value that every record gets, by an expression or a default, is nobody's; `source`: the column of the old code
    that follows, as far as its type can say the same.
    """

    subject: str
    table: str
    column: Column | None = None
    expected: op.FillFrom | None = None
    source: Column | None = None


@dataclass(frozen=True, slots=True)
class OnlineRevision:
    """One of the two."""

    phase: str
    stages: tuple[OnlineStage, ...]
    undoing: tuple[op.Operation, ...]
    """Operations whose way back is the way back of the revision."""
    before_undoing: tuple[OnlineOperation, ...] = ()
    after_undoing: tuple[OnlineOperation, ...] = ()
    only_new: tuple[OnlyNew, ...] = ()


@dataclass(frozen=True, slots=True)
class NotOnline:
    """An operation that has no form in which both the old and the new code could live with it."""

    reason: str
    table: str
    column: str = ""
