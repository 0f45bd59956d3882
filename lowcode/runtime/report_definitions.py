"""The vocabulary of generated reports and dashboards, as values.

Declares only; behaviour lives in `lowcode.runtime.reports`. Expressions arrive as plain functions that give a column:

* a `Reading` walks along references and reads at their end: `Reading(("customer",), region_of_customer)` with
  `def region_of_customer(this: type[Customer], context: Context) -> ColumnElement[Any]`. The query joins along the path
  once, however many readings share it; what is no plain path has the path `()` and does its own looking up;
* a condition is a `ColumnFunction` on the source's model (or an alias of it).

Entities, choices, flows and reports name each other by identifier; periods by their names in
`lowcode.catalog.functions.periods`.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum
from typing import TypeAlias

from lowcode.runtime.definitions import ApplicationDefinition, ColumnFunction, Label

# --- values ---------------------------------------------------------------------------------------


class ValueForm(Enum):
    """What a value is: decides how it is grouped, labelled, formatted and exported."""

    TEXT = "text"
    CHOICE = "choice"
    RECORD = "record"
    BOOLEAN = "boolean"
    INTEGER = "integer"
    DECIMAL = "decimal"
    MONEY = "money"
    PERCENT = "percent"
    DATE = "date"
    DATETIME = "datetime"
    TIME = "time"


@dataclass(frozen=True, slots=True)
class Form:
    """The form of a value; `name` is the choice's or the entity's identifier, `scale` the digits after the point."""

    kind: ValueForm
    name: str | None = None
    scale: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """An expression of a source's record."""

    path: tuple[str, ...]
    """References to walk along, by identifier."""
    column: ColumnFunction
    """On the entity at the end of the path; the id for a record, the option's name for a choice."""
    reads: tuple[tuple[str, str], ...]
    """Every `(entity, field)` that goes into the value, through computed fields too: all must be readable."""
    field: tuple[str, ...] | None = None
    """The path of fields, if it is nothing else (`("customer", "region")`): what a list can be filtered by."""


# --- dimensions -----------------------------------------------------------------------------------


class DateUnit(Enum):
    """Stretches of time that follow each other; in the app's time zone, weeks from Monday."""

    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    FISCAL_QUARTER = "fiscal_quarter"
    FISCAL_YEAR = "fiscal_year"


class DatePart(Enum):
    """What comes round again and again."""

    MONTH_OF_YEAR = "month_of_year"
    DAY_OF_MONTH = "day_of_month"
    WEEKDAY = "weekday"
    HOUR_OF_DAY = "hour_of_day"


@dataclass(frozen=True, slots=True)
class ByValue:
    """A group per value."""


@dataclass(frozen=True, slots=True)
class ByPeriod:
    """A group per stretch of time; gaps are filled."""

    unit: DateUnit


@dataclass(frozen=True, slots=True)
class ByPart:
    """A group per part."""

    part: DatePart


@dataclass(frozen=True, slots=True)
class ByBand:
    """A group below the first bound, one from each bound to below the next, one from the last on."""

    bounds: tuple[Decimal, ...]


@dataclass(frozen=True, slots=True)
class ByLevel:
    """A group per option (or record) at the level; what is deeper counts for its ancestor there."""

    level: int
    parent: str | None = None
    """Records: the reference to the parent, by identifier."""


@dataclass(frozen=True, slots=True)
class ByMember:
    """A group per item of a list; a record is in each group that it names."""


Grouping: TypeAlias = ByValue | ByPeriod | ByPart | ByBand | ByLevel | ByMember


@dataclass(frozen=True, slots=True, kw_only=True)
class Dimension:
    """`readings`: one per source, in their order. `ByMember` walks along `field` and does not ask for `column`."""

    name: str
    label: Label
    grouping: Grouping
    form: Form
    """Of what is read: a date for periods."""
    readings: tuple[Reading, ...]


# --- measures -------------------------------------------------------------------------------------


