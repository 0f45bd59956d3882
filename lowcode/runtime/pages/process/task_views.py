"""Tasks as lists show them, and the buttons that finish them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from starlette.responses import Response

from lowcode.runtime.database.process_tables import task_person
from lowcode.runtime.http.errors import NotFoundError
from lowcode.runtime.http.redirects import redirect, safe_next
from lowcode.runtime.http.request import PageRequest
from lowcode.runtime.pages.notices import tell
from lowcode.runtime.pages.presentation import Presentation
from lowcode.runtime.pages.process.origins import origin_words
from lowcode.runtime.pages.process.people import people_by_id
from lowcode.runtime.pages.process.record_links import RecordLinks, links_to
from lowcode.runtime.pages.rendering import presentation_of
from lowcode.runtime.process.tasks import Task, finish_task, people_of, reopen_task, task_by_id


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskView:
    """A thing to do."""

    id: int
    text: str
    due: str
    is_overdue: bool
    is_done: bool
    done: str
    people: str
    origin: str
    record: str
    record_url: str
    kind: str
    """What the record is."""
    action: str
    """Where its button posts to; empty if the user is none of its people."""


def task_views(request: PageRequest, tasks: Iterable[Task]) -> tuple[TaskView, ...]:
    """The tasks in words; cancelled ones are no more."""
    kept = [each for each in tasks if each.status != "cancelled"]
    if not kept:
        return ()
    assigned = _assigned(request, [each.id for each in kept])
    ids = [user for users in assigned.values() for user in users] + [
        each.done_by_id for each in kept if each.done_by_id
    ]
    names = {key: person.name for key, person in people_by_id(request, ids).items()}
    links = links_to(request, [(each.entity, each.record_id) for each in kept])
    return tuple(_view(request, each, assigned.get(each.id, []), names, links) for each in kept)


def finish(request: PageRequest) -> Response:
    """`POST /-/tasks/{id}/done`."""
    own_task(request)
    done = finish_task(request.context, request.record_id)
    answer = redirect(_next(request))
    tell(answer, "task_done" if done else "task_done_already", kind="good" if done else "bad")
    return answer


def reopen(request: PageRequest) -> Response:
    """`POST /-/tasks/{id}/reopen`."""
    own_task(request)
    reopen_task(request.context, request.record_id)
    return redirect(_next(request))


def own_task(request: PageRequest) -> Task:
    """The task of the address: only its people do it; for all others it does not exist."""
    context = request.context
    task = task_by_id(context.connection, request.record_id)
    if task is None or context.user_id not in people_of(context.connection, request.record_id):
        raise NotFoundError
    return task


def _assigned(request: PageRequest, ids: list[int]) -> Mapping[int, list[int]]:
    found: dict[int, list[int]] = {}
    statement = select(task_person).where(task_person.c.task_id.in_(ids)).order_by(task_person.c.user_id)
    for row in request.context.connection.execute(statement):
        found.setdefault(row.task_id, []).append(row.user_id)
    return found


def _view(request: PageRequest, task: Task, users: list[int], names: Mapping[int, str], links: RecordLinks) -> TaskView:
    context, presentation = request.context, presentation_of(request)
    link = links.get((task.entity, task.record_id))
    is_done = task.status == "done"
    button = "reopen" if is_done else "done"
    return TaskView(
        id=task.id,
        text=task.text,
        due=_due(presentation, request, task),
        is_overdue=not is_done and task.due_at is not None and task.due_at < context.now,
        is_done=is_done,
        done=presentation.say("todo.done_by", name=names.get(task.done_by_id or 0, presentation.say("history.system")))
        if is_done
        else "",
        people=presentation.say("filter.joined").join(names[each] for each in users if each in names),
        origin=origin_words(presentation, context, task.origin),
        record=link.title if link is not None else "",
        record_url=link.url if link is not None else "",
        kind=link.kind if link is not None else "",
        action=f"/-/tasks/{task.id}/{button}" if context.user_id in users else "",
    )


def _due(presentation: Presentation, request: PageRequest, task: Task) -> str:
    if task.due_at is None:
        return ""
    near, _ = presentation.near_instants(request.context.today)(task.due_at)
    return near


def _next(request: PageRequest) -> str:
    return safe_next(request.form.get("next", "/-/todo?tab=tasks"))
