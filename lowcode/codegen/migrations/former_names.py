"""What things were called before: so that addresses of then lead on, and histories tell of fields that are gone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from lowcode.ir.application import Application, RowsFieldType
from lowcode.ir.changes import Kind
from lowcode.ir.former import FormerApplication, FormerEntity, FormerField, FormerName
from lowcode.ir.matching import Matching

_PAGES = (Kind.REPORT, Kind.DASHBOARD)


def former_names(matching: Matching) -> tuple[FormerName, ...]:
    """All names of before, the newest first, each once; none that something is called by now."""
    live = set(_live(matching.application))
    found: dict[tuple[str, str, str], FormerName] = {}
    for each in (*_given_up(matching), *_carried_on(matching)):
        key = (each.kind, each.owner, each.identifier)
        if key not in live:
            found.setdefault(key, each)
    return tuple(found.values())


def _live(application: Application) -> Iterator[tuple[str, str, str]]:
    for entity in application.entities:
        yield Kind.ENTITY.value, "", entity.identifier
        for field in entity.fields:
            yield Kind.FIELD.value, entity.name, field.identifier
    for report in application.reports:
        yield Kind.REPORT.value, "", report.identifier
    for dashboard in application.dashboards:
        yield Kind.DASHBOARD.value, "", dashboard.identifier


def _given_up(matching: Matching) -> Iterator[FormerName]:
    """What there was before this change."""
    for name, was in matching.entities.items():
        if matching.application.entity(name).owner is None:
            yield FormerName(Kind.ENTITY.value, "", was.identifier, "", name)
        yield from _of_fields(matching, name, was)
    for (kind, name), process in matching.processes.items():
        if kind in _PAGES:
            yield FormerName(kind.value, "", process.identifier, "", name)


def _of_fields(matching: Matching, entity: str, was: FormerEntity) -> Iterator[FormerName]:
    for field in was.fields:
        if field.is_computed:
            continue
        now = matching.fields_now.get((entity, field.name), "")
        if now:
            yield FormerName(Kind.FIELD.value, entity, field.identifier, "", now)
        else:
            yield FormerName(Kind.FIELD.value, entity, field.identifier, field.label, others=field.others)
            yield from _of_rows(matching.former, entity, field)


def _of_rows(former: FormerApplication, entity: str, field: FormerField) -> Iterator[FormerName]:
    """The columns of a sub-table that is gone: histories of its owner tell of them."""
    if isinstance(field.type, RowsFieldType):
        for each in former.entity_by_name[field.type.entity].fields:
            path = f"{field.identifier}.{each.identifier}"
            yield FormerName(Kind.FIELD.value, entity, path, each.label, others=each.others)


def _carried_on(matching: Matching) -> Iterator[FormerName]:
    """The names that earlier changes took away, of what is still there, or was in an entity that is."""
    pages: Mapping[tuple[str, str], str] = {
        (kind.value, was.name): name for (kind, name), was in matching.processes.items()
    }
    for each in matching.former.names:
        if each.kind == Kind.FIELD.value:
            owner = matching.entity_now.get(each.owner)
            if owner is not None:
                now = matching.fields_now.get((owner, each.now), "")
                if now or not each.now:
                    yield replace(each, owner=owner, now=now)
        else:
            entities = matching.entity_now
            found = entities.get(each.now) if each.kind == Kind.ENTITY.value else pages.get((each.kind, each.now))
            if found is not None:
                yield replace(each, now=found)
