"""LC74x: charts that cannot be drawn, or would show something else than what they are for."""

from __future__ import annotations

from lowcode.diagnostics.problem import Problem, Related, Wording
from lowcode.quick_dataclass import dataclass
from lowcode.source import Span

WHY_NOT_ADDED_UP = {
    "measure": Wording(
        en="counts and sums add up; averages, rates and numbers of different values do not",
        zh="计数与求和可以相加；平均值、比率和去重计数不能相加",
    ),
    "members": Wording(
        en="a record with several values is in several groups: the parts are more than the whole",
        zh="一条记录有多个值时会进入多个分组：各部分之和大于整体",
    ),
    "states": Wording(
        en="a record has been in several states: the parts are more than the whole",
        zh="一条记录经历过多个状态：各部分之和大于整体",
    ),
}
"""By reason, why groups are no parts of a whole."""


@dataclass(frozen=True, kw_only=True)
class PartsOfNothing(Problem):
    """A chart of parts of a whole (pie, stacked, treemap …) shows something that does not add up to a whole.

    The parts would not be 100 % together, and nobody would see it.

    Example:
        choice Level "Level" { key "Key"; normal "Normal" }
        entity Deal { amount: money; level: Level }
        access Deal { everyone all }
        report Shares from Deal { chart pie by level show avg(amount) }

    How to fix: Show a count or a sum, or take a chart that compares (`bar`).
    """

    chart: str
    reason: str

    code = "LC743"
    message = Wording(
        en="`{chart}` shows parts of a whole, and these do not add up to one",
        zh="`{chart}` 表示整体的各个部分，而这些数值相加并不等于整体",
    )

    def help_wording(self) -> Wording:
        """Why they do not, and what does."""
        why = WHY_NOT_ADDED_UP[self.reason]
        return Wording(en=f"{why.en}; `bar` compares without adding up", zh=f"{why.zh}；可改用只作比较的 `bar`")


@dataclass(frozen=True, kw_only=True)
class ChartTakesOthers(Problem):
    """The kind of chart takes another number of dimensions or measures.

    Example:
        entity Deal { amount: money }
        access Deal { everyone all }
        report Total from Deal { chart pie show sum(amount) }

    How to fix: Give it what it takes (`lowcode explain LC745` and the reference list every kind), or take another kind.
    """

    chart: str
    dimensions: int
    measures: int
    takes: str
    others: tuple[str, ...]

    code = "LC745"
    message = Wording(
        en="`{chart}` cannot be drawn from this: dimensions {dimensions}, measures {measures}",
        zh="`{chart}` 不能由 {dimensions} 个维度和 {measures} 个指标绘制",
    )

    def help_wording(self) -> Wording:
        """What it takes, and which kinds would take this."""
        if self.others:
            return Wording(
                en="it takes (dimensions: measures) {takes}; these kinds take yours: {others}",
                zh="它接受（维度：指标）{takes}；适合现有内容的图表：{others}",
            )
        return Wording(en="it takes (dimensions: measures) {takes}", zh="它接受（维度：指标）{takes}")


@dataclass(frozen=True, kw_only=True)
class WrongAxis(Problem):
    """The first dimension is not what the kind of chart runs along: lines need an order, calendars days, maps places.

    Example:
        entity Deal { name: text; amount: money }
        access Deal { everyone all }
        report Curve from Deal { chart line by name show sum(amount) }

    How to fix: Give it such a dimension, or take another kind (`bar`, `hbar`).
    """

    chart: str
    needs: str

    code = "LC746"
    message = Wording(en="`{chart}` cannot run along this dimension", zh="`{chart}` 不能沿该维度展开")

    def help_wording(self) -> Wording:
        """What it runs along."""
        return _NEEDS[self.needs]


_NEEDS = {
    "ordered": Wording(
        en="it needs an order: a period (`month(created_at)`), a band, a whole number, or the options of a choice",
        zh="它需要有先后顺序的维度：时间（`month(created_at)`）、区间、整数或选项",
    ),
    "periods": Wording(
        en="it needs a period: `month(created_at)`, `week(…)`, `day(…)`",
        zh="它需要时间维度：`month(created_at)`、`week(…)`、`day(…)`",
    ),
    "days": Wording(en="it needs days: `day(created_at)`", zh="它需要以天为维度：`day(created_at)`"),
    "stages": Wording(
        en="it needs what one passes through: the states of a flow, the options of a choice, or bands",
        zh="它需要依次经过的阶段：流程状态、选项或区间",
    ),
    "places": Wording(
        en="it needs a place: the options of a region, a location, or a text that names a province",
        zh="它需要地点：区域选项、位置或写明省份的文本",
    ),
}


