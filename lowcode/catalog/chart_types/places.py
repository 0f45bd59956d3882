"""Values where they belong on the map."""

from __future__ import annotations

from lowcode.catalog.chart_types.base import Along, ChartType, form

CHART_TYPES = (
    ChartType(
        name="map",
        zh="地图",
        en="Map",
        purpose_zh="按省份着色的中国地图；城市计入所在省，无法定位的列在旁边，其余指标在提示中显示。",
        purpose_en="China by provinces, coloured by the first measure; cities count for their province,"
        " what has no place is listed beside, further measures are shown on hover.",
        example="chart map by customer.region show sum(amount), count()",
        forms=(form(1, 1, 6),),
        along=Along.PLACES,
    ),
)
