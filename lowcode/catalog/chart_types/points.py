"""Groups as points between two scales."""

from __future__ import annotations

from lowcode.catalog.chart_types.base import ChartType, form

CHART_TYPES = (
    ChartType(
        name="scatter",
        zh="散点图",
        en="Scatter",
        purpose_zh="两个指标之间的关系：每组一个点，第一个指标为横轴、第二个为纵轴；第二个维度决定颜色。",
        purpose_en="How two measures go together: a point per group, the first measure across, the second up;"
        " a second dimension gives colours.",
        example='chart scatter by owner show count(activities) "跟进次数", conversion(contact, won) "赢单率"',
        forms=(form(1, 2), form(2, 2)),
    ),
    ChartType(
        name="bubble",
        zh="气泡图",
        en="Bubbles",
        purpose_zh="同散点图，第三个指标决定气泡大小。",
        purpose_en="A scatter whose third measure is the size of the points.",
        example='chart bubble by channel show count() "线索", sum(cost) "成本", sum(amount) "金额"',
        forms=(form(1, 3), form(2, 3)),
    ),
)
