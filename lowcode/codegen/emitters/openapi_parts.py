"""The parts of the API's description that are the same for every app: links, files, refusals, requests, tasks."""

from __future__ import annotations

from typing import Any, Final

from lowcode.catalog.api import APPROVAL_LISTS, DEFAULT_LIMIT, MOST_ITEMS, TASK_STATES
from lowcode.codegen.emitters.openapi_schemas import Json, optional, reference

_TEXT: Final[Json] = {"type": ["string", "null"]}
_MOMENT: Final[Json] = {"type": ["string", "null"], "format": "date-time"}
_NUMBER: Final[Json] = {"type": "integer"}
_NAMES: Final[Json] = {"type": "array", "items": {"type": "string"}}


def of(properties: Json, *required: str) -> Json:
    """An object."""
    schema: Json = {"type": "object", "properties": properties}
    return {**schema, "required": list(required)} if required else schema


def only(properties: Json, *required: str) -> Json:
    """An object with nothing else in it: what is sent."""
    return {**of(properties, *required), "additionalProperties": False}


def list_of(items: Json) -> Json:
    """An array."""
    return {"type": "array", "items": items}


_LINK: Final = reference("api.Link")
_ISSUE: Final = of({"field": {"type": "string"}, "code": {"type": "string"}, "message": {"type": "string"}}, "code")
_CONSEQUENCE: Final = of(
    {
        "entity": {"type": "string"},
        "label": {"type": "string"},
        "field": _TEXT,
        "count": _NUMBER,
        "titles": _NAMES,
        "ids": list_of(_NUMBER),
    }
)

SHARED_SCHEMAS: Final[Json] = {
    "api.Link": of({"id": _NUMBER, "title": _TEXT}, "id"),
    "api.Reference": {
        "anyOf": [
            {"type": "integer", "minimum": 1},
            of({"id": _NUMBER}, "id"),
            {"type": "object", "minProperties": 1, "additionalProperties": {"type": ["string", "integer"]}},
        ]
    },
    "api.File": of(
        {
            "id": _NUMBER,
            "name": {"type": "string"},
            "size": _NUMBER,
            "media_type": {"type": "string"},
            "url": {"type": "string"},
        },
        "id",
        "name",
    ),
    "api.FileReference": {"anyOf": [{"type": "integer", "minimum": 1}, of({"id": _NUMBER}, "id")]},
    "api.Created": of({"id": _NUMBER, "version": _NUMBER}, "id", "version"),
    "api.Count": of({"number": _NUMBER, "is_capped": {"type": "boolean"}}, "number", "is_capped"),
    "api.Problem": of(
        {
            "type": {"type": "string"},
            "title": {"type": "string"},
            "status": _NUMBER,
            "code": {"type": "string"},
            "problems": list_of(_ISSUE),
        },
        "type",
        "title",
        "status",
        "code",
        "problems",
    ),
    "api.Conflict": {
        "allOf": [
            reference("api.Problem"),
            of(
                {
                    "version": _NUMBER,
                    "changed_by": optional(_LINK),
                    "differences": list_of(of({"field": {"type": "string"}, "theirs": {}, "mine": {}}, "field")),
                },
                "version",
            ),
        ]
    },
    "api.Consequence": _CONSEQUENCE,
    "api.Deletion": of(
        {
            "possible": {"type": "boolean"},
            "deleted_too": list_of(reference("api.Consequence")),
            "cleared": list_of(reference("api.Consequence")),
            "in_the_way": list_of(reference("api.Consequence")),
        },
        "possible",
    ),
    "api.Deleted": of(
        {
            "id": _NUMBER,
            "recycle_bin": _NUMBER,
            "deleted_too": list_of(reference("api.Consequence")),
            "cleared": list_of(reference("api.Consequence")),
        },
        "id",
        "recycle_bin",
    ),
    "api.History": of(
        {
            "items": list_of(
                of(
                    {
                        "id": _NUMBER,
                        "at": _MOMENT,
                        "by": optional(_LINK),
                        "action": {"type": "string"},
                        "origin": _TEXT,
                        "changes": list_of(of({"field": {"type": "string"}, "old": {}, "new": {}}, "field")),
                    },
                    "id",
                    "action",
                )
            ),
            "next": _TEXT,
        },
        "items",
    ),
    "api.Submitted": of({"submitted": {"const": True}, "approval": of({"id": _NUMBER}, "id")}, "submitted"),
    "api.Transitions": of(
        {
            "field": {"type": "string"},
            "state": _TEXT,
            "label": _TEXT,
            "version": _NUMBER,
            "transitions": list_of(
                of(
                    {
                        "name": {"type": "string"},
                        "label": {"type": "string"},
                        "to": of({"state": {"type": "string"}, "label": {"type": "string"}}, "state"),
                        "possible": {"type": "boolean"},
                        "reasons": _NAMES,
                        "asks": _NAMES,
                        "demands": _NAMES,
                        "approval": optional(reference("api.Approval")),
                    },
                    "name",
                    "possible",
                )
            ),
            "stays": list_of(of({"state": {"type": "string"}, "entered_at": _MOMENT, "left_at": _MOMENT}, "state")),
        },
        "state",
        "version",
        "transitions",
    ),
    "api.Approval": of(
        {
            "name": {"type": "string"},
            "label": {"type": "string"},
            "signers": list_of(of({"step": {"type": "string"}, "role": _TEXT}, "step")),
        },
        "name",
    ),
    "api.Buttons": of(
        {
            "version": _NUMBER,
            "buttons": list_of(
                of(
                    {
                        "name": {"type": "string"},
                        "label": {"type": "string"},
                        "possible": {"type": "boolean"},
                        "reasons": _NAMES,
                        "asks": _NAMES,
                    },
                    "name",
                    "possible",
                )
            ),
        },
        "buttons",
    ),
    "api.Requests": of(
        {
            "version": _NUMBER,
            "requests": list_of(
                of({"id": _NUMBER, "approval": {"type": "string"}, "status": {"type": "string"}}, "id")
            ),
            "submissions": list_of(of({"name": {"type": "string"}, "possible": {"type": "boolean"}}, "name")),
        },
        "requests",
    ),
    "api.RequestLine": of(
        {
            "id": _NUMBER,
            "approval": {"type": "string"},
            "label": {"type": "string"},
            "entity": {"type": "string"},
            "record": _LINK,
            "status": {"type": "string"},
            "submitter": optional(_LINK),
            "started_at": _MOMENT,
            "step": _TEXT,
            "since": _MOMENT,
            "decision": _TEXT,
            "on_behalf_of": optional(_LINK),
            "url": {"type": "string"},
        },
        "id",
        "status",
    ),
    "api.Request": of(
        {
            "id": _NUMBER,
            "approval": {"type": "string"},
            "label": {"type": "string"},
            "entity": {"type": "string"},
            "record": _LINK,
            "version": {"type": ["integer", "null"]},
            "status": {"type": "string"},
            "note": _TEXT,
            "round": _NUMBER,
            "submitter": optional(_LINK),
            "started_at": _MOMENT,
            "finished_at": _MOMENT,
            "transition": _TEXT,
            "shown": {"type": ["object", "null"]},
            "asked": {"type": "object"},
            "steps": list_of({"type": "object"}),
            "turn": optional(
                of(
                    {
                        "step": _TEXT,
                        "may": _NAMES,
                        "edits": _NAMES,
                        "opinion_required": {"type": "boolean"},
                        "return_to": _NAMES,
                    }
                )
            ),
            "may_withdraw": {"type": "boolean"},
        },
        "id",
        "status",
    ),
    "api.Task": of(
        {
            "id": _NUMBER,
            "text": {"type": "string"},
            "status": {"type": "string"},
            "due_at": _MOMENT,
            "entity": _TEXT,
            "record": {"type": ["integer", "null"]},
            "origin": _TEXT,
            "created_at": _MOMENT,
            "done_at": _MOMENT,
            "done_by": {"type": ["integer", "null"]},
        },
        "id",
        "status",
    ),
    "api.Me": of(
        {
            "id": _NUMBER,
            "name": {"type": "string"},
            "roles": _NAMES,
            "department": {"type": ["integer", "null"]},
            "locale": {"type": "string"},
            "timezone": {"type": "string"},
            "token": {"type": ["object", "null"]},
            "scopes": _NAMES,
            "rights": {"type": "object", "additionalProperties": _NAMES},
            "waiting": {"type": "object", "additionalProperties": _NUMBER},
        },
        "id",
        "roles",
        "scopes",
    ),
}

