"""One record: its fields in sections, what belongs to it, what happened to it, what may be done with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup
from starlette.responses import Response

from lowcode.runtime.access import can_present, may
from lowcode.runtime.context import ADMINISTRATOR
from lowcode.runtime.definitions import (
    Autonumber,
    EntityDefinition,
    Section,
    Verb,
)
from lowcode.runtime.http.errors import NotFoundError
from lowcode.runtime.http.redirects import redirect
from lowcode.runtime.http.request import PageRequest
from lowcode.runtime.merging.following import merged_into
from lowcode.runtime.pages.duplicates_page import PossibleView, possible_duplicates
from lowcode.runtime.pages.presentation import Presentation
from lowcode.runtime.pages.process.happenings import happenings
from lowcode.runtime.pages.process.record_process import process_view
from lowcode.runtime.pages.process.steps import steps_made
from lowcode.runtime.pages.record_facts import fact_maker
from lowcode.runtime.pages.related_list import RelatedView, related_view
from lowcode.runtime.pages.rendering import presentation_of, render
from lowcode.runtime.pages.timeline import EntryView, timeline_of
from lowcode.runtime.queries.results import RecordLink, RecordView

_SHOWN_HISTORY = 20


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
    duplicates: PossibleView | None = None
    problems: tuple[str, ...] = ()
    """What stood against a step that was just tried."""


def show_record(request: PageRequest) -> Response:
    """`/{entity}/{id}`; of a record that was merged into another, the way to that."""
    try:
        return record_answer(request)
    except NotFoundError:
        found = merged_into(request.context, request.entity, request.record_id)
        if found is None:
            raise
        return redirect(f"/{request.entity.name}/{found}")


def record_answer(request: PageRequest, problems: tuple[str, ...] = (), *, status: int = 200) -> Response:
    """The page of the record that the address names; `problems` say what was not done."""
    entity, context = request.entity, request.context
    record = request.service.queries.record(entity, request.record_id, context)
    if record is None:
        raise NotFoundError
    presentation = presentation_of(request)
    maker = fact_maker(request, presentation, record)
    return render(
        request,
        f"{entity.name}/record.html",
        "record.html",
        status=status,
        page=_page(request, presentation, record, problems),
        process=process_view(request, presentation),
        value=maker.value,
        section=_section(request, presentation, entity),
        related=_related(request, presentation, record),
    )


def _page(
    request: PageRequest, presentation: Presentation, record: RecordView, problems: tuple[str, ...]
) -> RecordPage:
    entity, context = request.entity, request.context
    base = f"/{entity.name}"
    url = f"{base}/{record.id}"
    history, older = _history(request, presentation, record)
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
        older_history_url=f"{url}?before={older}" if older is not None else None,
        duplicates=possible_duplicates(request, entity, record.id),
        problems=problems,
    )


def _history(
    request: PageRequest, presentation: Presentation, record: RecordView
) -> tuple[tuple[EntryView, ...], int | None]:
    """A page of the timeline, the latest first, and the entry that the next page continues before."""
    entity, context, queries = request.entity, request.context, request.service.queries
    text = request.query.get("before", "")
    before = int(text) if text.isascii() and text.isdigit() and len(text) < 11 else None
    entries = queries.history(entity, record.id, context, before=before, most=_SHOWN_HISTORY + 1)
    shown = entries[:_SHOWN_HISTORY]
    has_more = len(entries) > _SHOWN_HISTORY
    last = queries.history(entity, record.id, context, before=before + 1, most=1) if before is not None else []
    around = happenings(request, shown[-1].at if has_more else None, last[0].at if last else None)
    # By time, and what happened in the same second in the order in which it was written; then the other way round.
    changes = timeline_of(presentation, context, entity, shown, steps_made(presentation, context, entity, record.id))
    lines = sorted([*reversed(changes), *around], key=_moment)[::-1]
    return tuple(lines), shown[-1].id if has_more else None


def _moment(entry: EntryView) -> Any:
    return entry.moment


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
