"""What passes from one thing to the next."""

from __future__ import annotations

from lowcode.catalog.chart_types.base import Along, ChartType, form

CHART_TYPES = (
    ChartType(
        name="funnel",
        zh="漏斗图",
        en="Funnel",
        purpose_zh="一步步剩下多少，以及每步的转化率：按阶段分组（第一个指标决定宽度，其余写在旁边），或每个指标一步。",
        purpose_en="What is left step by step, with the rate of each step: by stages (the first measure is the width,"
        " others stand beside), or a step per measure.",
        example='chart funnel show count(leads) "线索", reached(proposal) "方案", reached(won) "赢单"',
        forms=(form(0, 2, 12, units=1), form(1, 1, 4)),
        along=Along.STAGES,
        sorts=False,
        tops=False,
    ),
    ChartType(
        name="sankey",
        zh="桑基图",
        en="Sankey",
        purpose_zh="数量从前一个维度的各组流向后一个维度的各组，线越宽数量越多。",
        purpose_en="How quantities flow from the groups of one dimension to those of the next; the wider, the more.",
        example="chart sankey by channel, product.line show sum(amount)",
        forms=(form(2, 1), form(3, 1), form(4, 1)),
        adds_up=True,
        most_units=1,
    ),
)
