"""The functions that compute over the records of a report; `lowcode.dsl.lowering.reports` gives them their types."""

from __future__ import annotations

from lowcode.ir.reports import MeasureFunction

AGGREGATING = {each.value: each for each in MeasureFunction}
SHARE, CUMULATIVE, PREVIOUS, GROWTH, RATIO = "share", "cumulative", "previous", "growth", "ratio"
ENTERED, REACHED, CONVERSION, TIME_IN = "entered", "reached", "conversion", "time_in"
MEASURE_FUNCTIONS = (
    *AGGREGATING,
    SHARE,
    CUMULATIVE,
    PREVIOUS,
    GROWTH,
    RATIO,
    ENTERED,
    REACHED,
    CONVERSION,
    TIME_IN,
)
