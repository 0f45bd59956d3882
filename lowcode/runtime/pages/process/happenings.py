"""What happened around a record, for its timeline: requests and signatures, tasks, messages that left the app."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lowcode.runtime.http.request import PageRequest
from lowcode.runtime.pages.presentation import Presentation
from lowcode.runtime.pages.process.channels import channel_words
from lowcode.runtime.pages.process.origins import origin_words
from lowcode.runtime.pages.process.people import PersonView, people_by_id
from lowcode.runtime.pages.rendering import presentation_of
from lowcode.runtime.pages.timeline import EntryView
from lowcode.runtime.process.approvals.requests import (
    RUNNING,
    Request,
    Signer,
    definition_of,
    requests_about,
    signers_of,
    steps_of,
)
from lowcode.runtime.process.deliveries import deliveries_about
from lowcode.runtime.process.index import index_of
from lowcode.runtime.process.tasks import tasks_of

_DECISIONS = {
    "approved": "history.signed_approved",
    "rejected": "history.signed_rejected",
    "returned": "history.signed_returned",
    "transferred": "history.signed_transferred",
}
_ENDS = {
    "approved": "history.request_approved",
    "rejected": "history.request_rejected",
    "returned": "history.request_returned",
    "withdrawn": "history.request_withdrawn",
    "cancelled": "history.request_cancelled",
}
_DELIVERIES = {
    "waiting": "history.message_waiting",
    "digest": "history.message_waiting",
    "sent": "history.message_sent",
    "dead": "history.message_dead",
    "cancelled": "history.message_cancelled",
}


@dataclass(frozen=True, slots=True)
class _Happening:
    moment: datetime.datetime
    user_id: int | None
    what: str
    detail: str = ""
    origin: str = ""
    url: str = ""


def happenings(
    request: PageRequest, since: datetime.datetime | None, until: datetime.datetime | None
) -> list[EntryView]:
    """Everything after `since` up to `until`, about the record of the address."""
    if index_of(request.context.application) is None:
        return []
    presentation = presentation_of(request)
    found = [
        each
        for part in (_requests, _tasks, _messages)
        for each in part(request, presentation)
        if (since is None or each.moment > since) and (until is None or each.moment <= until)
    ]
    people = people_by_id(request, [each.user_id for each in found])
    return [_entry(request, presentation, each, people) for each in found]


def _entry(
    request: PageRequest, presentation: Presentation, each: _Happening, people: Mapping[int, PersonView]
) -> EntryView:
    person = people.get(each.user_id or 0)
    return EntryView(
        who=person.name if person is not None else presentation.say("history.system"),
        what=each.what,
        when=presentation.formats.ago(each.moment, request.context.now),
        at=presentation.formats.instant(each.moment),
        origin=each.origin,
        detail=each.detail,
        url=each.url,
        moment=each.moment,
    )


def _requests(request: PageRequest, presentation: Presentation) -> Iterator[_Happening]:
    for found in requests_about(request.context, request.entity.name, request.record_id):
        definition = definition_of(request.context, found.approval)
        label = presentation.text(definition.label) if definition is not None else found.approval
        url = f"/-/approvals/{found.id}"
        yield _Happening(
            found.started_at, found.submitter_id, presentation.say("history.request", label=label), url=url
        )
        yield from _signatures(request, presentation, found, label, url)
        if found.status != RUNNING and found.finished_at is not None:
            withdrawn_by = found.submitter_id if found.status == "withdrawn" else None
            yield _Happening(
                found.finished_at, withdrawn_by, presentation.say(_ENDS[found.status], label=label), url=url
            )


def _signatures(
    request: PageRequest, presentation: Presentation, found: Request, label: str, url: str
) -> Iterator[_Happening]:
    steps = [each.id for each in steps_of(request.context, found, all_rounds=True)]
    for signer in signers_of(request.context, steps):
        if signer.decided_at is not None and signer.status in _DECISIONS:
            origin = origin_words(presentation, request.context, signer.origin)
            yield _signature(presentation, signer, signer.decided_at, label, url, origin)


def _signature(
    presentation: Presentation, signer: Signer, decided: datetime.datetime, label: str, url: str, origin: str
) -> _Happening:
    what = presentation.say(_DECISIONS[signer.status], label=label)
    return _Happening(decided, signer.user_id, what, detail=signer.opinion or "", origin=origin, url=url)


def _tasks(request: PageRequest, presentation: Presentation) -> Iterator[_Happening]:
    context = request.context
    for task in tasks_of(context.connection, request.entity.name, request.record_id):
        origin = origin_words(presentation, context, task.origin)
        yield _Happening(task.created_at, task.created_by_id, presentation.say("history.task"), task.text, origin)
        if task.status == "done" and task.done_at is not None:
            yield _Happening(task.done_at, task.done_by_id, presentation.say("history.task_done"), task.text)


def _messages(request: PageRequest, presentation: Presentation) -> Iterator[_Happening]:
    """Channel and receiver, never the text: it may hold what this reader may not see."""
    context = request.context
    rows = deliveries_about(context.connection, request.entity.name, request.record_id)
    people = people_by_id(request, [row.user_id for row in rows])
    for row in rows:
        to = people[row.user_id].name if row.user_id in people else row.address or ""
        channel = channel_words(presentation, context, row.channel)
        what = presentation.say(_DELIVERIES[row.status], channel=channel)
        origin = origin_words(presentation, context, row.origin)
        yield _Happening(row.sent_at or row.created_at, None, what, detail=to, origin=origin)
