"""LC350 to LC369: dimensions, measures and filters of reports. Part of the family `types`."""

from __future__ import annotations

from lowcode.diagnostics.problem import Edit, Fix, FixSafety, Problem, Related, Wording
from lowcode.diagnostics.problems.report_filters import REPORT_FILTERS
from lowcode.quick_dataclass import dataclass
from lowcode.source import Span


@dataclass(frozen=True, kw_only=True)
class NotAGroup(Problem):
    """A report groups by something that has no groups: a moment, an amount, a list of records, files.

    Example:
        entity Order { name: text; signed_on: date }
        report Orders from Order { chart bar by signed_on show count() }

    How to fix: Make groups of it: `month(signed_on)` of a date, `band(amount, 1_000, 10_000)` of an amount. Instead of
    grouping by the records of a list, make the report from them.
    """

    found: str
    way: str
    """How to make groups of it, as one would write it; empty if there is no way."""

    code = "LC350"
    message = Wording(en="`{found}` makes no groups", zh="`{found}` 不能直接用于分组")
    help = Wording(en="write `{way}`", zh="请写 `{way}`")

    def help_wording(self) -> Wording | None:
        """The way, where there is one."""
        return self.help if self.way else None


@dataclass(frozen=True, kw_only=True)
class ConstantGroup(Problem):
    """A report groups by something that is the same for every record.

    Example:
        entity Order { name: text }
        report Orders from Order { chart bar by "all" show count() }

    How to fix: Group by a field, or leave `by` out: `chart number show count()`.
    """

    code = "LC351"
    message = Wording(en="this is the same for every record", zh="对每条记录都相同，不能用于分组")


@dataclass(frozen=True, kw_only=True)
class NotAMeasure(Problem):
    """After `show` stands what is known of one record only. A chart shows what is computed over many.

    Example:
        entity Order { name: text; amount: money }
        report Orders from Order { chart bar by name show amount }

    How to fix: Say how it is computed: `sum(amount)`, `avg(amount)`, `count()`. Functions of values belong inside:
    `sum(round(amount, 0))`.
    """

    way: str
    """What may have been meant, as one would write it."""

    code = "LC352"
    message = Wording(en="this is no measure", zh="这不是指标")
    help = Wording(en="write `{way}` or another function of many records", zh="请写 `{way}` 等对多条记录的计算")


@dataclass(frozen=True, kw_only=True)
class ConditionCounted(Problem):
    """Yes and no is counted, where `count` asks whether there is a value: it would count the noes as well.

    Example:
        entity Order { name: text; paid: bool }
        report Orders from Order { chart number show count(paid) }

    How to fix: Say which records count: `count(where paid)`. Those for which it is known either way are
    `count(where paid is not empty)`.
    """

    code = "LC369"
    message = Wording(en="this would count yes and no alike", zh="这样“是”和“否”都会被计入")
    help = Wording(en="write `where` before it: `count(where …)`", zh="请在前面写 `where`：`count(where …)`")

    def fix(self) -> Fix | None:
        """Which records count."""
        return Fix((Edit(Span(self.span.path, self.span.start, self.span.start), "where "),), FixSafety.UNSAFE)


@dataclass(frozen=True, kw_only=True)
class MeasureMisplaced(Problem):
    """A measure stands in `by`, `where` or `on`, where only the fields of one record are known.

    Example:
        entity Order { name: text; amount: money }
        report Orders from Order { where median(amount) > 10; chart number show count() }

    How to fix: Measures belong after `show`, `sort` and `target`. Over a list of the record, `sum`, `count` and their
    siblings work everywhere: `sum(lines.amount)`.
    """

    function: str

    code = "LC353"
    message = Wording(
        en="`{function}` is a measure: it belongs after `show`", zh="`{function}` 是指标，应写在 `show` 之后"
    )


@dataclass(frozen=True, kw_only=True)
class BandBounds(Problem):
    """The bounds of `band` are no constants, or do not ascend.

    Example:
        entity Order { name: text; amount: money }
        report Orders from Order { chart bar by band(amount, 10_000, 1_000) show count() }

    How to fix: Write constants, each larger than the one before: `band(amount, 1_000, 10_000)`.
    """

    code = "LC354"
    message = Wording(en="the bounds of `band` are constants that ascend", zh="`band` 的分界须为依次递增的常量")


@dataclass(frozen=True, kw_only=True)
class NoLevels(Problem):
    """`level` is asked of something that is no tree.

    Example:
        choice Color { red; blue }
        entity Order { name: text; color: Color }
        report Orders from Order { chart bar by level(color, 1) show count() }

    How to fix: Group by the field itself. Levels have a choice whose options have options, and an entity that has a
    reference to itself.
    """

    found: str

    code = "LC355"
    message = Wording(en="`{found}` has no levels", zh="`{found}` 没有层级")


@dataclass(frozen=True, kw_only=True)
class DimensionsDiffer(Problem):
    """A dimension of a join means something else than the chart's in the same place.

    Example:
        entity Lead { name: text; source: text }
        entity Order { name: text; paid: bool }
        report Channels from Order {
          join Lead as leads by source
          chart table by paid show count(), count(leads)
        }

    How to fix: The first dimension of the join corresponds to the chart's first, the second to the second; both must
    be of one type, grouped alike.
    """

    expected: str
    found: str
    first: Span

    code = "LC356"
    message = Wording(
        en="the chart groups by `{expected}`, the join by `{found}`", zh="图表按 `{expected}` 分组，而此处为 `{found}`"
    )

    def related(self) -> tuple[Related, ...]:
        """The chart's dimension."""
        return (Related(self.first, Wording(en="the chart's dimension", zh="图表的维度")),)


