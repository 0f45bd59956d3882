"""Records that agree in a key, group by group, and the notes that a form gives while somebody types such a key."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from starlette.responses import Response

from lowcode.runtime.access import may
from lowcode.runtime.context import Context
from lowcode.runtime.definitions import EntityDefinition, FieldDefinition, Verb
from lowcode.runtime.http.errors import ForbiddenError, NotFoundError
from lowcode.runtime.http.request import PageRequest
from lowcode.runtime.merging.duplicates import (
    Duplicate,
    DuplicateGroup,
    duplicate_groups,
    duplicates_of,
    known_elsewhere,
    merge_keys,
)
from lowcode.runtime.pages.presentation import Presentation
from lowcode.runtime.pages.rendering import presentation_of, render

_GROUPS: Final = 20


@dataclass(frozen=True, slots=True)
class DuplicateView:
    """One record of a group."""

    title: str
    url: str
    created: str


@dataclass(frozen=True, slots=True)
class GroupView:
    """Records with one value."""

    text: str
    records: tuple[DuplicateView, ...]
    merge_url: str | None


@dataclass(frozen=True, slots=True)
class KeyView:
    """A key by which one may compare."""

    label: str
    url: str
    is_chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DuplicatesPage:
    """What `duplicates.html` shows."""

    title: str
    list_label: str
    list_url: str
    keys: tuple[KeyView, ...]
    groups: tuple[GroupView, ...]
    none: str
    none_text: str
    previous_url: str | None
    next_url: str | None


@dataclass(frozen=True, slots=True)
class PossibleView:
    """On the page of a record: others that may be the same."""

    records: tuple[DuplicateView, ...]
    merge_url: str | None


def show_duplicates(request: PageRequest) -> Response:
    """`/{entity}/duplicates?key=phone&page=1`."""
    entity, context = request.entity, request.context
    if not entity.merge_on:
        raise NotFoundError
    if not may(entity, Verb.READ, context):
        raise ForbiddenError
    keys = merge_keys(context, entity)
    key = next((each for each in keys if each.name == request.query.get("key")), keys[0] if keys else None)
    if key is None:
        raise ForbiddenError
    return render(request, "duplicates.html", page=_page(request, keys, key))


def duplicates_url(context: Context, entity: EntityDefinition) -> str | None:
    """Where duplicates are looked for, if the user may."""
    return f"/{entity.name}/duplicates" if entity.merge_on and merge_keys(context, entity) else None


def possible_duplicates(request: PageRequest, entity: EntityDefinition, record_id: int) -> PossibleView | None:
    """For the page of a record; None where there are none."""
    if not entity.merge_on:
        return None
    found = duplicates_of(request.context, entity, record_id)
    if not found:
        return None
    presentation = presentation_of(request)
    records = tuple(_record(presentation, request, entity, each) for each in found)
    return PossibleView(records, _merge_url(request.context, entity, [record_id, *(each.id for each in found)]))


def notes_of(presentation: Presentation, context: Context, entity: EntityDefinition, record: Any) -> dict[str, Any]:
    """What a form says beside the inputs of keys that another record has already."""
    notes: dict[str, Any] = {}
    for known in known_elsewhere(context, entity, record) if entity.merge_on else ():
        label = presentation.text(known.field.label)
        links = [
            {"text": title or presentation.say("record.untitled"), "url": f"/{entity.name}/{record_id}"}
            for record_id, title in known.records
        ]
        key = "merge.known" if links else "merge.known_hidden"
        notes[known.field.name] = {"text": presentation.say(key, label=label), "links": links}
    return notes


def _page(request: PageRequest, keys: tuple[FieldDefinition, ...], key: FieldDefinition) -> DuplicatesPage:
    entity, context = request.entity, request.context
    presentation = presentation_of(request)
    text = request.query.get("page", "1")
    number = int(text) if text.isascii() and text.isdigit() and 0 < len(text) < 6 else 1
    number = max(number, 1)
    found = duplicate_groups(context, entity, key, limit=_GROUPS + 1, offset=(number - 1) * _GROUPS)
    base = f"/{entity.name}/duplicates?key={key.name}"
    label = presentation.many(entity)
    return DuplicatesPage(
        title=presentation.say("merge.duplicates_title", label=presentation.counted(entity, 2)),
        list_label=label,
        list_url=f"/{entity.name}",
        keys=tuple(
            KeyView(presentation.text(each.label), f"/{entity.name}/duplicates?key={each.name}", each is key)
            for each in keys
        ),
        groups=tuple(_group(presentation, request, key, each) for each in found[:_GROUPS]),
        none=presentation.say("merge.none", label=presentation.counted(entity, 2)),
        none_text=presentation.say("merge.none_text", field=presentation.text(key.label)),
        previous_url=f"{base}&page={number - 1}" if number > 1 else None,
        next_url=f"{base}&page={number + 1}" if len(found) > _GROUPS else None,
    )


def _group(presentation: Presentation, request: PageRequest, key: FieldDefinition, group: DuplicateGroup) -> GroupView:
    entity = request.entity
    value = presentation.plain(key, group.value)
    return GroupView(
        presentation.say("merge.group", value=value, count=group.count),
        tuple(_record(presentation, request, entity, each) for each in group.records),
        _merge_url(request.context, entity, (each.id for each in group.records)),
    )


def _record(
    presentation: Presentation, request: PageRequest, entity: EntityDefinition, record: Duplicate
) -> DuplicateView:
    when = presentation.formats.ago(record.created_at, request.now)
    title = record.title or presentation.say("record.untitled")
    return DuplicateView(title, f"/{entity.name}/{record.id}", presentation.say("merge.created", when=when))


def _merge_url(context: Context, entity: EntityDefinition, ids: Iterable[int]) -> str | None:
    if not (may(entity, Verb.UPDATE, context) and may(entity, Verb.DELETE, context)):
        return None
    return f"/{entity.name}/merge?{urlencode([('id', each) for each in sorted(ids)])}"
