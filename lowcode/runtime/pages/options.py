"""What a reference may be set to: `/{entity}/options/{field}`, for the searching selects of forms and filters."""

from __future__ import annotations

from typing import Any

from starlette.responses import JSONResponse, Response

from lowcode.runtime.access import may, may_read_field
from lowcode.runtime.definitions import (
    EntityDefinition,
    FieldDefinition,
    ManyReference,
    Reference,
    Rows,
    Verb,
)
from lowcode.runtime.forms import parse_submission
from lowcode.runtime.http.errors import ForbiddenError, NotFoundError
from lowcode.runtime.http.request import PageRequest
from lowcode.runtime.pages.form_drawing import filled_rows
from lowcode.runtime.queries.plans import SYSTEM_FIELDS
from lowcode.runtime.saving.facts import facts_of, new_record
from lowcode.runtime.saving.outcome import NotAllowedError, RecordNotFoundError
from lowcode.runtime.saving.preview import preview

_LONGEST = 100


def show_options(request: PageRequest) -> Response:
    """The records that match `q`; with a posted form, those that fit the rest of it."""
    entity, context = request.entity, request.context
    if not any(may(entity, verb, context) for verb in (Verb.READ, Verb.CREATE, Verb.UPDATE)):
        raise ForbiddenError
    rows_field, definition = _field(request, entity, request.route_values["field"])
    text = request.query.get("q", "")[:_LONGEST]
    queries = request.service.queries
    if request.method == "POST":
        this = _standing(request, entity, rows_field)
        links = queries.options(definition, text, this, context)
        context.session.expunge_all()
    elif "filter" in request.query or definition.options_where is None:
        target = context.application.entity_by_name[_target(definition)]
        links = queries.find(target, text, context)
    else:
        links = queries.options(definition, text, _blank(request, entity, rows_field), context)
    return JSONResponse({"options": [{"value": str(link.id), "text": link.title or f"#{link.id}"} for link in links]})


def _field(request: PageRequest, entity: EntityDefinition, path: str) -> tuple[str | None, FieldDefinition]:
    """The reference that the address names: `owner`, or `lines.product` in a sub-table."""
    first, _, second = path.partition(".")
    definition = entity.field_by_name.get(first) or SYSTEM_FIELDS.get(first)
    rows_field = None
    if second and definition is not None and isinstance(definition.type, Rows):
        rows_field = first
        definition = request.context.application.entity_by_name[definition.type.entity].field_by_name.get(second)
    elif second:
        definition = None
    if not may_read_field(request.context, entity, first):
        raise NotFoundError
    if definition is None or definition.hidden or not isinstance(definition.type, Reference | ManyReference):
        raise NotFoundError
    return rows_field, definition


def _target(definition: FieldDefinition) -> str:
    if not isinstance(definition.type, Reference | ManyReference):
        raise NotFoundError
    return definition.type.entity


def _standing(request: PageRequest, entity: EntityDefinition, rows_field: str | None) -> Any:
    """The record (or the row) as it stands in the form that was sent along."""
    context = request.context
    submission = parse_submission(entity, request.form.multi_items(), context)
    record_id = request.query.get("record", "")
    known = int(record_id) if record_id.isascii() and record_id.isdigit() and len(record_id) < 10 else None
    try:
        record = preview(context, entity, submission, known)
    except (RecordNotFoundError, NotAllowedError) as error:
        raise NotFoundError from error
    if rows_field is None:
        return record
    numbers = filled_rows(entity, submission.raw)[rows_field]
    rows = dict(zip([f"{rows_field}[{each}]" for each in numbers], getattr(record, rows_field), strict=False))
    return rows.get(request.form.get("row", "")) or _blank(request, entity, rows_field)


def _blank(request: PageRequest, entity: EntityDefinition, rows_field: str | None) -> Any:
    if rows_field is None:
        return new_record(facts_of(entity))
    kind = entity.field_by_name[rows_field].type
    if not isinstance(kind, Rows):
        raise NotFoundError
    return new_record(facts_of(request.context.application.entity_by_name[kind.entity]))
