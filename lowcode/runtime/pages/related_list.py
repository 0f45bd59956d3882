"""The lists on a record's page: what belongs to the record, how many, and how to add more."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from lowcode.runtime.access import may
from lowcode.runtime.definitions import Verb
from lowcode.runtime.http.request import PageRequest
from lowcode.runtime.locale.nouns import within
from lowcode.runtime.pages.cells import cell_at, column_label, field_at, main_column, row_maker
from lowcode.runtime.pages.list_page import count_words
from lowcode.runtime.pages.presentation import Presentation
from lowcode.runtime.queries.results import RecordView

MOST_COLUMNS = 4
SHOWN = 10


@dataclass(frozen=True, slots=True)
class RelatedColumn:
    """The head of a column."""

    label: str
    is_numeric: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RelatedView:
    """One related list."""

    name: str
    label: str
    several: str
    """The label inside a sentence."""
    count_text: str
    columns: tuple[RelatedColumn, ...]
    rows: Markup
    add_url: str | None
    all_url: str | None
    all_text: str


def related_view(request: PageRequest, presentation: Presentation, record: RecordView, name: str) -> RelatedView | None:
    """The list of a reverse or many-to-many field; None where the user may see nothing of that kind."""
    context = request.context
    found = request.service.queries.related(record.entity, name, record.id, context)
    if found is None:
        return None
    entity, application = found.entity, context.application
    cells = [cell_at(presentation, context, entity, path) for path in found.columns]
    shown = list(range(min(len(cells), MOST_COLUMNS)))
    main = main_column(application, entity, found.columns) if found.columns else 0
    if main >= MOST_COLUMNS:
        shown[-1] = main
    rows = [row._replace(values=tuple(row.values[at] for at in shown)) for row in found.rows[:SHOWN]]
    make = row_maker(entity, [cells[at] for at in shown], shown.index(main), can_select=False)
    add_url = None
    if found.reference is not None and may(entity, Verb.CREATE, context):
        add_url = f"/{entity.name}/new?{found.reference}={record.id}&next=/{record.entity.name}/{record.id}"
    has_more = found.count.is_capped or found.count.number > len(rows)
    count = count_words(presentation, found.count)
    label = presentation.text(record.entity.field_by_name[name].label)
    return RelatedView(
        name=name,
        label=label,
        several=within(label, presentation.wording.language),
        count_text=count,
        columns=tuple(
            RelatedColumn(
                column_label(presentation, entity, found.columns[at]),
                presentation.is_numeric(field_at(application, entity, found.columns[at])),
            )
            for at in shown
        ),
        rows=make(rows),
        add_url=add_url,
        all_url=f"/{entity.name}?{found.list_query}" if has_more and found.list_query else None,
        all_text=presentation.say("related.all", count=count),
    )
