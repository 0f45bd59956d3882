"""Values of records as JSON: exact numbers, days and times as texts, other records with their titles.

Only what queries have let out arrives here: what one may see masked is a `Masked` text, what one may not see is not
there. `plain` is for values in the form of submissions, in which history and conflicts have them.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from lowcode.catalog.api import PREFIX
from lowcode.catalog.field_types import FIELD_TYPES, AttachedFile, attached_files
from lowcode.runtime.definitions import (
    ApplicationDefinition,
    EntityDefinition,
    FieldDefinition,
    ManyChoiceOf,
    ManyReference,
    Reference,
    Reverse,
    Rows,
    Scalar,
)
from lowcode.runtime.field_rights import Masked
from lowcode.runtime.queries.results import RecordLink, RecordView
from lowcode.runtime.saving.submission import Row

_ONE_FILE = frozenset({"file", "image"})


def moment_text(value: datetime.datetime | None) -> str | None:
    """A moment of the app, which is UTC, as everybody understands it: `2026-11-22T05:46:22Z`."""
    return f"{value.isoformat(timespec='seconds')}Z" if value is not None else None


def link_json(link: RecordLink | None) -> dict[str, Any] | None:
    """Another record."""
    return {"id": link.id, "title": link.title} if link is not None else None


def file_json(attached: AttachedFile) -> dict[str, Any]:
    """A file: what it is called, what it is, and where it is read."""
    return {
        "id": attached.id,
        "name": attached.name,
        "size": attached.size,
        "media_type": attached.media_type,
        "url": f"{PREFIX}/files/{attached.id}",
    }


def record_json(application: ApplicationDefinition, view: RecordView) -> dict[str, Any]:
    """A whole record as far as its reader may see it; `_masked` names what he sees masked."""
    shown = {
        each.name: field_json(application, each, view.values[each.name])
        for each in view.entity.fields
        if is_shown(each) and each.name in view.values
    }
    system = {
        "id": view.id,
        "version": view.version,
        "_title": view.title,
        "created_at": moment_text(view.created_at),
        "created_by": link_json(view.created_by),
        "updated_at": moment_text(view.updated_at),
        "updated_by": link_json(view.updated_by),
    }
    return {**system, **shown, **masked_names((name, view.values[name]) for name in shown)}


def is_shown(definition: FieldDefinition) -> bool:
    """Whether a field is part of its record's JSON: lists of other records have addresses of their own."""
    return not definition.hidden and not isinstance(definition.type, Reverse)


def masked_names(values: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """Which of the values are masked; nothing where none is."""
    names = [name for name, value in values if isinstance(value, Masked)]
    return {"_masked": names} if names else {}


def field_json(application: ApplicationDefinition, definition: FieldDefinition, value: Any) -> Any:
    """A value that a query has read."""
    match definition.type:
        case _ if isinstance(value, Masked):
            return str(value)
        case Reference():
            return link_json(value)
        case ManyReference():
            return [link_json(each) for each in value]
        case ManyChoiceOf():
            return list(value or ())
        case Rows(entity=name):
            row_entity = application.entity_by_name[name]
            return [{"id": each.id, **_cells(application, row_entity, each.values)} for each in value]
        case Scalar() as scalar:
            return scalar_json(scalar, value)
        case _:
            return value


def _cells(application: ApplicationDefinition, entity: EntityDefinition, values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        each.name: field_json(application, each, values[each.name])
        for each in entity.fields
        if is_shown(each) and each.name in values
    }


def scalar_json(scalar: Scalar, value: Any) -> Any:
    """A value of a scalar field."""
    if FIELD_TYPES[scalar.kind].is_attachment:
        files = [file_json(each) for each in attached_files(value)]
        return (files[0] if files else None) if scalar.kind in _ONE_FILE else files
    if scalar.kind == "bool" and value is not None:
        return bool(value)
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, datetime.datetime):
        return moment_text(value)
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    return value


def plain_json(
    application: ApplicationDefinition,
    definition: FieldDefinition,
    value: Any,
    titles: Mapping[tuple[str, int], RecordLink],
) -> Any:
    """A value in the form of submissions; `titles` are those of the records that it names, by entity and id."""
    match definition.type:
        case Reference(entity=target):
            return _named(target, value, titles)
        case ManyReference(entity=target):
            return [_named(target, each, titles) for each in value or ()]
        case Rows(entity=name):
            row_entity = application.entity_by_name[name]
            return [_plain_row(application, row_entity, each, titles) for each in value or ()]
        case _:
            return field_json(application, definition, value)


def _plain_row(
    application: ApplicationDefinition,
    entity: EntityDefinition,
    row: Row,
    titles: Mapping[tuple[str, int], RecordLink],
) -> dict[str, Any]:
    known = entity.field_by_name
    cells = {name: plain_json(application, known[name], value, titles) for name, value in row.values.items()}
    return {"id": row.id, **cells}


def _named(target: str, record_id: int | None, titles: Mapping[tuple[str, int], RecordLink]) -> Any:
    if record_id is None:
        return None
    return link_json(titles.get((target, record_id), RecordLink(record_id, None)))
