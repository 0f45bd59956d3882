"""Which function draws which kind. The names are those of `lowcode.catalog.chart_types`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from lowcode.runtime.charts.bars import draw_bar, draw_hbar, draw_percent_bar, draw_stacked_bar
from lowcode.runtime.charts.boxplots import draw_boxplot
from lowcode.runtime.charts.drawing import Sketch
from lowcode.runtime.charts.funnels import draw_funnel
from lowcode.runtime.charts.gauges import draw_gauge
from lowcode.runtime.charts.heatmaps import draw_calendar, draw_heatmap
from lowcode.runtime.charts.leaderboards import leaderboard_view
from lowcode.runtime.charts.lines import draw_area, draw_combo, draw_line, draw_timeline
from lowcode.runtime.charts.maps import draw_map
from lowcode.runtime.charts.numbers import number_view
from lowcode.runtime.charts.picture import Picture
from lowcode.runtime.charts.pies import draw_donut, draw_pie, draw_rose
from lowcode.runtime.charts.points import draw_bubble, draw_scatter
from lowcode.runtime.charts.progress import progress_view
from lowcode.runtime.charts.radars import draw_radar
from lowcode.runtime.charts.sankeys import draw_sankey
from lowcode.runtime.charts.trees import draw_sunburst, draw_treemap
from lowcode.runtime.charts.waterfalls import draw_waterfall

CANVASES: Final[Mapping[str, Callable[[Picture], Sketch]]] = {
    "line": draw_line,
    "area": draw_area,
    "combo": draw_combo,
    "timeline": draw_timeline,
    "bar": draw_bar,
    "hbar": draw_hbar,
    "stacked_bar": draw_stacked_bar,
    "percent_bar": draw_percent_bar,
    "waterfall": draw_waterfall,
    "pie": draw_pie,
    "donut": draw_donut,
    "rose": draw_rose,
    "treemap": draw_treemap,
    "sunburst": draw_sunburst,
    "funnel": draw_funnel,
    "sankey": draw_sankey,
    "scatter": draw_scatter,
    "bubble": draw_bubble,
    "radar": draw_radar,
    "heatmap": draw_heatmap,
    "calendar": draw_calendar,
    "boxplot": draw_boxplot,
    "map": draw_map,
    "gauge": draw_gauge,
}
"""Drawn by the browser."""

VIEWS: Final[Mapping[str, Callable[[Picture], Any]]] = {
    "number": number_view,
    "progress": progress_view,
    "leaderboard": leaderboard_view,
}
"""Pieces of HTML: `templates/charts/<kind>.html` shows what the function gives."""

TABLES: Final = frozenset({"table", "pivot"})
"""Tables of numbers, which every chart has beside it (`lowcode.runtime.pages.reports.tables`): nothing is drawn."""

DRAWN: Final = frozenset({*CANVASES, *VIEWS, *TABLES})
"""All kinds."""
