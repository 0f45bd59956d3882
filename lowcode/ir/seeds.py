"""Records that a specification brings along: those that ship with the app, and those to try it with."""

from __future__ import annotations

from typing import TypeAlias

from lowcode.ir.expressions import Expression
from lowcode.quick_dataclass import dataclass
from lowcode.source import Span


@dataclass(frozen=True, slots=True)
class RecordLink:
    """In data and samples: the record that another entry calls `name`."""

    name: str


SeedValue: TypeAlias = Expression | RecordLink | tuple["Expression | RecordLink", ...] | tuple["SeedRow", ...]
"""A constant expression (evaluated when the data is loaded), links to records, many of them, or sub-table rows."""


@dataclass(frozen=True, slots=True)
class SeedRow:
    """One row of a sub-table in a seed record."""

    values: tuple[tuple[str, SeedValue], ...]
    span: Span


@dataclass(frozen=True, slots=True)
class SeedRecord:
    """`Customer huaxing { name = "…" }`: `handle` is unique in the app and lets others refer to it."""

    entity: str
    handle: str | None
    values: tuple[tuple[str, SeedValue], ...]
    span: Span


@dataclass(frozen=True, slots=True)
class SampleCount:
    """`sample Customer 200`: so many generated, plausible records."""

    entity: str
    count: int
    span: Span