_OPINION: Final[Json] = {"type": ["string", "null"], "maxLength": 10_000}
_FILES: Final[Json] = {"type": ["array", "null"], "items": {"type": "integer", "minimum": 1}}
_VERSION: Final[Json] = {"type": ["integer", "null"], "minimum": 0}
_USER: Final = reference("api.Reference")

DECISIONS: Final[dict[str, Json]] = {
    "approve": only({"opinion": _OPINION, "values": {"type": "object"}, "files": _FILES, "version": _VERSION}),
    "reject": only({"opinion": _OPINION, "files": _FILES, "version": _VERSION}),
    "return": only({"opinion": _OPINION, "step": _TEXT}),
    "transfer": only({"user": _USER, "opinion": _OPINION}, "user"),
    "add_signer": only({"user": _USER, "way": {"enum": ["before", "after", "beside"]}}, "user", "way"),
    "withdraw": only({}),
}
"""What is sent with each decision about a request."""


ANSWERS: Final[dict[str, Json]] = {
    "delete_record": reference("api.Deleted"),
    "show_deletion": reference("api.Deletion"),
    "show_history": reference("api.History"),
    "show_transitions": reference("api.Transitions"),
    "show_buttons": reference("api.Buttons"),
    "show_requests": reference("api.Requests"),
    "list_approvals": of({"items": list_of(reference("api.RequestLine")), "next": _TEXT}, "items", "next"),
    "list_tasks": of({"items": list_of(reference("api.Task"))}, "items"),
    "finish_task": reference("api.Task"),
    "reopen_task": reference("api.Task"),
    "upload_files": of({"files": list_of(reference("api.File"))}, "files"),
    "show_me": reference("api.Me"),
    "show_openapi": {"type": "object"},
}
"""What is answered to operations that are not about the fields of an entity; decisions answer the request."""


def query(name: str, schema: Json, description: str | None = None) -> Json:
    """A parameter of the address."""
    words: dict[str, Any] = {} if description is None else {"description": description}
    return {"name": name, "in": "query", **words, "schema": schema}


LIST_SCHEMAS: Final[dict[str, Json]] = {
    "q": {"type": "string", "maxLength": 100},
    "sort": {"type": "string"},
    "fields": {"type": "string"},
    "limit": {"type": "integer", "minimum": 1, "maximum": MOST_ITEMS, "default": DEFAULT_LIMIT},
    "after": {"type": "integer", "minimum": 1},
    "count": {"type": "boolean", "default": False},
}
"""The parameters of every list."""

APPROVALS_SCHEMA: Final[Json] = {"enum": list(APPROVAL_LISTS), "default": APPROVAL_LISTS[0]}
TASKS_SCHEMA: Final[Json] = {"enum": list(TASK_STATES), "default": TASK_STATES[0]}
BEFORE_SCHEMA: Final[Json] = {"type": "integer", "minimum": 1}
STEP_VERSION: Final = _VERSION
