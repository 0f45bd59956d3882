"""Where the parts of an answer lead: its page, files, the records behind a number."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from lowcode.runtime.pages.reports.scope import ANY_GROUP, CELL, MEASURE, SOURCE, Keys, Pairs, Scope, address
from lowcode.runtime.pages.reports.scope_reading import within
from lowcode.runtime.report_definitions import (
    Aggregated,
    Combined,
    Conversion,
    Cumulative,
    Entered,
    MeasureExpression,
    Number,
    Previous,
    ReportDefinition,
    Share,
    TimeInState,
)

BESIDE: Final = "~"
"""Before what a list of records is told about the report that it came from: its own filters may be called the same."""


@dataclass(frozen=True, slots=True)
class ReportLinks:
    """The addresses of one report under one question."""

    report: ReportDefinition
    scope: Scope
    is_tile: bool = False
    """Whether it is looked at among others, on the dashboard."""

    @property
    def path(self) -> str:
        """Where the report is."""
        return f"/reports/{self.report.name}"

    @property
    def pairs(self) -> Pairs:
        """What the report is asked."""
        return (*within(self.scope.dashboard), *self.scope.pairs)

    def page(self) -> str:
        """The report's own page."""
        return address(self.path, self.pairs)

    def part(self, name: str) -> str:
        """Something below the page, asked the same: `data`, `tile`, `export.xlsx`."""
        return address(f"{self.path}/{name}", self.pairs)

    def records(self, keys: Keys, measure: str | None = None) -> str:
        """The records behind a number; without a measure all of the group's."""
        return address(f"{self.path}/records", beside((*self.pairs, *cell_pairs(keys, measure))))

    def records_of(self, source: int) -> str:
        """All records of one of the report's sources."""
        return address(f"{self.path}/records", beside((*self.pairs, (SOURCE, str(source)))))

    def here(self, pairs: Pairs) -> str:
        """The page that the report is looked at on, asked something else."""
        dashboard = self.scope.dashboard
        if self.is_tile and dashboard is not None:
            return address(f"/dashboards/{dashboard.name}", pairs)
        return address(self.path, (*within(dashboard), *pairs))


def cell_pairs(keys: Keys, measure: str | None) -> Pairs:
    """The part of an address that says which number is meant."""
    cell = tuple((CELL, ANY_GROUP if key is None else key) for key in keys)
    return (*cell, (MEASURE, measure)) if measure else cell


def beside(pairs: Iterable[tuple[str, str]]) -> Pairs:
    """What a report is asked, as it stands in the address of a list."""
    return tuple((f"{BESIDE}{name}", text) for name, text in pairs)


def source_of(expression: MeasureExpression) -> int:
    """The source whose records a number is about; of several the first that is named."""
    return _first_source(expression) or 0


def _first_source(expression: MeasureExpression) -> int | None:
    match expression:
        case Aggregated() | Entered() | Conversion() | TimeInState():
            return expression.source
        case Number():
            return None
        case Combined(left=left, right=right):
            first = _first_source(left)
            return _first_source(right) if first is None else first
        case Share(of=of) | Cumulative(of=of) | Previous(of=of):
            return _first_source(of)
