"""Funnels and conversions against the flow that they are about."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from lowcode.diagnostics.problem import Problem
from lowcode.diagnostics.problems.report_charts import AgainstTheFlow
from lowcode.diagnostics.problems.reports import NeverConverts
from lowcode.dsl.checks.reports.parts import walk
from lowcode.ir import application as app
from lowcode.ir import reports
from lowcode.ir.flow_ways import reachable_states
from lowcode.ir.naming import named

_FUNNEL = "funnel"


def check_stages(application: app.Application, report: reports.Report) -> Iterator[Problem]:
    """What a report says about states."""
    if report.chart.kind == _FUNNEL and not report.chart.dimensions:
        yield from _funnel(application, report.chart)
    for measure in report.chart.measures:
        for part in walk(measure.expression):
            if isinstance(part, reports.Conversion):
                flow = named(application.flows, part.flow)
                if part.end not in reachable_states(flow, {part.start}):
                    yield NeverConverts(span=part.span, start=part.start, end=part.end, flow=flow.span)


def _funnel(application: app.Application, chart: reports.Chart) -> Iterator[Problem]:
    """A funnel of measures: each stage must be reached through the one before."""
    stages = [each.expression for each in chart.measures if isinstance(each.expression, reports.Entered)]
    for first, second in pairwise(stages):
        if first.flow != second.flow or first.state is None or second.state is None:
            continue
        flow = named(application.flows, first.flow)
        if first.state != second.state and second.state not in reachable_states(flow, {first.state}):
            yield AgainstTheFlow(span=second.span, earlier=second.state, later=first.state, flow=flow.span)
