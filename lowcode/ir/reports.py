"""Reports and dashboards as the specification declares them, resolved and checked.

A report is one chart over one aggregate question. Its records come from one or more sources; what is counted in each
source is grouped by the same dimensions before the sources meet, so that no record is counted twice. Expressions of a
source read its record as THIS.
"""

from __future__ import annotations

from decimal import Decimal
from enum import Enum
from typing import TypeAlias

from lowcode.ir.expressions import Duration, Expression, LiteralValue
from lowcode.ir.labels import Label
from lowcode.ir.types import ValueType
from lowcode.quick_dataclass import dataclass
from lowcode.source import Span

# --- dimensions -----------------------------------------------------------------------------------


class DateUnit(Enum):
    """Stretches of time in the app's time zone. They follow each other, so gaps between them can be filled."""

    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    """ISO weeks: from Monday, the first has the year's first Thursday."""
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    FISCAL_QUARTER = "fiscal_quarter"
    FISCAL_YEAR = "fiscal_year"
    """Begins with the month of the app's setting `fiscal_year`; named after the year in which it begins."""


class DatePart(Enum):
    """What comes round again and again; in the app's time zone."""

    MONTH_OF_YEAR = "month_of_year"
    DAY_OF_MONTH = "day_of_month"
    WEEKDAY = "weekday"
    """Monday is 1."""
    HOUR_OF_DAY = "hour_of_day"


@dataclass(frozen=True, slots=True)
class ByValue:
    """`by owner`, `by customer.region`: one group per value; records without one are a group.

    Text, choice, record, boolean or whole number. A branch of a choice is a group of its own, apart from its leaves.
    """


@dataclass(frozen=True, slots=True)
class ByPeriod:
    """`by month(signed_on)`."""

    unit: DateUnit


@dataclass(frozen=True, slots=True)
class ByPart:
    """`by weekday(created_at)`."""

    part: DatePart


@dataclass(frozen=True, slots=True)
class ByBand:
    """`by band(amount, 10_000, 100_000)`: below the first bound, from each to below the next, from the last on."""

    bounds: tuple[Decimal, ...]
    """Ascending, in the unit of the expression."""


@dataclass(frozen=True, slots=True)
class ByLevel:
    """`by level(region, 2)`: what is deeper counts for its ancestor at this level, the root's is 1.

    What is above it stays what it is. The expression is an option of a choice tree, or a record that has a parent.
    """

    level: int
    parent_field: str | None
    """The reference to the parent, for records."""


@dataclass(frozen=True, slots=True)
class ByMember:
    """`by tags`: a group per item of a `many of` or many-to-many field; a record is in each group that it names."""


Grouping: TypeAlias = ByValue | ByPeriod | ByPart | ByBand | ByLevel | ByMember


@dataclass(frozen=True, slots=True)
class Dimension:
    """One dimension of the chart, with the expression that gives it in each source (in the order of the sources)."""

    name: str
    """Stable identifier, unique in the report: `owner`, `signed_on_month`, `region_2`."""
    label: Label
    grouping: Grouping
    expressions: tuple[Expression, ...]
    type: ValueType
    """Of the expressions: for `month(signed_on)` the date's."""
    span: Span


# --- measures -------------------------------------------------------------------------------------


class MeasureFunction(Enum):
    """What is computed over the records of a group."""

    COUNT = "count"
    """Without a value: of records; with one: of those that have it."""
    DISTINCT = "distinct"
    SUM = "sum"
    AVERAGE = "avg"
    MINIMUM = "min"
    MAXIMUM = "max"
    MEDIAN = "median"
    PERCENTILE = "percentile"
    """The smallest value that at least this share of the values does not exceed (nearest rank)."""


@dataclass(frozen=True, slots=True)
class Aggregated:
    """`sum(amount where stage == won)`. `count` and `sum` of nothing are 0, the others empty."""

    source: int
    """Index in `Report.sources`."""
    function: MeasureFunction
    value: Expression | None
    condition: Expression | None
    share: Decimal | None
    """Of a percentile: 0.9."""
    type: ValueType
    span: Span


@dataclass(frozen=True, slots=True)
class Entered:
    """`entered(won)`: records that were ever in the state; `reached(proposal)`: in it or a later one of the flow.

    `state` None: the state of the group itself (the dimension is the flow's field); then the dimension does not sort
    records into the state where they stand, but counts them in each that they entered (reached).
    """

    source: int
    flow: str
    state: str | None
    or_later: bool
    type: ValueType
    span: Span


@dataclass(frozen=True, slots=True)
class Conversion:
    """`conversion(contact, won)`: of those that ever entered the first state, the share that later entered the second.

    A share, empty where no record entered the first.
    """

    source: int
    flow: str
    start: str
    end: str
    type: ValueType
    span: Span


@dataclass(frozen=True, slots=True)
class TimeInState:
    """`time_in(proposal)`: mean days of the stays in the state, those that last counted until now."""

    source: int
    flow: str
    state: str
    type: ValueType
    span: Span


@dataclass(frozen=True, slots=True)
class Number:
    """A constant in a measure: `sum(hours) / 8`."""

    value: Decimal
    type: ValueType
    span: Span


