"""The kinds of charts. A new one is a `ChartType` in a module here, in that module's `CHART_TYPES`.

`lowcode.runtime.charts` has the drawing of the same name.
"""

from __future__ import annotations

from lowcode.catalog.chart_types import (
    bars,
    courses,
    distributions,
    figures,
    parts,
    passages,
    places,
    points,
    tables,
)
from lowcode.catalog.chart_types.base import Along, ChartType, Form, TargetUse
from lowcode.catalog.registry import Registry

CHART_TYPES: Registry[ChartType] = Registry(
    (
        *tables.CHART_TYPES,
        *figures.CHART_TYPES,
        *courses.CHART_TYPES,
        *bars.CHART_TYPES,
        *parts.CHART_TYPES,
        *passages.CHART_TYPES,
        *points.CHART_TYPES,
        *distributions.CHART_TYPES,
        *places.CHART_TYPES,
    )
)

__all__ = ["CHART_TYPES", "Along", "ChartType", "Form", "TargetUse"]
