"""All reports and dashboards of an application."""

from __future__ import annotations

from lowcode.diagnostics.problems import structure as structure_problems
from lowcode.diagnostics.problems.process_structure import PartMissing
from lowcode.dsl.ast_reports import ReportDecl
from lowcode.dsl.lowering.context import Lowering
from lowcode.dsl.lowering.processes.identifiers import DeclaredIdentifiers
from lowcode.dsl.lowering.reports.charts import ChartLowering
from lowcode.dsl.lowering.reports.dashboards import DashboardLowering, lower_roles_of
from lowcode.dsl.lowering.reports.refreshing import lower_refresh
from lowcode.dsl.lowering.reports.sources import lower_sources
from lowcode.ir import reports as rep
from lowcode.quick_dataclass import dataclass

_CHART_USAGE = "chart bar by … show count()"


@dataclass(frozen=True, slots=True)
class Analysis:
    """What reports and dashboards became; those that are not understood have been reported and left out."""

    reports: tuple[rep.Report, ...]
    dashboards: tuple[rep.Dashboard, ...]


def lower_analysis(lowering: Lowering, currency_scale: int) -> Analysis:
    """To be called when all entities are lowered: their labels are those of dimensions and measures."""
    symbols = lowering.symbols
    identifiers = DeclaredIdentifiers(lowering).of(symbols.reports)
    found = [_report(lowering, each, identifiers[name], currency_scale) for name, each in symbols.reports.items()]
    reports = tuple(each for each in found if each is not None)
    by_name = {each.name: each for each in reports}
    identifiers = DeclaredIdentifiers(lowering).of(symbols.dashboards)
    dashboards = tuple(
        DashboardLowering(lowering, each, identifiers[name], by_name).lowered()
        for name, each in symbols.dashboards.items()
    )
    return Analysis(reports, dashboards)


def _report(lowering: Lowering, declaration: ReportDecl, identifier: str, currency_scale: int) -> rep.Report | None:
    name = declaration.name
    roles = lower_roles_of(lowering, declaration.roles)
    refresh = lower_refresh(lowering, declaration.refresh)
    sources = lower_sources(lowering, declaration)
    if not declaration.charts:
        lowering.report(PartMissing(span=name.span, name=name.text, part="chart", usage=_CHART_USAGE))
        return None
    for second in declaration.charts[1:]:
        lowering.report(
            structure_problems.SecondDeclaration(
                span=second.kind.span, what="chart", first=declaration.charts[0].kind.span
            )
        )
    if sources is None:
        return None
    chart = ChartLowering(lowering, sources, declaration.charts[0], currency_scale).lowered()
    if chart is None:
        return None
    return rep.Report(
        name=name.text,
        identifier=identifier,
        label=lowering.labels.label(declaration.label, name.text),
        roles=roles,
        sources=tuple(each.source for each in sources),
        chart=chart,
        refresh=refresh,
        documentation=declaration.documentation,
        span=name.span,
    )
