"""Who one is, what one may do, and what there is."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from starlette.responses import Response

from lowcode.runtime.access import may
from lowcode.runtime.api.request import ApiRequest, json_answer
from lowcode.runtime.api.values import moment_text
from lowcode.runtime.definitions import Verb
from lowcode.runtime.http.errors import NotFoundError
from lowcode.runtime.pages.process.counting import counters_of

DOCUMENT: Final = "openapi.json"
"""Its place in the project's folder."""


def show_me(request: ApiRequest) -> Response:
    """`GET /me`."""
    context, token = request.context, request.caller.token
    identity, application = context.identity, context.application
    counters = counters_of(context)
    rights = {
        each.name: [verb.value for verb in Verb if may(each, verb, context)]
        for each in application.entities
        if each.owner is None
    }
    return json_answer(
        {
            "id": identity.user_id,
            "name": identity.name,
            "roles": sorted(identity.roles),
            "department": identity.department_id,
            "locale": request.locale,
            "timezone": application.timezone,
            "token": None if token is None else {"name": token.name, "expires_at": moment_text(token.expires_at)},
            "scopes": sorted(request.caller.scopes),
            "rights": {name: verbs for name, verbs in rights.items() if verbs},
            "waiting": {"to_sign": counters.to_sign, "tasks": counters.tasks, "returned": counters.returned},
        }
    )


def show_openapi(request: ApiRequest) -> Response:
    """`GET /openapi.json`: the description that the compiler has written."""
    path: Path = request.service.settings.folder / DOCUMENT
    if not path.is_file():
        raise NotFoundError
    return Response(path.read_bytes(), media_type="application/json")
