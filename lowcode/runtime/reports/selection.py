"""What the reader of a report has chosen: a period, filters, groups, a way down, clicks in other reports.

Values only; pages read them from addresses, `conditions` turns them into SQL. Groups are named by their keys (`keys`).
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import TypeAlias

from lowcode.runtime.report_definitions import Dimension, FilterDefinition, ReportDefinition


@dataclass(frozen=True, slots=True)
class DayRange:
    """Days in the app's time zone: from `first` to before `end`. None: no bound there."""

    first: datetime.date | None
    end: datetime.date | None


@dataclass(frozen=True, slots=True)
class NamedPeriod:
    """A period around today, by its name (`this_quarter`), or `today`."""

    name: str


Period: TypeAlias = DayRange | NamedPeriod


@dataclass(frozen=True, slots=True)
class OfOptions:
    """One of the options, or below one of them in a tree."""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OfRecords:
    """One of the records, or below one of them where their entity is a tree (departments)."""

    ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class OfTruth:
    """Yes, or no: an empty boolean counts as no."""

    value: bool


@dataclass(frozen=True, slots=True)
class OfText:
    """A text that has this part, capitals or not."""

    text: str


@dataclass(frozen=True, slots=True)
class OfNumber:
    """This whole number."""

    number: int


FilterValue: TypeAlias = DayRange | NamedPeriod | OfOptions | OfRecords | OfTruth | OfText | OfNumber


@dataclass(frozen=True, slots=True)
class FilterChoice:
    """A filter of a dashboard with what was chosen. A filter without a choice is not in a selection."""

    filter: FilterDefinition
    value: FilterValue


@dataclass(frozen=True, slots=True)
class GroupChoice:
    """Only these groups of a dimension of the report itself (of its chart, or of where its drill leads)."""

    dimension: Dimension
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Click:
    """Groups that were clicked in another report. `entities`: of that report's sources, in the order of the readings.

    It limits sources of the same entities by the other report's reading; else, where this report has a dimension of the
    same form and grouping, by this one's own. See `conditions.takes_hold`.
    """

    dimension: Dimension
    entities: tuple[str, ...]
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """What a report is asked for. The one without anything is the report as its specification says."""

    period: Period | None = None
    """Limits each source by its own date (`Source.date`)."""
    filters: tuple[FilterChoice, ...] = ()
    groups: tuple[GroupChoice, ...] = ()
    drill: tuple[str, ...] = ()
    """Keys of the groups that were opened: the first of the chart's first dimension, the others of `Chart.drill`."""
    clicks: tuple[Click, ...] = ()
    compares: bool = True
    """False: without the comparison that the report makes by itself."""


WHOLE = Selection()
"""Nothing chosen."""


def shown_dimensions(report: ReportDefinition, selection: Selection) -> tuple[Dimension, ...]:
    """The dimensions of the level that the reader has drilled to."""
    depth = min(len(selection.drill), len(report.chart.drill))
    if not depth:
        return report.chart.dimensions
    return (report.chart.drill[depth - 1], *report.chart.dimensions[1:])


def next_dimension(report: ReportDefinition, selection: Selection) -> Dimension | None:
    """What a click on a group leads to; None: to the records."""
    depth = len(selection.drill)
    return report.chart.drill[depth] if depth < len(report.chart.drill) else None


def opened_groups(report: ReportDefinition, selection: Selection) -> tuple[tuple[Dimension, str], ...]:
    """The groups on the way down, each with its dimension."""
    levels = (*report.chart.dimensions[:1], *report.chart.drill)
    return tuple(zip(levels, selection.drill, strict=False))
