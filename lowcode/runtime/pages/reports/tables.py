"""An answer as a table: what is shown without scripts, read aloud, printed and exported. Every number is a link."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from lowcode.runtime.charts.changes import change_since
from lowcode.runtime.charts.picture import Picture
from lowcode.runtime.pages.reports.links import ReportLinks
from lowcode.runtime.pages.reports.scope import Keys
from lowcode.runtime.reports.answers import Answer, Margin, Place, Value, Values

NOTHING: Final = "–"
"""Stands where there is no value: a mean of nothing, a division by zero."""

MOST_COLUMNS: Final = 24
"""Groups of a second dimension that stand side by side; more are lines of their own."""


@dataclass(frozen=True, slots=True)
class HeadCell:
    """Above a column."""

    label: str
    is_numeric: bool = False
    span: int = 1


@dataclass(frozen=True, slots=True)
class TableCell:
    """A number, a word or a change."""

    text: str
    url: str | None = None
    is_numeric: bool = True
    tone: str = ""
    """`up` or `down`, for a change."""
    title: str = ""


@dataclass(frozen=True, slots=True)
class TableRow:
    """`head`: what the numbers are about, a text for each column that names a group."""

    head: tuple[str, ...]
    cells: tuple[TableCell, ...]
    is_total: bool = False
    url: str | None = None
    """Where a click on the group leads."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TableView:
    """What `reports/table.html` shows."""

    caption: str
    above: tuple[HeadCell, ...]
    """A line above the head: the groups of the second dimension; none for a plain table."""
    head: tuple[HeadCell, ...]
    rows: tuple[TableRow, ...]
    left_out: int
    """Lines that there are beside those shown."""

    @property
    def single_head(self) -> tuple[str, ...]:
        """The texts above the columns where there is room for one line of them."""
        labels = [each.label for each in self.head]
        if not self.above:
            return tuple(labels)
        above = [text for each in self.above for text in (each.label,) * each.span]
        return tuple(f"{over} {label}".strip() for over, label in zip(above, labels, strict=False))


def _nowhere(_: Keys) -> None:
    """Leads to nothing."""


