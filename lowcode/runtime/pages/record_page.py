"""One record: its fields in sections, what belongs to it, what happened to it, what may be done with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup, escape
from starlette.responses import Response

from lowcode.catalog.field_types import FIELD_TYPES
from lowcode.runtime.access import can_present, may
from lowcode.runtime.context import ADMINISTRATOR
from lowcode.runtime.definitions import (
    Autonumber,
    EntityDefinition,
    FieldDefinition,
    ManyReference,
    Reference,
    Rows,
    Scalar,
    Section,
    Verb,
)
from lowcode.runtime.field_rights import Masked
from lowcode.runtime.http.errors import NotFoundError
from lowcode.runtime.http.request import PageRequest
from lowcode.runtime.pages.cells import cell_for
from lowcode.runtime.pages.form_check import summed_columns
from lowcode.runtime.pages.presentation import Presentation
from lowcode.runtime.pages.related_list import RelatedView, related_view
from lowcode.runtime.pages.rendering import presentation_of, render
from lowcode.runtime.pages.timeline import EntryView, timeline_of
from lowcode.runtime.queries.results import RecordLink, RecordView, SubRow

_SHOWN_HISTORY = 20


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


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordPage:
    """What `record.html` shows."""

    title: str
    numbers: tuple[str, ...]
    """What the record was numbered with, where neither the title nor a section shows it."""
    entity_label: str
    list_url: str
    edit_url: str | None
    delete_url: str | None
    copy_url: str | None
    account_url: str | None
    """For administrators, on the page of a user: how he signs in."""
    created: str
    updated: str
    sections: tuple[Section, ...]
    related_names: tuple[str, ...]
    history: tuple[EntryView, ...]
    older_history_url: str | None


def show_record(request: PageRequest) -> Response:
    """`/{entity}/{id}`."""
    entity, context = request.entity, request.context
    record = request.service.queries.record(entity, request.record_id, context)
    if record is None:
        raise NotFoundError
    presentation = presentation_of(request)
    maker = _FactMaker(request, presentation, record)
    return render(
        request,
        f"{entity.name}/record.html",
        "record.html",
        page=_page(request, presentation, record),
        value=maker.value,
        section=_section(request, presentation, entity),
        related=_related(request, presentation, record),
    )


def _page(request: PageRequest, presentation: Presentation, record: RecordView) -> RecordPage:
    entity, context = request.entity, request.context
    base = f"/{entity.name}"
    url = f"{base}/{record.id}"
    before = request.query.get("before", "")
    older = int(before) if before.isascii() and before.isdigit() and len(before) < 11 else None
    entries = request.service.queries.history(entity, record.id, context, before=older, most=_SHOWN_HISTORY + 1)
    history = timeline_of(presentation, context, entity, entries[:_SHOWN_HISTORY])
    return RecordPage(
        title=record.title or presentation.say("record.untitled"),
        numbers=_numbers(entity, record),
        entity_label=presentation.many(entity),
        list_url=base,
        edit_url=f"{url}/edit" if can_present(entity, Verb.UPDATE, record.id, context) else None,
        delete_url=f"{url}/delete" if can_present(entity, Verb.DELETE, record.id, context) else None,
        copy_url=f"{base}/new?copy={record.id}" if may(entity, Verb.CREATE, context) else None,
        account_url=f"/-/users/{record.id}/account" if _manages_accounts(request) else None,
        created=_touched(presentation, "record.created", record.created_by, record.created_at, context.now),
        updated=_touched(presentation, "record.updated", record.updated_by, record.updated_at, context.now)
        if record.version > 1
        else "",
        sections=entity.form,
        related_names=entity.page,
        history=history,
        older_history_url=f"{url}?before={entries[_SHOWN_HISTORY - 1].id}" if len(entries) > _SHOWN_HISTORY else None,
    )


def _numbers(entity: EntityDefinition, record: RecordView) -> tuple[str, ...]:
    shown = {name for section in entity.form for name in section.fields}
    fields = [each for each in entity.fields if isinstance(each.type, Autonumber) and not each.hidden]
    numbers = [str(record.values.get(each.name) or "") for each in fields if each.name not in shown]
    return tuple(number for number in numbers if number and number not in (record.title or ""))


def _manages_accounts(request: PageRequest) -> bool:
    context = request.context
    return request.entity.name == "user" and context.has_role(ADMINISTRATOR)


def _touched(presentation: Presentation, key: str, who: RecordLink | None, at: Any, now: Any) -> str:
    when = presentation.formats.ago(at, now)
    if when[-1].isdigit() and presentation.wording.language.startswith("zh"):
        when += " "  # digits keep a distance from characters
    if who is None or not who.title:
        return presentation.say(f"{key}_unknown", when=when)
    return presentation.say(key, name=who.title, when=when)


def _section(request: PageRequest, presentation: Presentation, entity: EntityDefinition) -> Callable[..., Markup]:
    macro = request.service.renderer.macro("values.html", "fact_section")

    def section(number: int, caller: Callable[[], Markup]) -> Markup:
        label = entity.form[number].label
        return macro(presentation.text(label) if label else "", number, caller())

    return section


def _related(request: PageRequest, presentation: Presentation, record: RecordView) -> Callable[[str], Markup]:
    macro = request.service.renderer.macro("values.html", "related_list")

    def related(name: str) -> Markup:
        view: RelatedView | None = related_view(request, presentation, record, name)
        return macro(view, presentation.say) if view is not None else Markup()

    return related


@dataclass(frozen=True, slots=True)
class _FactMaker:
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
