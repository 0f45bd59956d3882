"""What an address asks of reports: the filters of a dashboard, the groups clicked and opened, a report's own filters.

    /dashboards/sales?period=this_quarter&team=3&owner=me&pick.funnel=won&drill.map=east
    /reports/funnel?period.from=2026-01-01&is.owner=7&drill.funnel=east&show.compare=0
    /reports/funnel?in=sales&period=this_quarter            (the same report, within the dashboard's filters)

A filter is called by its own name; `any` says that nothing is filtered where the filter has a default. `pick` names the
group that was clicked, a key for each dimension (`*`: any), `drill` the groups that were opened, `is` groups of a
dimension of a report that stands alone. Whatever is unknown or makes no sense is left out.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, TypeAlias
from urllib.parse import urlencode

from lowcode.runtime.report_definitions import DashboardDefinition, ReportDefinition
from lowcode.runtime.reports.selection import (
    Click,
    FilterChoice,
    GroupChoice,
    Period,
    Selection,
    opened_groups,
    shown_dimensions,
)

Pairs: TypeAlias = tuple[tuple[str, str], ...]
Keys: TypeAlias = tuple[str | None, ...]
"""For each shown dimension the key of a group; None: any."""

WITHIN: Final = "in"
PERIOD: Final = "period"
COMPARE: Final = "show.compare"
CELL: Final = "show.cell"
MEASURE: Final = "show.measure"
SOURCE: Final = "show.source"
ANY: Final = "any"
ANY_GROUP: Final = "*"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """A checked question, and the addresses of others that differ from it."""

    dashboard: DashboardDefinition | None = None
    reports: Mapping[str, ReportDefinition]
    """All reports that the address may speak of: those of the dashboard, or the one that stands alone."""
    pairs: Pairs = ()
    """What the address says, as far as it was understood."""
    filters: tuple[FilterChoice, ...] = ()
    period: Period | None = None
    groups: tuple[GroupChoice, ...] = ()
    drills: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    picks: Mapping[str, Keys] = field(default_factory=dict)
    compares: bool = True

    def selection(self, report: ReportDefinition) -> Selection:
        """What the address asks one of the reports."""
        return Selection(
            period=self.period,
            filters=self.filters,
            groups=self.groups,
            drill=self.drills.get(report.name, ()),
            clicks=tuple(
                click
                for other in self.reports.values()
                if other.name != report.name
                for click in (*self._opened(other), *self._picked(other))
            ),
            compares=self.compares,
        )

    def _picked(self, report: ReportDefinition) -> Iterable[Click]:
        keys = self.picks.get(report.name, ())
        shown = shown_dimensions(report, Selection(drill=self.drills.get(report.name, ())))
        entities = tuple(each.entity for each in report.sources)
        for dimension, key in zip(shown, keys, strict=False):
            if key is not None:
                yield Click(dimension, entities, (key,))

    def _opened(self, report: ReportDefinition) -> Iterable[Click]:
        """Groups that were opened limit the other reports as if they were clicked."""
        entities = tuple(each.entity for each in report.sources)
        for dimension, key in opened_groups(report, Selection(drill=self.drills.get(report.name, ()))):
            yield Click(dimension, entities, (key,))

    # --- other addresses ---------------------------------------------------------------------------------------------

    def changed(self, names: Collection[str], pairs: Iterable[tuple[str, str]] = ()) -> Pairs:
        """What an address says that has `pairs` in place of the parts called `names`."""
        return (*(each for each in self.pairs if each[0] not in names), *pairs)

    def picking(self, report: str, keys: Keys) -> Pairs:
        """With this group clicked in a report; the group that is clicked already is let go."""
        name = pick_name(report)
        again = self.picks.get(report) == keys
        return self.changed({name}, () if again else [(name, ANY_GROUP if key is None else key) for key in keys])

    def drilling(self, report: str, keys: Iterable[str]) -> Pairs:
        """With these groups of a report opened, one below the other; nothing of it is clicked any more."""
        name = drill_name(report)
        return self.changed({name, pick_name(report)}, [(name, key) for key in keys])


def filter_names(name: str) -> frozenset[str]:
    """The parts of an address that belong to a filter."""
    return frozenset({name, f"{name}.from", f"{name}.to"})


def pick_name(report: str) -> str:
    """The part of an address that says what was clicked."""
    return f"pick.{report}"


def drill_name(report: str) -> str:
    """The part of an address that says what was opened."""
    return f"drill.{report}"


def group_name(dimension: str) -> str:
    """The part of an address that names groups of a dimension."""
    return f"is.{dimension}"


def address(path: str, pairs: Iterable[tuple[str, str]]) -> str:
    """The address of a page that is asked so."""
    query = urlencode(list(pairs))
    return f"{path}?{query}" if query else path
