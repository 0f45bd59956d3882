"""Links to records of several entities, as far as the user may read them: one query per entity."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple, TypeAlias

from sqlalchemy import select

from lowcode.runtime.access import is_denied, predicate
from lowcode.runtime.definitions import Verb
from lowcode.runtime.http.request import PageRequest
from lowcode.runtime.pages.rendering import presentation_of


class RecordTarget(NamedTuple):
    """A record that can be opened."""

    title: str
    url: str
    kind: str


RecordLinks: TypeAlias = Mapping[tuple[str | None, int | None], RecordTarget]


def links_to(request: PageRequest, wanted: Iterable[tuple[str | None, int | None]]) -> RecordLinks:
    """Where these records are read; those that the user may not read, or that are gone, are missing."""
    context, presentation = request.context, presentation_of(request)
    by_entity: dict[str, set[int]] = {}
    for name, record_id in wanted:
        if name in context.application.entity_by_name and record_id is not None:
            by_entity.setdefault(str(name), set()).add(record_id)
    found: dict[tuple[str | None, int | None], RecordTarget] = {}
    for name, ids in by_entity.items():
        entity = context.application.entity_by_name[name]
        condition = predicate(entity, Verb.READ, context)
        if is_denied(condition):
            continue
        model = entity.model
        readable = set(context.connection.scalars(select(model.id).where(model.id.in_(ids), condition)))
        titles = request.service.queries.titles(name, readable, context)
        for each in readable:
            title = (titles[each].title if each in titles else None) or f"#{each}"
            found[name, each] = RecordTarget(title, f"/{name}/{each}", presentation.text(entity.label))
    return found
