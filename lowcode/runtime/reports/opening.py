"""Who may open reports and dashboards: by role and by what they read, without a query."""

from __future__ import annotations

from lowcode.runtime.access import may
from lowcode.runtime.context import Context
from lowcode.runtime.definitions import Verb
from lowcode.runtime.report_definitions import DashboardDefinition, ReportDefinition, analysis_of


def may_open(report: ReportDefinition, context: Context) -> bool:
    """Whether the user has one of the report's roles, if it names any, and can read records of all its sources."""
    by_name = context.application.entity_by_name
    return _has_one_of(report.roles, context) and all(
        may(by_name[source.entity], Verb.READ, context) for source in report.sources
    )


def may_export(report: ReportDefinition, context: Context) -> bool:
    """Whether the user may open the report and take records of all its sources out of the app."""
    by_name = context.application.entity_by_name
    return may_open(report, context) and all(
        may(by_name[source.entity], Verb.EXPORT, context) for source in report.sources
    )


def may_open_dashboard(dashboard: DashboardDefinition, context: Context) -> bool:
    """Whether the user has one of the dashboard's roles, if it names any, and may open one of its reports."""
    reports = analysis_of(context.application).report_by_name
    return _has_one_of(dashboard.roles, context) and any(
        may_open(reports[tile.report], context) for row in dashboard.rows for tile in row.tiles
    )


def _has_one_of(roles: tuple[str, ...], context: Context) -> bool:
    return not roles or context.identity.is_system or any(context.has_role(role) for role in roles)
