"""Finds dashboards and reports by what somebody types: a part of the title, its pinyin or its first letters."""

from __future__ import annotations

from collections.abc import Iterator

from lowcode.runtime.context import Context
from lowcode.runtime.definitions import MenuEntry, PageKind
from lowcode.runtime.pages.reports.opening import entry_url, may_open_entry
from lowcode.runtime.pinyin import readings
from lowcode.runtime.report_definitions import analysis_of


def find_pages(context: Context, text: str) -> list[tuple[str, str]]:
    """Title and address of the pages that the text names and the user may open, dashboards first."""
    wanted = "".join(text.casefold().split())
    return [
        (label, entry_url(entry))
        for entry, label in _pages(context)
        if wanted and any(wanted in each for each in _names(label)) and may_open_entry(context, entry)
    ]


def _pages(context: Context) -> Iterator[tuple[MenuEntry, str]]:
    analysis = analysis_of(context.application)
    for dashboard in analysis.dashboards:
        yield MenuEntry(dashboard.name, PageKind.DASHBOARD), context.text(dashboard.label)
    for report in analysis.reports:
        yield MenuEntry(report.name, PageKind.REPORT), context.text(report.label)


def _names(label: str) -> tuple[str, str, str]:
    """The title, how it is read, and the first letters of that; without spaces and capitals."""
    plain = "".join(label.casefold().split())
    syllables = [each[:-1] for each in readings(plain) if each]
    return plain, "".join(syllables), "".join(each[0] for each in syllables)
