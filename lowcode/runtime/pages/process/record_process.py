"""What the page of a record shows of its processes: steps, actions, the request it is in, tasks."""

from __future__ import annotations

from dataclasses import dataclass

from lowcode.runtime.definitions import Verb
from lowcode.runtime.http.errors import NotFoundError
from lowcode.runtime.http.request import PageRequest
from lowcode.runtime.pages.presentation import Presentation
from lowcode.runtime.pages.process.actions import ActionView, actions_of
from lowcode.runtime.pages.process.approval_views import RequestView, request_view
from lowcode.runtime.pages.process.approval_words import COLORS, REQUEST
from lowcode.runtime.pages.process.steps import StepView, steps_of
from lowcode.runtime.pages.process.task_views import TaskView, task_views
from lowcode.runtime.process.approvals.requests import RETURNED, RUNNING, Request, definition_of, requests_about
from lowcode.runtime.process.index import processes_about
from lowcode.runtime.process.tasks import tasks_of
from lowcode.runtime.saving.loading import load_for
from lowcode.runtime.saving.outcome import RecordNotFoundError


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestLine:
    """An earlier request."""

    label: str
    status: str
    color: str
    when: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessView:
    """What `record.html` shows beside fields and history."""

    steps: tuple[StepView, ...] = ()
    possible: tuple[ActionView, ...] = ()
    impossible: tuple[ActionView, ...] = ()
    version: str = ""
    approval: RequestView | None = None
    earlier: tuple[RequestLine, ...] = ()
    tasks: tuple[TaskView, ...] = ()

    @property
    def proposed(self) -> ActionView | None:
        """The action that the page makes prominent: the first that does not give the record up."""
        if self.approval is not None and self.approval.turn:
            return None
        return next((each for each in self.possible[:3] if not each.is_way_out), None)


_NOTHING = ProcessView()


def process_view(request: PageRequest, presentation: Presentation) -> ProcessView:
    """Of the record that the address names, which the user may read. Entities without processes pay nothing."""
    context, entity = request.context, request.entity
    if context.application.processes is None:
        return _NOTHING
    tasks = task_views(request, tasks_of(context.connection, entity.name, request.record_id))
    if processes_about(context.application, entity.name) is None:
        return ProcessView(tasks=tasks)
    try:
        record = load_for(context, entity, request.record_id, Verb.READ, lock=False)
    except RecordNotFoundError as error:
        raise NotFoundError from error
    actions = actions_of(presentation, context, entity, record)
    requests = requests_about(context, entity.name, request.record_id)
    present = _present(requests)
    return ProcessView(
        steps=steps_of(presentation, context, entity, record),
        possible=tuple(each for each in actions if not each.reasons),
        impossible=tuple(each for each in actions if each.reasons),
        version=str(record.version),
        approval=request_view(request, present) if present is not None else None,
        earlier=tuple(_line(request, presentation, each) for each in requests if each is not present),
        tasks=tasks,
    )


def _present(requests: list[Request]) -> Request | None:
    """The request that runs, or that waits for its submitter."""
    running = (each for each in requests if each.status == RUNNING)
    newest = requests[0] if requests and requests[0].status == RETURNED else None
    return next(running, newest)


def _line(request: PageRequest, presentation: Presentation, found: Request) -> RequestLine:
    definition = definition_of(request.context, found.approval)
    return RequestLine(
        label=presentation.text(definition.label) if definition is not None else found.approval,
        status=presentation.say(REQUEST[found.status]),
        color=COLORS.get(found.status, ""),
        when=presentation.formats.instant(found.finished_at or found.started_at),
        url=f"/-/approvals/{found.id}",
    )
