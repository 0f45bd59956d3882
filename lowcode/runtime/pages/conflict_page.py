"""Two people saved the same record: both values side by side, nothing lost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from starlette.responses import Response

from lowcode.runtime.definitions import FieldDefinition, ManyReference, Reference, Rows
from lowcode.runtime.http.request import PageRequest
from lowcode.runtime.pages.presentation import Presentation
from lowcode.runtime.pages.rendering import presentation_of, render
from lowcode.runtime.saving.outcome import Conflict, Difference
from lowcode.runtime.saving.values import is_empty

_OWN: Final = frozenset({"csrf_token", "version", "then"})


@dataclass(frozen=True, slots=True)
class DifferenceView:
    """A field with the value that is saved now and the one that was typed."""

    label: str
    theirs: str
    mine: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConflictPage:
    """What `conflict.html` shows."""

    text: str
    differences: tuple[DifferenceView, ...]
    action: str
    record_url: str
    hidden: tuple[tuple[str, str], ...]
    """Everything that was typed, to be sent again with the version that is saved now."""


def show_conflict(request: PageRequest, conflict: Conflict) -> Response:
    """The page; 409, so that nothing of the attempt is kept."""
    presentation, context = presentation_of(request), request.context
    record_url = f"/{request.entity.name}/{request.record_id}"
    typed = tuple((name, value) for name, value in request.form.multi_items() if name not in _OWN)
    page = ConflictPage(
        text=_text(request, presentation),
        differences=tuple(_difference(request, presentation, each) for each in conflict.differences),
        action=f"{record_url}/edit",
        record_url=record_url,
        hidden=(*typed, ("version", str(conflict.version))),
    )
    context.session.expunge_all()
    return render(request, "conflict.html", status=409, page=page)


def _text(request: PageRequest, presentation: Presentation) -> str:
    context = request.context
    entity = request.entity
    history = request.service.queries.history(entity, request.record_id, context, most=1)
    if not history or history[0].by is None:
        return presentation.say("conflict.text_unknown")
    when = presentation.formats.instant(history[0].at)
    return presentation.say("conflict.text", name=history[0].by.title or "", when=when)


def _difference(request: PageRequest, presentation: Presentation, difference: Difference) -> DifferenceView:
    definition = difference.field
    return DifferenceView(
        presentation.text(definition.label),
        value_words(request, presentation, definition, difference.theirs),
        value_words(request, presentation, definition, difference.mine),
    )


def value_words(request: PageRequest, presentation: Presentation, definition: FieldDefinition, value: Any) -> str:
    """A value as submissions have it, in words; references by the titles that the user may see."""
    if is_empty(value):
        return ""
    match definition.type:
        case Reference(entity=target):
            return _titles(request, target, (value,))[0]
        case ManyReference(entity=target):
            return presentation.say("filter.joined").join(_titles(request, target, value))
        case Rows():
            return presentation.say("form.rows_count", count=len(value))
        case _:
            return presentation.plain(definition, value)


def _titles(request: PageRequest, target: str, ids: tuple[int, ...]) -> list[str]:
    found = request.service.queries.titles(target, ids, request.context)
    return [(found[each].title if each in found else None) or f"#{each}" for each in ids]
