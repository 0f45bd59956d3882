"""Files: brought first, then named by their numbers in a record or an opinion; read by who may read the record."""

from __future__ import annotations

from starlette.responses import FileResponse, Response

from lowcode.catalog.field_types import AttachedFile
from lowcode.runtime.api.errors import ProblemsError
from lowcode.runtime.api.request import ApiRequest, json_answer
from lowcode.runtime.api.values import file_json
from lowcode.runtime.files import register
from lowcode.runtime.http.errors import NotFoundError
from lowcode.runtime.pages.file_pages import POLICY, readable_file
from lowcode.runtime.saving.outcome import Problem


def upload_files(request: ApiRequest) -> Response:
    """`POST /files`: every file of the form; each is attached when a record that names it is saved."""
    if not request.uploads:
        raise ProblemsError((Problem(path="file", code="no_file"),))
    refused = [each.content for each in request.uploads if isinstance(each.content, AttachedFile)]
    if refused:
        problems = (
            Problem(path="file", code=each.media_type, parameters={"name": each.name, "size": each.size})
            for each in refused
        )
        raise ProblemsError(tuple(problems))
    kept = [
        register(request.context, each.content)
        for each in request.uploads
        if not isinstance(each.content, AttachedFile)
    ]
    return json_answer({"files": [file_json(each.attached) for each in kept]}, 201)


def download_file(request: ApiRequest) -> Response:
    """`GET /files/{id}`."""
    kept = readable_file(request)
    path = request.service.files.path(kept.sha256)
    if not path.is_file():
        raise NotFoundError
    return FileResponse(
        path,
        media_type=kept.media_type,
        filename=kept.name,
        content_disposition_type="attachment",
        headers={"content-security-policy": POLICY, "cache-control": "private, no-cache"},
    )
