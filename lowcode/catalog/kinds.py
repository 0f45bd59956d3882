"""What kinds of values there are and how they are stored: the words that every built-in is described with."""

from __future__ import annotations

from enum import Enum


class ValueKind(Enum):
    """The kind of a value in an expression; the type checker has one value type for each."""

    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    MONEY = "money"
    PERCENT = "percent"
    BOOLEAN = "boolean"
    DATE = "date"
    TIME = "time"
    DATETIME = "datetime"
    DURATION = "duration"
    CHOICE = "choice"
    RECORD = "record"
    FILES = "files"
    """Files of a record: they can be there or not, and nothing else is asked of them."""


class StorageKind(Enum):
    """The column that holds a value."""

    TEXT = "text"
    """`VARCHAR(length)`, compared by code point."""
    LONG_TEXT = "long_text"
    """`TEXT`."""
    FILES = "files"
    """`lowcode.runtime.database.types.FileList`: `TEXT` with a line per file."""
    INTEGER = "integer"
    """64 bits, at most 18 digits used."""
    EXACT_DECIMAL = "exact_decimal"
    """`lowcode.runtime.database.types.ExactDecimal(precision, scale)`."""
    BOOLEAN = "boolean"
    DATE = "date"
    TIME = "time"
    """`lowcode.runtime.database.types.WholeTime`."""
    UTC_DATETIME = "utc_datetime"
    """`lowcode.runtime.database.types.UtcDateTime`."""


class Alignment(Enum):
    """Where a value stands in its table cell."""

    START = "start"
    CENTER = "center"
    END = "end"
