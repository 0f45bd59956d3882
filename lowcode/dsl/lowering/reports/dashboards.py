"""Dashboards: rows of reports, and filters that take hold on the sources of all of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lowcode import naming
from lowcode.diagnostics.problems import structure as structure_problems
from lowcode.diagnostics.problems.process_structure import PartMissing
from lowcode.diagnostics.problems.report_names import UnknownReport
from lowcode.dsl import ast
from lowcode.dsl.ast_reports import DashboardDecl, TileDecl, TileRowDecl
from lowcode.dsl.lowering.bounds import number_within
from lowcode.dsl.lowering.context import Lowering
from lowcode.dsl.lowering.field_blocks import role_of
from lowcode.dsl.lowering.reports.filters import FilterLowering
from lowcode.dsl.lowering.reports.refreshing import lower_refresh
from lowcode.ir import reports as rep
from lowcode.source import Span

_MOST_PARTS = 12
"""Equal parts of a row that a tile may take."""


class DashboardLowering:
    """Lowers one dashboard."""

    def __init__(
        self, lowering: Lowering, declaration: DashboardDecl, identifier: str, reports: Mapping[str, rep.Report]
    ) -> None:
        """`reports`: those that are understood, by name."""
        self._lowering = lowering
        self._declaration = declaration
        self._identifier = identifier
        self._reports = reports
        self._placed: dict[str, Span] = {}
        self._is_whole = True
        """Whether all of its reports are understood."""

    def lowered(self) -> rep.Dashboard:
        """The dashboard; what could not be understood is reported and left out."""
        declaration = self._declaration
        rows = tuple(self._row(each) for each in declaration.rows)
        if not declaration.rows:
            name = declaration.name
            self._lowering.report(PartMissing(span=name.span, name=name.text, part="row", usage="row Report"))
        return rep.Dashboard(
            name=declaration.name.text,
            identifier=self._identifier,
            label=self._lowering.labels.label(declaration.label, declaration.name.text),
            roles=lower_roles_of(self._lowering, declaration.roles),
            filters=self._filters(),
            rows=rows,
            refresh=lower_refresh(self._lowering, declaration.refresh),
            documentation=declaration.documentation,
            span=declaration.name.span,
        )

    # --- rows --------------------------------------------------------------------------------------

    def _row(self, declaration: TileRowDecl) -> rep.TileRow:
        found = [self._tile(each) for each in declaration.tiles]
        label = self._lowering.labels.message(declaration.label)
        return rep.TileRow(label, tuple(each for each in found if each is not None), declaration.span)

    def _tile(self, declaration: TileDecl) -> rep.Tile | None:
        name = declaration.report
        width = 1
        if declaration.width is not None:
            width = number_within(self._lowering, declaration.width, "row", 1, _MOST_PARTS)
        if name.text not in self._lowering.symbols.reports:
            self._is_whole = False
            self._report_unknown(name)
            return None
        if name.text in self._placed:
            self._lowering.report(
                structure_problems.MentionedTwice(span=name.span, name=name.text, first=self._placed[name.text])
            )
            return None
        self._placed[name.text] = name.span
        self._is_whole = self._is_whole and name.text in self._reports
        return rep.Tile(name.text, width)

    def _report_unknown(self, name: ast.Name) -> None:
        symbols = self._lowering.symbols
        if name.text not in symbols.unsupported:
            self._lowering.report(UnknownReport(span=name.span, name=name.text, candidates=tuple(symbols.reports)))

    # --- filters -----------------------------------------------------------------------------------

    def _filters(self) -> tuple[rep.DashboardFilter, ...]:
        entities = tuple(
            dict.fromkeys(
                source.entity
                for name in self._placed
                if name in self._reports
                for source in self._reports[name].sources
            )
        )
        filters = FilterLowering(self._lowering, entities, is_whole=self._is_whole)
        first: dict[str, Span] = {}
        found: list[rep.DashboardFilter] = []
        for declaration in self._declaration.filters:
            name = declaration.name
            other = first.setdefault(naming.choice_identifier(name.text), name.span)
            if other != name.span:
                self._lowering.report(structure_problems.MentionedTwice(span=name.span, name=name.text, first=other))
                continue
            lowered = filters.lowered(declaration)
            if lowered is not None:
                found.append(lowered)
        return tuple(found)


def lower_roles_of(lowering: Lowering, names: Sequence[ast.Name]) -> tuple[str, ...]:
    """`for sales, director`: who may open it."""
    found: dict[str, Span] = {}
    for name in names:
        role = role_of(lowering, name)
        if role is None:
            continue
        if role in found:
            lowering.report(structure_problems.MentionedTwice(span=name.span, name=name.text, first=found[role]))
        else:
            found[role] = name.span
    return tuple(found)
