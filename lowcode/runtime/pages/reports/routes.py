"""The addresses of reports and dashboards."""

from __future__ import annotations

from typing import Final

from lowcode.runtime.http.routing import Route
from lowcode.runtime.pages.reports.all_embed_links import revoke_any_link, show_all_links
from lowcode.runtime.pages.reports.dashboard_page import show_dashboard, show_filter_options
from lowcode.runtime.pages.reports.embed_links import (
    make_dashboard_link,
    make_report_link,
    revoke_link,
    show_dashboard_links,
    show_report_links,
)
from lowcode.runtime.pages.reports.embed_page import show_embedded
from lowcode.runtime.pages.reports.explore_page import delete_chart, keep_chart, show_charts, show_explore
from lowcode.runtime.pages.reports.explore_records import (
    export_chart_csv,
    export_chart_records_csv,
    export_chart_records_xlsx,
    export_chart_xlsx,
    show_chart_records,
    show_chart_records_columns,
    show_chart_records_filters,
)
from lowcode.runtime.pages.reports.records_page import (
    export_records_csv,
    export_records_xlsx,
    show_records,
    show_records_columns,
    show_records_filters,
)
from lowcode.runtime.pages.reports.report_page import (
    export_report_csv,
    export_report_xlsx,
    show_group_options,
    show_report,
    show_tile,
)
from lowcode.runtime.pages.reports.sheet_exports import (
    export_dashboard_pdf,
    export_dashboard_png,
    export_dashboard_xlsx,
    export_report_pdf,
    export_report_png,
)

REPORT_ROUTES: Final = (
    Route("GET", "/dashboards/{name}", show_dashboard),
    Route("GET", "/dashboards/{name}/embed", show_dashboard_links),
    Route("POST", "/dashboards/{name}/embed", make_dashboard_link),
    Route("GET", "/reports/{name}/embed", show_report_links),
    Route("POST", "/reports/{name}/embed", make_report_link),
    Route("POST", "/-/embed/{id}/revoke", revoke_link),
    Route("GET", "/-/embeds", show_all_links),
    Route("POST", "/-/embeds/{id}/revoke", revoke_any_link),
    Route("GET", "/-/embed/{key}", show_embedded, public=True),
    Route("GET", "/dashboards/{name}/export.pdf", export_dashboard_pdf),
    Route("GET", "/dashboards/{name}/export.png", export_dashboard_png),
    Route("GET", "/dashboards/{name}/export.xlsx", export_dashboard_xlsx),
    Route("GET", "/dashboards/{name}/options/{field}", show_filter_options),
    Route("GET", "/reports/{name}", show_report),
    Route("GET", "/reports/{name}/tile", show_tile),
    Route("GET", "/reports/{name}/export.csv", export_report_csv),
    Route("GET", "/reports/{name}/export.xlsx", export_report_xlsx),
    Route("GET", "/reports/{name}/export.pdf", export_report_pdf),
    Route("GET", "/reports/{name}/export.png", export_report_png),
    Route("GET", "/reports/{name}/options/{field}", show_group_options),
    Route("GET", "/reports/{name}/records", show_records),
    Route("GET", "/reports/{name}/records/filters", show_records_filters),
    Route("GET", "/reports/{name}/records/columns", show_records_columns),
    Route("GET", "/reports/{name}/records/export.csv", export_records_csv),
    Route("GET", "/reports/{name}/records/export.xlsx", export_records_xlsx),
    Route("GET", "/{entity}/chart", show_explore),
    Route("GET", "/{entity}/chart/export.csv", export_chart_csv),
    Route("GET", "/{entity}/chart/export.xlsx", export_chart_xlsx),
    Route("GET", "/{entity}/chart/records", show_chart_records),
    Route("GET", "/{entity}/chart/records/filters", show_chart_records_filters),
    Route("GET", "/{entity}/chart/records/columns", show_chart_records_columns),
    Route("GET", "/{entity}/chart/records/export.csv", export_chart_records_csv),
    Route("GET", "/{entity}/chart/records/export.xlsx", export_chart_records_xlsx),
    Route("GET", "/{entity}/charts", show_charts),
    Route("POST", "/{entity}/charts", keep_chart),
    Route("POST", "/{entity}/charts/{id}/delete", delete_chart),
)