@dataclass(frozen=True, kw_only=True)
class DimensionsMissing(Problem):
    """A join has not a dimension for each of the chart's, or more than those of chart and drill.

    Example:
        entity Lead { name: text; source: text }
        entity Order { name: text; source: text }
        report Channels from Order {
          join Lead as leads
          chart table by source show count(), count(leads)
        }

    How to fix: Say for each dimension of the chart, and of its `drill`, what it is in the joined entity:
    `join Lead as leads by source`.
    """

    wanted: int
    found: int

    code = "LC357"
    message = Wording(
        en="chart and drill have {wanted} dimensions, this join has {found}",
        zh="图表与下钻共有 {wanted} 个维度，而此处有 {found} 个",
    )
    help = Wording(en="write `by` with one for each, in the same order", zh="请在 `by` 后按相同顺序逐一写出")


@dataclass(frozen=True, kw_only=True)
class SourcesMixed(Problem):
    """One function of a measure reads records of two sources. Each source is counted by itself.

    Example:
        entity Lead { name: text; cost: money }
        entity Order { name: text; amount: money }
        report Return from Order as orders {
          join Lead as leads
          chart number show sum(orders.amount - leads.cost)
        }

    How to fix: Compute each by itself and then with the results: `sum(orders.amount) - sum(leads.cost)`.
    """

    first: str
    second: str

    code = "LC358"
    message = Wording(en="this reads both `{first}` and `{second}`", zh="此处同时读取了 `{first}` 和 `{second}`")
    help = Wording(
        en="compute each by itself: `sum({first}.…) - sum({second}.…)`",
        zh="请分别计算：`sum({first}.…) - sum({second}.…)`",
    )


@dataclass(frozen=True, kw_only=True)
class NoFlowHere(Problem):
    """A measure of a flow is asked of an entity that has no flow, or without the state that is meant.

    Example:
        entity Order { name: text }
        report Orders from Order { chart number show entered(won) }

    How to fix: `entered`, `reached`, `conversion` and `time_in` are for entities whose field has a flow as its type.
    Without a state, `entered()` and `reached()` count for each group of the flow: `chart funnel by stage`.
    """

    function: str
    entity: str
    has_flow: bool

    code = "LC359"
    message = Wording(en="`{entity}` has no flow", zh="`{entity}` 没有流程")

    def message_wording(self) -> Wording:
        """Whether the flow is missing, or the state."""
        if not self.has_flow:
            return self.message
        return Wording(
            en="`{function}()` needs a state where the first dimension is not the flow's field",
            zh="第一个维度不是流程字段时，`{function}()` 须写明状态",
        )


@dataclass(frozen=True, kw_only=True)
class ManyInMeasure(Problem):
    """A measure takes one value of each record, and this path leads to many.

    Example:
        entity Order { name: text; lines: rows { amount: money } }
        report Orders from Order { chart number show sum(lines.amount) }

    How to fix: Make one value of the many first, `sum(sum(lines.amount))`, or make the report from them:
    `report Lines from Order.lines`.
    """

    list: str
    way: str
    """How to make one value of the many, as one would write it."""

    code = "LC360"
    message = Wording(en="each record has many `{list}`", zh="每条记录有多个 `{list}`")
    help = Wording(
        en="write `{way}`, or make the report from them: `from {list}`",
        zh="请写 `{way}`，或以它们作为报表来源：`from {list}`",
    )


@dataclass(frozen=True, kw_only=True)
class SortNotShown(Problem):
    """A chart is sorted by something that it does not show.

    Example:
        entity Order { name: text; amount: money }
        report Orders from Order { chart bar by created_by show count() sort sum(amount) desc }

    How to fix: Repeat a measure of the chart, or its first dimension.
    """

    candidates: tuple[str, ...]

    code = "LC361"
    message = Wording(en="the chart does not show this", zh="图表没有显示此项")
    help = Wording(en="it can be sorted by {candidates}", zh="可按 {candidates} 排序")


@dataclass(frozen=True, kw_only=True)
class NeedsGroups(Problem):
    """Something is about the groups of a chart that has none.

    Example:
        entity Order { name: text }
        report Orders from Order { chart number show share(count()) }

    How to fix: Say by what the chart groups: `by owner`. Without groups there is one number.
    """

    word: str

    code = "LC362"
    message = Wording(en="`{word}` needs groups, and this chart has no `by`", zh="`{word}` 需要分组，而此图表没有 `by`")


@dataclass(frozen=True, kw_only=True)
class NotASpread(Problem):
    """A chart of how values spread is given a measure. It shows the numbers of the records themselves.

    Example:
        entity Order { name: text; amount: money }
        report Orders from Order { chart boxplot by created_by show sum(amount) }

    How to fix: Name the number alone: `show amount`. The chart finds the least, the quartiles and the greatest.
    """

    kind: str
    found: str

    code = "LC368"
    message = Wording(
        en="`{kind}` shows how a number of the records spreads, this is {found}",
        zh="`{kind}` 展示记录中某个数值的分布，而此处为 {found}",
    )
    help = Wording(en="write the field alone: `show amount`", zh="请只写字段：`show amount`")


REPORT_TYPES: tuple[type[Problem], ...] = (
    NotAGroup,
    ConstantGroup,
    NotAMeasure,
    ConditionCounted,
    MeasureMisplaced,
    BandBounds,
    NoLevels,
    DimensionsDiffer,
    DimensionsMissing,
    SourcesMixed,
    NoFlowHere,
    ManyInMeasure,
    SortNotShown,
    NeedsGroups,
    NotASpread,
    *REPORT_FILTERS,
)