class MeasureOperator(Enum):
    """Arithmetic between measures; a division by zero is empty, as is anything with an empty operand."""

    ADD = "+"
    SUBTRACT = "-"
    MULTIPLY = "*"
    DIVIDE = "/"


@dataclass(frozen=True, slots=True)
class Combined:
    """`sum(cost) / count(deals)`."""

    operator: MeasureOperator
    left: MeasureExpression
    right: MeasureExpression
    type: ValueType
    span: Span


@dataclass(frozen=True, slots=True)
class Share:
    """`share(m)`: of the total of all groups of the first dimension (within the same group of the second)."""

    of: MeasureExpression
    type: ValueType
    span: Span


@dataclass(frozen=True, slots=True)
class Cumulative:
    """`cumulative(m)`: the running total along the first dimension."""

    of: MeasureExpression
    type: ValueType
    span: Span


class Earlier(Enum):
    """What a value is compared with."""

    PERIOD = "last_period"
    """The period before, of the same kind and, if the present one is not over, of the same length (环比)."""
    WEEK = "last_week"
    MONTH = "last_month"
    QUARTER = "last_quarter"
    YEAR = "last_year"
    """The same days a year before (同比)."""


@dataclass(frozen=True, slots=True)
class Previous:
    """`previous(m, last_year)`: the measure for the earlier period; `growth(m, last_year)`: its relative change."""

    of: MeasureExpression
    against: Earlier
    as_growth: bool
    type: ValueType
    span: Span


MeasureExpression: TypeAlias = (
    Aggregated | Entered | Conversion | TimeInState | Number | Combined | Share | Cumulative | Previous
)


@dataclass(frozen=True, slots=True)
class Measure:
    """`sum(amount) "金额"`."""

    name: str
    """Stable identifier, unique in the report."""
    label: Label
    expression: MeasureExpression
    type: ValueType
    span: Span
    unit: Label | None = None
    """`unit "天"`; `time_in` has days."""


# --- reports --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Source:
    """`from Opportunity where e on signed_on`, and each `join Lead as leads by source where e on created_at`."""

    entity: str
    name: str
    """Identifier: `leads`; the first source is called like its entity."""
    where: Expression | None
    date: Expression
    """The day or instant that periods ask for; `created_at` unless said otherwise."""
    span: Span


@dataclass(frozen=True, slots=True)
class ByMeasure:
    """`sort amount desc`: by a measure of the chart."""

    measure: str
    descending: bool


@dataclass(frozen=True, slots=True)
class ByDimension:
    """`sort owner`: by the first dimension in its own order (time, options as declared, titles by pinyin, numbers)."""

    descending: bool


@dataclass(frozen=True, slots=True)
class Chart:
    """`chart KIND by … show …`."""

    kind: str
    """A name in `lowcode.catalog.chart_types`."""
    dimensions: tuple[Dimension, ...]
    measures: tuple[Measure, ...]
    sort: ByMeasure | ByDimension | None
    """None: time and options in their order, everything else by the first measure, largest first."""
    top: int | None
    """Only so many groups of the first dimension; the rest is one group, 其他."""
    stack: bool
    compare: Earlier | None
    target: MeasureExpression | None
    """A constant, or a measure (of a joined source of goals)."""
    drill: tuple[Dimension, ...]
    """Where a click leads, one after another, before the records."""
    span: Span


@dataclass(frozen=True)
class Report:
    """One chart, its question, and who may open it."""

    name: str
    identifier: str
    label: Label
    roles: tuple[str, ...]
    """`for sales, director`; empty: whoever may read the entities of all sources."""
    sources: tuple[Source, ...]
    chart: Chart
    refresh: Duration | None
    """`refresh every 10m`: shown from a snapshot at most so old; None: as it is now."""
    documentation: str
    span: Span


# --- dashboards -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FilterTarget:
    """Where a filter of a dashboard takes hold: the value that it compares, read from the entity's record."""

    entity: str
    expression: Expression


@dataclass(frozen=True, slots=True)
class DashboardFilter:
    """`filter period "时间" on created_at, Contract.signed_on default this_quarter`.

    A path without an entity holds for every source of the dashboard's reports that has it.
    """

    name: str
    label: Label
    targets: tuple[FilterTarget, ...]
    """One per entity at most."""
    type: ValueType
    """Date or instant: periods are offered; else options, records, yes and no, or text."""
    default: LiteralValue
    """The name of a period (`this_quarter`), of an option, `me`, true or false; None: nothing is filtered."""
    span: Span


@dataclass(frozen=True, slots=True)
class Tile:
    """A report on a dashboard. `width`: its part of the row, as the number of equal parts."""

    report: str
    width: int


@dataclass(frozen=True, slots=True)
class TileRow:
    """`row Funnel, Ranking`, `row "本月" Revenue 2, Goal`."""

    label: Label | None
    tiles: tuple[Tile, ...]
    span: Span


@dataclass(frozen=True)
class Dashboard:
    """A page of reports that share filters."""

    name: str
    identifier: str
    label: Label
    roles: tuple[str, ...]
    """Whoever has one of them may open it; empty: everybody who may open one of its reports."""
    filters: tuple[DashboardFilter, ...]
    rows: tuple[TileRow, ...]
    refresh: Duration | None
    """`refresh every 5m`: the page asks again by itself."""
    documentation: str
    span: Span