@dataclass(frozen=True, slots=True)
class TableMaker:
    """Makes the table of one answer. `links` None: without links, for exports and letters."""

    picture: Picture
    links: ReportLinks | None = None
    group_url: Callable[[Keys], str | None] = _nowhere
    """Where a click on a group leads."""

    @property
    def answer(self) -> Answer:
        """What is tabled."""
        return self.picture.answer

    def view(self, most: int) -> TableView:
        """The table with so many lines at most."""
        return self._crossed(most) if self.is_crossed else self._flat(most)

    @property
    def is_crossed(self) -> bool:
        """Whether the last dimension runs across: always in a pivot table, else where there are two."""
        dimensions, measures = self.answer.dimensions, self.answer.measures
        if len(dimensions) < 2 or self.answer.compared is not None:
            return False
        if len(dimensions) > 2 and self.answer.report.chart.kind != "pivot":
            return False
        return len(dimensions[-1].groups) * len(measures) <= MOST_COLUMNS

    # --- a line for each cell ----------------------------------------------------------------------------------------

    def _flat(self, most: int) -> TableView:
        answer = self.answer
        places = self.places()
        head = [HeadCell(each.label) for each in answer.dimensions]
        rows = [self._line(place) for place in places[:most]]
        if answer.dimensions and answer.table.margins and len(places) > 1:
            rows.append(self._total_line())
        return TableView(
            caption=answer.label,
            above=(),
            head=(*head, *self._measure_heads()),
            rows=tuple(rows),
            left_out=max(0, len(places) - most),
        )

    def places(self) -> list[Place]:
        """The cells in their order: all groups of a single dimension, of more only where there are records."""
        if not self.answer.dimensions:
            return [()]
        if len(self.answer.dimensions) == 1:
            return [(index,) for index in range(len(self.answer.dimensions[0].groups))]
        return sorted(self.answer.cells)

    def _measure_heads(self) -> Iterator[HeadCell]:
        say, text = self.picture.say, self.picture.presentation.text
        compared = self.answer.compared
        for measure in self.answer.measures:
            yield HeadCell(text(measure.label), is_numeric=True)
            if compared is not None:
                yield HeadCell(compared.label, is_numeric=True)
                yield HeadCell(say("reports.change"), is_numeric=True)
        if self.answer.target is not None:
            yield HeadCell(say("reports.target"), is_numeric=True)

    def _line(self, place: Place) -> TableRow:
        answer = self.answer
        head = tuple(each.groups[index].label for each, index in zip(answer.dimensions, place, strict=True))
        before = answer.compared.table.cells.get(place, answer.nothing) if answer.compared is not None else None
        target = answer.target.cells.get(place) if answer.target is not None else None
        keys = self.keys(place)
        return TableRow(head, tuple(self._cells(answer.at(*place), before, target, keys)), url=self.group_url(keys))

    def _total_line(self) -> TableRow:
        answer = self.answer
        everything: Margin = (None,) * len(answer.dimensions)
        before = answer.compared.table.margins.get(everything) if answer.compared is not None else None
        target = answer.target.total if answer.target is not None else None
        label = self.picture.say("reports.total")
        head = (label, *("" for _ in answer.dimensions[1:]))
        return TableRow(head, tuple(self._cells(answer.totals, before, target, self.keys(everything))), is_total=True)

    def _cells(self, values: Values, before: Values | None, target: Value, keys: Keys) -> Iterator[TableCell]:
        for at, measure in enumerate(self.answer.measures):
            yield self._number(at, values[at], keys)
            if self.answer.compared is not None:
                earlier = before[at] if before is not None else None
                yield TableCell(self.picture.write(measure, earlier) or NOTHING)
                yield self._change(at, values[at], earlier)
        if self.answer.target is not None:
            yield TableCell(self.picture.write(self.answer.measures[0], target) or NOTHING)

    def _change(self, at: int, value: Value, before: Value) -> TableCell:
        compared = self.answer.compared
        change = change_since(self.picture, self.answer.measures[at], value, before, compared.label if compared else "")
        if change is None:
            return TableCell(NOTHING)
        return TableCell(change.text, tone=change.direction, title=change.words)

    # --- the last dimension across -----------------------------------------------------------------------------------

    def _crossed(self, most: int) -> TableView:
        answer, say = self.answer, self.picture.say
        *down, across = answer.dimensions
        groups = [each.label for each in across.groups]
        columns = [*groups, say("reports.total")] if answer.table.margins else groups
        labels = [self.picture.presentation.text(each.label) for each in answer.measures]
        several = len(labels) > 1
        above = [HeadCell("", span=len(down)), *(HeadCell(each, True, len(labels)) for each in columns)]
        names = [label for _ in columns for label in labels] if several else columns
        places = self._places_down()
        rows = [self._across(place) for place in places[:most]]
        if answer.table.margins:
            rows.append(self._across((None,) * len(down)))
        return TableView(
            caption=answer.label,
            above=tuple(above) if several else (),
            head=(*(HeadCell(each.label) for each in down), *(HeadCell(each, True) for each in names)),
            rows=tuple(rows),
            left_out=max(0, len(places) - most),
        )

    def _places_down(self) -> list[Place]:
        """The lines of a crossed table: all groups of a single dimension, of more only where there are records."""
        down = self.answer.dimensions[:-1]
        if len(down) == 1:
            return [(index,) for index in range(len(down[0].groups))]
        return sorted({place[:-1] for place in self.answer.cells})

    def _across(self, down: Margin) -> TableRow:
        answer = self.answer
        is_total = all(index is None for index in down)
        head = tuple(
            "" if index is None else each.groups[index].label
            for each, index in zip(answer.dimensions, down, strict=False)
        )
        columns: list[int | None] = [*range(len(answer.dimensions[-1].groups))]
        if answer.table.margins:
            columns.append(None)
        cells: list[TableCell] = []
        for column in columns:
            place: Margin = (*down, column)
            cells += [self._number(at, value, self.keys(place)) for at, value in enumerate(self._values_at(place))]
        if is_total:
            return TableRow((self.picture.say("reports.total"), *head[1:]), tuple(cells), is_total=True)
        return TableRow(head, tuple(cells), url=self.group_url(self.keys((*down, None))))

    def _values_at(self, place: Margin) -> Values:
        whole = tuple(index for index in place if index is not None)
        if len(whole) == len(place):
            return self.answer.at(*whole)
        return self.answer.table.margins.get(place, self.answer.nothing)

    # --- one cell ----------------------------------------------------------------------------------------------------

    def _number(self, at: int, value: Value, keys: Keys) -> TableCell:
        measure = self.answer.measures[at]
        if value is None:
            return TableCell(NOTHING)
        url = None if self.links is None else self.links.records(keys, measure.name)
        return TableCell(self.picture.write(measure, value), url)

    def keys(self, place: Sequence[int | None]) -> Keys:
        """The keys of a cell or margin."""
        dimensions = self.answer.dimensions
        return tuple(
            None if index is None else each.groups[index].key for each, index in zip(dimensions, place, strict=True)
        )
