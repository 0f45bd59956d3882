"""The user's tasks."""

from __future__ import annotations

from typing import Any

from starlette.responses import Response

from lowcode.catalog.api import TASK_STATES
from lowcode.runtime.api.errors import BadParametersError
from lowcode.runtime.api.reading import unknown_name
from lowcode.runtime.api.request import ApiRequest, json_answer
from lowcode.runtime.api.values import moment_text
from lowcode.runtime.http.errors import NotFoundError
from lowcode.runtime.pages.process.origins import origin_words
from lowcode.runtime.pages.process.task_views import own_task
from lowcode.runtime.pages.process.todo_page import recently_done
from lowcode.runtime.pages.rendering import presentation_of
from lowcode.runtime.process.tasks import Task, finish_task, open_tasks, reopen_task, task_by_id


def list_tasks(request: ApiRequest) -> Response:
    """`GET /tasks?status=open|done`: what the user has to do, or has done last."""
    context = request.context
    if context.application.processes is None:
        raise NotFoundError
    status = request.query.get("status", TASK_STATES[0])
    if status not in TASK_STATES:
        raise BadParametersError((unknown_name("status", status, list(TASK_STATES)),))
    found = recently_done(context) if status == "done" else open_tasks(context.connection, context.user_id or 0)
    return json_answer({"items": [_task(request, each) for each in found]})


def finish(request: ApiRequest) -> Response:
    """`POST /tasks/{id}/done`: by whoever is first of its people; done again, nothing happens."""
    own_task(request)
    finish_task(request.context, request.record_id)
    return _answer(request)


def reopen(request: ApiRequest) -> Response:
    """`POST /tasks/{id}/reopen`."""
    own_task(request)
    reopen_task(request.context, request.record_id)
    return _answer(request)


def _answer(request: ApiRequest) -> Response:
    task = task_by_id(request.context.connection, request.record_id)
    if task is None:
        raise NotFoundError
    if not request.reads:
        return json_answer({"id": task.id, "status": task.status})
    return json_answer(_task(request, task))


def _task(request: ApiRequest, task: Task) -> dict[str, Any]:
    return {
        "id": task.id,
        "text": task.text,
        "status": task.status,
        "due_at": moment_text(task.due_at),
        "entity": task.entity,
        "record": task.record_id,
        "origin": origin_words(presentation_of(request), request.context, task.origin) or None,
        "created_at": moment_text(task.created_at),
        "done_at": moment_text(task.done_at),
        "done_by": task.done_by_id,
    }
