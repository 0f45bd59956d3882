// The parts of ECharts that our charts are made of, on a page and in a picture.

import { BarChart, BoxplotChart, FunnelChart, GaugeChart, HeatmapChart, LineChart, MapChart, PieChart, RadarChart, SankeyChart, ScatterChart, SunburstChart, TreemapChart } from "echarts/charts";
import { CalendarComponent, DataZoomComponent, GridComponent, LegendComponent, MarkLineComponent, RadarComponent, TitleComponent, VisualMapComponent } from "echarts/components";
import { LabelLayout } from "echarts/features";

export const PARTS = [
  BarChart, BoxplotChart, FunnelChart, GaugeChart, HeatmapChart, LineChart, MapChart, PieChart, RadarChart, SankeyChart,
  ScatterChart, SunburstChart, TreemapChart, CalendarComponent, DataZoomComponent, GridComponent, LegendComponent,
  MarkLineComponent, RadarComponent, TitleComponent, VisualMapComponent, LabelLayout,
];
