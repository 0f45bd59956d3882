"""Reports that can be computed, but whose numbers or pictures cannot be right, and those that tell too much.

Judged only when nothing else is wrong.
"""

from __future__ import annotations

from collections.abc import Iterator

from lowcode.diagnostics.problem import Problem
from lowcode.dsl.checks.reports.filters import check_filters
from lowcode.dsl.checks.reports.measures import check_measures
from lowcode.dsl.checks.reports.readers import check_readers
from lowcode.dsl.checks.reports.shapes import check_shape
from lowcode.dsl.checks.reports.stages import check_stages
from lowcode.ir.application import Application


def check_reports(application: Application) -> Iterator[Problem]:
    """All problems of reports and dashboards as a whole."""
    for report in application.reports:
        yield from check_measures(application, report)
        yield from check_shape(application, report)
        yield from check_stages(application, report)
    for dashboard in application.dashboards:
        yield from check_filters(application, dashboard)
    yield from check_readers(application)
