"""LC74x, LC75x: reports whose numbers cannot be right; LC821: reports that tell too much."""

from __future__ import annotations

from lowcode.diagnostics.problem import Problem, Related, Severity, Wording
from lowcode.diagnostics.problems.report_charts import CHARTS, WHY_NOT_ADDED_UP
from lowcode.quick_dataclass import dataclass
from lowcode.source import Span


@dataclass(frozen=True, kw_only=True)
class CountedRepeatedly(Problem):
    """A sum adds a value of another record once for each record of the report that refers to it.

    A customer with three opportunities would have its revenue added three times.

    Example:
        entity Customer { name: text; revenue: money }
        entity Deal { customer: Customer; amount: money }
        access Customer { everyone all }
        access Deal { everyone all }
        report Revenue from Deal { chart number show sum(customer.revenue) }

    How to fix: Report from the entity that has the field, join it as a source of its own, or take `max` or `avg`.
    """

    path: str
    entity: str
    counted: str

    code = "LC740"
    message = Wording(
        en="`sum({path})` adds the same value once for each `{counted}` that refers to a `{entity}`",
        zh="`sum({path})` 会把同一条 `{entity}` 的值按引用它的每条 `{counted}` 重复相加",
    )
    help = Wording(
        en="report `from {entity}`, or `join {entity} as …` and take the sum there",
        zh="请改为 `from {entity}`，或用 `join {entity} as …` 在该来源中求和",
    )


@dataclass(frozen=True, kw_only=True)
class AverageOfAverages(Problem):
    """The average of a field that is itself an average weighs a record with one row as much as one with a thousand.

    Example:
        entity Customer { name: text; surveys: many Survey by customer; score: decimal(4,2) = avg(surveys.score) }
        entity Survey { customer: Customer; score: int }
        access Customer { everyone all }
        access Survey { everyone all }
        report Score from Customer { chart number show avg(score) }

    How to fix: Report from the entity whose values are averaged.
    """

    field: str
    entity: str
    counted: str

    code = "LC741"
    message = Wording(
        en="`{field}` is an average already: averaged again, a `{counted}` counts alike with few or many `{entity}`",
        zh="`{field}` 本身已是平均值：再求平均时，无论有多少条 `{entity}`，每条 `{counted}` 的权重都相同",
    )
    help = Wording(
        en="report `from {entity}` and average its values there", zh="请改为 `from {entity}`，在其中直接求平均"
    )


@dataclass(frozen=True, kw_only=True)
class DoesNotAddUp(Problem):
    """A share or running total of something whose groups do not add up to the whole.

    Counts and sums add up. Averages, medians, percentages, numbers of different values, and anything by a field that
    holds several values (a record is in several groups then) do not.

    Example:
        choice Level "Level" { key "Key"; normal "Normal" }
        entity Deal { amount: money; level: Level }
        access Deal { everyone all }
        report Shares from Deal { chart bar by level show share(avg(amount)) }

    How to fix: Take the share of a count or a sum, or of a dimension with one value per record.
    """

    function: str
    reason: str

    code = "LC742"
    message = Wording(
        en="`{function}` of groups that do not add up to a whole", zh="各组相加并不等于整体，无法计算 `{function}`"
    )

    def help_wording(self) -> Wording:
        """Why they do not."""
        return WHY_NOT_ADDED_UP[self.reason]


@dataclass(frozen=True, kw_only=True)
class UnitsDiffer(Problem):
    """Numbers of different units are added, compared with a target, or drawn along one axis.

    Example:
        entity Call { minutes: int unit "min"; hours: int unit "h" }
        access Call { everyone all }
        report Time from Call { chart number show sum(minutes) + sum(hours) }

    How to fix: Convert one of them (`sum(minutes) / 60`), or show them in charts of their own.
    """

    what: str
    units: tuple[str, ...]

    code = "LC744"
    message = Wording(en="units that differ: {units}", zh="单位不同：{units}")

    def message_wording(self) -> Wording:
        """Where they meet."""
        return _MEETINGS[self.what]


_MEETINGS = {
    "sum": Wording(en="{units} cannot be added or subtracted", zh="单位 {units} 不能相加减"),
    "target": Wording(
        en="the target is in another unit than what is shown: {units}", zh="目标与所示数值的单位不同：{units}"
    ),
    "axis": Wording(
        en="this chart has no axes for so many units: {units}", zh="该图表没有这么多坐标轴来表示单位 {units}"
    ),
}


@dataclass(frozen=True, kw_only=True)
class FilterWithoutEffect(Problem):
    """A filter of a dashboard concerns none of its reports.

    Example:
        entity Deal { amount: money }
        entity Ticket { name: text; at: date }
        access Deal { everyone all }
        access Ticket { everyone all }
        report Total from Deal { chart number show sum(amount) }
        dashboard Desk { filter period "Period" on Ticket.at
          row Total }

    How to fix: Name a field that the reports' records have, or remove the filter.
    """

    name: str
    entities: tuple[str, ...]

    code = "LC750"
    message = Wording(
        en="the filter `{name}` changes none of the reports on this dashboard",
        zh="筛选 `{name}` 对该仪表盘上的任何报表都不起作用",
    )
    help = Wording(
        en="the reports count {entities}: name a field of theirs", zh="报表统计的是 {entities}：请指定它们的字段"
    )


