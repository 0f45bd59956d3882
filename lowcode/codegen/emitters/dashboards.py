"""`<app>/dashboards/<dashboard>.py`: what the filters compare as plain functions, then the definition."""

from __future__ import annotations

from lowcode.codegen.emitters.report_values import ReportFunctions
from lowcode.codegen.labels import label_source
from lowcode.codegen.origins import dashboard_title
from lowcode.codegen.project import Project
from lowcode.codegen.python_source import (
    HEADER,
    Imports,
    call,
    dictionary,
    literal,
    module_source,
    some_tuple,
    tuple_of,
)
from lowcode.ir.naming import named
from lowcode.ir.reports import Dashboard, DashboardFilter, TileRow


def dashboard_source(project: Project, dashboard: Dashboard) -> str:
    """The module of one dashboard."""
    return _DashboardModule(project, dashboard).source()


class _DashboardModule:
    def __init__(self, project: Project, dashboard: Dashboard) -> None:
        self._project = project
        self._dashboard = dashboard
        self._imports = Imports(project.package)
        self._title = dashboard_title(dashboard)
        self._functions = ReportFunctions(project, self._imports, self._title)
        self._word = self._functions.word

    def source(self) -> str:
        dashboard = self._dashboard
        definition = self._definition()
        about = f"{dashboard.label.texts[0]} — {self._project.origins(dashboard.span, self._title)}. {HEADER}"
        about = f"{about}\n\n{dashboard.documentation}" if dashboard.documentation else about
        return module_source(about, self._imports, [*self._functions.sources, f"DEFINITION = {definition}"])

    def _definition(self) -> str:
        dashboard = self._dashboard
        return call(
            self._word("DashboardDefinition"),
            name=literal(dashboard.identifier),
            label=label_source(self._imports, dashboard.label),
            filters=tuple_of([self._filter(each) for each in dashboard.filters]),
            rows=tuple_of([self._row(each) for each in dashboard.rows]),
            roles=some_tuple(literal(role) for role in dashboard.roles),
            refresh=self._functions.time_span(dashboard.refresh),
            documentation=literal(dashboard.documentation) if dashboard.documentation else None,
            source=self._project.source_of(dashboard.span, self._title),
        )

    def _filter(self, filter_: DashboardFilter) -> str:
        application = self._project.application
        readings = {
            application.entity(target.entity).identifier: self._functions.reading(
                target.entity, target.expression, filter_.name
            )
            for target in filter_.targets
        }
        return call(
            self._word("FilterDefinition"),
            name=literal(filter_.name),
            label=label_source(self._imports, filter_.label),
            form=self._functions.form(filter_.type),
            readings=dictionary(readings),
            default=self._default(filter_),
        )

    def _default(self, filter_: DashboardFilter) -> str | None:
        match filter_.default:
            case None:
                return None
            case str() | bool() as value:
                return literal(value)
            case other:
                raise TypeError(f"a filter cannot begin with {other!r}")

    def _row(self, row: TileRow) -> str:
        reports = self._project.application.reports
        tiles = [
            call(
                self._word("Tile"),
                literal(named(reports, tile.report).identifier),
                width=str(tile.width) if tile.width != 1 else None,
            )
            for tile in row.tiles
        ]
        label = label_source(self._imports, row.label) if row.label is not None else None
        return call(self._word("TileRow"), tuple_of(tiles), label=label)
