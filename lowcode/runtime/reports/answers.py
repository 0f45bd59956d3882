"""What a report answers: groups, numbers, totals and plain sentences, ready to be drawn, tabled or exported.

All texts are in the language of the context that asked; numbers are exact and unformatted (`Measure.form` and
`Measure.unit` say how to write them). Nothing here is HTML.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, TypeAlias

from lowcode.runtime.report_definitions import Dimension, Measure, ReportDefinition
from lowcode.runtime.reports.selection import DayRange

Value: TypeAlias = Decimal | int | str | datetime.date | datetime.datetime | datetime.time | None
"""A number, or the smallest or largest of something. None: empty, as a quotient by zero or the mean of nothing."""

Values: TypeAlias = tuple[Value, ...]
"""One for each of `Answer.measures`, in their order."""

Place: TypeAlias = tuple[int, ...]
"""For each dimension, the index of a group."""

Margin: TypeAlias = tuple[int | None, ...]
"""The same with None for "all groups"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """One group of a dimension."""

    key: str
    """As it stands in an address: see `lowcode.runtime.reports.keys`."""
    label: str
    color: str | None = None
    """What the specification says about the option (`#1677ff`); None: the chart chooses."""
    value: Any = None
    """The option's name, the record's id, the text, number or boolean, the first day of a period (its first instant for
    hours), the number of a part or of a band (from 0). None for the empty group and the others."""
    is_empty: bool = False
    """Records without a value."""
    is_others: bool = False
    """All groups that are not shown by themselves, together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerDimension:
    """A dimension as it is shown: after drilling it is another one than the chart's own."""

    definition: Dimension
    label: str
    groups: tuple[Group, ...]
    """In the order in which they are shown; others and empty last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Numbers over the groups of the dimensions."""

    cells: Mapping[Place, Values]
    """A report without dimensions has one cell, `()`. Large tables leave out cells without records: see `Answer.at`."""
    margins: Mapping[Margin, Values]
    """Totals of one or more dimensions: `(2, None)` is the third group of the first over all groups of the second. They
    are asked or computed from what they are about, never added up where that would be wrong."""

    @property
    def totals(self) -> Values:
        """Over everything."""
        place = next(iter(self.margins), next(iter(self.cells), ()))
        return self.margins[(None,) * len(place)] if self.margins else self.cells[()]


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """The same numbers for the earlier period, over the same groups."""

    table: Table
    label: str
    """`上月同期`, or the days of the earlier period."""
    period: DayRange | None
    """None where each group is compared with an earlier one of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What was to be reached, as a number per cell and margin; compare it with the first measure."""

    cells: Mapping[Place, Value]
    margins: Mapping[Margin, Value]
    total: Value


@dataclass(frozen=True, slots=True)
class Note:
    """A plain sentence under the chart. `kind`: withheld, cut, snapshot, compared, filter."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a report says to this reader, at this moment, under this selection."""

    report: ReportDefinition
    label: str
    dimensions: tuple[AnswerDimension, ...]
    measures: tuple[Measure, ...]
    """Those that the reader may know; labels and units are `Label`s in their definitions."""
    table: Table
    nothing: Values
    """What a cell without records holds: 0 for counts and sums, None for the rest."""
    compared: Compared | None = None
    target: Target | None = None
    period: DayRange | None = None
    """The days that the numbers are about, if a filter or the comparison limits them."""
    period_label: str = ""
    notes: tuple[Note, ...] = ()
    withheld: tuple[str, ...] = ()
    """Labels of what the reader has no right to. If a dimension or the choice of records is among them, there are no
    numbers at all (`is_withheld`)."""
    is_withheld: bool = False
    asked_at: datetime.datetime | None = None
    """UTC; for a snapshot, when it was made."""
    drilled: tuple[tuple[str, str], ...] = field(default=())
    """For each step of drilling, the dimension's label and the group's: the way back."""

    @property
    def cells(self) -> Mapping[Place, Values]:
        """The numbers by place."""
        return self.table.cells

    @property
    def totals(self) -> Values:
        """The numbers over everything."""
        return self.table.totals

    @property
    def is_empty(self) -> bool:
        """Whether there is no record to speak of, and nothing to be reached: of a goal, nothing is a number too."""
        if self.target is not None and self.target.total and self.totals and self.totals[0] is not None:
            return False
        return all(values == self.nothing for values in self.table.cells.values())

    def at(self, *place: int) -> Values:
        """The numbers of a cell, of those without records as well."""
        return self.table.cells.get(place, self.nothing)