@dataclass(frozen=True, kw_only=True)
class HalfFiltered(Problem):
    """A filter takes hold of one source of a report, but not of another: its numbers would not belong together.

    Example:
        choice Origin "Origin" { web "Web"; fair "Fair" }
        entity Lead { origin: Origin; team: Department }
        entity Deal { origin: Origin; amount: money }
        access Lead { everyone all }
        access Deal { everyone all }
        report Value from Lead { join Deal as deals by origin
          chart bar by origin show sum(deals.amount) / count() "Per lead" }
        dashboard Desk { filter team "Team" on team
          row Value }

    How to fix: Say what the filter compares in the other entity: `on team, Deal.owner.department`.
    """

    name: str
    report: str
    entity: str
    filtered: str
    place: Span

    code = "LC751"
    message = Wording(
        en="the filter `{name}` takes hold of `{filtered}` in `{report}`, but not of `{entity}`",
        zh="筛选 `{name}` 在 `{report}` 中只作用于 `{filtered}`，不作用于 `{entity}`",
    )
    help = Wording(
        en="add what it compares there: `{entity}.…`, or take the report off this dashboard",
        zh="请补充它在该实体中比较的字段：`{entity}.…`，或将该报表移出此仪表盘",
    )

    def related(self) -> tuple[Related, ...]:
        """The source that is not filtered."""
        return (Related(self.place, Wording(en="this source stays as it is", zh="该来源不受筛选")),)


@dataclass(frozen=True, kw_only=True)
class NeverConverts(Problem):
    """A conversion between two states of which the second is never reached from the first: it is always zero.

    Example:
        entity Deal { name: text; stage: Pipeline }
        flow Pipeline "Pipeline" for Deal { open "Open" start; won "Won" end
          open -> won "Win" by everyone }
        access Deal { everyone all }
        report Rate from Deal { chart number show conversion(won, open) }

    How to fix: Name the states in the order in which records pass them.
    """

    start: str
    end: str
    flow: Span

    code = "LC752"
    message = Wording(
        en="no record gets from `{start}` to `{end}`: this is always 0 %",
        zh="没有记录能从 `{start}` 到达 `{end}`：结果始终为 0 %",
    )
    help = Wording(en="name the state first that records are in first", zh="请先写记录先到达的状态")

    def related(self) -> tuple[Related, ...]:
        """The flow."""
        return (Related(self.flow, Wording(en="the transitions are here", zh="流转在此处定义")),)


@dataclass(frozen=True, kw_only=True)
class ShownEmpty(Problem):
    """A report or dashboard is for a role that may not read any of the records that it counts.

    Example:
        role sales; role support
        entity Deal { amount: money }
        access Deal { sales all }
        report Total from Deal for support { chart number show sum(amount) }

    How to fix: Grant the role `read`, or take it out of `for`.
    """

    role: str
    report: str
    entity: str

    code = "LC753"
    severity = Severity.WARNING
    message = Wording(
        en="`{role}` may not read any `{entity}`: `{report}` stays closed to it",
        zh="`{role}` 无权查看任何 `{entity}`：无法看到 `{report}`",
    )
    help = Wording(
        en="write `access {entity} {{ {role} read }}`, or take `{role}` out of `for`",
        zh="请写 `access {entity} {{ {role} read }}`，或从 `for` 中去掉 `{role}`",
    )


@dataclass(frozen=True, kw_only=True)
class ReportLeak(Problem):
    """A report (or a filter of a dashboard) is for people who may not read a field that goes into it.

    A sum, an order or a group tells about the values that it is made from. The app would withhold the report from them.

    Example:
        role sales; role boss
        entity Deal { name: text; price: money }
        access Deal { sales all; boss all; field price { read boss; update boss } }
        report Total from Deal for sales, boss { chart number show sum(price) }

    How to fix: Show it to those who may read the field, let the role read it, or leave the field out.
    """

    role: str
    report: str
    secret: str
    entity: str
    block: Span

    code = "LC821"
    message = Wording(
        en="`{report}` is for `{role}`, which may not read `{entity}.{secret}`",
        zh="`{report}` 面向 `{role}`，而其无权查看 `{entity}.{secret}`",
    )
    help = Wording(
        en="leave `{role}` out of `for`, add `read {role}` to the block of the field, or leave the field out",
        zh="请从 `for` 中去掉 `{role}`，或在字段权限中加上 `read {role}`，或不使用该字段",
    )

    def related(self) -> tuple[Related, ...]:
        """The block of the field."""
        return (Related(self.block, Wording(en="`{secret}` is restricted here", zh="`{secret}` 在此处设置了字段权限")),)


PROBLEMS: tuple[type[Problem], ...] = (
    CountedRepeatedly,
    AverageOfAverages,
    DoesNotAddUp,
    UnitsDiffer,
    FilterWithoutEffect,
    HalfFiltered,
    NeverConverts,
    ShownEmpty,
    ReportLeak,
    *CHARTS,
)
