"""The body of a report, in its tile or on its page: chart, table, the way down, what was clicked, plain sentences."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from lowcode.runtime.charts import draw
from lowcode.runtime.charts.drawing import CANVAS, Drawing
from lowcode.runtime.charts.picture import Picture
from lowcode.runtime.http.request import PageRequest
from lowcode.runtime.locale.nouns import within
from lowcode.runtime.pages.rendering import presentation_of
from lowcode.runtime.pages.reports.links import BESIDE, ReportLinks
from lowcode.runtime.pages.reports.scope import CELL, Keys, drill_name, pick_name
from lowcode.runtime.pages.reports.tables import TableMaker, TableView
from lowcode.runtime.reports.answering import answer, group_label
from lowcode.runtime.reports.answers import Answer
from lowcode.runtime.reports.conditions import takes_hold
from lowcode.runtime.reports.keys import text_of_key
from lowcode.runtime.reports.selection import next_dimension, shown_dimensions

TILE_LINES: Final = 100
PAGE_LINES: Final = 1000

FIGURES: Final = frozenset({"number", "gauge"})
"""Kinds that say themselves what they are compared with."""


@dataclass(frozen=True, slots=True)
class StepView:
    """A level of the way down; `url` None: the one that is shown."""

    label: str
    url: str | None


@dataclass(frozen=True, slots=True)
class PickView:
    """The group that was clicked, and what can be done with it."""

    text: str
    clear_url: str
    drill_url: str | None
    drill_text: str
    records_url: str


@dataclass(frozen=True, slots=True)
class Selecting:
    """What a click on a group does: the address without it, and what it adds: a key per dimension, or the first."""

    mode: str
    """`pick`, `drill` or `records`."""
    base: str
    name: str
    picked: str
    """The keys that are clicked now, as JSON."""
    measures: str
    """The measures' names, as JSON: a click may say which of them it means."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportBody:
    """What `reports/body.html` shows."""

    label: str
    drawing: Drawing | None
    """None: there is nothing to draw, or the table says it all."""
    table: TableView | None
    is_canvas: bool
    """Whether scripts draw the chart."""
    steps: tuple[StepView, ...]
    pick: PickView | None
    selecting: Selecting
    sentence: str
    """Why there is nothing to see."""
    notes: tuple[str, ...]
    subtitle: str
    """The period, and what it is compared with."""
    asked_at: str
    records_url: str


def make_body(request: PageRequest, links: ReportLinks, lines: int = TILE_LINES) -> ReportBody:
    """Asks the report and makes its body."""
    found = answer(links.report, request.context, links.scope.selection(links.report))
    return body_of(request, links, found, lines)


def body_of(request: PageRequest, links: ReportLinks, found: Answer, lines: int = TILE_LINES) -> ReportBody:
    """The body of an answer."""
    presentation = presentation_of(request)
    maker = _BodyMaker(request, links, found, Picture(found, presentation))
    is_shown = not found.is_withheld and not found.is_empty
    drawing = draw(found, presentation) if is_shown else None
    notes = (*maker.untouched(), *(note.text for note in found.notes if not found.is_withheld))
    return ReportBody(
        label=found.label,
        drawing=drawing,
        table=TableMaker(maker.picture, links, maker.group_url).view(lines) if is_shown else None,
        is_canvas=drawing is not None and drawing.template == CANVAS,
        steps=tuple(maker.steps()),
        pick=maker.pick(),
        selecting=maker.selecting(),
        sentence=maker.sentence(),
        notes=notes if drawing is None else (*notes, *drawing.notes),
        subtitle=maker.subtitle(),
        asked_at=presentation.formats.instant(found.asked_at) if found.asked_at is not None else "",
        records_url=links.records(()),
    )


