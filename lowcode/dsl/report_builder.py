"""What the parser calls to make the nodes of reports and dashboards: one method per production of the grammar."""

from __future__ import annotations

from typing import Any

from lowcode.dsl.action_builder import Part
from lowcode.dsl.ast_expressions import Expr, LocalizedTextDecl, Name, OwnRecordsExpr, PathRef
from lowcode.dsl.ast_fields import ModifierDecl
from lowcode.dsl.ast_reports import (
    ChartDecl,
    DashboardDecl,
    DimensionDecl,
    FilterDecl,
    MeasureDecl,
    ReportDecl,
    ReportSortDecl,
    SourceDecl,
    TileDecl,
    TileRowDecl,
)
from lowcode.dsl.scenario_builder import ScenarioBuilder
from lowcode.dsl.tokens import Token
from lowcode.source import Span


class ReportBuilder(ScenarioBuilder):
    """Builds reports and dashboards."""

    # --- reports ---

    def report(
        self,
        span: Span,
        name: Token,
        label: LocalizedTextDecl | None,
        alias: tuple[ModifierDecl, ...],
        entity: PathRef,
        variable: Name | None,
        *lines: Any,
    ) -> ReportDecl:
        """`report Name "Label" from Entity as name { lines }`; what the head may say, the lines may say, too."""
        parts = self.parts(lines)
        where, date, refresh = (parts.get(word, (None,))[0] for word in ("where", "on", "refresh"))
        return ReportDecl(
            name=self.name_of(name),
            label=label,
            modifiers=alias,
            roles=parts.get("for", ()),
            source=SourceDecl(entity, variable, (), where, date, entity.span),
            joins=tuple(line for line in lines if isinstance(line, SourceDecl)),
            charts=tuple(line for line in lines if isinstance(line, ChartDecl)),
            refresh=refresh,
            documentation=self.doc(span),
            span=span,
        )

    def where_part(self, span: Span, condition: Expr) -> Part:
        """`where e`."""
        return self.part("where", span, condition)

    def date_part(self, span: Span, date: Expr) -> Part:
        """`on signed_on`."""
        return self.part("on", span, date)

    def readers_part(self, span: Span, roles: tuple[Name, ...]) -> Part:
        """`for sales, director`."""
        return self.part("for", span, *roles)

    def refresh_part(self, span: Span, every: Token) -> Part:
        """`refresh every 10m`."""
        return self.part("refresh", span, self.duration_of(every))

    def joined(
        self, span: Span, entity: PathRef, name: Name | None, dimensions: tuple[DimensionDecl, ...], *found: Part
    ) -> SourceDecl:
        """`join Entity as name by dimensions where e on date`."""
        parts = self.parts(found)
        (where,) = parts.get("where", (None,))
        (date,) = parts.get("on", (None,))
        return SourceDecl(entity, name, dimensions, where, date, span)

    def matches(self, _span: Span, *expressions: Expr) -> tuple[DimensionDecl, ...]:
        """`by dimensions` of a join, or nothing; what they are called, the chart says."""
        return tuple(DimensionDecl(each, None, each.span) for each in expressions)

    def own_records(self, span: Span, condition: Expr) -> OwnRecordsExpr:
        """`where e` as an argument."""
        return OwnRecordsExpr(condition, span)

    # --- charts ---

    def groups(self, _span: Span, *dimensions: DimensionDecl) -> tuple[DimensionDecl, ...]:
        """`by dimensions` or nothing."""
        return dimensions

    def dimension(self, span: Span, expression: Expr, label: LocalizedTextDecl | None) -> DimensionDecl:
        """`e "Label"`."""
        return DimensionDecl(expression, label, span)

    def measure(
        self,
        span: Span,
        expression: Expr,
        label: LocalizedTextDecl | None,
        unit: LocalizedTextDecl | None = None,
    ) -> MeasureDecl:
        """`e "Label" unit "天"`."""
        return MeasureDecl(expression, label, unit, span)

    def chart(
        self, span: Span, kind: Token, dimensions: tuple[DimensionDecl, ...], *rest: MeasureDecl | Part
    ) -> ChartDecl:
        """`chart KIND by dimensions show measures options`."""
        parts = self.parts(rest)
        said = {word: content[0] for word, content in parts.items() if content}
        return ChartDecl(
            kind=self.name_of(kind),
            dimensions=dimensions,
            measures=tuple(each for each in rest if isinstance(each, MeasureDecl)),
            sort=said.get("sort"),
            top=said.get("top"),
            stack=said.get("stack"),
            compare=said.get("compare"),
            target=said.get("target"),
            drill=parts.get("drill", ()),
            span=span,
        )

    def sort_part(self, span: Span, expression: Expr) -> Part:
        """`sort e`."""
        return self.part("sort", span, ReportSortDecl(expression, None, span))

    def sort_up_part(self, span: Span, expression: Expr) -> Part:
        """`sort e asc`."""
        return self.part("sort", span, ReportSortDecl(expression, False, span))

    def sort_down_part(self, span: Span, expression: Expr) -> Part:
        """`sort e desc`."""
        return self.part("sort", span, ReportSortDecl(expression, True, span))

    def top_part(self, span: Span, most: Token) -> Part:
        """`top 10`."""
        return self.part("top", span, self.integer(self.at(most), most))

    def stack_part(self, span: Span) -> Part:
        """`stack`."""
        return self.part("stack", span, Name("stack", span))

    def compare_part(self, span: Span, period: Token) -> Part:
        """`compare last_month`."""
        return self.part("compare", span, self.name_of(period))

    def goal_part(self, span: Span, target: Expr) -> Part:
        """`target e`."""
        return self.part("target", span, target)

    def drill_part(self, span: Span, *dimensions: DimensionDecl) -> Part:
        """`drill owner, product.line`."""
        return self.part("drill", span, *dimensions)

    # --- dashboards ---

    def dashboard(
        self,
        span: Span,
        name: Token,
        label: LocalizedTextDecl | None,
        alias: tuple[ModifierDecl, ...],
        *lines: Any,
    ) -> DashboardDecl:
        """`dashboard Name "Label" for roles { lines }`."""
        parts = self.parts(lines)
        (refresh,) = parts.get("refresh", (None,))
        return DashboardDecl(
            name=self.name_of(name),
            label=label,
            modifiers=alias,
            roles=parts.get("for", ()),
            filters=tuple(line for line in lines if isinstance(line, FilterDecl)),
            rows=tuple(line for line in lines if isinstance(line, TileRowDecl)),
            refresh=refresh,
            documentation=self.doc(span),
            span=span,
        )

    def dashboard_filter(
        self, span: Span, name: Token, label: LocalizedTextDecl | None, *rest: PathRef | Expr | None
    ) -> FilterDecl:
        """`filter name "Label" on paths default e`."""
        *paths, default = rest
        found = tuple(path for path in paths if isinstance(path, PathRef))
        assert not isinstance(default, PathRef), "the last is `preset`"
        return FilterDecl(self.name_of(name), label, found, default, span)

    def preset(self, span: Span, *values: Expr) -> Expr | None:
        """`default e` or nothing."""
        return self.optional(span, *values)

    def tiles(self, span: Span, label: LocalizedTextDecl | None, *tiles: TileDecl) -> TileRowDecl:
        """`row "Label" Revenue 2, Goal`."""
        return TileRowDecl(label, tiles, span)

    def tile(self, span: Span, report: Token, *width: Token) -> TileDecl:
        """`Revenue 2`."""
        parts = self.integer(self.at(width[0]), width[0]) if width else None
        return TileDecl(self.name_of(report), parts, span)
