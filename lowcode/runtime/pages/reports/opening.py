"""Pages of the navigation: who may open them, asked without a query, and where they are."""

from __future__ import annotations

from lowcode.runtime.access import may
from lowcode.runtime.context import Context
from lowcode.runtime.definitions import MenuEntry, PageKind, Verb
from lowcode.runtime.report_definitions import analysis_of
from lowcode.runtime.reports.opening import may_open, may_open_dashboard


def may_open_entry(context: Context, entry: MenuEntry) -> bool:
    """Whether the user may open a page of the navigation."""
    analysis = analysis_of(context.application)
    match entry.kind:
        case PageKind.ENTITY:
            return may(context.application.entity_by_name[entry.name], Verb.READ, context)
        case PageKind.DASHBOARD:
            return may_open_dashboard(analysis.dashboard_by_name[entry.name], context)
        case PageKind.REPORT:
            return may_open(analysis.report_by_name[entry.name], context)


def entry_url(entry: MenuEntry) -> str:
    """The address of a page of the navigation."""
    match entry.kind:
        case PageKind.ENTITY:
            return f"/{entry.name}"
        case PageKind.DASHBOARD:
            return f"/dashboards/{entry.name}"
        case PageKind.REPORT:
            return f"/reports/{entry.name}"
