"""The values of a record as its page shows them: one field with its label, sub-tables with their totals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from markupsafe import Markup, escape

from lowcode.catalog.field_types import FIELD_TYPES
from lowcode.runtime.definitions import FieldDefinition, ManyReference, Reference, Rows, Scalar
from lowcode.runtime.field_rights import Masked
from lowcode.runtime.http.request import PageRequest
from lowcode.runtime.pages.cells import cell_for
from lowcode.runtime.pages.form_check import summed_columns
from lowcode.runtime.pages.presentation import Presentation
from lowcode.runtime.queries.results import RecordView, SubRow


@dataclass(frozen=True, slots=True)
class HeadView:
    """The head of a column of a sub-table."""

    label: str
    is_numeric: bool


@dataclass(frozen=True, slots=True)
class TotalView:
    """What stands below a column."""

    text: str
    is_numeric: bool


@dataclass(frozen=True, slots=True)
class TableView:
    """A sub-table as it is read."""

    columns: tuple[HeadView, ...]
    rows: tuple[Markup, ...]
    totals: tuple[TotalView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FactView:
    """One field with its value."""

    label: str
    html: Markup | str = ""
    is_wide: bool = False
    is_long: bool = False
    table: TableView | None = None


@dataclass(frozen=True, slots=True)
class FactMaker:
    """Draws the fields of one record."""

    request: PageRequest
    presentation: Presentation
    record: RecordView

    def value(self, name: str) -> Markup:
        """Draws a field with its value for a template; what does not apply to the record is left out."""
        definition = self.record.entity.field_by_name[name]
        if name not in self.record.values:
            return Markup()  # the user may not see it in this record
        value = self.record.values[name]
        if definition.visible is not None and (value is None or value == ()):
            return Markup()
        draw = self.request.service.renderer.macro("values.html", "fact")
        return draw(self._fact(definition, value))

    def _fact(self, definition: FieldDefinition, value: Any) -> FactView:
        label = self.presentation.text(definition.label)
        if isinstance(definition.type, Rows):
            table = _table(self.request, self.presentation, definition.type, value or ())
            return FactView(label=label, is_wide=True, table=table)
        kind = definition.type.kind if isinstance(definition.type, Scalar) else ""
        is_wide = bool(kind) and (FIELD_TYPES[kind].is_long or FIELD_TYPES[kind].is_attachment)
        if value is None or value == ():
            return FactView(label=label, is_wide=is_wide)
        return FactView(label=label, html=self._html(definition, value), is_wide=is_wide, is_long=kind == "longtext")

    def _html(self, definition: FieldDefinition, value: Any) -> str:
        if isinstance(value, Masked):
            return escape(value)
        if isinstance(definition.type, Reference | ManyReference):
            cell = cell_for(self.presentation, definition, self.request.context.today)(value)
            return Markup(cell.removeprefix("<td>"))  # noqa: S704 - a cell escapes its value
        if isinstance(definition.type, Scalar) and definition.type.kind == "longtext":
            return escape(value)
        return self.presentation.show(definition, self.request.context.today)(value)


def _table(request: PageRequest, presentation: Presentation, kind: Rows, rows: tuple[SubRow, ...]) -> TableView:
    entity = request.context.application.entity_by_name[kind.entity]
    columns = [each for each in entity.fields if not each.hidden and not isinstance(each.type, Rows)]
    cells = [(each.name, cell_for(presentation, each, request.context.today)) for each in columns]
    lines = tuple(
        Markup("".join([cell(row.values[name]) for name, cell in cells]))  # noqa: S704 - cells escape their values
        for row in rows
    )
    summed = {each.name for each in summed_columns(entity)}
    totals = []
    for each in columns:
        values = [row.values[each.name] for row in rows if row.values[each.name] is not None]
        text = presentation.plain(each, sum(values)) if each.name in summed and values else ""
        totals.append(TotalView(text, presentation.is_numeric(each)))
    if totals and not totals[0].text and any(each.text for each in totals):
        totals[0] = TotalView(presentation.say("form.rows_total"), is_numeric=False)
    heads = tuple(HeadView(presentation.text(each.label), presentation.is_numeric(each)) for each in columns)
    return TableView(heads, lines, tuple(totals) if any(each.text for each in totals) else ())


def fact_maker(request: PageRequest, presentation: Presentation, record: RecordView) -> FactMaker:
    """What draws the fields of a record."""
    return FactMaker(request, presentation, record)
