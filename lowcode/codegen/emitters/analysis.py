"""Reports and dashboards: one module each, and their index `<app>/analysis.py`."""

from __future__ import annotations

from collections.abc import Iterator

from lowcode.codegen.emitters.constants import constants_of_modules
from lowcode.codegen.emitters.dashboards import dashboard_source
from lowcode.codegen.emitters.report_values import DEFINITIONS
from lowcode.codegen.emitters.reports import report_source
from lowcode.codegen.files import GeneratedFile
from lowcode.codegen.project import Project
from lowcode.codegen.python_source import HEADER, Imports, call, docstring, module_source

_CALENDAR_YEAR = 1


def has_analysis(project: Project) -> bool:
    """Whether the app has anything of its own to say about figures."""
    application = project.application
    is_fiscal = application.fiscal_year_start != _CALENDAR_YEAR
    return bool(application.reports or application.dashboards) or is_fiscal


def analysis_files(project: Project) -> Iterator[GeneratedFile]:
    """Nothing for an app without reports."""
    if not has_analysis(project):
        return
    application, package = project.application, project.package
    for report in application.reports:
        yield GeneratedFile(f"{package}/reports/{report.identifier}.py", report_source(project, report))
    for dashboard in application.dashboards:
        yield GeneratedFile(f"{package}/dashboards/{dashboard.identifier}.py", dashboard_source(project, dashboard))
    abouts = {
        "reports": ("The questions of the app, one chart each.", application.reports),
        "dashboards": ("Pages of reports that share filters.", application.dashboards),
    }
    for folder, (about, found) in abouts.items():
        if found:
            yield GeneratedFile(f"{package}/{folder}/__init__.py", docstring(f"{about} {HEADER}") + "\n")
    yield GeneratedFile(f"{package}/analysis.py", _index_source(project))


def _index_source(project: Project) -> str:
    application, package = project.application, project.package
    imports = Imports(package)
    start = application.fiscal_year_start
    definition = call(
        imports.name(DEFINITIONS, "Analysis"),
        reports=constants_of_modules(imports, f"{package}.reports", application.reports, "report", "DEFINITION"),
        dashboards=constants_of_modules(
            imports, f"{package}.dashboards", application.dashboards, "dashboard", "DEFINITION"
        ),
        fiscal_year_start=str(start) if start != _CALENDAR_YEAR else None,
    )
    return module_source(f"Reports and dashboards of the app. {HEADER}", imports, [f"ANALYSIS = {definition}"])
