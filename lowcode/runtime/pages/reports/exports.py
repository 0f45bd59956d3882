"""A report's table as a file: numbers as numbers, with all groups that there are."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from lowcode.runtime.charts.picture import Picture
from lowcode.runtime.exporting.cells import Cell, Column, Table
from lowcode.runtime.pages.presentation import Presentation
from lowcode.runtime.pages.reports.tables import TableMaker
from lowcode.runtime.report_definitions import Measure, ValueForm
from lowcode.runtime.reports.answers import Answer, Value

_KINDS = {
    ValueForm.INTEGER: "int",
    ValueForm.DECIMAL: "decimal",
    ValueForm.MONEY: "money",
    ValueForm.PERCENT: "percent",
    ValueForm.DATE: "date",
    ValueForm.DATETIME: "datetime",
    ValueForm.TIME: "time",
}


def exported_table(answer: Answer, presentation: Presentation) -> Table:
    """A line for each cell: a column for each dimension, then for each measure and what it is compared with."""
    columns = [Column(each.label, "text", 0, _as_it_is) for each in answer.dimensions]
    for measure in answer.measures:
        columns.append(_column(presentation, measure, presentation.text(measure.label)))
        if answer.compared is not None:
            label = f"{presentation.text(measure.label)} · {answer.compared.label}"
            columns.append(_column(presentation, measure, label))
    if answer.target is not None:
        columns.append(_column(presentation, answer.measures[0], presentation.say("reports.target")))
    made_at = answer.asked_at
    if made_at is None:
        raise ValueError("an answer that was never asked")
    return Table(answer.label, columns, _lines(answer, presentation), made_at)


def _lines(answer: Answer, presentation: Presentation) -> Iterator[list[Value]]:
    if answer.is_withheld:
        return
    for place in TableMaker(Picture(answer, presentation)).places():
        labels = [each.groups[index].label for each, index in zip(answer.dimensions, place, strict=True)]
        line: list[Value] = [*labels]
        values = answer.at(*place)
        before = answer.compared.table.cells.get(place, answer.nothing) if answer.compared is not None else ()
        for at in range(len(answer.measures)):
            line += [values[at], before[at]] if answer.compared is not None else [values[at]]
        if answer.target is not None:
            line.append(answer.target.cells.get(place))
        yield line


def _column(presentation: Presentation, measure: Measure, label: str) -> Column:
    kind = _KINDS.get(measure.form.kind, "text")
    scale = presentation.formats.currency_digits if kind == "money" else measure.form.scale
    unit = f"（{presentation.text(measure.unit)}）" if measure.unit is not None else ""
    local = presentation.formats.local
    shown: Callable[[Any], Cell] = (
        (lambda value: local(value).replace(tzinfo=None)) if kind == "datetime" else _as_it_is
    )
    return Column(f"{label}{unit}", kind, scale, lambda value: None if value is None else shown(value))


def _as_it_is(value: Any) -> Cell:
    cell: Cell = value
    return cell