@dataclass(frozen=True, slots=True)
class _BodyMaker:
    request: PageRequest
    links: ReportLinks
    answer: Answer
    picture: Picture

    @property
    def name(self) -> str:
        return self.links.report.name

    @property
    def drilled(self) -> tuple[str, ...]:
        return self.links.scope.drills.get(self.name, ())

    def steps(self) -> Iterator[StepView]:
        """From the whole to where the reader is."""
        ways = self.answer.drilled
        if not ways:
            return
        yield StepView(self.picture.say("reports.whole"), self.links.here(self.links.scope.drilling(self.name, ())))
        for depth, (_, group) in enumerate(ways, start=1):
            is_last = depth == len(ways)
            pairs = self.links.scope.drilling(self.name, self.drilled[:depth])
            yield StepView(group, None if is_last else self.links.here(pairs))

    def pick(self) -> PickView | None:
        """The group that was clicked in this report."""
        keys = self.links.scope.picks.get(self.name) if self.links.is_tile else None
        if keys is None:
            return None
        selection = self.links.scope.selection(self.links.report)
        following = next_dimension(self.links.report, selection)
        first = keys[0]
        can_drill = following is not None and first is not None and text_of_key(first) is not None
        return PickView(
            text=self._words(keys),
            clear_url=self.links.here(self.links.scope.changed({pick_name(self.name)})),
            drill_url=self.links.here(self.links.scope.drilling(self.name, (*self.drilled, first or "")))
            if can_drill
            else None,
            drill_text=self.picture.presentation.text(following.label) if following is not None else "",
            records_url=self.links.records(keys),
        )

    def _words(self, keys: Keys) -> str:
        shown = shown_dimensions(self.links.report, self.links.scope.selection(self.links.report))
        return " · ".join(
            group_label(self.request.context, dimension, key)
            for dimension, key in zip(shown, keys, strict=False)
            if key is not None
        )

    def selecting(self) -> Selecting:
        """On a dashboard a click limits the other reports; alone it leads down, and at the end to the records."""
        scope = self.links.scope
        measures = json.dumps([each.name for each in self.answer.measures])
        if self.links.is_tile:
            name, picked = pick_name(self.name), json.dumps(scope.picks.get(self.name), ensure_ascii=False)
            return Selecting("pick", self.links.here(scope.changed({name})), name, picked, measures)
        if next_dimension(self.links.report, scope.selection(self.links.report)) is not None:
            return Selecting("drill", self.links.here(scope.pairs), drill_name(self.name), "null", measures)
        return Selecting("records", self.links.records(()), f"{BESIDE}{CELL}", "null", measures)

    def group_url(self, keys: Keys) -> str | None:
        """The same for a link: what the script does with a click on the chart."""
        scope = self.links.scope
        if not keys:
            return None
        if self.links.is_tile:
            return self.links.here(scope.picking(self.name, keys))
        if next_dimension(self.links.report, scope.selection(self.links.report)) is None:
            return self.links.records(keys)
        first = keys[0]
        if first is None or text_of_key(first) is None:
            return None
        return self.links.here(scope.drilling(self.name, (*self.drilled, first)))

    def untouched(self) -> Iterator[str]:
        """What was chosen or clicked and says nothing about these records: a number must not seem to obey it."""
        report, scope, context = self.links.report, self.links.scope, self.request.context
        said = {name.partition(".")[0] for name, _ in scope.pairs}
        entities = {source.entity for source in report.sources}
        labels = [
            context.text(choice.filter.label)
            for choice in scope.filters
            if choice.filter.name in said and not entities & choice.filter.readings.keys()
        ]
        for click in scope.selection(report).clicks:
            if not takes_hold(click, report):
                labels += [group_label(context, click.dimension, key) for key in click.keys]
        if labels:
            yield self.picture.say("reports.untouched", labels=self.picture.say("filter.joined").join(labels))

    def sentence(self) -> str:
        """Why there is nothing to see, in words."""
        if self.answer.is_withheld:
            return " ".join(note.text for note in self.answer.notes)
        return self.picture.say("reports.nothing") if self.answer.is_empty else ""

    def subtitle(self) -> str:
        """`本月 · 对比上月同期`; a tile stands below its period, and a figure says itself what it is compared with."""
        say, found = self.picture.say, self.answer
        if self.links.is_tile and self.links.report.chart.kind in FIGURES:
            return ""
        parts = [found.period_label] if found.period_label and not self.links.is_tile else []
        if found.compared is not None:
            period = within(found.compared.label, self.picture.presentation.wording.language)
            parts.append(say("reports.compared_with", period=period))
        return " · ".join(parts)
