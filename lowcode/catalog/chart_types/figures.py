"""Single figures, alone or beside their target."""

from __future__ import annotations

from lowcode.catalog.chart_types.base import Along, ChartType, TargetUse, form

CHART_TYPES = (
    ChartType(
        name="number",
        zh="指标卡",
        en="Number",
        purpose_zh="一个大数字及其与上期的变化；按时间分组时数字是合计，下方画出走势。",
        purpose_en="One big number and its change; by periods it is the total, with its course drawn below.",
        example='chart number show sum(amount) "本月签约" compare last_month',
        forms=(form(0, 1, 4), form(1, 1)),
        along=Along.PERIODS,
        compares=True,
        target=TargetUse.POSSIBLE,
        sorts=False,
        tops=False,
    ),
    ChartType(
        name="gauge",
        zh="仪表盘",
        en="Gauge",
        purpose_zh="一个数字在零到目标之间走了多远。",
        purpose_en="How far one number has come between zero and its target.",
        example="chart gauge show sum(amount) target 5_000_000",
        forms=(form(0, 1),),
        target=TargetUse.NEEDED,
        compares=True,
        sorts=False,
        tops=False,
        drills=False,
    ),
    ChartType(
        name="progress",
        zh="进度条",
        en="Progress",
        purpose_zh="实际与目标的比例；有分组时每组一条。",
        purpose_en="What is reached of a target, as a bar; with a dimension a bar per group.",
        example="chart progress by owner show sum(amount) target sum(goals.amount)",
        forms=(form(0, 1), form(1, 1)),
        target=TargetUse.NEEDED,
        compares=True,
    ),
)
