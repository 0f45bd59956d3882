"""Parts of a whole."""

from __future__ import annotations

from lowcode.catalog.chart_types.base import ChartType, form

CHART_TYPES = (
    ChartType(
        name="pie",
        zh="饼图",
        en="Pie",
        purpose_zh="少数几部分各占多少；每组（或每个指标）一块。",
        purpose_en="How much each of a few parts is; a slice per group, or per measure.",
        example="chart pie by source show count()",
        forms=(form(0, 2, 8), form(1, 1)),
        adds_up=True,
        most_units=1,
    ),
    ChartType(
        name="donut",
        zh="环形图",
        en="Donut",
        purpose_zh="同饼图，中间显示合计。",
        purpose_en="A pie with the total in its middle.",
        example="chart donut by level show sum(amount)",
        forms=(form(0, 2, 8), form(1, 1)),
        adds_up=True,
        most_units=1,
    ),
    ChartType(
        name="rose",
        zh="玫瑰图",
        en="Rose",
        purpose_zh="扇形角度相同、半径表示大小，各部分相差不大时更易分辨。",
        purpose_en="Slices of one angle whose length tells the size: for parts that differ little.",
        example="chart rose by industry show count() top 8",
        forms=(form(0, 3, 12), form(1, 1)),
        adds_up=True,
        most_units=1,
    ),
    ChartType(
        name="treemap",
        zh="矩形树图",
        en="Treemap",
        purpose_zh="很多部分一眼看清：面积表示大小，后面的维度嵌在前面的里面。",
        purpose_en="Many parts at one glance: areas are sizes, later dimensions lie inside earlier ones.",
        example="chart treemap by industry, customer show sum(amount)",
        forms=(form(1, 1), form(2, 1), form(3, 1)),
        adds_up=True,
        most_units=1,
    ),
    ChartType(
        name="sunburst",
        zh="旭日图",
        en="Sunburst",
        purpose_zh="层层分解：内圈是第一个维度，外圈是后面的维度。",
        purpose_en="A whole taken apart ring by ring: the first dimension inside, later ones around it.",
        example="chart sunburst by level(region, 1), level(region, 2) show count()",
        forms=(form(1, 1), form(2, 1), form(3, 1)),
        adds_up=True,
        most_units=1,
    ),
)
