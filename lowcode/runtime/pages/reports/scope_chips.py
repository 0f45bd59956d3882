"""What was clicked and opened in the reports of a dashboard, as chips that can be taken away."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from lowcode.runtime.http.request import PageRequest
from lowcode.runtime.pages.filter_views import Chip
from lowcode.runtime.pages.rendering import presentation_of
from lowcode.runtime.pages.reports.scope import Pairs, Scope, pick_name
from lowcode.runtime.report_definitions import Dimension, ReportDefinition
from lowcode.runtime.reports.answering import group_label
from lowcode.runtime.reports.selection import Selection, opened_groups, shown_dimensions


def click_chips(request: PageRequest, scope: Scope, url: Callable[[Pairs], str], but: str = "") -> Iterator[Chip]:
    """A chip for each group that was opened or clicked; `url` gives the address of the page when it is asked so."""
    for name, report in scope.reports.items():
        if name != but:
            yield from _opened(request, scope, report, url)
            yield from _picked(request, scope, report, url)


def chip_of(request: PageRequest, dimension: Dimension, value: str, url: str) -> Chip:
    """`负责人：张伟`."""
    presentation = presentation_of(request)
    return Chip(presentation.say("filter.chip", label=presentation.text(dimension.label), value=value), url)


def _opened(
    request: PageRequest, scope: Scope, report: ReportDefinition, url: Callable[[Pairs], str]
) -> Iterator[Chip]:
    drilled = scope.drills.get(report.name, ())
    for depth, (dimension, key) in enumerate(opened_groups(report, Selection(drill=drilled))):
        up = url(scope.drilling(report.name, drilled[:depth]))
        yield chip_of(request, dimension, group_label(request.context, dimension, key), up)


def _picked(
    request: PageRequest, scope: Scope, report: ReportDefinition, url: Callable[[Pairs], str]
) -> Iterator[Chip]:
    shown = shown_dimensions(report, Selection(drill=scope.drills.get(report.name, ())))
    keys = scope.picks.get(report.name, ())
    picked = [(dimension, key) for dimension, key in zip(shown, keys, strict=False) if key is not None]
    if picked:
        words = " · ".join(group_label(request.context, dimension, key) for dimension, key in picked)
        yield chip_of(request, picked[0][0], words, url(scope.changed({pick_name(report.name)})))
