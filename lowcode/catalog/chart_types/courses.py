"""How something goes on over time or along an order."""

from __future__ import annotations

from lowcode.catalog.chart_types.base import Along, ChartType, TargetUse, form

CHART_TYPES = (
    ChartType(
        name="line",
        zh="折线图",
        en="Line",
        purpose_zh="看走势；每个指标或第二个维度的每一组一条线。",
        purpose_en="The course of something; a line per measure, or per group of the second dimension.",
        example="chart line by month(signed_on) show sum(amount) compare last_year",
        forms=(form(1, 1, 8), form(2, 1)),
        along=Along.ORDERED,
        most_units=2,
        target=TargetUse.POSSIBLE,
        compares=True,
    ),
    ChartType(
        name="area",
        zh="面积图",
        en="Area",
        purpose_zh="看总量的走势；加上 stack 时各部分叠加成总量。",
        purpose_en="The course of a quantity; with `stack` the parts add up to the whole.",
        example="chart area by month(signed_on), product.line show sum(amount) stack",
        forms=(form(1, 1, 8), form(2, 1)),
        along=Along.ORDERED,
        adds_up_if_stacked=True,
        most_units=2,
        target=TargetUse.POSSIBLE,
        compares=True,
        stacks=True,
    ),
    ChartType(
        name="combo",
        zh="组合图",
        en="Bars and lines",
        purpose_zh="柱和线画在一起：与第一个指标单位相同的是柱，其余是线；单位都相同时最后一个指标是线。",
        purpose_en="Bars and lines in one: measures in the unit of the first are bars, others lines;"
        " where all have one unit, the last is a line.",
        example='chart combo by month(signed_on) show sum(amount) "金额", count() "单数"',
        forms=(form(1, 2, 6),),
        most_units=2,
        target=TargetUse.POSSIBLE,
    ),
    ChartType(
        name="timeline",
        zh="时间轴",
        en="Timeline",
        purpose_zh="什么时候发生了多少：每个指标或第二个维度的每一组一行，圆点越大数值越大。",
        purpose_en="What happened when: a lane per measure or per group of the second dimension,"
        " dots as large as the value.",
        example="chart timeline by week(created_at), channel show count()",
        forms=(form(1, 1, 6), form(2, 1)),
        along=Along.PERIODS,
        sorts=False,
        tops=False,
    ),
)
