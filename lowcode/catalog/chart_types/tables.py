"""Numbers in rows and columns."""

from __future__ import annotations

from lowcode.catalog.chart_types.base import ChartType, TargetUse, form

CHART_TYPES = (
    ChartType(
        name="table",
        zh="表格",
        en="Table",
        purpose_zh="一行一个分组，一列一个指标，末行是合计；需要看准确数字时使用。",
        purpose_en="A row per group, a column per measure, totals below; where exact numbers matter.",
        example='chart table by owner, month(signed_on) show count() "单数", sum(amount) "金额"',
        forms=(form(1, 1, 20), form(2, 1, 20), form(3, 1, 20), form(4, 1, 20)),
        compares=True,
        target=TargetUse.POSSIBLE,
    ),
    ChartType(
        name="pivot",
        zh="透视表",
        en="Pivot table",
        purpose_zh="第一个维度作行，第二个维度作列，行列都有合计；用来交叉对照。",
        purpose_en="The first dimension goes down, the second across, with totals both ways; to compare crosswise.",
        example="chart pivot by owner, quarter(signed_on) show sum(amount)",
        forms=(form(2, 1, 5),),
    ),
    ChartType(
        name="leaderboard",
        zh="排行榜",
        en="Leaderboard",
        purpose_zh="按第一个指标从高到低排名，显示名次、进度条和与上期相比的名次变化。",
        purpose_en="Ranks groups by the first measure, with bars, and how places have changed"
        " since the earlier period.",
        example="chart leaderboard by owner show sum(amount), count() top 10 compare last_month",
        forms=(form(1, 1, 4),),
        compares=True,
        target=TargetUse.POSSIBLE,
    ),
)
