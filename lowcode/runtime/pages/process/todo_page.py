"""`/-/todo`: what waits for the user, what he has begun, what he has signed, what he was told about."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select
from starlette.responses import Response

from lowcode.runtime.context import Context
from lowcode.runtime.database.process_tables import task, task_person
from lowcode.runtime.http.request import PageRequest
from lowcode.runtime.pages.presentation import Presentation
from lowcode.runtime.pages.process.approval_words import COLORS, REQUEST, SIGNER
from lowcode.runtime.pages.process.counting import Counters, counters_of
from lowcode.runtime.pages.process.people import PersonView, people_by_id
from lowcode.runtime.pages.process.task_views import TaskView, task_views
from lowcode.runtime.pages.rendering import presentation_of, render
from lowcode.runtime.process.approvals.lists import (
    Entry,
    copied_to,
    returned_to,
    signed_by,
    started_by,
    to_do,
)
from lowcode.runtime.process.approvals.requests import definition_of, step_definition
from lowcode.runtime.process.tasks import Task, open_tasks

_RECENTLY_DONE: Final = 10
TABS: Final = {
    "sign": "todo.tab_sign",
    "tasks": "todo.tab_tasks",
    "returned": "todo.tab_returned",
    "started": "todo.tab_started",
    "signed": "todo.tab_signed",
    "copied": "todo.tab_copied",
}
_EMPTY: Final = {
    "sign": "todo.empty_sign",
    "tasks": "todo.empty_tasks",
    "returned": "todo.empty_returned",
    "started": "todo.empty_started",
    "signed": "todo.empty_signed",
    "copied": "todo.empty_copied",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TabView:
    """One of the lists."""

    name: str
    label: str
    url: str
    is_current: bool
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryView:
    """A request in a list."""

    id: int
    title: str
    url: str
    label: str
    kind: str
    status: str
    color: str
    who: PersonView | None
    when: str
    at: str
    remark: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TodoPage:
    """What `todo.html` shows."""

    tab: str
    tabs: tuple[TabView, ...]
    entries: tuple[EntryView, ...]
    tasks: tuple[TaskView, ...]
    done: tuple[TaskView, ...]
    empty: str


def show_todo(request: PageRequest) -> Response:
    """`GET /-/todo?tab=…`."""
    context, presentation = request.context, presentation_of(request)
    counters = counters_of(context)
    wanted = request.query.get("tab", "")
    tab = wanted if wanted in TABS else "tasks" if not counters.to_sign and counters.tasks else "sign"
    is_tasks = tab == "tasks"
    page = TodoPage(
        tab=tab,
        tabs=_tabs(presentation, tab, counters),
        entries=() if is_tasks else _entries(request, tab),
        tasks=task_views(request, open_tasks(context.connection, context.user_id or 0)) if is_tasks else (),
        done=task_views(request, recently_done(context)) if is_tasks else (),
        empty=presentation.say(_EMPTY[tab]),
    )
    return render(request, "todo.html", page=page)


def entry_views(request: PageRequest, entries: list[Entry]) -> tuple[EntryView, ...]:
    """Requests in words."""
    presentation, context = presentation_of(request), request.context
    people = people_by_id(request, [user for each in entries for user in (each.submitter_id, each.on_behalf_of_id)])
    return tuple(_entry(presentation, context, each, people) for each in entries)


def _tabs(presentation: Presentation, tab: str, counters: Counters) -> tuple[TabView, ...]:
    counts = {"sign": counters.to_sign, "tasks": counters.tasks, "returned": counters.returned}
    return tuple(
        TabView(
            name=name,
            label=presentation.say(key),
            url=f"/-/todo?tab={name}",
            is_current=name == tab,
            count=counts.get(name, 0),
        )
        for name, key in TABS.items()
    )


def _entries(request: PageRequest, tab: str) -> tuple[EntryView, ...]:
    lists: dict[str, Callable[[Context, int], list[Entry]]] = {
        "sign": to_do,
        "returned": returned_to,
        "started": started_by,
        "signed": signed_by,
        "copied": copied_to,
    }
    return entry_views(request, lists[tab](request.context, request.context.user_id or 0))


def _entry(presentation: Presentation, context: Context, entry: Entry, people: Mapping[int, PersonView]) -> EntryView:
    definition = definition_of(context, entry.approval)
    label = presentation.text(definition.label) if definition is not None else entry.approval
    step = step_definition(definition, entry.step) if definition is not None and entry.step is not None else None
    entity = context.application.entity_by_name.get(entry.entity)
    moment = entry.since or entry.started_at
    decision = entry.decision if entry.decision not in (None, "active") else None
    remarks = [presentation.text(step.label)] if step is not None else []
    if decision is not None:
        remarks.append(presentation.say(SIGNER[decision]))
    represented = people.get(entry.on_behalf_of_id or 0)
    if represented is not None:
        remarks.append(presentation.say("approval.on_behalf", name=represented.name))
    return EntryView(
        id=entry.request_id,
        title=entry.title or presentation.say("record.untitled"),
        url=f"/-/approvals/{entry.request_id}",
        label=label,
        kind=presentation.text(entity.label) if entity is not None else "",
        status=presentation.say(REQUEST[entry.status]),
        color=COLORS.get(entry.status, ""),
        who=people.get(entry.submitter_id or 0),
        when=presentation.formats.ago(moment, context.now),
        at=presentation.formats.instant(moment),
        remark=" · ".join(remarks),
    )


def recently_done(context: Context) -> list[Task]:
    """What the user has done last."""
    mine = select(task_person.c.task_id).where(task_person.c.user_id == context.user_id)
    statement = select(task).where(task.c.id.in_(mine), task.c.status == "done")
    rows = context.connection.execute(statement.order_by(task.c.done_at.desc(), task.c.id.desc()).limit(_RECENTLY_DONE))
    return [Task(**{name: getattr(row, name) for name in Task.__dataclass_fields__}) for row in rows]
