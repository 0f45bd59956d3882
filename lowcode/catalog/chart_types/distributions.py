"""Patterns over two orders, many measures, or all values of a group."""

from __future__ import annotations

from lowcode.catalog.chart_types.base import Along, ChartType, form

CHART_TYPES = (
    ChartType(
        name="radar",
        zh="雷达图",
        en="Radar",
        purpose_zh="多方面对比：三个以上指标时指标为轴、每组一个形状；否则各组为轴、每个指标或第二个维度的每组一个形状。",
        purpose_en="Compares in many respects: three or more measures are the axes and groups the shapes; with fewer,"
        " groups are the axes, and measures or the second dimension the shapes.",
        example="chart radar by owner show count(visits), count(deals), sum(amount), avg(score)",
        forms=(form(1, 1, 8), form(2, 1)),
    ),
    ChartType(
        name="heatmap",
        zh="热力图",
        en="Heat map",
        purpose_zh="两个维度的交叉处，颜色越深数值越大。",
        purpose_en="Where two dimensions meet: the deeper the colour, the more.",
        example="chart heatmap by hour_of_day(created_at), weekday(created_at) show count()",
        forms=(form(2, 1),),
        most_units=1,
    ),
    ChartType(
        name="calendar",
        zh="日历图",
        en="Calendar",
        purpose_zh="一天一格，颜色越深数值越大，看一年中哪些日子忙。",
        purpose_en="A square per day, the deeper the more: which days of the year are busy.",
        example="chart calendar by day(created_at) show count()",
        forms=(form(1, 1),),
        along=Along.DAYS,
        most_units=1,
        sorts=False,
        tops=False,
    ),
    ChartType(
        name="boxplot",
        zh="箱线图",
        en="Box plot",
        purpose_zh="每组中数值的分布：最小值、四分位数、中位数和最大值。",
        purpose_en="How values lie within each group: the least, the quartiles, the median and the greatest.",
        example="chart boxplot by owner show amount",
        forms=(form(1, 1),),
        spread=True,
        most_units=1,
    ),
)