class MeasureFunction(Enum):
    """What is computed over the records of a group."""

    COUNT = "count"
    DISTINCT = "distinct"
    SUM = "sum"
    AVERAGE = "avg"
    MINIMUM = "min"
    MAXIMUM = "max"
    MEDIAN = "median"
    PERCENTILE = "percentile"
    """The smallest value that at least this share of the values does not exceed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Aggregated:
    """An aggregate over the records of a group in one source."""

    function: MeasureFunction
    form: Form
    source: int = 0
    value: Reading | None = None
    where: ColumnFunction | None = None
    reads: tuple[tuple[str, str], ...] = ()
    """What the condition reads."""
    share: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """Records that were ever in one of `states`; None: each group is a state, and `by_state` says what counts."""

    flow: str
    states: tuple[str, ...] | None
    by_state: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """For each state of the flow, in its order: of which states a record must have been in one."""
    source: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversion:
    """Of the records that entered `start`, the share that later entered `end`."""

    flow: str
    start: str
    end: str
    source: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeInState:
    """Mean days of the stays in the state; those that last count until now."""

    flow: str
    state: str
    source: int = 0


@dataclass(frozen=True, slots=True)
class Number:
    """A constant."""

    value: Decimal


class MeasureOperator(Enum):
    """Arithmetic between measures."""

    ADD = "+"
    SUBTRACT = "-"
    MULTIPLY = "*"
    DIVIDE = "/"


@dataclass(frozen=True, slots=True)
class Combined:
    """Two measures combined; a division by zero is empty, as is anything with an empty operand."""

    operator: MeasureOperator
    left: MeasureExpression
    right: MeasureExpression


@dataclass(frozen=True, slots=True)
class Share:
    """Of the total of all groups of the first dimension."""

    of: MeasureExpression


@dataclass(frozen=True, slots=True)
class Cumulative:
    """The running total along the first dimension."""

    of: MeasureExpression


class Earlier(Enum):
    """What a value is compared with."""

    PERIOD = "last_period"
    WEEK = "last_week"
    MONTH = "last_month"
    QUARTER = "last_quarter"
    YEAR = "last_year"


@dataclass(frozen=True, slots=True)
class Previous:
    """The same measure for the earlier period, or its relative change since."""

    of: MeasureExpression
    against: Earlier
    as_growth: bool


MeasureExpression: TypeAlias = (
    Aggregated | Entered | Conversion | TimeInState | Number | Combined | Share | Cumulative | Previous
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A number that the chart shows."""

    name: str
    label: Label
    expression: MeasureExpression
    form: Form
    """Of the result."""
    unit: Label | None = None


# --- reports --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Records that a report counts."""

    entity: str
    name: str
    date: Reading
    """What periods ask for."""
    date_form: Form
    where: ColumnFunction | None = None
    reads: tuple[tuple[str, str], ...] = ()
    """What the condition reads, and the sub-table that the records are rows of."""


@dataclass(frozen=True, slots=True)
class SortByMeasure:
    """By a measure of the chart."""

    measure: str
    descending: bool = True


@dataclass(frozen=True, slots=True)
class SortByDimension:
    """By the first dimension, in its own order."""

    descending: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """`kind` is a name in `lowcode.catalog.chart_types`."""

    kind: str
    dimensions: tuple[Dimension, ...]
    measures: tuple[Measure, ...]
    sort: SortByMeasure | SortByDimension | None = None
    top: int | None = None
    stack: bool = False
    compare: Earlier | None = None
    target: MeasureExpression | None = None
    drill: tuple[Dimension, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportDefinition:
    """A report; its page is `/reports/<name>`."""

    name: str
    label: Label
    sources: tuple[Source, ...]
    chart: Chart
    roles: tuple[str, ...] = ()
    refresh: datetime.timedelta | None = None
    documentation: str = ""
    source: str = ""
    """Where the spec declares it: `analysis.lc: report Funnel`."""


# --- dashboards -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class FilterDefinition:
    """A filter that the reports of a dashboard share. `readings`: by entity, what it compares."""

    name: str
    label: Label
    form: Form
    readings: Mapping[str, Reading]
    default: str | bool | None = None
    """The name of a period, of an option, `me`, or yes or no."""


@dataclass(frozen=True, slots=True)
class Tile:
    """A report in a row; `width` in equal parts."""

    report: str
    width: int = 1


@dataclass(frozen=True, slots=True)
class TileRow:
    """Reports side by side."""

    tiles: tuple[Tile, ...]
    label: Label | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DashboardDefinition:
    """A page of reports; its address is `/dashboards/<name>`."""

    name: str
    label: Label
    filters: tuple[FilterDefinition, ...]
    rows: tuple[TileRow, ...]
    roles: tuple[str, ...] = ()
    refresh: datetime.timedelta | None = None
    documentation: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Analysis:
    """All reports and dashboards of an app: `ApplicationDefinition.analysis`."""

    reports: tuple[ReportDefinition, ...] = ()
    dashboards: tuple[DashboardDefinition, ...] = ()
    fiscal_year_start: int = 1
    """The month in which the fiscal year begins."""
    report_by_name: Mapping[str, ReportDefinition] = field(init=False, compare=False, repr=False)
    dashboard_by_name: Mapping[str, DashboardDefinition] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "report_by_name", {each.name: each for each in self.reports})
        object.__setattr__(self, "dashboard_by_name", {each.name: each for each in self.dashboards})


_NONE = Analysis()


def analysis_of(application: ApplicationDefinition) -> Analysis:
    """The reports and dashboards of an app; one without any has none."""
    return application.analysis or _NONE
