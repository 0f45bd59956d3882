"""The part of the syntax tree that stands for reports and dashboards."""

from __future__ import annotations

from lowcode.dsl.ast_expressions import Expr, LiteralExpr, LocalizedTextDecl, Name, PathRef
from lowcode.dsl.ast_fields import ModifierDecl
from lowcode.quick_dataclass import dataclass
from lowcode.source import Span


@dataclass(frozen=True, slots=True)
class DimensionDecl:
    """`month(signed_on) "签约月份"`: after `by` and after `drill`."""

    expression: Expr
    label: LocalizedTextDecl | None
    span: Span


@dataclass(frozen=True, slots=True)
class MeasureDecl:
    """`sum(amount) "金额" unit "元"`."""

    expression: Expr
    label: LocalizedTextDecl | None
    unit: LocalizedTextDecl | None
    span: Span


@dataclass(frozen=True, slots=True)
class ReportSortDecl:
    """`sort e [asc|desc]`; without a word the usual direction of what is sorted by."""

    expression: Expr
    descending: bool | None
    span: Span


@dataclass(frozen=True, slots=True)
class ChartDecl:
    """`chart KIND by dimensions show measures options`."""

    kind: Name
    dimensions: tuple[DimensionDecl, ...]
    measures: tuple[MeasureDecl, ...]
    sort: ReportSortDecl | None
    top: LiteralExpr | None
    stack: Name | None
    """The word itself, for its place."""
    compare: Name | None
    target: Expr | None
    drill: tuple[DimensionDecl, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class SourceDecl:
    """`from Entity as name where e on date`, and each `join Entity as name by dimensions where e on date`."""

    entity: PathRef
    """One name, or two for a sub-table: `Opportunity.lines`."""
    name: Name | None
    dimensions: tuple[DimensionDecl, ...]
    """Of a join."""
    where: Expr | None
    date: Expr | None
    span: Span


@dataclass(frozen=True, slots=True)
class ReportDecl:
    """`report Name "Label" from Entity … { lines }`."""

    name: Name
    label: LocalizedTextDecl | None
    modifiers: tuple[ModifierDecl, ...]
    """`as name`, `was name`."""
    roles: tuple[Name, ...]
    source: SourceDecl
    joins: tuple[SourceDecl, ...]
    charts: tuple[ChartDecl, ...]
    """One, if the report is as it should be."""
    refresh: LiteralExpr | None
    documentation: str
    span: Span


@dataclass(frozen=True, slots=True)
class FilterDecl:
    """`filter name "Label" on paths default e`."""

    name: Name
    label: LocalizedTextDecl | None
    paths: tuple[PathRef, ...]
    default: Expr | None
    span: Span


@dataclass(frozen=True, slots=True)
class TileDecl:
    """`Funnel`, `Revenue 2`: a report and its part of the row."""

    report: Name
    width: LiteralExpr | None
    span: Span


@dataclass(frozen=True, slots=True)
class TileRowDecl:
    """`row "Label" Revenue 2, Goal`."""

    label: LocalizedTextDecl | None
    tiles: tuple[TileDecl, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class DashboardDecl:
    """`dashboard Name "Label" for roles { filters, rows }`."""

    name: Name
    label: LocalizedTextDecl | None
    modifiers: tuple[ModifierDecl, ...]
    """`as name`, `was name`."""
    roles: tuple[Name, ...]
    filters: tuple[FilterDecl, ...]
    rows: tuple[TileRowDecl, ...]
    refresh: LiteralExpr | None
    documentation: str
    span: Span