@dataclass(frozen=True, kw_only=True)
class AgainstTheFlow(Problem):
    """A funnel whose stages do not follow each other as they do in the flow: it would widen where it should narrow.

    Example:
        entity Deal { name: text; stage: Pipeline }
        flow Pipeline "Pipeline" for Deal { open "Open" start; offer "Offer"; won "Won" end
          open -> offer "Offer" by everyone
          offer -> won "Win" by everyone }
        access Deal { everyone all }
        report Funnel from Deal { chart funnel show reached(won), reached(offer) }

    How to fix: Name the stages in the order of the flow, and leave out `sort`.
    """

    earlier: str
    later: str
    flow: Span

    code = "LC747"
    message = Wording(
        en="in this funnel `{later}` comes before `{earlier}`, in the flow after it",
        zh="漏斗中 `{later}` 排在 `{earlier}` 之前，而流程中在其之后",
    )
    help = Wording(
        en="a funnel follows its flow: order the stages alike", zh="漏斗应与流程顺序一致：请按流程排列各阶段"
    )

    def related(self) -> tuple[Related, ...]:
        """The flow."""
        return (Related(self.flow, Wording(en="the order of the flow", zh="流程的顺序")),)


@dataclass(frozen=True, kw_only=True)
class ChartDoesNotTake(Problem):
    """The kind of chart has no use for an option: a funnel is not sorted, a pie has no place for earlier values.

    Example:
        choice Level "Level" { key "Key"; normal "Normal" }
        entity Deal { level: Level }
        access Deal { everyone all }
        report Funnel from Deal { chart funnel by level show count() "Deals" sort count() desc }

    How to fix: Leave it out, or take a kind that has a use for it (`hbar` sorts by size).
    """

    chart: str
    word: str

    code = "LC748"
    message = Wording(en="`{chart}` does not take `{word}`", zh="`{chart}` 不支持 `{word}`")

    def help_wording(self) -> Wording:
        """What to do about it."""
        return _UNFIT[self.word]


_UNFIT = {
    "sort": Wording(
        en="its groups have an order or a place of their own: leave out `sort`, or take `hbar`",
        zh="其分组自有顺序或位置：请去掉 `sort`，或改用 `hbar`",
    ),
    "top": Wording(en="leave out `top`, or take `hbar`", zh="请去掉 `top`，或改用 `hbar`"),
    "stack": Wording(en="leave out `stack`, or take `bar` or `area`", zh="请去掉 `stack`，或改用 `bar`、`area`"),
    "compare": Wording(
        en="it has no place for earlier values: leave out `compare`, or take `bar`, `line` or `number`",
        zh="它无处显示对比值：请去掉 `compare`，或改用 `bar`、`line`、`number`",
    ),
    "target": Wording(
        en="it has no place for a target: leave out `target`, or take `gauge`, `progress` or `bar`",
        zh="它无处显示目标：请去掉 `target`，或改用 `gauge`、`progress`、`bar`",
    ),
    "drill": Wording(en="its groups cannot be clicked: leave out `drill`", zh="其分组不能点击：请去掉 `drill`"),
}


@dataclass(frozen=True, kw_only=True)
class TargetMissing(Problem):
    """The kind of chart shows how far something is from a target, and there is none.

    Example:
        entity Deal { amount: money }
        access Deal { everyone all }
        report Month from Deal { chart gauge show sum(amount) }

    How to fix: Add `target 1_000_000`, or the sum of a joined source of goals: `target sum(goals.amount)`.
    """

    chart: str

    code = "LC749"
    message = Wording(en="`{chart}` needs a target", zh="`{chart}` 需要目标值")
    help = Wording(
        en="add `target 1_000_000`, or a measure of a joined source: `target sum(goals.amount)`",
        zh="请加上 `target 1_000_000`，或关联来源的指标：`target sum(goals.amount)`",
    )


CHARTS: tuple[type[Problem], ...] = (
    PartsOfNothing,
    ChartTakesOthers,
    WrongAxis,
    AgainstTheFlow,
    ChartDoesNotTake,
    TargetMissing,
)
