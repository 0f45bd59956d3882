"""Bringing files before a form is saved, reading those of records, and the preview of a text with headings."""

from __future__ import annotations

from typing import Any, Final

from markupsafe import escape
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, Response

from lowcode.catalog.field_types import attached_files
from lowcode.catalog.media_types import RASTER_IMAGES
from lowcode.runtime.access import may
from lowcode.runtime.definitions import EntityDefinition, FieldDefinition, Rows, Verb
from lowcode.runtime.files import KeptFile, files_by_id, is_accepted, may_read_file
from lowcode.runtime.files.thumbnails import thumbnail
from lowcode.runtime.forms import is_writable
from lowcode.runtime.http.errors import BadRequestError, ForbiddenError, NotFoundError
from lowcode.runtime.http.request import PageRequest
from lowcode.runtime.pages.attachments import file_views, is_attachment
from lowcode.runtime.pages.markdown import show_markdown
from lowcode.runtime.pages.problem_words import ProblemWords
from lowcode.runtime.pages.rendering import presentation_of
from lowcode.runtime.saving.outcome import Problem

INPUT: Final = "file"
"""The name of the input that files come under."""
POLICY: Final = "default-src 'none'; sandbox"
"""What a file may do in a browser: nothing."""
_KEPT_BY_BROWSERS: Final = "private, max-age=3600"


def receive_files(request: PageRequest) -> Response:
    """`POST /-/files`: keeps files for a form that is still being filled in; `field` says for which field.

    A field is named by its path: `product.photo`, `order.lines.proof`.

    The answer is what the form sends in their place. Each is attached when the form is saved, by who has brought it.
    """
    entity, definition = _field(request)
    lines = [line for text in request.form.getlist(INPUT) for line in text.splitlines()]
    if not lines:
        raise BadRequestError
    presentation = presentation_of(request)
    words = ProblemWords(presentation, entity, request.context)
    problems = [each for line in lines if (each := _problem(definition, line)) is not None]
    if problems:
        return JSONResponse({"problems": [words.view(each).text for each in problems]}, status_code=422)
    files = [
        {"line": each.line, "name": each.name, "size": each.size, "url": each.url, "thumbnail": each.thumbnail}
        for each in file_views(presentation, lines)
    ]
    return JSONResponse({"files": files}, status_code=201)


def _field(request: PageRequest) -> tuple[EntityDefinition, FieldDefinition]:
    name, *path = request.form.get("field", "").split(".")
    entities = request.context.application.entity_by_name
    entity = entities.get(name)
    definition: FieldDefinition | None = None
    for each in path:
        if definition is not None and isinstance(definition.type, Rows):
            entity = entities[definition.type.entity]
        definition = entity.field_by_name.get(each) if entity is not None else None
    if entity is None or definition is None or not is_attachment(definition) or not is_writable(definition):
        raise BadRequestError
    if not (may(entity, Verb.CREATE, request.context) or may(entity, Verb.UPDATE, request.context)):
        raise ForbiddenError
    return entity, definition


def _problem(definition: FieldDefinition, line: str) -> Problem | None:
    """Why the field does not take the file."""
    found = attached_files(line)
    if not found:
        raise BadRequestError
    attached = found[0]
    if not attached.id:
        parameters: dict[str, Any] = {"name": attached.name, "size": attached.size}
        return Problem(path=definition.name, code=attached.media_type, parameters=parameters)
    if definition.max_size is not None and attached.size > definition.max_size:
        parameters = {"name": attached.name, "size": attached.size, "largest": definition.max_size}
        return Problem(path=definition.name, code="file_larger_than", parameters=parameters)
    if not is_accepted(attached.media_type, definition.accept):
        parameters = {"name": attached.name, "accepted": ", ".join(definition.accept)}
        return Problem(path=definition.name, code="file_not_accepted", parameters=parameters)
    return None


def show_file(request: PageRequest) -> Response:
    """`/-/files/{id}/{name}`: the file, for who may read the record. Only pictures are shown in place.

    The number says which file it is; the name is there for people, and for browsers that save it.
    """
    kept = readable_file(request)
    path = request.service.files.path(kept.sha256)
    if not path.is_file():
        raise NotFoundError
    is_picture = kept.media_type in RASTER_IMAGES.values()
    return FileResponse(
        path,
        media_type=kept.media_type,
        filename=kept.name,
        content_disposition_type="inline" if is_picture else "attachment",
        headers={"content-security-policy": POLICY, "cache-control": "private, no-cache"},
    )


def show_thumbnail(request: PageRequest) -> Response:
    """`/-/thumbnails/{id}`: the small picture of an image."""
    kept = readable_file(request)
    path = thumbnail(request.service.files, kept.sha256) if kept.media_type in RASTER_IMAGES.values() else None
    if path is None:
        raise NotFoundError
    headers = {"content-security-policy": POLICY, "cache-control": _KEPT_BY_BROWSERS}
    return FileResponse(path, media_type="image/webp", headers=headers)


def readable_file(request: PageRequest) -> KeptFile:
    """The file of the address, for who may read it."""
    kept = files_by_id(request.context, [request.record_id]).get(request.record_id)
    if kept is None or not may_read_file(request.context, kept):
        raise NotFoundError
    return kept


def preview_markdown(request: PageRequest) -> Response:
    """`POST /-/markdown?field=remark`: the text of that input as it will be shown."""
    name = request.query.get("field", "")
    texts = request.form.getlist(name)
    presentation = presentation_of(request)
    is_empty = not texts or not texts[-1].strip()
    return HTMLResponse(escape(presentation.say("markdown.empty")) if is_empty else show_markdown(texts[-1]))
