"""The one door: `answer(report, context, selection)`.

It knows where a report is asked: on the replica, if the installation has one for reports, and from what was kept of it,
if the specification says `refresh every …`.
"""

from __future__ import annotations

from lowcode.runtime.context import Context
from lowcode.runtime.report_definitions import ReportDefinition
from lowcode.runtime.reports.answers import Answer
from lowcode.runtime.reports.composing import answer_now, group_label
from lowcode.runtime.reports.desk import desk_of
from lowcode.runtime.reports.selection import WHOLE, Selection
from lowcode.runtime.reports.snapshots import kept_answer

__all__ = ["answer", "group_label"]


def answer(report: ReportDefinition, context: Context, selection: Selection = WHOLE) -> Answer:
    """What the report says to whoever asks, about his selection."""
    desk = desk_of(context)
    if desk is None:
        return answer_now(report, context, selection)
    if report.refresh is not None:
        return kept_answer(desk, report, context, selection)
    with desk.asking(context) as asked:
        return answer_now(report, asked, selection)
