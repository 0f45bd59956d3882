"""Who may open which report and dashboard: asked without a query, for the navigation, home and every page."""

from __future__ import annotations

from lowcode.runtime.access import may
from lowcode.runtime.context import EVERYONE, Context
from lowcode.runtime.definitions import MenuEntry, PageKind, Verb
from lowcode.runtime.report_definitions import DashboardDefinition, ReportDefinition, analysis_of


def may_open_report(context: Context, report: ReportDefinition) -> bool:
    """Whether the user has one of the report's roles and reads the records of all its sources."""
    if not _has_one_of(context, report.roles):
        return False
    entities = context.application.entity_by_name
    return all(may(entities[each.entity], Verb.READ, context) for each in report.sources)


def may_open_dashboard(context: Context, dashboard: DashboardDefinition) -> bool:
    """Whether the user has one of its roles and may open one of its reports."""
    if not _has_one_of(context, dashboard.roles):
        return False
    reports = analysis_of(context.application).report_by_name
    return any(may_open_report(context, reports[tile.report]) for row in dashboard.rows for tile in row.tiles)


def may_open_entry(context: Context, entry: MenuEntry) -> bool:
    """Whether the user may open a page of the navigation."""
    analysis = analysis_of(context.application)
    match entry.kind:
        case PageKind.ENTITY:
            return may(context.application.entity_by_name[entry.name], Verb.READ, context)
        case PageKind.DASHBOARD:
            return may_open_dashboard(context, analysis.dashboard_by_name[entry.name])
        case PageKind.REPORT:
            return may_open_report(context, analysis.report_by_name[entry.name])


def entry_url(entry: MenuEntry) -> str:
    """The address of a page of the navigation."""
    match entry.kind:
        case PageKind.ENTITY:
            return f"/{entry.name}"
        case PageKind.DASHBOARD:
            return f"/dashboards/{entry.name}"
        case PageKind.REPORT:
            return f"/reports/{entry.name}"


def _has_one_of(context: Context, roles: tuple[str, ...]) -> bool:
    return not roles or context.identity.is_system or EVERYONE in roles or any(context.has_role(each) for each in roles)
