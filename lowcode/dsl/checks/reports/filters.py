"""Filters of dashboards: each must take hold of something, and of all sources of a report or of none."""

from __future__ import annotations

from collections.abc import Iterator

from lowcode.diagnostics.problem import Problem
from lowcode.diagnostics.problems.reports import FilterWithoutEffect, HalfFiltered
from lowcode.ir import application as app
from lowcode.ir import reports
from lowcode.ir.naming import named


def check_filters(application: app.Application, dashboard: reports.Dashboard) -> Iterator[Problem]:
    """The filters of a dashboard against the sources of its reports."""
    shown = reports_of(application, dashboard)
    counted = tuple(dict.fromkeys(source.entity for report in shown for source in report.sources))
    for each in dashboard.filters:
        filtered = {target.entity for target in each.targets}
        if filtered.isdisjoint(counted):
            yield FilterWithoutEffect(span=each.span, name=each.name, entities=counted)
            continue
        for report in shown:
            yield from _half(each, filtered, report)


def reports_of(application: app.Application, dashboard: reports.Dashboard) -> tuple[reports.Report, ...]:
    """The reports on a dashboard, each once."""
    names = dict.fromkeys(tile.report for row in dashboard.rows for tile in row.tiles)
    return tuple(named(application.reports, name) for name in names)


def _half(each: reports.DashboardFilter, filtered: set[str], report: reports.Report) -> Iterator[Problem]:
    held = [source for source in report.sources if source.entity in filtered]
    left = [source for source in report.sources if source.entity not in filtered]
    if held and left:
        yield HalfFiltered(
            span=each.span,
            name=each.name,
            report=report.name,
            entity=left[0].entity,
            filtered=held[0].entity,
            place=left[0].span,
        )
